package migrate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// changed are attributes that kept their name and not their shape: what reads
// them has to change with them.
func changed() map[string]map[string]string {
	return map[string]map[string]string{
		"runpod_pod": {
			"env":   "it is a map (runpod/runpod had a list of KEY=VALUE)",
			"ports": "it is a set (runpod/runpod had one text with commas)",
		},
		"runpod_endpoint": {
			"flashboot":          "it is a text, `\"OFF\"` or `\"FLASHBOOT\"`",
			"network_volume_ids": "it is a set",
			"data_center_ids":    "it is a set",
			"workers":            "it is an object with their numbers; the data source `runpod_endpoint_workers` lists them",
		},
	}
}

// references rewrites what reads attributes of resources.
type references struct {
	*source
	tables  map[string]resourceTable
	legacy  bool
	report  func(Finding)
	subject string
	self    string // the type of the resource around, or ""

	bound []binding                                 // of for expressions and splats
	used  map[hclsyntax.Expression]bool             // whole resources that something is read of
	items map[*hclsyntax.AnonSymbolExpr]resourceRef // what a splat goes over
}

// binding is a name that stands for a resource in a part of the text.
type binding struct {
	name string
	typ  string
	in   hcl.Range
}

// resourceRef is a type of which there is a whole resource.
type resourceRef struct{ typ string }

func (r *references) rewrite() {
	r.used = map[hclsyntax.Expression]bool{}
	r.items = map[*hclsyntax.AnonSymbolExpr]resourceRef{}
	for _, b := range r.body.Blocks {
		switch b.Type {
		case "moved", "import", "removed":
			continue
		}
		r.subject, r.self = strings.Join(append([]string{b.Type}, b.Labels...), "."), ""
		if b.Type == "resource" && len(b.Labels) == 2 {
			r.subject = b.Labels[0] + "." + b.Labels[1]
			if _, ok := r.tables[b.Labels[0]]; ok {
				r.self = b.Labels[0]
				r.ignored(b.Body)
			}
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
			if typ := r.whole(n.Source); typ != "" {
				r.items[n.Item] = resourceRef{typ}
			}
		case *hclsyntax.ForExpr:
			if typ := r.whole(n.CollExpr); typ != "" {
				r.bound = append(r.bound, binding{n.ValVar, typ, n.Range()})
			}
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
		if _, ok := r.tables[e.Traversal.RootName()]; ok && len(e.Traversal) == 2 {
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

// relative is what is read behind brackets with an expression, or in a splat.
func (r *references) relative(n *hclsyntax.RelativeTraversalExpr) {
	var typ string
	switch source := n.Source.(type) {
	case *hclsyntax.IndexExpr:
		typ = r.whole(source.Collection)
	case *hclsyntax.AnonSymbolExpr:
		typ = r.items[source].typ
	default:
		typ = r.whole(source)
	}
	if typ != "" {
		r.attribute(typ, n.Traversal, 0)
	}
}

func (r *references) scope(n *hclsyntax.ScopeTraversalExpr) {
	root := n.Traversal.RootName()
	line := n.Range().Start.Line
	if root == "self" && r.self != "" {
		r.attribute(r.self, n.Traversal, 1)
		return
	}
	for _, b := range slices.Backward(r.bound) {
		if b.name == root && b.in.Start.Byte <= n.Range().Start.Byte && n.Range().End.Byte <= b.in.End.Byte {
			r.attribute(b.typ, n.Traversal, 1)
			return
		}
	}
	if advice, ok := goneTypes()[root]; ok {
		r.hand(line, fmt.Sprintf("`%s` reads a resource that is gone: %s", r.slice(n.Range()), advice))
		return
	}
	if _, ok := r.tables[root]; !ok {
		return
	}
	at := 2
	if len(n.Traversal) > at {
		if _, index := n.Traversal[at].(hcl.TraverseIndex); index {
			at++
		}
	}
	if len(n.Traversal) > at {
		r.attribute(root, n.Traversal, at)
		return
	}
	if !r.used[n] && r.legacy {
		r.note(line, fmt.Sprintf("`%s` is used as a whole: what reads attributes of it by their old names is not rewritten", r.slice(n.Range())))
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
	line := step.SrcRange.Start.Line
	c, old := r.tables[typ].attributes[step.Name]
	if advice, ok := changed()[typ][step.Name]; ok && r.legacy {
		r.note(line, fmt.Sprintf("`%s` of `%s` is read here, and is not what it was: %s", step.Name, typ, advice))
	}
	switch {
	case !old:
	case c.to == "":
		r.hand(line, fmt.Sprintf("`%s` of `%s` is read here, and has no equivalent: %s", step.Name, typ, c.advice))
	default:
		text := r.slice(step.SrcRange)
		i := strings.LastIndex(text, step.Name)
		if i < 0 {
			return
		}
		start := step.SrcRange.Start.Byte + i
		r.edit(start, start+len(step.Name), c.to)
		if c.advice != "" {
			r.note(line, fmt.Sprintf("`%s` of `%s` is now read as `%s`: %s", step.Name, typ, c.to, c.advice))
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
	c, old := r.tables[r.self].attributes[name]
	to, _, nested := strings.Cut(c.to, ".")
	line := e.Range().Start.Line
	switch grouped := groupOf(r.self, name); {
	case !old && grouped == "":
	case grouped != "":
		to, nested = grouped, true
		fallthrough
	case to != "":
		start := e.Range().Start.Byte
		r.edit(start, start+len(name), to)
		if nested {
			r.note(line, fmt.Sprintf("`ignore_changes` now ignores all of `%s`, of which `%s` has become a part", to, name))
		}
	default:
		r.hand(line, fmt.Sprintf("`ignore_changes` names `%s`, which has no equivalent: remove it", name))
	}
}

// groupOf is the attribute that others went into without a path of their own.
func groupOf(typ, name string) string {
	return map[string]string{
		"runpod_pod gpu_type_id":            "gpu",
		"runpod_pod cpu_flavor_ids":         "cpu",
		"runpod_endpoint gpu_type_ids":      "gpu",
		"runpod_endpoint gpu_type_id":       "gpu",
		"runpod_endpoint cpu_flavor_ids":    "cpu",
		"runpod_endpoint scaler_type":       "scaling",
		"runpod_endpoint scaler_value":      "scaling",
		"runpod_pod network_volume_ids":     "network_volume",
		"runpod_endpoint network_volume_id": "network_volume_ids",
	}[typ+" "+name]
}

func (r *references) note(line int, text string) {
	r.report(Finding{File: r.name, Line: line, Subject: r.subject, Text: text})
}

func (r *references) hand(line int, text string) {
	r.report(Finding{File: r.name, Line: line, Subject: r.subject, Text: text, Hand: true})
}
