package legacy

import "cmp"

// podMounts writes the network volume or the volume disk.
func (b *block) podMounts(compute string) {
	if b.has("network_volume", "volume_disk") {
		return
	}
	size := b.attrs["volume_in_gb"]
	volume, text, certain := b.podVolume()
	switch {
	case volume != nil && !certain && size != nil && !size.is(int64(0)):
		b.leave("network_volume_id", "network_volume_ids", "volume_in_gb", "volume_mount_path")
		b.hand(volume.line, "whether `%s` is null decides between `network_volume` and `volume_disk`: write the one that the pod has, and remove `%s`, `volume_in_gb` and `volume_mount_path`", volume.name, volume.name)
		return
	case volume != nil:
		if !certain {
			b.note(volume.line, "`network_volume` assumes that there is a volume: if it may be null, write `network_volume = %s == null ? null : { ... }`", volume.operand())
		}
		b.mount("network_volume", item{"id", text, volume})
		b.drop("volume_in_gb", "a network volume takes the place of the pod's own disk")
	case compute == computeCPU:
		b.drop("volume_in_gb", "CPU pods have no volume disk")
		b.drop("volume_mount_path", "there is no volume to mount")
	case b.attrs["template_id"] != nil && size == nil:
		b.drop("volume_mount_path", "it comes from the template, with the disk")
	default:
		b.volumeDisk()
	}
	b.removeLeft("network_volume_id", "network_volume_ids") // empty, or the same volume again
}

// podVolume is the network volume, from whichever of the two attributes. certain
// is set where it is sure to be there.
func (b *block) podVolume() (from *attribute, text string, certain bool) {
	if b.says("network_volume_id") {
		id := b.attrs["network_volume_id"]
		return id, id.text, isCertain(id.expr)
	}
	if !b.says("network_volume_ids") {
		return nil, "", false
	}
	ids := b.attrs["network_volume_ids"]
	if elements, ok := ids.elements(); ok {
		first := ids.slice(elements[0])
		return ids, first, isCertain(elements[0])
	}
	return ids, ids.operand() + "[0]", false
}

// templateDisk writes the volume disk of a template of pods.
func (b *block) templateDisk() {
	kind := cmp.Or(b.attrs["is_serverless"], b.attrs["serverless"]) // the latter if it was rewritten before
	serverless, literal := kind.asBool()
	if serverless {
		b.wrote["ports"] = true // nothing is said of them: workers need none
	}
	switch size := b.attrs["volume_in_gb"]; {
	case b.has("volume_disk"):
	case serverless:
		b.drop("volume_in_gb", "workers have no volume disk")
		b.drop("volume_mount_path", "workers have no volume disk")
	case kind != nil && !literal && size != nil && !size.is(int64(0)):
		b.leave("volume_in_gb", "volume_mount_path")
		b.hand(size.line, "`is_serverless` is not a literal, and it decides whether there is a volume disk: write `volume_disk = { ... }` for a template of pods, or remove `volume_in_gb` and `volume_mount_path`")
	default:
		b.volumeDisk()
	}
}

// volumeDisk writes `volume_disk`, or nothing where there is no disk.
func (b *block) volumeDisk() {
	size := b.arg("volume_in_gb")
	_, literal := size.asInt()
	switch {
	case size == nil:
		line := b.line
		if path := b.attrs["volume_mount_path"]; path != nil {
			line = path.line
		}
		b.hand(line, "`volume_in_gb` is not declared, and Runpod then created a volume disk of 20 GB: pass -state to read the actual size, or write `volume_disk = { size_gb = ... }`; otherwise the plan replaces the existing object and its data is lost")
		return
	case size.is(int64(0)):
		b.drop("volume_in_gb", "a size of 0 means no `volume_disk`")
		b.drop("volume_mount_path", "there is no volume to mount")
		return
	case size.held:
		b.note(b.line, "`volume_in_gb` was not declared: the state contains %s GB, which `volume_disk` now declares", size.text)
	case !literal:
		b.note(size.line, "`volume_disk` assumes a size of 10 GB or more: if it may be 0, write `volume_disk = %s > 0 ? { ... } : null`", size.operand())
	}
	b.mount("volume_disk", item{"size_gb", size.text, size})
}

// mount writes a group with its mount path, which is left out where nobody declares
// it and it is the default.
func (b *block) mount(name string, what item) {
	items := []item{what}
	if path := b.arg("volume_mount_path"); path != nil && (!path.held || path.text != quote(defaultMountPath)) {
		items = append(items, item{"mount_path", path.text, path})
	}
	b.group(name, items)
}
