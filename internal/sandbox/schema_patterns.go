package sandbox

import (
	"regexp"
	"strings"
	"unicode"
)

// A pattern is a regular expression of the schema.
type pattern struct {
	text string // as the schema has it
	expr *regexp.Regexp
}

// blanks are the characters of a class that the schema's \s stands for. JSON Schema has the
// regular expressions of ECMA-262, where blanks are those of Unicode; in Go's, they are
// those of ASCII.
const blanks = `\s\v\p{Z}\x{85}\x{feff}`

// matching is a text that the pattern matches somewhere.
func matching(text string) *rule {
	var expr strings.Builder
	inClass := false
	for i := 0; i < len(text); i++ {
		switch part := text[i:min(i+2, len(text))]; {
		case part == `\s` && inClass:
			expr.WriteString(blanks)
			i++
		case part == `\s`:
			expr.WriteString("[" + blanks + "]")
			i++
		case part == `\S` && !inClass:
			expr.WriteString("[^" + blanks + "]")
			i++
		case part[0] == '\\':
			expr.WriteString(part)
			i++
		default:
			inClass = part[0] == '[' || inClass && part[0] != ']'
			expr.WriteByte(part[0])
		}
	}
	return &rule{kind: kindText, pattern: &pattern{text, regexp.MustCompile(expr.String())}}
}

// trim takes the blanks off the ends of a text.
func trim(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' })
}
