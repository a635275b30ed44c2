package migrate

import (
	"cmp"
	"strings"
)

func (b *block) template() {
	b.container()
	kind := cmp.Or(b.get("is_serverless"), b.get("serverless")) // the latter if it was rewritten before
	serverless, literal := kind.asBool()
	switch d := b.disk(); {
	case b.has("volume_disk"):
	case literal && serverless:
		b.drop("volume_in_gb", "workers have no volume disk")
		b.drop("volume_mount_path", "workers have no volume disk")
	case kind != nil && !literal && d.size != nil && !d.gone:
		for _, a := range []*attribute{d.size, d.path} {
			if a != nil {
				a.done = true // left as it is
			}
		}
		b.hand(d.size.line, "`is_serverless` is not a literal, and decides whether there is a volume disk: write `volume_disk = { ... }` for a template of pods, or remove `volume_in_gb` and `volume_mount_path`")
	default:
		b.volumeDisk(d)
	}
	b.upper(b.get("category"), "category", "CPU", "NVIDIA", "AMD")
	if category := strings.ToUpper(b.known.text("category")); !b.has("category") && category != "" && category != "NVIDIA" {
		b.fromState("category", quote(category))
	}
	for _, name := range []string{"public", "serverless"} {
		if known := b.known.boolean("is_" + name); !b.has("is_"+name, name) && known != nil && *known {
			b.fromState(name, "true")
		}
	}
	b.diskFromState(50)
	if !serverless {
		b.portsFromState()
	}
}

func (b *block) networkVolume() {
	for _, name := range []string{"type", "storage_tier"} {
		a := b.get(name)
		if word, ok := a.asString(); ok && strings.EqualFold(word, "premium") {
			b.rename(a, "type", quote("HIGH_PERFORMANCE"))
			continue
		}
		b.upper(a, "type", "STANDARD", "HIGH_PERFORMANCE")
	}
}

func (b *block) ecrDelegation() {
	if b.has("name") {
		return
	}
	if name := b.known.text("name"); name != "" {
		b.fromState("name", quote(name))
		return
	}
	if b.known == nil {
		b.note(b.line, "`name` is not declared: if the plan replaces the delegation for its name, declare the one that it has")
	}
}
