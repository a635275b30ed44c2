package migrate

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

func (b *block) endpoint() {
	switch b.compute() {
	case computeGPU:
		b.endpointGPU()
	case computeCPU:
		b.endpointCPU()
	}
	b.workers(b.scaling())
	b.flashboot()
	b.volumes()
	b.endpointImage()
	b.container()
	b.nameFromState()
	if known := b.known.integer("execution_timeout_ms"); !b.has("execution_timeout_ms") && known != nil && *known > 0 && *known != 300_000 {
		b.fromState("execution_timeout_ms", number(*known))
	}
	if known := b.known.texts("data_center_ids"); !b.has("data_center_ids") && len(known) > 0 {
		b.fromState("data_center_ids", quoteAll(known))
	}
}

// endpointGPU turns GPU types into the pools that they are in, without the other
// types of those pools.
func (b *block) endpointGPU() {
	from := b.get("gpu_type_ids")
	ids, literal := from.asStrings()
	if from == nil || (literal && len(ids) == 0) {
		if one := b.get("gpu_type_id"); one != nil {
			from = one
			var id string
			id, literal = one.asString()
			ids = []string{id}
		}
	}
	if from == nil {
		ids, literal = b.knownGPUTypes(), true
	}
	pools, excluded, unknown := cost.Snapshot().PoolsOf(ids)
	if !literal || len(unknown) > 0 || len(pools) == 0 {
		b.unclearGPU(from, literal, unknown)
		return
	}
	items := []item{{"pools", quoteAll(pools), from}}
	if len(excluded) > 0 {
		items = append(items, item{"excluded_type_ids", quoteAll(excluded), nil})
	}
	if count := b.get("gpu_count"); count != nil {
		items = append(items, item{"count", count.text, count})
	} else if known := b.known.integer("gpu_count"); known != nil && *known > 1 {
		items = append(items, item{"count", number(*known), nil})
		b.note(b.line, fmt.Sprintf("`gpu_count` was not declared: the state holds %d", *known))
	}
	line := b.line
	if from != nil {
		line = from.line
	}
	b.note(line, fmt.Sprintf("GPU types became pools without their other types, by the catalog of %s: if the plan shows `gpu.excluded_type_ids`, take its left side", cost.SnapshotDate()))
	for _, name := range []string{"allowed_cuda_versions", "min_cuda_version"} {
		if a := b.get(name); a != nil && !a.isEmpty() {
			items = append(items, item{name, a.text, a})
			b.note(a.line, fmt.Sprintf("`%s` is now `gpu.%s`: if the plan shows it as added, it was never sent", name, name))
		}
	}
	b.group("gpu", items)
	b.useless("workers have a GPU", "cpu_flavor_ids", "vcpu_count", "gpu_type_id", "gpu_type_ids", "allowed_cuda_versions", "min_cuda_version")
}

func (b *block) unclearGPU(from *attribute, literal bool, unknown []string) {
	line, why := b.line, "no GPU type is declared"
	if from != nil {
		line = from.line
	}
	switch {
	case !literal:
		why = fmt.Sprintf("`%s` is not a list of literals", from.name)
	case len(unknown) > 0:
		why = fmt.Sprintf("no pool is known for %s", strings.Join(unknown, ", "))
	}
	b.hand(line, why+": write `gpu = { pools = [...], excluded_type_ids = [...], count = ... }`, with the pools of the data source `runpod_gpu_types`, in place of `gpu_type_ids`, `gpu_count` and what goes with them")
	for _, name := range append(gpuArguments(), "min_cuda_version") {
		if a := b.attrs[name]; a != nil {
			a.done = true // left as it is
		}
	}
}

func (b *block) endpointCPU() {
	flavors := b.get("cpu_flavor_ids")
	if flavors == nil {
		b.hand(b.line, "no CPU flavor is declared: write `cpu = [{ flavor_id = ..., vcpu_count = ... }]` with what the endpoint has")
		if a := b.attrs["vcpu_count"]; a != nil {
			a.done = true
		}
		return
	}
	count := b.vcpus()
	if elements, ok := flavors.elements(); ok {
		options := make([]string, 0, len(elements))
		for _, element := range elements {
			options = append(options, "{ flavor_id = "+b.slice(element.Range())+", vcpu_count = "+count.text+" }")
		}
		b.rename(flavors, "cpu", "["+strings.Join(options, ", ")+"]")
	} else {
		b.rename(flavors, "cpu", "[for id in "+flavors.text+" : { flavor_id = id, vcpu_count = "+count.text+" }]")
	}
	if count.from != nil {
		b.remove(count.from)
	}
	b.useless("workers have no GPU", append(gpuArguments(), "min_cuda_version")...)
}

// scaling writes `scaling`, and returns whether it counts requests, which leaves
// no idle timeout. unclear is set where the type is not a literal.
func (b *block) scaling() (onRequests, unclear bool) {
	kind, value := b.get("scaler_type"), b.get("scaler_value")
	word, literal := kind.asString()
	switch {
	case b.has("scaling"):
		return false, true
	case kind != nil && !literal:
		kind.done = true
		if value != nil {
			value.done = true
		}
		b.hand(kind.line, "`scaler_type` is not a literal, and decides what `scaler_value` means: write `scaling = { queue_delay_seconds = ... }` or `scaling = { request_count = ... }` in place of both")
		return false, true
	case kind == nil:
		word = b.known.text("scaler_type")
	}
	onRequests = strings.EqualFold(word, "REQUEST_COUNT")
	name := "queue_delay_seconds"
	if onRequests {
		name = "request_count"
	}
	known := b.known.integer("scaler_value")
	switch {
	case value != nil:
		b.group("scaling", []item{{name, value.text, value}})
	case known != nil && (onRequests || *known != 4):
		b.fromState("scaling", "{ "+name+" = "+number(*known)+" }")
	case onRequests:
		b.fromState("scaling", "{ request_count = 4 }")
	}
	for _, a := range []*attribute{b.attrs["scaler_type"], b.attrs["scaler_value"]} {
		if a != nil && !a.done {
			b.remove(a)
		}
	}
	return onRequests, false
}

// workers writes `workers`: the most workers are now counted on top of those that
// are always on.
func (b *block) workers(onRequests, unclear bool) {
	if b.has("workers") {
		return
	}
	least, most, idle := b.get("workers_min"), b.get("workers_max"), b.get("idle_timeout")
	var items []item
	active, known := b.knownInt(least, "workers_min")
	if known && active != 0 || (least != nil && !known) {
		items = append(items, item{"active", textOr(least, active), least})
	}
	switch limit, ok := b.knownInt(most, "workers_max"); {
	case ok && known:
		if most != nil || limit-active != 3 {
			items = append(items, item{"flex", number(max(0, limit-active)), most})
		}
	case most == nil && !ok:
		if least != nil {
			b.hand(least.line, "`workers_max` is not declared, so `workers.flex`, the workers on top of `workers.active`, is not known: write it")
		}
	case known && active == 0:
		items = append(items, item{"flex", textOr(most, limit), most})
	default:
		items = append(items, item{"flex", operandOr(most, limit) + " - " + operandOr(least, active), most})
	}
	if idle != nil && onRequests {
		b.drop("idle_timeout", "a queue that scales on requests has none")
	} else if seconds, ok := b.knownInt(idle, "idle_timeout"); idle != nil || (ok && seconds > 0 && seconds != 10 && !onRequests) {
		items = append(items, item{"idle_timeout_seconds", textOr(idle, seconds), idle})
	} else if !ok && !onRequests && !unclear {
		b.note(b.line, "`idle_timeout` is not declared: if the plan shows `workers.idle_timeout_seconds`, take its left side")
	}
	if len(items) > 0 {
		b.group("workers", items)
	}
	for _, a := range []*attribute{least, most} {
		if a != nil && !a.done {
			b.remove(a) // 0 active workers are the default
		}
	}
}

// knownInt is a number as the configuration, or else the state, has it.
func (b *block) knownInt(a *attribute, name string) (int64, bool) {
	if a != nil {
		return a.asInt()
	}
	if known := b.known.integer(name); known != nil {
		return *known, true
	}
	return 0, name == "workers_min" // which has always been 0 by default
}

func textOr(a *attribute, value int64) string {
	if a != nil {
		return a.text
	}
	return number(value)
}

func operandOr(a *attribute, value int64) string {
	if a != nil {
		return a.operand()
	}
	return number(value)
}

func (b *block) flashboot() {
	a := b.get("flashboot")
	if a == nil {
		if known := b.known.boolean("flashboot"); known != nil && !*known {
			b.fromState("flashboot", quote("OFF"))
		} else if known == nil {
			b.note(b.line, "`flashboot` is not declared, and is now on by default: if the plan shows it as changed, write `flashboot = \"OFF\"`")
		}
		return
	}
	if on, ok := a.asBool(); ok {
		word := "OFF"
		if on {
			word = "FLASHBOOT"
		}
		b.rename(a, "flashboot", quote(word))
		return
	}
	if _, ok := a.asString(); !ok && !choosesText(a.expr) {
		b.rename(a, "flashboot", a.operand()+" ? \"FLASHBOOT\" : \"OFF\"")
	}
}

// choosesText reports whether an expression is `condition ? "text" : ...`.
func choosesText(expr hclsyntax.Expression) bool {
	choice, ok := expr.(*hclsyntax.ConditionalExpr)
	if !ok {
		return false
	}
	value, ok := constant(choice.TrueResult)
	return ok && value.Type() == cty.String
}

// volumes is the union of one network volume and several.
func (b *block) volumes() {
	one, several := b.get("network_volume_id"), b.get("network_volume_ids")
	if one == nil || one.isEmpty() {
		if a := b.attrs["network_volume_id"]; a != nil {
			b.remove(a)
		}
		return
	}
	if !isCertain(one.expr) {
		b.note(one.line, fmt.Sprintf("`network_volume_ids` is written for a volume that is there: if it may be null, write `compact([%s])`", one.text))
	}
	switch {
	case several == nil || several.isEmpty():
		if a := b.attrs["network_volume_ids"]; a != nil {
			b.remove(a)
		}
		b.rename(one, "network_volume_ids", "["+one.text+"]")
	default:
		b.rename(several, "network_volume_ids", "distinct(concat(["+one.text+"], "+several.text+"))")
		b.remove(one)
	}
}

// endpointImage leaves the image to the template, which was what ran.
func (b *block) endpointImage() {
	if b.get("template_id") != nil {
		b.drop("image_name", "the endpoint runs the image of its template")
		return
	}
	if !b.has("image", "image_name") {
		b.hand(b.line, "neither a template nor an image is declared: write `template_id` or `image`")
	}
}
