package legacy

import (
	"cmp"
)

// podMounts writes the network volume or the volume disk.
func (b *block) podMounts(compute string) {
	if b.has("network_volume", "volume_disk") {
		return
	}
	d := b.disk()
	volume, text, certain := b.podVolume()
	switch {
	case volume != nil && !certain && d.size != nil && !d.gone:
		b.leave("network_volume_id", "network_volume_ids", "volume_in_gb", "volume_mount_path")
		b.hand(volume.line, "whether `%s` is null decides between `network_volume` and `volume_disk`: write the one that the pod has, and remove `%s`, `volume_in_gb` and `volume_mount_path`", volume.name, volume.name)
		return
	case volume != nil:
		if !certain {
			b.note(volume.line, "`network_volume` is written for a volume that is there: if it may be null, write `network_volume = %s == null ? null : { ... }`", volume.operand())
		}
		b.group("network_volume", append([]item{{"id", text, volume}}, b.mountPath(d)...))
		b.drop("volume_in_gb", "a network volume takes the place of the pod's own disk")
	case compute == computeCPU:
		b.drop("volume_in_gb", "CPU pods have no volume disk")
		b.drop("volume_mount_path", "there is no volume to mount")
	case b.attrs["template_id"] != nil && d.size == nil:
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
	if id := b.attrs["network_volume_id"]; id != nil && !id.isEmpty() {
		return id, id.text, isCertain(id.expr)
	}
	ids := b.attrs["network_volume_ids"]
	if ids == nil || ids.isEmpty() {
		return nil, "", false
	}
	if elements, ok := ids.elements(); ok {
		return ids, b.slice(elements[0].Range()), isCertain(elements[0])
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
	switch d := b.disk(); {
	case b.has("volume_disk"):
	case serverless:
		b.drop("volume_in_gb", "workers have no volume disk")
		b.drop("volume_mount_path", "workers have no volume disk")
	case kind != nil && !literal && d.size != nil && !d.gone:
		b.leave("volume_in_gb", "volume_mount_path")
		b.hand(d.size.line, "`is_serverless` is not a literal, and decides whether there is a volume disk: write `volume_disk = { ... }` for a template of pods, or remove `volume_in_gb` and `volume_mount_path`")
	default:
		b.volumeDisk(d)
	}
}

// diskArguments are the volume disk as the older providers declare it.
type diskArguments struct {
	size, path *attribute
	// gone is set where a size of 0 says that there is none.
	gone bool
}

func (b *block) disk() diskArguments {
	d := diskArguments{size: b.attrs["volume_in_gb"], path: b.attrs["volume_mount_path"]}
	d.gone = d.size != nil && d.size.is(int64(0))
	return d
}

// volumeDisk writes `volume_disk`, or nothing where there is no disk.
func (b *block) volumeDisk(d diskArguments) {
	var size item
	known, isKnown := b.state.number("volume_in_gb")
	switch {
	case d.gone:
		b.drop("volume_in_gb", "0 is written by leaving `volume_disk` out")
		b.drop("volume_mount_path", "there is no volume to mount")
		return
	case d.size != nil:
		size = item{"size_gb", d.size.text, d.size}
		if _, literal := d.size.asInt(); !literal {
			b.note(d.size.line, "`volume_disk` is written for a size of 10 GB or more: if it may be 0, write `volume_disk = %s > 0 ? { ... } : null`", d.size.operand())
		}
	case known > 0:
		size = item{"size_gb", digits(known), nil}
		b.note(b.line, "`volume_in_gb` was not declared: the state holds %d GB, which `volume_disk` now declares", known)
	case isKnown:
		b.drop("volume_mount_path", "there is no volume to mount")
		return
	default:
		line := b.line
		if d.path != nil {
			line = d.path.line
		}
		b.hand(line, "`volume_in_gb` is not declared, and RunPod then made a volume disk of 20 GB: give -state for what there is, or write `volume_disk = { size_gb = ... }`, or the plan replaces what exists and loses its data")
		return
	}
	b.group("volume_disk", append([]item{size}, b.mountPath(d)...))
}

// mountPath is empty where it is the default.
func (b *block) mountPath(d diskArguments) []item {
	if d.path != nil {
		return []item{{"mount_path", d.path.text, d.path}}
	}
	if path := b.state.text("volume_mount_path"); path != "" && path != defaultMountPath {
		return []item{{"mount_path", quote(path), nil}}
	}
	return nil
}
