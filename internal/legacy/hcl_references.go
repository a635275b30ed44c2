package legacy

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// references rewrites what reads attributes of resources.
type references struct {
	*source
	module *module
	self   string // the address of the resource around, or ""

	used  map[hclsyntax.Expression]bool        // whole resources that something is read of
	items map[*hclsyntax.AnonSymbolExpr]string // the resource that a splat goes over
}

func (r *references) rewrite() {
	r.used = map[hclsyntax.Expression]bool{}
	r.items = map[*hclsyntax.AnonSymbolExpr]string{}
	for _, b := range r.body.Blocks {
		r.enter(b)
		switch b.Type {
		case "moved", "removed": // about what was
			continue
		case "import":
			if a := b.Body.Attributes["to"]; a != nil {
				for _, traversal := range a.Expr.Variables() {
					r.renamed(traversal)
				}
			}
			continue
		}
		r.self = ""
		if b.Type == "resource" && len(b.Labels) == 2 {
			r.self = b.Labels[0] + "." + b.Labels[1]
			r.ignored(b.Body)
		}
		r.walk(b.Body)
	}
}

// walk visits every expression, those outside before those inside.
func (r *references) walk(node hclsyntax.Node) {
	_ = hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics { // the callback returns none
		switch n := n.(type) {
		case *hclsyntax.Attribute:
			if n.Name == "depends_on" || n.Name == "replace_triggered_by" {
				r.spare(n.Expr)
			}
		case *hclsyntax.SplatExpr:
			r.items[n.Item] = r.whole(n.Source)
		case *hclsyntax.ForExpr:
			r.loop(n)
		case *hclsyntax.RelativeTraversalExpr:
			r.relative(n)
		case *hclsyntax.ScopeTraversalExpr:
			r.scope(n)
		}
		return nil
	})
}

// renamed gives a type that only runpod/runpod 2.0 calls so its name here.
func (r *references) renamed(traversal hcl.Traversal) {
	typ := traversal.RootName()
	if t, ok := tableOf(typ, false); ok && t.typ != "" && t.typ != typ {
		start := traversal.SourceRange().Start.Byte
		r.edit(start, start+len(typ), t.typ)
	}
}

// spare marks a list of whole resources that nothing is read of.
func (r *references) spare(expr hclsyntax.Expression) {
	if tuple, ok := expr.(*hclsyntax.TupleConsExpr); ok {
		for _, e := range tuple.Exprs {
			r.used[e] = true
		}
	}
}

// whole is the address of the resource that an expression stands for, with all its
// instances, or "".
func (r *references) whole(expr hclsyntax.Expression) string {
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		if _, ok := tableOf(e.Traversal.RootName(), false); ok && len(e.Traversal) == 2 {
			r.used[e] = true
			return addressIn(e.Traversal)
		}
	case *hclsyntax.ParenthesesExpr:
		return r.whole(e.Expression)
	case *hclsyntax.FunctionCallExpr:
		if e.Name == "values" && len(e.Args) == 1 {
			return r.whole(e.Args[0])
		}
	}
	return ""
}

// addressIn is the address that a traversal begins with.
func addressIn(traversal hcl.Traversal) string {
	if name, ok := traversal[1].(hcl.TraverseAttr); ok {
		return traversal.RootName() + "." + name.Name
	}
	return traversal.RootName()
}

// loop rewrites what is read of the instances that a for expression goes over. HCL
// knows which names are meant: those that a loop inside takes for itself are not
// among its variables.
func (r *references) loop(n *hclsyntax.ForExpr) {
	address := r.whole(n.CollExpr)
	if address == "" {
		return
	}
	for _, part := range []hclsyntax.Expression{n.KeyExpr, n.ValExpr, n.CondExpr} {
		if part == nil {
			continue
		}
		for _, traversal := range part.Variables() {
			if traversal.RootName() == n.ValVar {
				r.attribute(address, traversal, 1)
			}
		}
	}
}

// relative is what is read behind brackets with an expression, or in a splat.
func (r *references) relative(n *hclsyntax.RelativeTraversalExpr) {
	var address string
	switch source := n.Source.(type) {
	case *hclsyntax.IndexExpr:
		address = r.whole(source.Collection)
	case *hclsyntax.AnonSymbolExpr:
		address = r.items[source]
	default:
		address = r.whole(source)
	}
	r.attribute(address, n.Traversal, 0)
}

func (r *references) scope(n *hclsyntax.ScopeTraversalExpr) {
	name := n.Traversal.RootName()
	line := n.Range().Start.Line
	if name == "self" {
		r.attribute(r.self, n.Traversal, 1)
		return
	}
	if advice, ok := goneTypes()[name]; ok {
		r.hand(line, "`%s` reads a resource that no longer exists: %s", r.slice(n.Range()), advice)
		return
	}
	if name == sshKeysOfTwo {
		r.hand(line, "`%s` reads the list of all SSH keys: read `runpod_ssh_key`, one resource per key, or the data source `runpod_ssh_keys`", r.slice(n.Range()))
		return
	}
	if _, ok := tableOf(name, false); !ok || len(n.Traversal) < 2 {
		return
	}
	r.renamed(n.Traversal)
	at := 2
	if len(n.Traversal) > at {
		if _, index := n.Traversal[at].(hcl.TraverseIndex); index {
			at++
		}
	}
	if len(n.Traversal) > at {
		r.attribute(addressIn(n.Traversal), n.Traversal, at)
		return
	}
	if !r.used[n] && r.module.legacy {
		r.note(line, "`%s` is used as a whole: references to its attributes by their old names are not rewritten", r.slice(n.Range()))
	}
}

// attribute rewrites one step of what is read of a resource.
func (r *references) attribute(address string, traversal hcl.Traversal, at int) {
	t, ok := r.module.tableOf(address)
	if !ok || at >= len(traversal) {
		return
	}
	step, ok := traversal[at].(hcl.TraverseAttr)
	if !ok {
		return
	}
	typ := root(address)
	row, known := t.row(step.Name)
	line := step.SrcRange.Start.Line
	switch read := row.read(); {
	case !known:
	case read == step.Name:
		if row.advice != "" && r.module.legacy {
			r.note(line, "`%s` of `%s` is read here, and has changed: %s", step.Name, typ, row.advice)
		}
	case read == "":
		r.hand(line, "`%s` of `%s` is read here, and has no equivalent: %s", step.Name, typ, row.advice)
	default:
		i := strings.LastIndex(r.slice(step.SrcRange), step.Name)
		if i < 0 {
			return
		}
		start := step.SrcRange.Start.Byte + i
		r.edit(start, start+len(step.Name), read)
		if row.advice != "" {
			r.note(line, "`%s` of `%s` is now read as `%s`: %s", step.Name, typ, read, row.advice)
		}
	}
}

// ignored rewrites `ignore_changes`, which names whole attributes.
func (r *references) ignored(body *hclsyntax.Body) {
	for _, b := range body.Blocks {
		attribute := b.Body.Attributes["ignore_changes"]
		if b.Type != "lifecycle" || attribute == nil {
			continue
		}
		tuple, ok := attribute.Expr.(*hclsyntax.TupleConsExpr)
		if !ok {
			continue
		}
		for _, e := range tuple.Exprs {
			r.ignoredName(e)
		}
	}
}

func (r *references) ignoredName(e hclsyntax.Expression) {
	traversal, diags := hcl.AbsTraversalForExpr(e)
	if diags.HasErrors() {
		return
	}
	name := traversal.RootName()
	t, _ := r.module.tableOf(r.self)
	row, known := t.row(name)
	line := e.Range().Start.Line
	switch to := root(row.to); {
	case !known || t.isOurs(name):
	case to == "":
		r.hand(line, "`ignore_changes` names `%s`, which has no equivalent: remove it", name)
	default:
		start := e.Range().Start.Byte
		r.edit(start, start+len(name), to)
		if row.isPart() {
			r.note(line, "`ignore_changes` now ignores all of `%s`, which now contains `%s`", to, name)
		}
	}
}
