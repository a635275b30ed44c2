package legacy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Finding is something in a configuration that is worth a word.
type Finding struct {
	File    string
	Line    int
	Subject string // such as runpod_pod.trainer
	Text    string
	// Hand is set where somebody has to decide. The rest was done, and is worth a
	// look.
	Hand bool
}

func (f Finding) String() string {
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.Subject, f.Text)
}

// File is one file of a configuration.
type File struct {
	Name          string
	Before, After []byte
}

// Module rewrites the files of one folder, which are one configuration. A file
// that cannot be read or rewritten stays as it is, and is listed.
func Module(files []File, known states) []Finding {
	var findings []Finding
	report := func(f Finding) {
		if !slices.Contains(findings, f) {
			findings = append(findings, f)
		}
	}
	m := module{known: known, report: report}
	for _, f := range files {
		m.survey(f)
	}
	for i := range files {
		f := &files[i]
		after, err := m.file(f.Name, f.Before)
		if err != nil {
			report(Finding{File: f.Name, Line: 1, Subject: "file", Text: err.Error() + ": it is left as it is", Hand: true})
			after = f.Before
		}
		f.After = after
	}
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
	})
	return findings
}

// module is what the files of a folder have in common.
type module struct {
	known  states
	report func(Finding)
	legacy bool     // an older provider is required
	locals []string // the names that it, or this one, goes by
}

func (m *module) survey(f File) {
	s, err := parse(f.Name, f.Before)
	if err != nil {
		return // the rewriting says so
	}
	for _, r := range requirements(s.body) {
		old := slices.Contains(providers(), r.address)
		m.legacy = m.legacy || old
		if old || r.address == ourSource {
			m.locals = append(m.locals, r.local)
		}
	}
}

// file rewrites one file: first what reads attributes, which keeps every line
// where it is, then the attributes.
func (m *module) file(name string, text []byte) ([]byte, error) {
	s, err := parse(name, text)
	if err != nil {
		return nil, err
	}
	var findings []Finding
	keep := func(f Finding) { findings = append(findings, f) }
	(&references{source: s, legacy: m.legacy, report: keep}).rewrite()
	read, err := s.apply()
	if err != nil {
		return nil, err
	}
	if s, err = parse(name, read); err != nil {
		return nil, err
	}
	requireOurs(s, keep)
	for _, b := range s.body.Blocks {
		m.block(s, b, keep)
	}
	after, err := s.apply()
	if err != nil {
		return nil, err
	}
	if after, err = formatLike(text, after, name); err != nil {
		return nil, err
	}
	for _, f := range findings {
		m.report(f)
	}
	return after, nil
}

func (m *module) block(s *source, b *hclsyntax.Block, report func(Finding)) {
	line := b.TypeRange.Start.Line
	finding := func(subject, text string, hand bool) {
		report(Finding{File: s.name, Line: line, Subject: subject, Text: text, Hand: hand})
	}
	switch {
	case b.Type == "provider" && len(b.Labels) == 1 && slices.Contains(m.locals, b.Labels[0]):
		checkProvider(s, b, report)
	case b.Type == "data" && len(b.Labels) == 2 && m.legacy && isRunPod(b.Labels[0]):
		finding("data."+b.Labels[0]+"."+b.Labels[1], "data sources are not rewritten: see this provider's page of "+b.Labels[0]+" for what it takes and returns", true)
	case b.Type == "module" && m.legacy:
		m.module(b, finding)
	case b.Type != "resource" || len(b.Labels) != 2:
	case goneTypes()[b.Labels[0]] != "":
		finding(b.Labels[0]+"."+b.Labels[1], "there is no such resource: "+goneTypes()[b.Labels[0]], true)
	default:
		m.resource(s, b, report)
	}
}

// module lists a module of the same repository, whose files are elsewhere.
func (m *module) module(b *hclsyntax.Block, finding func(subject, text string, hand bool)) {
	a := b.Body.Attributes["source"]
	if a == nil || len(b.Labels) != 1 {
		return
	}
	value, ok := constant(a.Expr)
	if ok && value.Type() == cty.String && strings.HasPrefix(value.AsString(), ".") {
		finding("module."+b.Labels[0], "the module in "+value.AsString()+" is a configuration of its own: rewrite it, too (`-recursive`, or its folder)", false)
	}
}

func (m *module) resource(s *source, b *hclsyntax.Block, report func(Finding)) {
	typ, name := b.Labels[0], b.Labels[1]
	table, ok := tables[typ]
	if !ok {
		if m.legacy && typ == "runpod_cluster" {
			report(Finding{File: s.name, Line: b.TypeRange.Start.Line, Subject: typ + "." + name, Text: clusterByHand, Hand: true})
			return
		}
		if m.legacy && isRunPod(typ) && !slices.Contains(oursOnly(), typ) {
			report(Finding{File: s.name, Line: b.TypeRange.Start.Line, Subject: typ + "." + name, Text: "this type is known to neither provider: it is left as it is", Hand: true})
		}
		return
	}
	state := m.known[typ+"."+name]
	(&block{
		source: s, typ: typ, name: name, body: b.Body, line: b.TypeRange.Start.Line,
		table: table, state: state, held: table.convert(state), legacy: m.legacy, report: report, wrote: map[string]bool{},
	}).rewrite()
}

func isRunPod(typ string) bool { return strings.HasPrefix(typ, "runpod_") }
