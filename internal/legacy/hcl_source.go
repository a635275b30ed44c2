package legacy

import (
	"bytes"
	"errors"
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
}

// comment is where one stands, its line end included.
type comment struct{ start, end int }

// edit puts text in place of the bytes from start up to end.
type edit struct {
	start, end int
	text       string
}

func parse(name string, text []byte) (*source, error) {
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

func (s *source) slice(r hcl.Range) string { return string(s.text[r.Start.Byte:r.End.Byte]) }

func (s *source) replace(r hcl.Range, text string) { s.edit(r.Start.Byte, r.End.Byte, text) }

func (s *source) edit(start, end int, text string) {
	s.edits = append(s.edits, edit{start, end, text})
}

// apply returns the text with its edits. The result is sure to be HCL.
func (s *source) apply() ([]byte, error) {
	slices.SortStableFunc(s.edits, func(a, b edit) int { return a.start - b.start })
	var out bytes.Buffer
	at := 0
	for _, e := range s.edits {
		if e.start < at {
			return nil, fmt.Errorf("%s: two changes meet at byte %d", s.name, e.start)
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

// isFormatted reports whether a piece of the text is laid out as `terraform fmt`
// does it.
func isFormatted(text []byte) bool { return bytes.Equal(hclwrite.Format(text), text) }

// formatLike lays out the blocks of the new text whose like was laid out in the
// old one. Blocks are compared in order: none is added or removed.
func formatLike(before, after []byte, name string) ([]byte, error) {
	if bytes.Equal(before, after) || isFormatted(before) {
		if bytes.Equal(before, after) {
			return after, nil
		}
		return hclwrite.Format(after), nil
	}
	earlier, err := parse(name, before)
	if err != nil {
		return nil, err
	}
	later, err := parse(name, after)
	if err != nil {
		return nil, err
	}
	if len(earlier.body.Blocks) != len(later.body.Blocks) {
		return nil, errors.New(name + ": the blocks of the result are not those of the file")
	}
	for i, block := range later.body.Blocks {
		was, is := earlier.body.Blocks[i].Range(), block.Range()
		was.End, is.End = earlier.body.Blocks[i].CloseBraceRange.End, block.CloseBraceRange.End
		if old, text := earlier.slice(was), later.slice(is); old != text && isFormatted([]byte(old)) {
			later.replace(is, string(hclwrite.Format([]byte(text))))
		}
	}
	return later.apply()
}
