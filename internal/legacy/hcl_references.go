package legacy

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// references rewrites what reads attributes of resources.
type references struct {
	*source
	legacy bool
	self   string // the type of the resource around, or ""

	used  map[hclsyntax.Expression]bool        // whole resources that something is read of
	items map[*hclsyntax.AnonSymbolExpr]string // the type that a splat goes over
}

func (r *references) rewrite() {
	r.used = map[hclsyntax.Expression]bool{}
	r.items = map[*hclsyntax.AnonSymbolExpr]string{}
	for _, b := range r.body.Blocks {
		switch b.Type {
		case "moved", "import", "removed":
			continue
		}
		r.enter(b)
		r.self = ""
		if b.Type == "resource" && len(b.Labels) == 2 {
			r.self = b.Labels[0]
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

// spare marks a list of whole resources that nothing is read of.
func (r *references) spare(expr hclsyntax.Expression) {
	if tuple, ok := expr.(*hclsyntax.TupleConsExpr); ok {
		for _, e := range tuple.Exprs {
			r.used[e] = true
		}
	}
}

// whole is the type of the resource that an expression stands for, with all its
// instances, or "".
func (r *references) whole(expr hclsyntax.Expression) string {
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		if _, ok := tables[e.Traversal.RootName()]; ok && len(e.Traversal) == 2 {
			r.used[e] = true
			return e.Traversal.RootName()
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

// loop rewrites what is read of the instances that a for expression goes over. HCL
// knows which names are meant: those that a loop inside takes for itself are not
// among its variables.
func (r *references) loop(n *hclsyntax.ForExpr) {
	typ := r.whole(n.CollExpr)
	if typ == "" {
		return
	}
	for _, part := range []hclsyntax.Expression{n.KeyExpr, n.ValExpr, n.CondExpr} {
		if part == nil {
			continue
		}
		for _, traversal := range part.Variables() {
			if traversal.RootName() == n.ValVar {
				r.attribute(typ, traversal, 1)
			}
		}
	}
}

// relative is what is read behind brackets with an expression, or in a splat.
func (r *references) relative(n *hclsyntax.RelativeTraversalExpr) {
	var typ string
	switch source := n.Source.(type) {
	case *hclsyntax.IndexExpr:
		typ = r.whole(source.Collection)
	case *hclsyntax.AnonSymbolExpr:
		typ = r.items[source]
	default:
		typ = r.whole(source)
	}
	r.attribute(typ, n.Traversal, 0)
}

func (r *references) scope(n *hclsyntax.ScopeTraversalExpr) {
	name := n.Traversal.RootName()
	line := n.Range().Start.Line
	if name == "self" {
		r.attribute(r.self, n.Traversal, 1)
		return
	}
	if advice, ok := goneTypes()[name]; ok {
		r.hand(line, "`%s` reads a resource that is gone: %s", r.slice(n.Range()), advice)
		return
	}
	if _, ok := tables[name]; !ok {
		return
	}
	at := 2
	if len(n.Traversal) > at {
		if _, index := n.Traversal[at].(hcl.TraverseIndex); index {
			at++
		}
	}
	if len(n.Traversal) > at {
		r.attribute(name, n.Traversal, at)
		return
	}
	if !r.used[n] && r.legacy {
		r.note(line, "`%s` is used as a whole: what reads attributes of it by their old names is not rewritten", r.slice(n.Range()))
	}
}

// attribute rewrites one step of what is read of a resource.
func (r *references) attribute(typ string, traversal hcl.Traversal, at int) {
	if at >= len(traversal) {
		return
	}
	step, ok := traversal[at].(hcl.TraverseAttr)
	if !ok {
		return
	}
	row, known := tables[typ].row(step.Name)
	line := step.SrcRange.Start.Line
	switch read := row.read(); {
	case !known:
	case read == step.Name:
		if row.advice != "" && r.legacy {
			r.note(line, "`%s` of `%s` is read here, and is not what it was: %s", step.Name, typ, row.advice)
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
	row, known := tables[r.self].row(name)
	line := e.Range().Start.Line
	switch to := root(row.to); {
	case !known || tables[r.self].isOurs(name):
	case to == "":
		r.hand(line, "`ignore_changes` names `%s`, which has no equivalent: remove it", name)
	default:
		start := e.Range().Start.Byte
		r.edit(start, start+len(name), to)
		if row.isPart() {
			r.note(line, "`ignore_changes` now ignores all of `%s`, of which `%s` has become a part", to, name)
		}
	}
}
