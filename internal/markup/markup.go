// Package markup writes texts of unknown characters into Markdown.
package markup

import (
	"strings"
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
