package legacy

import (
	"slices"
	"strings"
	"sync"
)

// Kinds of compute.
const (
	computeGPU = "GPU"
	computeCPU = "CPU"
)

// conversion is what a value turns into on its way from an older provider to this
// one, in a state and in a configuration alike.
type conversion int

const (
	asText      conversion = iota // the same text; an empty one counts as unset
	asNumber                      // the same whole number
	asFlag                        // the same truth
	asExact                       // a list of texts as it is; an empty one counts as unset
	asTexts                       // a list of texts, each once
	asPorts                       // texts, or one text with commas
	asVariables                   // a map, or a list of KEY=VALUE
	asMount                       // an object, or the first of a list of them, with our names in it
	asCPUs                        // objects with a CPU type each, or one, with our names in them
	asUpper                       // a word in upper case, one of row.words
	asStopped                     // EXITED to STOPPED; what runs is what nobody need ask for
	asFlashboot                   // a truth to a word, or a word
	asArgs                        // text that an exec form of the command takes the place of
	asImage                       // text that a template takes the place of
	asGPUTypes                    // one GPU type or a list to a list of both
	asPools                       // GPU types to the pools that they are in, minus their other types
	asFlavor                      // the first of a list of CPU flavors
	asFlavors                     // CPU flavors to objects with vcpu_count
	asDisk                        // a size to a volume disk, where there is one
	asMounted                     // the first of the network volumes, with its mount path
	asOnTop                       // the maximum number of workers to those on top of the active ones
	asIdle                        // number that a queue which scales on requests does without
	asScaler                      // a number, to what row scaler_type says that it counts
	goesAlong                     // nothing by itself: another row reads it
	refreshed                     // nothing: the refresh that follows says it; for references
	dropped                       // nothing, for the reason in row.advice
)

// row is one attribute of the older providers, and what becomes of it.
type row struct {
	old string
	// to is ours that the value goes into, as a path; empty where there is none.
	to string
	// how says what the value turns into on the way.
	how conversion
	// on is the kind of compute that it means something with; empty for both.
	on string
	// words are those that upper may lead to. renamed are former ones by their name
	// before.
	words   []string
	renamed map[string]string
	// unasked is a value that says nothing, as the older providers put it there by
	// themselves or the absence of ours means it. It is left out.
	unasked any

	// unless makes the configuration declare what it left to the older provider: what
	// the state holds, unless that is this, which is our default.
	unless any
	// templated is set where nothing of that is missing beside a template.
	templated bool
	// absent is said where neither the configuration nor the state has it, byHand if
	// somebody has to write it.
	absent string
	byHand bool

	// reads is what a reference reads in its place, as a path, where that is not to.
	reads string
	// advice says what to use instead, or what is different.
	advice string
	// harmless is set where leaving it out changes nothing about what exists.
	harmless bool
	// declared is set where a map of variables has only those that were declared: 2.0
	// puts none there by itself.
	declared bool
	// leftover is set where runpod/runpod 2.0 may still have what 1.x had, and its own
	// attributes go before.
	leftover bool
}

const (
	// nothing is in row.reads where no attribute of ours says the same.
	nothing = "-"
	// noDefault is in row.unless where we have no default.
	noDefault = ""
	// stopped is the state of a pod that Runpod calls EXITED.
	stopped = "STOPPED"
)

// read is the path that a reference reads; empty where there is none.
func (r row) read() string {
	switch r.reads {
	case "":
		return r.to
	case nothing:
		return ""
	default:
		return r.reads
	}
}

// isPart reports whether the value becomes a part of an attribute of ours, and
// not the whole.
func (r row) isPart() bool { return strings.Contains(r.to, ".") || r.reads == nothing }

// spell is a word as Runpod now spells it.
func (r row) spell(word string) string {
	word = strings.ToUpper(word)
	if renamed, ok := r.renamed[word]; ok {
		return renamed
	}
	return word
}

// table is a resource type of the older providers.
type table struct {
	// typ is ours that it becomes; empty where it has the same name. two is set in a table
	// of runpod/runpod 2.0, and marks are attributes that tell its states and
	// configurations from those of 1.x, where both have a type of that name.
	typ   string
	two   bool
	marks []string
	// silent are attributes that are all empty where the environment was not read, as
	// after an import: the first read then takes it from Runpod.
	silent []string
	// rows are in the order in which the configuration writes what was undeclared.
	rows []row
	// ours are the attributes of ours that no row leads to.
	ours []string
	// leaders are parts of objects of ours without which there is no such object.
	leaders map[string]string
	// fixed is in a state even where the older one says nothing of it.
	fixed object
}

func (t table) row(old string) (row, bool) {
	i := slices.IndexFunc(t.rows, func(r row) bool { return r.old == old })
	if i < 0 {
		return row{}, false
	}
	return t.rows[i], true
}

// isOurs reports whether we have an attribute of that name.
func (t table) isOurs(name string) bool {
	return slices.Contains(t.ours, name) || slices.ContainsFunc(t.rows, func(r row) bool { return root(r.to) == name })
}

// names are the older attributes that mean something with one of the kinds of
// compute, in the order of the table.
func (t table) names(compute ...string) []string {
	var names []string
	for _, r := range t.rows {
		if slices.Contains(compute, r.on) {
			names = append(names, r.old)
		}
	}
	return names
}

// root is the attribute that a path begins with.
func root(path string) string {
	name, _, _ := strings.Cut(path, ".")
	return name
}

// tables are the types that this provider has as well. They are made when they are needed: most runs never are asked for an
// older state.
var tables = sync.OnceValue(func() map[string]table {
	return map[string]table{
		"runpod_pod":                     podTable(),
		"runpod_endpoint":                endpointTable(),
		"runpod_network_volume":          networkVolumeTable(),
		"runpod_global_volume":           {ours: []string{"created_at", "created_by_user_id", "estimated_cost"}, rows: kept(asText, "id", "name")},
		"runpod_template":                templateTable(),
		"runpod_container_registry_auth": registryAuthTable(),
		"runpod_ecr_delegation":          ecrDelegationTable(),
		"runpod_cluster":                 clusterTable(),
	}
})

// tableOf is the table of a type, that of runpod/runpod 2.0 where it is two or the type
// is of 2.0 only.
func tableOf(typ string, two bool) (table, bool) {
	older, ok := tables()[typ]
	if newer, known := tablesOfTwo()[typ]; known && (two || !ok) {
		return newer, true
	}
	return older, ok
}

// goneTypes are those that it has not, with what to use instead.
func goneTypes() map[string]string {
	const forget = "; remove it from the state first (`terraform state rm`)"
	return map[string]string{
		"runpod_pod_action":      "remove it and set `desired_state = \"RUNNING\"` or `\"STOPPED\"` on the pod, or run the actions `runpod_pod_start` and `runpod_pod_stop`" + forget,
		"runpod_machine":         "it has no replacement: Runpod's API v2 does not manage the machines of hosts" + forget,
		"runpod_endpoint_job":    "send jobs to the endpoint's `request_urls.run`: they are requests, not resources" + forget,
		"runpod_endpoint_worker": "set `workers` on the endpoint, which starts its own; the data source `runpod_endpoint_workers` lists them" + forget,
	}
}

// oursOnly are types that neither of the older providers had.
func oursOnly() []string {
	return []string{"runpod_secret", "runpod_ssh_key", "runpod_cost_center"}
}
