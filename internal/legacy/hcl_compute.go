package legacy

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// compute writes `gpu` or `cpu`, and returns which of them; "" where it cannot be
// told, or is written already.
func (b *block) compute() string {
	if b.has("gpu", "cpu") {
		return ""
	}
	kind, ok := b.computeKind()
	switch {
	case !ok:
		b.leave(append(b.table.names(computeGPU, computeCPU), "compute_type")...)
		b.hand(b.attrs["compute_type"].line, "`compute_type` is not a literal, and decides whether to write `gpu = { ... }` or `cpu = ...`: write one of them in place of `compute_type` and what goes with it")
	case kind == computeGPU:
		b.gpu()
	case b.typ == "runpod_pod":
		b.podCPU()
	default:
		b.endpointCPU()
	}
	return kind
}

func (b *block) computeKind() (kind string, ok bool) {
	if a := b.attrs["compute_type"]; a != nil {
		word, _ := a.asString()
		if kind = strings.ToUpper(word); kind != computeGPU && kind != computeCPU {
			return "", false
		}
		b.remove(a)
		return kind, true
	}
	switch {
	case b.says("gpu_type_id"), b.says("gpu_type_ids"):
		return computeGPU, true
	case b.says("cpu_flavor_ids"):
		return computeCPU, true
	default:
		return b.state.compute(), true
	}
}

// gpu writes `gpu`: types on a pod, pools on an endpoint, and what goes with them.
func (b *block) gpu() {
	which := b.podGPUTypes
	if b.typ == "runpod_endpoint" {
		which = b.endpointPools
	}
	items := which()
	if len(items) == 0 {
		b.leave(b.table.names(computeGPU)...)
		return
	}
	for _, r := range b.table.rows {
		if root(r.to) == "gpu" && r.how != asGPUTypes && r.how != asPools {
			items = append(items, b.gpuPart(r)...)
		}
	}
	b.group("gpu", items)
	b.useless("a GPU")
}

// gpuPart is a part of `gpu` that is declared, or that the state holds.
func (b *block) gpuPart(r row) []item {
	a, held, key := b.attrs[r.old], r.value(b.state), strings.TrimPrefix(r.to, "gpu.")
	switch {
	case a == nil && r.unless != nil && held != nil && held != int64(0) && held != r.unless:
		b.note(b.line, "`%s` was not declared: the state holds %v", r.old, held)
		return []item{{key, expression(held), nil}}
	case a == nil || a.isEmpty():
		return nil
	case a.is(r.unasked):
		b.drop(r.old, fmt.Sprintf("%v was the older provider's default, which stands in every state: it says nothing about the pod, and would replace it", r.unasked))
		return nil
	}
	_, isWhole := a.asInt()
	switch {
	case r.unasked != nil && !isWhole:
		b.note(a.line, "`%s` is not a literal: where it is %v, the older provider's default, the first plan shows it as added in place; nothing is sent for it", r.to, r.unasked)
	case b.typ == "runpod_endpoint" && r.how != asNumber:
		b.note(a.line, "`%s` is now `%s`: if the plan shows it as added, it was never sent", r.old, r.to)
	}
	return []item{{key, a.text, a}}
}

// podGPUTypes is empty where nobody says which.
func (b *block) podGPUTypes() []item {
	if ids := b.attrs["gpu_type_ids"]; ids != nil {
		return []item{{"type_ids", ids.text, ids}}
	}
	if id := b.attrs["gpu_type_id"]; id != nil {
		return []item{{"type_ids", "[" + id.text + "]", id}}
	}
	if held := b.state.either("gpu_type_id", "gpu_type_ids"); len(held) > 0 {
		b.note(b.line, "no GPU type was declared: `gpu.type_ids` is what the state holds")
		return []item{{"type_ids", quoteAll(held), nil}}
	}
	b.hand(b.line, "no GPU type is declared: write `gpu = { type_ids = [...] }` with the one that the pod has (`-state` finds it)")
	return nil
}

// endpointPools turns GPU types into the pools that they are in, without the other
// types of those pools.
func (b *block) endpointPools() []item {
	from, line := b.attrs["gpu_type_ids"], b.line
	if from == nil || from.isEmpty() {
		from = cmp.Or(b.attrs["gpu_type_id"], from)
	}
	ids, literal := b.state.either("gpu_type_id", "gpu_type_ids"), true
	if from != nil {
		ids, literal = from.asStrings()
		line = from.line
	}
	pools, excluded, unknown := cost.Snapshot().PoolsOf(ids)
	if literal && len(unknown) == 0 && len(pools) > 0 {
		b.note(line, "GPU types became pools without their other types, by the catalog of %s: if the plan shows `gpu.excluded_type_ids`, take its left side", cost.SnapshotDate())
		items := []item{{"pools", quoteAll(pools), from}}
		if len(excluded) > 0 {
			items = append(items, item{"excluded_type_ids", quoteAll(excluded), nil})
		}
		return items
	}
	why := "no GPU type is declared"
	switch {
	case !literal:
		why = fmt.Sprintf("`%s` is not a list of literals", from.name)
	case len(unknown) > 0:
		why = "no pool is known for " + strings.Join(unknown, ", ")
	}
	b.hand(line, "%s: write `gpu = { pools = [...], excluded_type_ids = [...], count = ... }`, with the pools of the data source `runpod_gpu_types`, in place of `gpu_type_ids`, `gpu_count` and what goes with them", why)
	return nil
}

// useless drops what only the other kind of compute has. What a group has taken,
// or is empty, goes without a word.
func (b *block) useless(compute string) {
	subject := "the pod has "
	if b.typ == "runpod_endpoint" {
		subject = "workers have "
	}
	for _, name := range b.table.names(computeGPU, computeCPU) {
		switch a := b.attrs[name]; {
		case a == nil || a.done:
		case a.isEmpty():
			b.remove(a)
		default:
			b.drop(name, subject+compute)
		}
	}
}

func (b *block) podCPU() {
	flavors := b.attrs["cpu_flavor_ids"]
	held := b.state.texts("cpu_flavor_ids")
	switch {
	case flavors == nil && len(held) == 0:
		b.hand(b.line, "no CPU flavor is declared: write `cpu = { flavor_id = ..., vcpu_count = ... }` with what the pod has")
		b.leave("vcpu_count")
		return
	case flavors == nil:
		b.note(b.line, "no CPU flavor was declared: `cpu.flavor_id` is what the state holds")
		b.group("cpu", []item{{"flavor_id", quote(held[0]), nil}, b.vcpus()})
	default:
		flavor, several := flavors.operand()+"[0]", true
		if elements, ok := flavors.elements(); ok && len(elements) > 0 {
			flavor, several = b.slice(elements[0].Range()), len(elements) > 1
		}
		if several {
			b.note(flavors.line, "a CPU pod now has one flavor: the first of `cpu_flavor_ids` is taken")
		}
		b.group("cpu", []item{{"flavor_id", flavor, flavors}, b.vcpus()})
	}
	b.useless("no GPU")
}

func (b *block) endpointCPU() {
	flavors := b.attrs["cpu_flavor_ids"]
	if flavors == nil {
		b.hand(b.line, "no CPU flavor is declared: write `cpu = [{ flavor_id = ..., vcpu_count = ... }]` with what the endpoint has")
		b.leave("vcpu_count")
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
	b.useless("no GPU")
}

// vcpus is `vcpu_count`, of which the older providers had a default.
func (b *block) vcpus() item {
	if count := b.attrs["vcpu_count"]; count != nil {
		return item{"vcpu_count", count.text, count}
	}
	count, ok := b.state.number("vcpu_count")
	if !ok {
		count = 2
	}
	b.note(b.line, "`vcpu_count` was not declared: %d is what the older provider took", count)
	return item{"vcpu_count", digits(count), nil}
}
