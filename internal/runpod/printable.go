package runpod

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How many bytes are shown of what Runpod, or whoever answers in its place, says.
const (
	maxText   = 2000 // of one text
	maxWord   = 200  // of a title or an ID
	maxFaults = 20   // texts of one refusal

	// maxSearched is how much of a text is searched for secrets before it is cut.
	maxSearched = 64 << 10
)

// said is a text of Runpod's as it may reach a terminal or a log: without secrets
// and control characters, and not longer than most bytes.
func (x *exchange) said(text string, most int) string {
	all := len(text)
	if all > maxSearched {
		text = strings.ToValidUTF8(text[:maxSearched], "")
	}
	text = Printable(x.redact.clean(text))
	if len(text) <= most && all <= maxSearched {
		return text
	}
	return fmt.Sprintf("%s... (cut here, of %d bytes)", start(text, most), all)
}

// Printable spells out characters that would steer a terminal, or change the
// direction of what is read. Line ends and tabs stay.
func Printable(text string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == '\n' || r == '\t' || r == ' ':
			b.WriteRune(r)
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case unicode.IsGraphic(r) && !unicode.Is(unicode.Bidi_Control, r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// start is the beginning of a text, cut between two letters.
func start(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}
