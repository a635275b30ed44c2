package legacy

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// longLine is where an object is written on several lines.
const longLine = 100

// block is a resource that is being rewritten.
type block struct {
	*source
	typ    string
	table  table
	body   *hclsyntax.Body
	attrs  map[string]*attribute
	state  attributes // what its states hold
	legacy bool       // the configuration is for an older provider

	added []string // lines for the end
	taken []string // nested blocks that something was made of
	wrote map[string]bool
}

// attribute is one in a block, with the comments that belong to it.
type attribute struct {
	name  string
	expr  hclsyntax.Expression
	text  string // of the expression
	line  int
	r     hcl.Range // name to value
	nameR hcl.Range
	exprR hcl.Range

	above  string // lines of comments, indented as they are
	behind string
	inline bool // there is more of the block on its line
	held   bool // the state has it, and not the configuration
	done   bool
}

func (b *block) read() {
	b.attrs = map[string]*attribute{}
	for name, a := range b.body.Attributes {
		whole, value := a.SrcRange, hcl.Range{Start: a.EqualsRange.End, End: a.SrcRange.End}
		for whole.End.Byte > whole.Start.Byte && b.text[whole.End.Byte-1] == '\n' { // behind a heredoc
			whole.End.Byte--
		}
		value.End = whole.End
		text := b.slice(value)
		value.Start.Byte += len(text) - len(strings.TrimLeft(text, " \t"))
		start, end := b.lineStart(whole.Start.Byte), b.lineEnd(whole.End.Byte)
		out := &attribute{
			name: name, expr: a.Expr, text: strings.TrimSpace(text), line: whole.Start.Line,
			r: whole, nameR: a.NameRange, exprR: value,
			behind: b.commentBehind(whole.End.Byte),
		}
		rest := strings.TrimSpace(string(b.text[whole.End.Byte:end]))
		out.inline = !b.isBlank(start, whole.Start.Byte) || (rest != "" && rest != out.behind)
		if !out.inline {
			out.above = string(b.text[b.commentsAbove(start):start])
		}
		b.attrs[name] = out
	}
}

// arg is an attribute as the configuration has it, or else the state.
func (b *block) arg(name string) *attribute {
	if a := b.attrs[name]; a != nil {
		return a
	}
	var text string
	whole, isWhole := b.state.number(name)
	switch list := b.state.exact(name); {
	case isWhole:
		text = digits(whole)
	case len(list) > 0:
		text = quoteAll(list)
	case b.state.text(name) != "":
		text = quote(b.state.text(name))
	default:
		return nil
	}
	expr, diags := hclsyntax.ParseExpression([]byte(text), b.source.name, hcl.InitialPos)
	if diags.HasErrors() { // it is a literal
		return nil
	}
	return &attribute{name: name, expr: expr, text: text, line: b.line, held: true}
}

// says reports whether an attribute is there, and not empty.
func (b *block) says(name string) bool {
	a := b.attrs[name]
	return a != nil && !a.isEmpty()
}

// either is the argument by the first of several names that is there.
func (b *block) either(names ...string) *attribute {
	for _, name := range names {
		if a := b.arg(name); a != nil {
			return a
		}
	}
	return nil
}

// has reports whether any of the attributes is there.
func (b *block) has(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return b.attrs[name] != nil })
}

// rename gives an attribute another name, and its value another text where that
// is not empty.
func (b *block) rename(a *attribute, name, text string) {
	if name != a.name {
		b.replace(a.nameR, name)
	}
	if text != "" && text != a.text {
		b.replace(a.exprR, text)
	}
	a.done, b.wrote[name] = true, true
}

// remove takes an attribute out. Its comments stay.
func (b *block) remove(a *attribute) {
	text := ""
	if a.behind != "" {
		text = b.indent(a) + a.behind + "\n"
	}
	b.cut(a, 0, text)
}

// cut puts text in place of an attribute's line, and of that many bytes above.
func (b *block) cut(a *attribute, above int, text string) {
	a.done = true
	if a.inline {
		b.replace(a.r, "")
		return
	}
	b.edit(b.lineStart(a.r.Start.Byte)-above, min(b.lineEnd(a.r.End.Byte)+1, len(b.text)), text)
}

func (b *block) indent(a *attribute) string {
	return string(b.text[b.lineStart(a.r.Start.Byte):a.r.Start.Byte])
}

// item is one part of a nested object, and the attribute that says it.
type item struct {
	key, text string
	from      *attribute
}

// declared is the attribute if the configuration has it, or nil.
func (i item) declared() *attribute {
	if i.from == nil || i.from.held {
		return nil
	}
	return i.from
}

// group writes a nested object in place of the first attribute that goes into it.
func (b *block) group(name string, items []item) {
	var anchor *attribute
	for _, i := range items {
		if a := i.declared(); a != nil && (anchor == nil || a.r.Start.Byte < anchor.r.Start.Byte) {
			anchor = a
		}
	}
	if anchor == nil {
		b.add(name, oneLine(items))
		return
	}
	several := false
	for _, i := range items {
		a := i.declared()
		if a == nil {
			continue
		}
		several = several || (a != anchor && a.above != "") || a.behind != "" || strings.Contains(i.text, "\n")
		if a != anchor {
			b.cut(a, len(a.above), "") // its comments are in the object
		}
	}
	text := name + " = " + oneLine(items)
	if several || len(text) > longLine || len(items) > 3 {
		text = name + " = " + severalLines(items, b.indent(anchor), anchor)
	}
	anchor.done, b.wrote[name] = true, true
	if anchor.inline {
		b.replace(anchor.r, text)
	} else {
		b.edit(anchor.r.Start.Byte, b.lineEnd(anchor.r.End.Byte), text)
	}
}

func oneLine(items []item) string {
	parts := make([]string, 0, len(items))
	for _, i := range items {
		parts = append(parts, i.key+" = "+i.text)
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

func severalLines(items []item, indent string, anchor *attribute) string {
	var out strings.Builder
	out.WriteString("{\n")
	for _, i := range items {
		a := i.declared()
		if a != nil && a != anchor {
			for line := range strings.Lines(a.above) {
				out.WriteString(indent + "  " + strings.TrimSpace(line) + "\n")
			}
		}
		out.WriteString(indent + "  " + i.key + " = " + i.text)
		if a != nil && a.behind != "" {
			out.WriteString(" " + a.behind)
		}
		out.WriteString("\n")
	}
	return out.String() + indent + "}"
}

// add writes an attribute behind all others.
func (b *block) add(name, text string) {
	b.wrote[name] = true
	b.added = append(b.added, name+" = "+text)
}

// finish writes what was added. A block on one line has no room for it.
func (b *block) finish() {
	if len(b.added) == 0 {
		return
	}
	if b.body.SrcRange.Start.Line == b.body.EndRange.Start.Line {
		for _, line := range b.added {
			b.hand(b.line, "add `%s`", line)
		}
		return
	}
	at, indent := b.body.SrcRange.Start.Byte, "  "
	for _, a := range b.attrs {
		if a.r.End.Byte > at {
			at, indent = a.r.End.Byte, b.indent(a)
		}
	}
	at = min(b.lineEnd(at)+1, len(b.text))
	b.edit(at, at, indent+strings.Join(b.added, "\n"+indent)+"\n")
}
