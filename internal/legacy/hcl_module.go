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
func Module(files []File, known states, constraint string) []Finding {
	m := module{known: known, constraint: constraint, ofTwo: map[string]bool{}}
	for _, f := range files {
		m.survey(f)
	}
	for _, f := range files {
		m.generations(f)
	}
	var findings []Finding
	for i := range files {
		f := &files[i]
		after, found, err := m.file(f.Name, f.Before)
		if err != nil {
			after, found = f.Before, []Finding{{File: f.Name, Line: 1, Subject: "file", Text: err.Error() + ": it is not changed", Hand: true}}
		}
		f.After = after
		findings = append(findings, found...)
	}
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text), cmp.Compare(a.Subject, b.Subject))
	})
	return slices.Compact(findings)
}

// module is what the files of a folder have in common.
type module struct {
	known      states
	legacy     bool            // an older provider is required
	version    providerVersion // of that one
	ofTwo      map[string]bool // the resources that are declared as 2.0 has them, by address
	locals     []string        // the names that it, or this one, goes by
	constraint string          // on this provider's version
}

func (m *module) survey(f File) {
	s, err := parse(f.Name, f.Before)
	if err != nil {
		return // the rewriting says so
	}
	for _, r := range requirements(s.body) {
		old := slices.Contains(providers(), r.address)
		m.legacy = m.legacy || old
		if old {
			m.version = r.version()
		}
		if old || r.address == ourSource {
			m.locals = append(m.locals, r.local)
		}
	}
}

// generations finds the resources that are declared as runpod/runpod 2.0 has them.
func (m *module) generations(f File) {
	s, err := parse(f.Name, f.Before)
	if err != nil {
		return
	}
	for _, b := range s.body.Blocks {
		if b.Type == "resource" && len(b.Labels) == 2 && m.isOfTwo(b.Labels[0], b.Labels[1], b.Body) {
			m.ofTwo[b.Labels[0]+"."+b.Labels[1]] = true
		}
	}
}

// tableOf is the table of a resource by its address; one of another module goes by its
// type.
func (m *module) tableOf(address string) (table, bool) {
	return tableOf(root(address), m.ofTwo[address])
}

// file rewrites one file: first what reads attributes, which keeps every line
// where it is, then the attributes.
func (m *module) file(name string, text []byte) ([]byte, []Finding, error) {
	first, err := parse(name, text)
	if err != nil {
		return nil, nil, err
	}
	(&references{source: first, module: m}).rewrite()
	read, err := first.apply()
	if err != nil {
		return nil, nil, err
	}
	second, err := parse(name, read)
	if err != nil {
		return nil, nil, err
	}
	requireOurs(second, m.constraint)
	for _, b := range second.body.Blocks {
		second.enter(b)
		m.block(second, b)
	}
	after, err := second.apply()
	if err != nil {
		return nil, nil, err
	}
	return formatLike(text, after), append(first.findings, second.findings...), nil
}

func (m *module) block(s *source, b *hclsyntax.Block) {
	switch {
	case b.Type == "provider" && len(b.Labels) == 1 && slices.Contains(m.locals, b.Labels[0]):
		checkProvider(s, b)
	case b.Type == "data" && len(b.Labels) == 2 && m.legacy && isRunPod(b.Labels[0]):
		s.hand(s.line, "data sources are not rewritten: see this provider's page of %s for what it takes and returns", b.Labels[0])
	case b.Type == "module" && len(b.Labels) == 1 && m.legacy:
		// One of the same repository, whose files are elsewhere.
		if a := b.Body.Attributes["source"]; a != nil {
			if folder, ok := constant(a.Expr, cty.String); ok && strings.HasPrefix(folder.AsString(), ".") {
				s.note(s.line, "the module in %s is a separate configuration: rewrite it as well (`-recursive`, or its directory)", folder.AsString())
			}
		}
	case b.Type == "resource" && len(b.Labels) == 2:
		m.resource(s, b)
	}
}

func (m *module) resource(s *source, b *hclsyntax.Block) {
	typ, name := b.Labels[0], b.Labels[1]
	t, ok := m.tableOf(typ + "." + name)
	switch {
	case ok:
		ours := cmp.Or(t.typ, typ)
		(&block{source: s, typ: ours, table: t, body: b.Body, state: m.known[typ+"."+name], legacy: m.legacy || ours != typ, wrote: map[string]bool{}}).rewrite()
		if ours != typ {
			moved(s, b, ours)
		}
	case typ == sshKeysOfTwo:
		m.sshKeys(s, b)
	case goneTypes()[typ] != "":
		s.hand(s.line, "there is no such resource: %s", goneTypes()[typ])
	case !m.legacy || !isRunPod(typ) || slices.Contains(oursOnly(), typ):
	default:
		s.hand(s.line, "this type is known to neither provider: it is not changed")
	}
}

func isRunPod(typ string) bool { return strings.HasPrefix(typ, "runpod_") }
