package migrate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// metaArguments belong to the language, not to a resource.
func metaArguments() []string { return []string{"count", "for_each", "provider", "depends_on"} }

// rewrite turns a resource of an older provider into ours.
func (b *block) rewrite() {
	b.read()
	table := tables()[b.typ]
	b.legacy = b.legacy || b.isOld(table)
	if !b.legacy {
		return
	}
	for name := range table.attributes {
		if a := b.attrs[name]; a != nil && a.text == "null" {
			b.remove(a)
			delete(b.attrs, name)
		}
	}
	switch b.typ {
	case "runpod_pod":
		b.pod()
	case "runpod_endpoint":
		b.endpoint()
	case "runpod_template":
		b.template()
	case "runpod_network_volume":
		b.networkVolume()
	case "runpod_ecr_delegation":
		b.ecrDelegation()
	}
	b.rest(table)
	b.blocks()
	b.finish()
}

// isOld reports whether an attribute is there that only older providers have.
func (b *block) isOld(table resourceTable) bool {
	for name := range b.attrs {
		if _, old := table.attributes[name]; old {
			return true
		}
	}
	return b.typ == "runpod_pod" && b.has("gpu_type_id")
}

// rest renames and removes what no rule of its own has dealt with.
func (b *block) rest(table resourceTable) {
	for _, a := range b.sorted() {
		if a.done || slices.Contains(table.ours, a.name) || slices.Contains(metaArguments(), a.name) {
			continue
		}
		c, known := table.attributes[a.name]
		switch {
		case !known:
			b.hand(a.line, fmt.Sprintf("`%s` is known to neither provider: it is left as it is", a.name))
		case c.to != "" && !strings.Contains(c.to, "."):
			b.rename(a, c.to, "")
		case c.harmless:
			b.remove(a)
			b.note(a.line, fmt.Sprintf("`%s` is gone: %s", a.name, c.advice))
		case c.to == "":
			b.remove(a)
			b.hand(a.line, fmt.Sprintf("`%s` has no equivalent and is gone: %s", a.name, c.advice))
		default:
			b.hand(a.line, fmt.Sprintf("`%s` is left as it is: write it as `%s`", a.name, c.to))
		}
	}
}

// blocks lists nested blocks, of which neither of the older providers had any.
func (b *block) blocks() {
	for _, nested := range b.body.Blocks {
		switch nested.Type {
		case "lifecycle", "connection", "provisioner", "timeouts":
		case "dynamic":
			b.hand(nested.TypeRange.Start.Line, "a `dynamic` block is not looked into: write the attribute that it stands for")
		default:
			b.hand(nested.TypeRange.Start.Line, fmt.Sprintf("block `%s` is known to neither provider: it is left as it is", nested.Type))
		}
	}
}

// drop removes an attribute that decides nothing, and says why.
func (b *block) drop(name, why string) {
	if a := b.attrs[name]; a != nil && !a.done {
		b.remove(a)
		b.note(a.line, fmt.Sprintf("`%s` is gone: %s", name, why))
	}
}

// fromState adds an attribute that the configuration left to the older provider.
func (b *block) fromState(name, text string) {
	b.add(name, text)
	b.note(b.line, fmt.Sprintf("`%s` was not declared: `%s` is what the state holds", name, text))
}

// upper rewrites a word that RunPod now spells in upper case; other makes further
// changes to it. What is no literal is left.
func (b *block) upper(a *attribute, name string, words ...string) {
	if a == nil {
		return
	}
	word, ok := a.asString()
	if !ok {
		b.rename(a, name, "")
		b.note(a.line, fmt.Sprintf("`%s` is not a literal: see that it is one of %s", name, strings.Join(words, ", ")))
		return
	}
	b.rename(a, name, quote(strings.ToUpper(word)))
	if !slices.Contains(words, strings.ToUpper(word)) {
		b.hand(a.line, fmt.Sprintf("`%s = %s` is not possible any more: write one of %s, as RunPod's console shows it for what exists", name, quote(word), strings.Join(words, ", ")))
	}
}

// container rewrites what pods, endpoints and templates have in common.
func (b *block) container() {
	for _, pair := range [][2]string{{"docker_entrypoint", "entrypoint"}, {"docker_start_cmd", "cmd"}} {
		a, name := b.attrs[pair[0]], pair[1]
		switch {
		case a == nil:
		case a.isEmpty():
			b.remove(a) // an empty list is now written by leaving it out
		default:
			b.rename(a, name, "")
		}
	}
	b.args()
	b.env()
	b.ports()
}

// args are what no older provider is known to have sent.
func (b *block) args() {
	a := b.attrs["docker_args"]
	switch {
	case a == nil:
	case a.isEmpty():
		b.remove(a)
	case b.wrote["entrypoint"] || b.wrote["cmd"]:
		b.remove(a)
		b.hand(a.line, "`docker_args` is gone: it cannot stand beside `entrypoint` and `cmd`, which were sent in its place")
	default:
		b.rename(a, "args", "")
		b.hand(a.line, "`docker_args` is now `args`, but runpod/runpod may never have sent it: remove it if the plan shows it as added, or the pod restarts with it")
	}
}

// env rewrites a list of KEY=VALUE in its place, with the comments in it.
func (b *block) env() {
	a := b.attrs["env"]
	if a == nil {
		return
	}
	b.injected(a)
	if a.isEmpty() || a.text == "null" {
		b.remove(a)
		return
	}
	elements, isList := a.elements()
	if !isList {
		if _, isMap := a.expr.(*hclsyntax.ObjectConsExpr); !isMap && b.typ == "runpod_pod" {
			b.note(a.line, "`env` is a map: see that this is one. runpod/runpod had a list of KEY=VALUE")
		}
		return
	}
	type pair struct {
		expr      hclsyntax.Expression
		key, text string
	}
	pairs := make([]pair, 0, len(elements))
	for _, element := range elements {
		key, text, ok := splitPair(b.slice(element.Range()))
		if !ok {
			b.hand(a.line, "`env` is now a map, and this list has an element that is not written as \"KEY=VALUE\": write `env = { KEY = \"VALUE\" }`")
			return
		}
		if i := slices.IndexFunc(pairs, func(p pair) bool { return p.key == key }); i >= 0 {
			b.hand(a.line, fmt.Sprintf("`env` is now a map, and this list has %s twice: write `env = { KEY = \"VALUE\" }`", key))
			return
		}
		pairs = append(pairs, pair{element, key, text})
	}
	tuple, left, right := a.expr.Range(), "{", "}"
	if tuple.Start.Line == tuple.End.Line {
		left, right = "{ ", " }"
	}
	b.edit(tuple.Start.Byte, tuple.Start.Byte+1, left)
	for _, p := range pairs {
		b.replace(p.expr.Range(), p.key+" = "+p.text)
	}
	b.edit(tuple.End.Byte-1, tuple.End.Byte, right)
	a.done = true
}

// envFromState lists what the state of runpod/runpod holds of variables that
// nobody declared: those of a template, above all. Their values may be secrets.
func (b *block) envFromState() {
	if b.has("env") {
		return
	}
	var names []string
	for _, text := range b.known.texts("env") {
		if name, _, ok := strings.Cut(text, "="); ok && !slices.Contains(injectedEnv(), name) {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		b.hand(b.line, fmt.Sprintf("`env` is not declared, and the state holds %s: declare them as they are there (`terraform state show`), or the first plan takes them away, which restarts", strings.Join(names, ", ")))
	}
}

// injectedEnv are variables that RunPod sets by itself.
func injectedEnv() []string { return []string{"JUPYTER_PASSWORD", "PUBLIC_KEY"} }

// splitPair takes "KEY=VALUE" apart, in the quotes that it is written in.
func splitPair(source string) (key, text string, ok bool) {
	if !strings.HasPrefix(source, `"`) || !strings.HasSuffix(source, `"`) {
		return "", "", false
	}
	key, rest, ok := strings.Cut(source[1:], "=")
	if !ok || !hclsyntax.ValidIdentifier(key) {
		return "", "", false
	}
	return key, `"` + rest, true
}

// injected lists declared variables that a state that was taken over does not
// track.
func (b *block) injected(a *attribute) {
	for _, name := range injectedEnv() {
		if strings.Contains(a.text, name) {
			b.hand(a.line, fmt.Sprintf("`env` declares %s, which RunPod may have set by itself, so a state that is taken over leaves it out: remove it, and the value stays on the pod; if it stays, the first plan adds it, which restarts", name))
		}
	}
}

// ports rewrites a text with commas to a list.
func (b *block) ports() {
	a := b.get("ports")
	if a == nil {
		return
	}
	if text, ok := a.asString(); ok {
		var ports []string
		for part := range strings.SplitSeq(text, ",") {
			if part = strings.TrimSpace(part); part != "" {
				ports = append(ports, part)
			}
		}
		b.rename(a, "ports", quoteAll(ports))
		return
	}
	switch expr := a.expr.(type) {
	case *hclsyntax.TupleConsExpr:
	case *hclsyntax.TemplateExpr, *hclsyntax.TemplateWrapExpr:
		b.rename(a, "ports", "split(\",\", "+a.text+")")
	case *hclsyntax.FunctionCallExpr:
		if expr.Name == "join" {
			b.rename(a, "ports", "split(\",\", "+a.text+")")
			return
		}
		b.unclearPorts(a)
	default:
		b.unclearPorts(a)
	}
}

func (b *block) unclearPorts(a *attribute) {
	if b.typ == "runpod_pod" {
		b.note(a.line, "`ports` is a set: see that this is a list of texts. runpod/runpod had one text with commas, of which `split(\",\", ...)` makes a list")
	}
}

// disk is the volume disk as the older providers declare it.
type disk struct {
	size, path *attribute
	// gone is set where a size of 0 says that there is none.
	gone bool
}

func (b *block) disk() disk {
	d := disk{size: b.get("volume_in_gb"), path: b.get("volume_mount_path")}
	d.gone = d.size.isInt(0)
	return d
}

// volumeDisk writes `volume_disk`, or nothing where there is no disk.
func (b *block) volumeDisk(d disk) {
	known := b.known.integer("volume_in_gb")
	items := []item{}
	switch {
	case d.gone:
		b.drop("volume_in_gb", "0 is written by leaving `volume_disk` out")
		b.drop("volume_mount_path", "there is no volume to mount")
		return
	case d.size != nil:
		items = append(items, item{"size_gb", d.size.text, d.size})
		if _, literal := d.size.asInt(); !literal {
			b.note(d.size.line, "`volume_disk` is written for a size of 10 GB or more: if it may be 0, write `volume_disk = "+d.size.operand()+" > 0 ? { ... } : null`")
		}
	case known != nil && *known > 0:
		items = append(items, item{"size_gb", number(*known), nil})
		b.note(b.line, fmt.Sprintf("`volume_in_gb` was not declared: the state holds %d GB, which `volume_disk` now declares", *known))
	case known != nil:
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
	switch path := b.known.text("volume_mount_path"); {
	case d.path != nil:
		items = append(items, item{"mount_path", d.path.text, d.path})
	case path != "" && path != "/workspace":
		items = append(items, item{"mount_path", quote(path), nil})
	}
	b.group("volume_disk", items)
}
