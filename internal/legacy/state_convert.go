package legacy

import (
	"cmp"
	"slices"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// defaultMountPath is the same in all three providers.
const defaultMountPath = "/workspace"

// object is a state of ours, or a part of one: texts, int64, bool, lists of texts
// and objects.
type object map[string]any

// put writes a value to a path. Nothing goes over what is there, but lists are
// joined.
func (o object) put(path string, value any) {
	name, rest, nested := strings.Cut(path, ".")
	switch before := o[name].(type) {
	case object:
		before.put(rest, value)
	case []string:
		more, _ := value.([]string)
		o[name] = unique(append(before, more...))
	case nil:
		if nested {
			inner := object{}
			inner.put(rest, value)
			value = inner
		}
		o[name] = value
	}
}

// get is the value at a path, or nil.
func (o object) get(path string) any {
	name, rest, nested := strings.Cut(path, ".")
	if !nested {
		return o[name]
	}
	inner, _ := o[name].(object)
	return inner.get(rest)
}

// state is what a state of ours is to hold.
func (t table) state(old attributes) object {
	out := t.convert(old)
	for name, value := range t.fixed {
		if out[name] == nil {
			out[name] = value
		}
	}
	if len(t.silent) > 0 && !slices.ContainsFunc(t.silent, old.says) {
		out["env"] = map[string]string{} // see EnvUnread
	}
	return out
}

// convert is what the old attributes say, in our words.
func (t table) convert(old attributes) object {
	out := object{}
	compute := old.compute()
	for _, r := range t.rows {
		if (r.on == "" || r.on == compute) && !(r.leftover && out.says(r)) {
			r.convert(old, out)
		}
	}
	for name, leader := range t.leaders {
		if out.get(name+"."+leader) == nil {
			delete(out, name)
		}
	}
	return out
}

// says reports whether an object holds what a row leads to, or what excludes it.
func (o object) says(r row) bool {
	return o[root(r.to)] != nil || r.how == asExact && o["args"] != nil
}

// convert puts what a row says into the object.
func (r row) convert(old attributes, out object) {
	if value := r.value(old); value != nil && value != r.unasked {
		out.put(r.to, value)
	}
	switch group := root(r.to); { // those that say more than one thing
	case r.how == asPools && out[group] == nil:
		pools, excluded, _ := cost.Snapshot().PoolsOf(old.either("gpu_type_id", "gpu_type_ids"))
		out[group] = object{"pools": append([]string{}, pools...)}
		if len(excluded) > 0 {
			out.put("gpu.excluded_type_ids", excluded)
		}
	case (r.how == asDisk || r.how == asMounted) && out[group] != nil:
		out.put(group+".mount_path", cmp.Or(old.text("volume_mount_path"), defaultMountPath))
	case r.how == asOnTop:
		if most, ok := old.number(r.old); ok {
			out.put("workers.max", most)
		}
	}
}

// value is what goes to r.to, or nil.
func (r row) value(old attributes) any {
	word, list := old.text(r.old), old.texts(r.old)
	whole, isWhole := old.number(r.old)
	truth, isTruth := old.flag(r.old)
	switch r.how {
	case asText:
		return orNil(word, word != "")
	case asNumber:
		return orNil(whole, isWhole)
	case asFlag:
		return orNil(truth, isTruth)
	case asExact:
		list = old.exact(r.old)
		return orNil(list, len(list) > 0)
	case asTexts, asPorts, asGPUTypes:
		return orNil(list, len(list) > 0)
	case asVariables:
		env := old.env(r.old, r.declared)
		return orNil(env, len(env) > 0)
	case asMount:
		return mountOf(old.objects(r.old), root(r.to))
	case asCPUs:
		return cpusOf(old.objects(r.old))
	case asUpper:
		return orNil(r.spell(word), word != "")
	case asStopped:
		return orNil(stopped, word == "EXITED")
	case asFlashboot:
		if isTruth {
			word = flashbootWord(truth)
		}
		return orNil(word, word != "")
	case asArgs: // one form of the command, and Runpod took the other
		return orNil(word, word != "" && len(old.exact("docker_entrypoint"))+len(old.exact("docker_start_cmd")) == 0)
	case asImage: // what ran was the template's
		return orNil(word, word != "" && old.text("template_id") == "")
	case asFlavor:
		return first(list)
	case asFlavors:
		return flavorsWith(list, orNil(old.number("vcpu_count")))
	case asDisk: // the older states hold a size even where there is none
		return orNil(whole, whole > 0 && old.mayHaveDisk())
	case asMounted:
		return first(old.either("network_volume_id", "network_volume_ids"))
	case asOnTop:
		active, _ := old.number("workers_min")
		return orNil(flexible(whole, active), isWhole)
	case asIdle:
		return orNil(whole, isWhole && !countsRequests(old.scalingType()))
	case asScaler:
		return orNil(object{scalingBy(old.scalingType()): whole}, isWhole)
	default:
		return nil
	}
}

func orNil[T any](value T, there bool) any {
	if there {
		return value
	}
	return nil
}

func first(list []string) any {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

func flavorsWith(list []string, vcpus any) any {
	options := make([]object, 0, len(list))
	for _, id := range list {
		options = append(options, object{"flavor_id": id, "vcpu_count": vcpus})
	}
	return orNil(options, len(options) > 0)
}

// oursInMount are our names of what 2.0 has in its volumes.
func oursInMount() map[string]string {
	return map[string]string{"size": "size_gb", "volume_id": "id", "path": "mount_path"}
}

// mountOf is the first of the volumes as ours, if there is one.
func mountOf(volumes []attributes, group string) any {
	if len(volumes) == 0 {
		return nil
	}
	out := object{"mount_path": cmp.Or(volumes[0].text("path"), defaultMountPath)}
	if size, ok := volumes[0].number("size"); ok && group == "volume_disk" {
		out["size_gb"] = size
		return orNil(out, size > 0)
	}
	out["id"] = volumes[0].text("volume_id")
	return orNil(out, out["id"] != "")
}

func cpusOf(cpus []attributes) any {
	options := make([]object, 0, len(cpus))
	for _, cpu := range cpus {
		options = append(options, object{"flavor_id": orNil(cpu.text("cpu_type_id"), cpu.text("cpu_type_id") != ""), "vcpu_count": orNil(cpu.number("vcpu_count"))})
	}
	return orNil(options, len(options) > 0)
}

func flashbootWord(on bool) string {
	if on {
		return string(runpod.FlashBootEnabled)
	}
	return string(runpod.FlashBootOff)
}

// flexible are the workers on top of those that are always on.
func flexible(most, active int64) int64 { return max(0, most-active) }

// countsRequests reports whether scaler_value counts requests, not seconds.
func countsRequests(scalerType string) bool { return strings.EqualFold(scalerType, "REQUEST_COUNT") }

// scalingBy is the part of `scaling` that scaler_value goes into.
func scalingBy(scalerType string) string {
	if countsRequests(scalerType) {
		return "request_count"
	}
	return "queue_delay_seconds"
}
