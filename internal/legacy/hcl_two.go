package legacy

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// isOfTwo reports whether a resource is declared as runpod/runpod 2.0 has it. The version
// that is required decides, then the state, then the attributes.
func (m *module) isOfTwo(typ, name string, body *hclsyntax.Body) bool {
	newer, ok := tablesOfTwo()[typ]
	if !ok {
		return false
	}
	older, shared := tables()[typ]
	known := m.known[typ+"."+name]
	switch {
	case !shared || m.version == versionTwo:
		return true
	case m.version == versionOne:
		return false
	case known != nil:
		return known.isOfTwo(newer)
	}
	marked, before := false, false
	for _, name := range declaredIn(body) {
		r, isNewer := newer.row(name)
		_, isOlder := older.row(name)
		ours, mark := newer.isOurs(name), slices.Contains(newer.marks, name)
		if mark && !ours {
			return true
		}
		marked = marked || mark // a name of ours, too
		before = before || isOlder && !ours && (!isNewer || r.leftover)
	}
	return marked && !before
}

// declaredIn are the names of the attributes and the nested blocks.
func declaredIn(body *hclsyntax.Body) []string {
	var names []string
	for name := range body.Attributes {
		names = append(names, name)
	}
	for _, b := range body.Blocks {
		names = append(names, b.Type)
	}
	slices.Sort(names)
	return names
}

// mountOfTwo rewrites a volume, which 2.0 has as an object, a list of one or a block.
func (b *block) mountOfTwo(old, to string) {
	b.mountBlock(old, to)
	a := b.attrs[old]
	if a == nil || a.done {
		return
	}
	volume, between, ok := onlyObject(a.expr)
	switch {
	case a.isEmpty() && !ok:
		b.remove(a)
		return
	case !ok, slices.ContainsFunc(between, b.hasComment):
		a.done = true
		b.hand(a.line, "`%s` is not an object literal: write it as `%s`, %s", old, to, b.adviceOf(old))
		return
	}
	for _, r := range between {
		b.replace(r, "")
	}
	b.ourKeys(volume, oursInMount())
	b.rename(a, to, "")
}

func (b *block) adviceOf(old string) string {
	r, _ := b.table.row(old)
	return r.advice
}

// hasComment reports whether a comment is in a part of the text.
func (s *source) hasComment(r hcl.Range) bool {
	return slices.ContainsFunc(s.comments, func(c comment) bool { return c.start >= r.Start.Byte && c.end <= r.End.Byte })
}

// onlyObject is an object, or the only one of a list, with what the list is around it.
func onlyObject(expr hclsyntax.Expression) (volume *hclsyntax.ObjectConsExpr, between []hcl.Range, ok bool) {
	if tuple, isList := expr.(*hclsyntax.TupleConsExpr); isList && len(tuple.Exprs) == 1 {
		inner, outer := tuple.Exprs[0].Range(), tuple.Range()
		between = []hcl.Range{{Start: outer.Start, End: inner.Start}, {Start: inner.End, End: outer.End}}
		expr = tuple.Exprs[0]
	}
	volume, ok = expr.(*hclsyntax.ObjectConsExpr)
	return volume, between, ok
}

// ourKeys renames the keys of an object.
func (b *block) ourKeys(volume *hclsyntax.ObjectConsExpr, names map[string]string) {
	for _, i := range volume.Items {
		if ours := names[keyOf(i)]; ours != "" {
			b.replace(i.KeyExpr.Range(), ours)
		}
	}
}

// mountBlock rewrites a volume that is a block: ours is an attribute.
func (b *block) mountBlock(old, to string) {
	var volumes []*hclsyntax.Block
	for _, nested := range b.body.Blocks {
		if nested.Type == old {
			volumes = append(volumes, nested)
		}
	}
	switch {
	case len(volumes) == 0:
		return
	case len(volumes) > 1 || len(volumes[0].Body.Blocks) > 0:
		b.hand(volumes[0].TypeRange.Start.Line, "`%s` has more than one volume: write the existing one as `%s`, %s", old, to, b.adviceOf(old))
	default:
		b.replace(hcl.Range{Start: volumes[0].TypeRange.Start, End: volumes[0].OpenBraceRange.Start}, to+" = ")
		for name, a := range volumes[0].Body.Attributes {
			if ours := oursInMount()[name]; ours != "" {
				b.replace(a.NameRange, ours)
			}
		}
		b.wrote[to] = true
	}
	b.taken = append(b.taken, old)
}

// podCPUOfTwo writes `cpu` of one flavor.
func (b *block) podCPUOfTwo() {
	b.group("cpu", []item{{"flavor_id", b.attrs["cpu_type_id"].text, b.attrs["cpu_type_id"]}, b.vcpus()})
	b.useless("no GPU")
}

// endpointCPUOfTwo renames what is in the objects of `cpu`, which stays what it is.
func (b *block) endpointCPUOfTwo() {
	for _, nested := range b.body.Blocks {
		if nested.Type == "cpu" {
			b.taken = append(b.taken, "cpu")
			b.hand(nested.TypeRange.Start.Line, "`cpu` is a block: write it as `cpu = [{ flavor_id = ..., vcpu_count = ... }]`")
			return
		}
	}
	a := b.attrs["cpu"]
	if a == nil {
		return
	}
	a.done = true
	elements, isList := a.elements()
	if !isList {
		elements = []hclsyntax.Expression{a.expr}
	}
	for _, element := range elements {
		cpu, ok := element.(*hclsyntax.ObjectConsExpr)
		if !ok {
			b.note(a.line, "`cpu` is not a literal: make sure that its objects have `flavor_id`, which was `cpu_type_id`")
			break
		}
		b.ourKeys(cpu, map[string]string{"cpu_type_id": "flavor_id"})
		if !isList {
			b.edit(cpu.Range().Start.Byte, cpu.Range().Start.Byte, "[")
			b.edit(cpu.Range().End.Byte, cpu.Range().End.Byte, "]")
		}
	}
	b.useless("no GPU")
}

// endpointPoolsOfTwo are the pools that 2.0 names as ours are.
func (b *block) endpointPoolsOfTwo() []item {
	pools := b.arg("gpu_pools")
	if pools == nil {
		b.hand(b.line, "no GPU pool is declared: write `gpu = { pools = [...] }` with those that the endpoint has")
		return nil
	}
	if pools.held {
		b.note(b.line, "no GPU pool was declared: `gpu.pools` is taken from the state")
	}
	return []item{{"pools", pools.text, pools}}
}

// clusterCompute writes `compute`.
func (b *block) clusterCompute() {
	if b.has("compute") {
		return
	}
	var items []item
	for _, r := range b.table.rows {
		part, ok := strings.CutPrefix(r.to, "compute.")
		if !ok {
			continue
		}
		a := b.arg(r.old)
		if a == nil {
			b.hand(b.line, "`%s` is not declared: add it to `compute`, which requires it", r.old)
			continue
		}
		if a.held {
			b.note(b.line, "`%s` was not declared: the state contains %s", r.old, a.text)
		}
		items = append(items, item{part, a.text, a})
	}
	if len(items) > 0 {
		b.group("compute", items)
	}
}

// moved adds the block that leads the state of a type with another name to ours.
func moved(s *source, b *hclsyntax.Block, to string) {
	from := strings.Join(b.Labels, ".")
	s.replace(b.LabelRanges[0], quote(to))
	at := s.lineEnd(b.CloseBraceRange.End.Byte)
	s.edit(at, at, "\n\nmoved {\n  from = "+from+"\n  to   = "+to+"."+b.Labels[1]+"\n}")
	s.note(s.line, "`%s` is now `%s`: the `moved` block moves its state, and can be removed once it is applied everywhere", b.Labels[0], to)
}
