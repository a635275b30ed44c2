package legacy

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// args are what no older provider is known to have sent.
func (b *block) args(a *attribute) {
	if b.wrote["entrypoint"] || b.wrote["cmd"] {
		b.remove(a)
		b.hand(a.line, "`docker_args` was removed: it conflicts with `entrypoint` and `cmd`, which were sent instead")
		return
	}
	b.rename(a, "args", "")
	b.hand(a.line, "`docker_args` is now `args`, but runpod/runpod may never have sent it: remove it if the plan shows it as added, or the pod restarts with it")
}

// env rewrites a list of KEY=VALUE in its place, with the comments in it. Declared
// variables that a state which is taken over does not track are listed.
func (b *block) env(r row, a *attribute) {
	elements, isList := a.elements()
	for _, name := range injectedEnv() {
		if strings.Contains(a.text, name) && (isList || !r.declared) {
			b.hand(a.line, "`env` declares %s, which Runpod may have set itself, so a migrated state does not contain it: remove it, and the value stays on the pod; if you keep it, the first plan adds it, which causes a restart", name)
		}
	}
	if a.isEmpty() {
		b.remove(a)
		return
	}
	if !isList {
		if _, isMap := a.expr.(*hclsyntax.ObjectConsExpr); !isMap && b.typ == "runpod_pod" && !b.table.two {
			b.note(a.line, "`env` is a map: make sure that this is one. runpod/runpod had a list of KEY=VALUE")
		}
		return
	}
	pairs := make([]string, 0, len(elements))
	seen := map[string]bool{}
	for _, element := range elements {
		key, text, ok := splitPair(b.slice(element.Range()))
		switch {
		case !ok:
			b.hand(a.line, "`env` is now a map, and this list has an element that is not written as \"KEY=VALUE\": write `env = { KEY = \"VALUE\" }`")
			return
		case seen[key]:
			b.hand(a.line, "`env` is now a map, and this list has %s twice: write `env = { KEY = \"VALUE\" }`", key)
			return
		}
		seen[key] = true
		pairs = append(pairs, key+" = "+text)
	}
	tuple, left, right := a.expr.Range(), "{", "}"
	if tuple.Start.Line == tuple.End.Line {
		left, right = "{ ", " }"
	}
	b.edit(tuple.Start.Byte, tuple.Start.Byte+1, left)
	for i, element := range elements {
		b.replace(element.Range(), pairs[i])
	}
	b.edit(tuple.End.Byte-1, tuple.End.Byte, right)
	a.done = true
}

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

// envFromState lists what the state holds of variables that nobody declared: those
// of a template, above all. Their values may be secrets.
func (b *block) envFromState() {
	held := b.state.env("env", false)
	var names []string
	for _, pair := range b.state.exact("env") {
		name, _, _ := strings.Cut(pair, "=")
		if _, ok := held[name]; ok {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		b.hand(b.line, "`env` is not declared, and the state contains %s: declare them as in the state (`terraform state show`), or the first plan removes them, which causes a restart", strings.Join(names, ", "))
	}
}

// ports rewrites a text with commas to a list.
func (b *block) ports(r row, a *attribute) {
	if written, ok := a.asString(); ok {
		b.rename(a, r.to, quoteAll(attributes{r.old: written}.texts(r.old)))
		return
	}
	switch expr := a.expr.(type) {
	case *hclsyntax.TupleConsExpr:
		return
	case *hclsyntax.TemplateExpr, *hclsyntax.TemplateWrapExpr:
		b.rename(a, r.to, "split(\",\", "+a.text+")")
		return
	case *hclsyntax.FunctionCallExpr:
		if expr.Name == "join" {
			b.rename(a, r.to, "split(\",\", "+a.text+")")
			return
		}
	}
	if b.typ == "runpod_pod" && !b.table.two {
		b.note(a.line, "`ports` is a set: make sure that this is a list of strings. runpod/runpod had one string with commas, which `split(\",\", ...)` turns into a list")
	}
}
