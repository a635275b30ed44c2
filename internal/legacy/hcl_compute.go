package legacy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// compute writes `gpu` or `cpu`, and returns which of them; "" where it cannot be
// told, or is written already.
func (b *block) compute() string {
	if b.has("gpu") || b.has("cpu") && !(b.table.two && b.typ == "runpod_endpoint") {
		return ""
	}
	kind, ok := b.computeKind()
	switch {
	case !ok:
		b.leave(append(b.table.names(computeGPU, computeCPU), "compute_type")...)
		b.hand(b.attrs["compute_type"].line, "`compute_type` is not a literal, and it decides between `gpu = { ... }` and `cpu = ...`: write one of them in place of `compute_type` and its related attributes")
	case kind == computeGPU:
		b.gpu()
	case b.table.two && b.typ == "runpod_pod" && b.says("cpu_type_id"):
		b.podCPUOfTwo()
	case b.table.two && b.typ == "runpod_endpoint" && !b.has("cpu_flavor_ids"):
		b.endpointCPUOfTwo()
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
	case b.says("gpu_type_id"), b.says("gpu_type_ids"), b.says("gpu_pools"):
		return computeGPU, true
	case b.says("cpu_flavor_ids"), b.says("cpu_type_id"), b.has("cpu"), slices.Contains(declaredIn(b.body), "cpu"):
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
		if b.table.two && !b.has("gpu_type_id", "gpu_type_ids") {
			which = b.endpointPoolsOfTwo
		}
	}
	items := which()
	if len(items) == 0 {
		b.leave(b.table.names(computeGPU)...)
		return
	}
	for _, r := range b.table.rows {
		if root(r.to) == "gpu" && r.how != asGPUTypes && r.how != asPools && r.old != "gpu_pools" {
			items = append(items, b.gpuPart(r)...)
		}
	}
	b.group("gpu", items)
	b.useless("a GPU")
}

// gpuPart is a part of `gpu` that is declared, or that the state holds.
func (b *block) gpuPart(r row) []item {
	a := b.arg(r.old)
	_, whole := a.asInt()
	switch {
	case a == nil, a.isEmpty(), a.held && (r.unless == nil || a.is(r.unless) || a.is(int64(0))):
		return nil
	case a.held:
		b.note(b.line, "`%s` was not declared: the state contains %s", r.old, a.text)
	case a.is(r.unasked):
		b.drop(r.old, fmt.Sprintf("%v was the older provider's default, which is in every state: it says nothing about the pod, and would replace it", r.unasked))
		return nil
	case r.unasked != nil && !whole:
		b.note(a.line, "`%s` is not a literal: if it is %v, the older provider's default, the first plan shows it as added in place; nothing is sent for it", r.to, r.unasked)
	case b.typ == "runpod_endpoint" && r.how != asNumber && !b.table.two:
		b.note(a.line, "`%s` is now `%s`: if the plan shows it as added, it was never sent", r.old, r.to)
	}
	return []item{{strings.TrimPrefix(r.to, "gpu."), a.text, a}}
}

// gpuTypes is the attribute that names them, or nil.
func (b *block) gpuTypes() *attribute {
	if b.says("gpu_type_id") && !b.says("gpu_type_ids") {
		return b.attrs["gpu_type_id"]
	}
	return cmp.Or(b.arg("gpu_type_ids"), b.arg("gpu_type_id"))
}

// podGPUTypes is empty where nobody says which.
func (b *block) podGPUTypes() []item {
	types := b.gpuTypes()
	if types == nil {
		b.hand(b.line, "no GPU type is declared: write `gpu = { type_ids = [...] }` with the one that the pod has (`-state` finds it)")
		return nil
	}
	if types.held {
		b.note(b.line, "no GPU type was declared: `gpu.type_ids` is taken from the state")
	}
	if types.name == "gpu_type_id" {
		return []item{{"type_ids", "[" + types.text + "]", types}}
	}
	return []item{{"type_ids", types.text, types}}
}

// endpointPools turns GPU types into the pools that they are in, without the other
// types of those pools.
func (b *block) endpointPools() []item {
	from, line, literal := b.gpuTypes(), b.line, true
	var ids []string
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
	b.hand(line, "%s: write `gpu = { pools = [...], excluded_type_ids = [...], count = ... }`, with the pools of the data source `runpod_gpu_types`, in place of `gpu_type_ids`, `gpu_count` and their related attributes", why)
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
	flavors := b.arg("cpu_flavor_ids")
	if flavors == nil {
		b.hand(b.line, "no CPU flavor is declared: write `cpu = { flavor_id = ..., vcpu_count = ... }` with what the pod has")
		b.leave("vcpu_count")
		return
	}
	flavor, several := flavors.operand()+"[0]", true
	if elements, ok := flavors.elements(); ok && len(elements) > 0 {
		flavor, several = flavors.slice(elements[0]), len(elements) > 1
	}
	switch {
	case flavors.held:
		b.note(b.line, "no CPU flavor was declared: `cpu.flavor_id` is taken from the state")
	case several:
		b.note(flavors.line, "a CPU pod now has one flavor: the first of `cpu_flavor_ids` is used")
	}
	b.group("cpu", []item{{"flavor_id", flavor, flavors}, b.vcpus()})
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
	text := "[for id in " + flavors.text + " : { flavor_id = id, vcpu_count = " + count.text + " }]"
	if elements, ok := flavors.elements(); ok {
		options := make([]string, 0, len(elements))
		for _, element := range elements {
			options = append(options, "{ flavor_id = "+flavors.slice(element)+", vcpu_count = "+count.text+" }")
		}
		text = "[" + strings.Join(options, ", ") + "]"
	}
	b.rename(flavors, "cpu", text)
	b.removeLeft("vcpu_count")
	b.useless("no GPU")
}

// vcpus is `vcpu_count`, of which the older providers had a default.
func (b *block) vcpus() item {
	count := b.arg("vcpu_count")
	if count == nil {
		count = &attribute{text: "2", held: true}
	}
	if count.held {
		b.note(b.line, "`vcpu_count` was not declared: %s is the older provider's default", count.text)
	}
	return item{"vcpu_count", count.text, count}
}
