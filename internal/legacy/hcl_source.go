package legacy

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// source is the text of a file, and what is to be changed in it.
type source struct {
	name     string
	text     []byte
	body     *hclsyntax.Body
	comments []comment
	edits    []edit
	findings []Finding

	subject string // the block that is looked at
	line    int    // where it begins
}

// comment is where one stands, its line end included.
type comment struct{ start, end int }

// edit puts text in place of the bytes from start up to end.
type edit struct {
	start, end int
	text       string
}

// maxDepth is how deep brackets may lie in each other: HCL's parser takes minutes for
// thousands of them.
const maxDepth = 200

// checkDepth refuses what no configuration has, before it is parsed.
func checkDepth(name string, text []byte) error {
	tokens, _ := hclsyntax.LexConfig(text, name, hcl.InitialPos) // parsing complains
	depth := 0
	for _, token := range tokens {
		switch token.Type { //nolint:exhaustive // only what opens and closes
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			depth++
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd:
			depth--
		}
		if depth > maxDepth {
			return fmt.Errorf("reading %s: line %d has brackets more than %d deep", name, token.Range.Start.Line, maxDepth)
		}
	}
	return nil
}

func parse(name string, text []byte) (*source, error) {
	if err := checkDepth(name, text); err != nil {
		return nil, err
	}
	file, diags := hclsyntax.ParseConfig(text, name, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, fmt.Errorf("reading %s: %w", name, diags)
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		return nil, fmt.Errorf("reading %s: it is not in HCL's own syntax", name)
	}
	s := &source{name: name, text: text, body: body}
	tokens, _ := hclsyntax.LexConfig(text, name, hcl.InitialPos) // parsing has complained already
	for _, token := range tokens {
		if token.Type == hclsyntax.TokenComment {
			s.comments = append(s.comments, comment{token.Range.Start.Byte, token.Range.End.Byte})
		}
	}
	return s, nil
}

// enter turns to another block.
func (s *source) enter(b *hclsyntax.Block) {
	s.subject, s.line = strings.Join(append([]string{b.Type}, b.Labels...), "."), b.TypeRange.Start.Line
	if b.Type == "resource" {
		s.subject = strings.Join(b.Labels, ".")
	}
}

// note lists what was done and is worth a look.
func (s *source) note(line int, format string, args ...any) {
	s.findings = append(s.findings, Finding{File: s.name, Line: line, Subject: s.subject, Text: fmt.Sprintf(format, args...)})
}

// hand lists what somebody has to decide.
func (s *source) hand(line int, format string, args ...any) {
	s.findings = append(s.findings, Finding{File: s.name, Line: line, Subject: s.subject, Text: fmt.Sprintf(format, args...), Hand: true})
}

func (s *source) slice(r hcl.Range) string { return string(s.text[r.Start.Byte:r.End.Byte]) }

func (s *source) replace(r hcl.Range, text string) { s.edit(r.Start.Byte, r.End.Byte, text) }

func (s *source) edit(start, end int, text string) {
	s.edits = append(s.edits, edit{start, end, text})
}

// apply returns the text with its edits. The result is sure to be HCL.
func (s *source) apply() ([]byte, error) {
	// What is put in goes before what is taken out at the same place.
	slices.SortStableFunc(s.edits, func(a, b edit) int { return cmp.Or(a.start-b.start, a.end-b.end) })
	var out bytes.Buffer
	at := 0
	for _, e := range s.edits {
		if e.start < at {
			return nil, fmt.Errorf("%s: two changes overlap at byte %d", s.name, e.start)
		}
		out.Write(s.text[at:e.start])
		out.WriteString(e.text)
		at = e.end
	}
	out.Write(s.text[at:])
	if _, diags := hclsyntax.ParseConfig(out.Bytes(), s.name, hcl.InitialPos); diags.HasErrors() {
		return nil, fmt.Errorf("%s: the result would not be valid: %w", s.name, diags)
	}
	return out.Bytes(), nil
}

// lineStart is the first byte of the line that an offset is in.
func (s *source) lineStart(offset int) int {
	return bytes.LastIndexByte(s.text[:offset], '\n') + 1
}

// lineEnd is the line feed that ends the line, or the end of the text.
func (s *source) lineEnd(offset int) int {
	if i := bytes.IndexByte(s.text[offset:], '\n'); i >= 0 {
		return offset + i
	}
	return len(s.text)
}

// isBlank reports whether there is nothing but blanks between two offsets.
func (s *source) isBlank(start, end int) bool {
	return len(bytes.TrimSpace(s.text[start:end])) == 0
}

// commentsAbove is where the comments begin that stand right above a line, each
// on lines of its own; the line itself without any.
func (s *source) commentsAbove(lineStart int) int {
	for _, c := range slices.Backward(s.comments) {
		end := c.end
		if end < len(s.text) && s.text[end] == '\n' && s.text[end-1] != '\n' {
			end++
		}
		if end != lineStart {
			continue
		}
		start := s.lineStart(c.start)
		if !s.isBlank(start, c.start) {
			break
		}
		lineStart = start
	}
	return lineStart
}

// commentBehind is the comment that follows on the same line, or "".
func (s *source) commentBehind(offset int) string {
	for _, c := range s.comments {
		if c.start >= offset {
			if !s.isBlank(offset, c.start) || c.start > s.lineEnd(offset) {
				return ""
			}
			return strings.TrimSpace(string(s.text[c.start:c.end]))
		}
	}
	return ""
}

// formatLike lays the new text out as `terraform fmt` does it, if the old one was.
func formatLike(before, after []byte) []byte {
	if bytes.Equal(before, after) || !bytes.Equal(hclwrite.Format(before), before) {
		return after
	}
	return hclwrite.Format(after)
}
