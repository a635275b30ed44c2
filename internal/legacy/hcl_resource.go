package legacy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// metaArguments belong to the language, not to a resource.
func metaArguments() []string { return []string{"count", "for_each", "provider", "depends_on"} }

// rewrite turns a resource of an older provider into ours: first what becomes one
// object of several attributes, then the others by the table.
func (b *block) rewrite() {
	b.read()
	for _, name := range declaredIn(b.body) {
		b.legacy = b.legacy || b.isOld(name)
	}
	if !b.legacy {
		return
	}
	for name, a := range b.attrs {
		if _, known := b.table.row(name); known && a.text == "null" { // it says nothing
			b.remove(a)
			delete(b.attrs, name)
		}
	}
	for _, r := range b.table.rows {
		if r.how == asMount {
			b.mountOfTwo(r.old, r.to)
		}
	}
	switch b.typ {
	case "runpod_cluster":
		b.clusterCompute()
		b.podMounts(computeCPU) // no volume disk
	case "runpod_pod":
		if compute := b.compute(); !b.table.two || b.has("volume_in_gb", "network_volume_id", "network_volume_ids") {
			b.podMounts(compute)
		}
	case "runpod_endpoint":
		b.compute()
		b.workers(b.scaling())
		b.volumes()
	case "runpod_template":
		if !b.table.two || b.has("volume_in_gb") {
			b.templateDisk()
		}
	}
	for _, r := range b.table.rows {
		b.row(r)
	}
	b.strangers()
	b.finish()
}

// isOld reports whether only older providers have an attribute of that name.
func (b *block) isOld(name string) bool {
	_, known := b.table.row(name)
	return known && !b.table.isOurs(name)
}

// row rewrites one attribute that is not part of an object written already.
func (b *block) row(r row) {
	a := b.attrs[r.old]
	switch {
	case a == nil:
		b.undeclared(r)
	case a.done:
	case r.unasked != nil && a.is(r.unasked):
		b.remove(a)
	case r.harmless:
		b.drop(r.old, r.advice)
	case r.to == "":
		b.remove(a)
		b.hand(a.line, "`%s` has no equivalent and was removed: %s", r.old, r.advice)
	case r.isPart():
		b.hand(a.line, "`%s` is not changed: write it as `%s`", r.old, r.to)
	default:
		b.value(r, a)
	}
}

// value rewrites an attribute that becomes one of ours.
func (b *block) value(r row, a *attribute) {
	switch {
	case r.how == asVariables:
		b.env(r, a)
	case r.how == asPorts:
		b.ports(r, a)
	case r.how == asUpper:
		b.upper(r, a)
	case r.how == asFlashboot:
		b.flashboot(a)
	case (r.how == asExact || r.how == asArgs) && a.isEmpty():
		b.remove(a) // it is now written by leaving it out
	case r.how == asArgs:
		b.args(a)
	case r.how == asImage && b.attrs["template_id"] != nil:
		b.drop(r.old, "the template's is used")
	default:
		b.rename(a, r.to, "")
	}
}

// undeclared declares what the configuration left to the older provider, where
// the state holds another value than our default.
func (b *block) undeclared(r row) {
	held := r.value(b.state)
	switch {
	case r.isPart() || b.declares(r.to) || (r.templated && b.attrs["template_id"] != nil):
	case r.how == asVariables && b.typ == "runpod_pod" && !b.table.two:
		b.envFromState()
	case r.unless != nil && held != nil && held != int64(0):
		if held != r.unless {
			b.fromState(r.to, expression(held))
		}
	case r.absent != "":
		if r.byHand {
			b.hand(b.line, "%s", r.absent)
		} else {
			b.note(b.line, "%s", r.absent)
		}
	}
}

// fromState adds an attribute that the configuration left to the older provider.
func (b *block) fromState(name, text string) {
	b.add(name, text)
	b.note(b.line, "`%s` was not declared: `%s` is taken from the state", name, text)
}

// declares reports whether an attribute of ours is declared, by whichever name.
func (b *block) declares(to string) bool {
	return b.has(to) || b.wrote[to] || slices.ContainsFunc(b.table.rows, func(r row) bool { return r.to == to && b.has(r.old) })
}

// leave marks attributes that stay as they are.
func (b *block) leave(names ...string) {
	for _, name := range names {
		if a := b.attrs[name]; a != nil {
			a.done = true
		}
	}
}

// removeLeft removes attributes that nothing has been made of.
func (b *block) removeLeft(names ...string) {
	for _, name := range names {
		if a := b.attrs[name]; a != nil && !a.done {
			b.remove(a)
		}
	}
}

// strangers lists what neither of the older providers had, nested blocks included:
// they had none.
func (b *block) strangers() {
	for name, a := range b.attrs {
		if _, known := b.table.row(name); !known && !b.table.isOurs(name) && !slices.Contains(metaArguments(), name) {
			b.hand(a.line, "`%s` is known to neither provider: it is not changed", name)
		}
	}
	for _, nested := range b.body.Blocks {
		if slices.Contains(b.taken, nested.Type) {
			continue
		}
		switch nested.Type {
		case "lifecycle", "connection", "provisioner", "timeouts":
		case "dynamic":
			b.hand(nested.TypeRange.Start.Line, "a `dynamic` block is not rewritten: write the attribute that it generates")
		default:
			b.hand(nested.TypeRange.Start.Line, "block `%s` is known to neither provider: it is not changed", nested.Type)
		}
	}
}

// drop removes an attribute that decides nothing, and says why.
func (b *block) drop(name, why string) {
	if a := b.attrs[name]; a != nil && !a.done {
		b.remove(a)
		b.note(a.line, "`%s` was removed: %s", name, why)
	}
}

// upper rewrites a word that Runpod now spells in upper case. What is not a literal
// is left.
func (b *block) upper(r row, a *attribute) {
	words := strings.Join(r.words, ", ")
	word, ok := a.asString()
	if !ok {
		b.rename(a, r.to, "")
		b.note(a.line, "`%s` is not a literal: make sure that it is one of %s", r.to, words)
		return
	}
	b.rename(a, r.to, quote(r.spell(word)))
	if !slices.Contains(r.words, r.spell(word)) {
		b.hand(a.line, "`%s = %s` is no longer possible: write one of %s, as the Runpod console shows it for the existing object", r.to, quote(word), words)
	}
}

// flashboot rewrites what was true or false to a word.
func (b *block) flashboot(a *attribute) {
	if on, ok := a.asBool(); ok {
		b.rename(a, "flashboot", quote(flashbootWord(on)))
		return
	}
	if _, ok := a.asString(); !ok && !choosesText(a.expr) {
		b.rename(a, "flashboot", fmt.Sprintf("%s ? %q : %q", a.operand(), flashbootWord(true), flashbootWord(false)))
	}
}

// choosesText reports whether an expression is `condition ? "text" : ...`.
func choosesText(expr hclsyntax.Expression) bool {
	choice, ok := expr.(*hclsyntax.ConditionalExpr)
	if !ok {
		return false
	}
	_, ok = constant(choice.TrueResult, cty.String)
	return ok
}
