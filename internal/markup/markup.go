// Package markup writes texts of unknown characters for people: into Markdown, and onto a terminal.
package markup

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxCode is how many characters of a text a code span has.
const maxCode = 120

// Code is a text as a code span that also works in a table, whatever characters it has. A long text is cut.
func Code(s string) string {
	if utf8.RuneCountInString(s) > maxCode {
		s = string([]rune(s)[:maxCode-1]) + "…"
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		s = " " + s + " "
	}
	return fence + strings.ReplaceAll(s, "|", `\|`) + fence
}

// Escape is a text without markup, whatever characters it has. Quotes and brackets in it stand as they are.
func Escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "|", `\|`, "`", "&#96;", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "~", `\~`, `\`, `\\`).Replace(s)
}

// Printable is a text in which nothing steers a terminal: line ends, escapes and what else is not printed are replaced.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// Count is how many there are of a thing: "1 resource", "2 resources".
func Count(n int, singular string) string {
	if n == 1 {
		return "1 " + singular
	}
	return fmt.Sprintf("%d %ss", n, singular)
}
