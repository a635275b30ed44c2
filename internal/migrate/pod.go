package migrate

import (
	"fmt"
	"slices"
	"strings"
)

const (
	computeGPU = "GPU"
	computeCPU = "CPU"
)

func gpuArguments() []string {
	return []string{"gpu_type_ids", "gpu_type_id", "gpu_count", "allowed_cuda_versions", "min_ram_per_gpu", "min_vcpu_per_gpu"}
}

func (b *block) pod() {
	compute := b.compute()
	switch compute {
	case computeGPU:
		b.podGPU()
	case computeCPU:
		b.podCPU()
	}
	b.podMounts(compute)
	b.upper(b.get("cloud_type"), "cloud", "SECURE", "COMMUNITY")
	b.container()
	b.podLifecycle()
	b.podDefaults()
}

// compute is GPU or CPU, or "" where it cannot be told, or is written already.
func (b *block) compute() string {
	if b.has("gpu", "cpu") {
		return ""
	}
	a := b.get("compute_type")
	if a != nil {
		kind, ok := a.asString()
		kind = strings.ToUpper(kind)
		if !ok || (kind != computeGPU && kind != computeCPU) {
			for _, name := range append(gpuArguments(), "compute_type", "cpu_flavor_ids", "vcpu_count") {
				if other := b.attrs[name]; other != nil {
					other.done = true // left as it is
				}
			}
			b.hand(a.line, "`compute_type` is not a literal, and decides whether to write `gpu = { ... }` or `cpu = ...`: write one of them in place of `compute_type` and what goes with it")
			return ""
		}
		b.remove(a)
		return kind
	}
	switch {
	case b.has(gpuArguments()...):
		return computeGPU
	case b.has("cpu_flavor_ids"):
		return computeCPU
	case b.known.text("compute_type") == computeCPU:
		return computeCPU
	default:
		return computeGPU
	}
}

func (b *block) podGPU() {
	var items []item
	switch ids, id := b.get("gpu_type_ids"), b.get("gpu_type_id"); {
	case ids != nil:
		items = append(items, item{"type_ids", ids.text, ids})
	case id != nil:
		items = append(items, item{"type_ids", "[" + id.text + "]", id})
	default:
		known := b.knownGPUTypes()
		if len(known) == 0 {
			b.hand(b.line, "no GPU type is declared: write `gpu = { type_ids = [...] }` with the one that the pod has (`-state` finds it)")
			for _, name := range gpuArguments() {
				if a := b.attrs[name]; a != nil {
					a.done = true
				}
			}
			return
		}
		items = append(items, item{"type_ids", quoteAll(known), nil})
		b.note(b.line, "no GPU type was declared: `gpu.type_ids` is what the state holds")
	}
	if count := b.get("gpu_count"); count != nil {
		items = append(items, item{"count", count.text, count})
	} else if known := b.known.integer("gpu_count"); known != nil && *known != 1 {
		items = append(items, item{"count", number(*known), nil})
		b.note(b.line, fmt.Sprintf("`gpu_count` was not declared: the state holds %d", *known))
	}
	if cuda := b.get("allowed_cuda_versions"); cuda != nil && !cuda.isEmpty() {
		items = append(items, item{"allowed_cuda_versions", cuda.text, cuda})
	}
	for _, floor := range []struct {
		old, name string
		unasked   int64
	}{{"min_ram_per_gpu", "min_ram_gb_per_gpu", 8}, {"min_vcpu_per_gpu", "min_vcpus_per_gpu", 2}} {
		a := b.get(floor.old)
		switch {
		case a == nil:
		case a.isInt(floor.unasked):
			b.drop(floor.old, fmt.Sprintf("%d was the older provider's default, which stands in every state: it says nothing about the pod, and would replace it", floor.unasked))
		default:
			items = append(items, item{floor.name, a.text, a})
			if _, literal := a.asInt(); !literal {
				b.note(a.line, fmt.Sprintf("`gpu.%s` is not a literal: where it is %d, the older provider's default, the first plan shows it as added in place; nothing is sent for it", floor.name, floor.unasked))
			}
		}
	}
	b.group("gpu", items)
	b.useless("the pod has a GPU", "cpu_flavor_ids", "vcpu_count", "allowed_cuda_versions")
}

// knownGPUTypes are those in the state.
func (b *block) knownGPUTypes() []string {
	ids := b.known.texts("gpu_type_ids")
	if id := b.known.text("gpu_type_id"); id != "" && !slices.Contains(ids, id) {
		ids = append(ids, id)
	}
	return ids
}

// useless drops attributes that the other kind of compute has. One that a group
// has taken, or that is `null`, goes without a word.
func (b *block) useless(why string, names ...string) {
	for _, name := range names {
		a := b.attrs[name]
		switch {
		case a == nil || a.done:
		case a.text == "null" || a.isEmpty():
			b.remove(a)
		default:
			b.drop(name, why)
		}
	}
}

func (b *block) podCPU() {
	flavors := b.get("cpu_flavor_ids")
	var flavor string
	switch {
	case flavors != nil:
		flavor = flavors.operand() + "[0]"
		if elements, ok := flavors.elements(); ok && len(elements) > 0 {
			flavor = b.slice(elements[0].Range())
			if len(elements) > 1 {
				b.note(flavors.line, "a CPU pod now has one flavor: the first of `cpu_flavor_ids` is taken")
			}
		} else {
			b.note(flavors.line, "a CPU pod now has one flavor: the first of `cpu_flavor_ids` is taken")
		}
	default:
		known := b.known.texts("cpu_flavor_ids")
		if len(known) == 0 {
			b.hand(b.line, "no CPU flavor is declared: write `cpu = { flavor_id = ..., vcpu_count = ... }` with what the pod has")
			if a := b.attrs["vcpu_count"]; a != nil {
				a.done = true
			}
			return
		}
		flavor = quote(known[0])
		b.note(b.line, "no CPU flavor was declared: `cpu.flavor_id` is what the state holds")
	}
	b.group("cpu", []item{{"flavor_id", flavor, flavors}, b.vcpus()})
	b.useless("the pod has no GPU", gpuArguments()...)
}

// vcpus is `vcpu_count`, of which the older providers had a default.
func (b *block) vcpus() item {
	if count := b.get("vcpu_count"); count != nil {
		return item{"vcpu_count", count.text, count}
	}
	count := int64(2)
	if known := b.known.integer("vcpu_count"); known != nil {
		count = *known
	}
	b.note(b.line, fmt.Sprintf("`vcpu_count` was not declared: %d is what the older provider took", count))
	return item{"vcpu_count", number(count), nil}
}

// podMounts writes the network volume or the volume disk.
func (b *block) podMounts(compute string) {
	if b.has("network_volume", "volume_disk") {
		return
	}
	d := b.disk()
	volume, text, certain := b.podVolume()
	switch {
	case volume != nil:
		if !certain && d.size != nil && !d.gone {
			for _, name := range []string{"network_volume_id", "network_volume_ids", "volume_in_gb", "volume_mount_path"} {
				if a := b.attrs[name]; a != nil {
					a.done = true // left as it is
				}
			}
			b.hand(volume.line, fmt.Sprintf("whether `%s` is null decides between `network_volume` and `volume_disk`: write the one that the pod has, and remove `%s`, `volume_in_gb` and `volume_mount_path`", volume.name, volume.name))
			return
		}
		if !certain {
			b.note(volume.line, fmt.Sprintf("`network_volume` is written for a volume that is there: if it may be null, write `network_volume = %s == null ? null : { ... }`", volume.operand()))
		}
		items := []item{{"id", text, volume}}
		if d.path != nil {
			items = append(items, item{"mount_path", d.path.text, d.path})
		} else if path := b.known.text("volume_mount_path"); path != "" && path != "/workspace" {
			items = append(items, item{"mount_path", quote(path), nil})
		}
		b.group("network_volume", items)
		b.drop("volume_in_gb", "a network volume takes the place of the pod's own disk")
	case compute == computeCPU:
		b.drop("volume_in_gb", "CPU pods have no volume disk")
		b.drop("volume_mount_path", "there is no volume to mount")
	case b.get("template_id") != nil && d.size == nil:
		b.drop("volume_mount_path", "it comes from the template, with the disk")
	default:
		b.volumeDisk(d)
	}
	for _, name := range []string{"network_volume_id", "network_volume_ids"} {
		if a := b.attrs[name]; a != nil && !a.done {
			b.remove(a) // null, or the same volume again
		}
	}
}

// podVolume is the network volume, from whichever of the two attributes. certain
// is set where it is sure to be there.
func (b *block) podVolume() (from *attribute, text string, certain bool) {
	if id := b.get("network_volume_id"); id != nil && !id.isEmpty() {
		return id, id.text, isCertain(id.expr)
	}
	ids := b.get("network_volume_ids")
	if ids == nil || ids.isEmpty() {
		return nil, "", false
	}
	if elements, ok := ids.elements(); ok {
		return ids, b.slice(elements[0].Range()), isCertain(elements[0])
	}
	return ids, ids.operand() + "[0]", false
}

func (b *block) podLifecycle() {
	if a := b.attrs["interruptible"]; a != nil {
		if value, ok := a.asBool(); ok && !value {
			b.remove(a)
		}
	}
	for _, name := range []string{"start_ssh", "start_jupyter"} {
		a := b.attrs[name]
		if value, ok := a.asBool(); ok && !value {
			b.remove(a) // what a state that is taken over says by nothing
		}
		if known := b.known.boolean(name); a == nil && known != nil && *known {
			b.fromState(name, "true")
		}
	}
}

// podDefaults declares what the configuration left to the older provider, where
// our default is another.
func (b *block) podDefaults() {
	b.nameFromState()
	b.envFromState()
	if !b.has("desired_state") && (b.known.text("desired_status") == "EXITED" || b.known.text("status") == "EXITED") {
		b.fromState("desired_state", quote("STOPPED"))
	}
	if !b.has("image", "image_name", "template_id") {
		if image := b.known.text("image_name"); image != "" {
			b.fromState("image", quote(image))
		} else {
			b.hand(b.line, "no image is declared: write `image` or `template_id`")
		}
	}
	if cloud := strings.ToUpper(b.known.text("cloud_type")); !b.has("cloud", "cloud_type") && cloud != "" && cloud != "SECURE" {
		b.fromState("cloud", quote(cloud))
	}
	for _, name := range []string{"locked", "global_networking"} {
		if known := b.known.boolean(name); !b.has(name) && known != nil && *known {
			b.fromState(name, "true")
		}
	}
	if b.has("template_id") {
		return
	}
	b.diskFromState(50)
	b.portsFromState()
}

func (b *block) nameFromState() {
	if b.has("name") {
		return
	}
	if name := b.known.text("name"); name != "" {
		b.fromState("name", quote(name))
		return
	}
	b.hand(b.line, "no name is declared, and one is required: write `name` as RunPod's console shows it")
}

func (b *block) diskFromState(ours int64) {
	if known := b.known.integer("container_disk_in_gb"); !b.has("container_disk_gb", "container_disk_in_gb") && known != nil && *known > 0 && *known != ours {
		b.fromState("container_disk_gb", number(*known))
	}
}

// portsFromState says what cannot be known where nobody wrote it down.
func (b *block) portsFromState() {
	if b.has("ports") {
		return
	}
	if known := b.known.texts("ports"); len(known) > 0 {
		b.fromState("ports", quoteAll(known))
		return
	}
	b.note(b.line, "`ports` is not declared, and RunPod may have opened 8888/http and 22/tcp by itself: if the plan shows ports as removed, declare them")
}
