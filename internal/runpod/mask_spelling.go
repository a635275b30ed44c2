package runpod

import (
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// tellingPart is how many characters of a secret, from its beginning, give it away.
const tellingPart = 16

// maxLayers is how often a text may have been escaped: JSON in a JSON in a page.
const maxLayers = 3

// spelledAt looks for a secret that begins at p, each character of it as it is, or
// as JSON, HTML, a URL or Go's %q write it, in layers. It returns how many
// characters match, and where the last of them ends.
func spelledAt(text string, p int, secret []rune) (end, matched int) {
	// A backslash may be a character or the beginning of one, so there can be several ends.
	at := []int{p}
	var next []int
	for n, r := range secret {
		next = next[:0]
		for _, p := range at {
			if p < len(text) && !beginsEscape(text[p]) { // nearly always
				if c, size := utf8.DecodeRuneInString(text[p:]); c == r {
					next = append(next, p+size)
				}
				continue
			}
			for _, reading := range readingsAt(text, p, maxLayers) {
				if reading.char == r {
					next = append(next, reading.end)
				}
			}
		}
		if len(next) == 0 {
			return slices.Max(at), n
		}
		slices.Sort(next)
		next = slices.Compact(next)
		at, next = next, at
	}
	return slices.Max(at), len(secret)
}

// beginsEscape reports whether a character may begin with this byte and be another one.
func beginsEscape(b byte) bool {
	return b == '\\' || b == '&' || b == '%' || b == '+'
}

// reading is a character that a text may mean at some place, and where it ends.
type reading struct {
	char rune
	end  int
}

// readingsAt are all characters that a text may mean at p: what is there, and
// what that escapes, where signs of the escape may themselves be escaped, in layers.
func readingsAt(text string, p, layers int) []reading {
	if p >= len(text) {
		return nil
	}
	char, size := utf8.DecodeRuneInString(text[p:])
	all := []reading{{char, p + size}}
	if !beginsEscape(text[p]) {
		return all
	}
	for range layers {
		for _, sign := range slices.Clip(all) {
			for _, found := range escaped(text, sign, layers-1) {
				if !slices.Contains(all, found) {
					all = append(all, found)
				}
			}
		}
	}
	return all
}

// escaped are the characters that a sign of an escape, with what follows it, stands for.
func escaped(text string, sign reading, layers int) []reading {
	switch sign.char {
	case '+':
		return []reading{{' ', sign.end}}
	case '&':
		return entity(text, sign.end)
	case '%':
		return percent(text, sign.end, layers)
	case '\\':
		return backslashed(text, sign.end, layers)
	}
	return nil
}

// backslashed reads what follows a backslash: n, ", u00e9, U0001f600 or x1b.
func backslashed(text string, p, layers int) []reading {
	var found []reading
	for _, letter := range readingsAt(text, p, layers) {
		if i := strings.IndexRune("ntrbfav0", letter.char); i >= 0 {
			found = append(found, reading{rune("\n\t\r\b\f\a\v\x00"[i]), letter.end})
		}
		if strings.ContainsRune("\"'`/\\", letter.char) {
			found = append(found, letter)
		}
	}
	code, end := escapedCode(text, p)
	switch {
	case end == 0:
	case utf16.IsSurrogate(code):
		for _, sign := range readingsAt(text, end, layers) {
			if second, end := escapedCode(text, sign.end); sign.char == '\\' && end > 0 {
				found = append(found, reading{utf16.DecodeRune(code, second), end})
			}
		}
	default:
		found = append(found, reading{code, end})
	}
	return found
}

// escapedCode reads u00e9, U0001f600 or x1b, and returns where it ends, or 0.
func escapedCode(text string, p int) (code rune, end int) {
	digits := map[byte]int{'u': 4, 'U': 8, 'x': 2}[firstByte(text[p:])]
	if end = p + 1 + digits; digits == 0 || end > len(text) {
		return 0, 0
	}
	n, err := strconv.ParseUint(text[p+1:end], 16, 31)
	if err != nil {
		return 0, 0
	}
	return rune(n), end
}

// entity reads what follows an ampersand: lt; or #60; or #x3c;.
func entity(text string, p int) []reading {
	const longest = len("#x0010ffff;")
	length := strings.IndexByte(text[p:min(len(text), p+longest)], ';') + 1
	if length == 0 {
		return nil
	}
	char, size := utf8.DecodeRuneInString(html.UnescapeString("&" + text[p:p+length]))
	if size == 0 || char == '&' && text[p:p+length] != "amp;" && !strings.HasPrefix(text[p:], "#") {
		return nil // it is none
	}
	return []reading{{char, p + length}}
}

// percent reads what follows a percent sign, and the further bytes of the character.
func percent(text string, p, layers int) []reading {
	if p+2 > len(text) {
		return nil
	}
	first, err := strconv.ParseUint(text[p:p+2], 16, 8)
	if err != nil {
		return nil
	}
	letter, end := []byte{byte(first)}, p+2
	for !utf8.FullRune(letter) {
		next := 0
		for _, sign := range readingsAt(text, end, layers) {
			if sign.char == '%' && sign.end+2 <= len(text) {
				next = sign.end
			}
		}
		code, err := strconv.ParseUint(text[next:min(len(text), next+2)], 16, 8)
		if next == 0 || err != nil {
			return nil
		}
		letter, end = append(letter, byte(code)), next+2
	}
	char, _ := utf8.DecodeRune(letter)
	return []reading{{char, end}}
}

// quotes are the spellings of a quotation mark.
func quotes() []string {
	return []string{`"`, `'`, "`", "&quot;", "&#34;", "&#39;", "&apos;", "%22", "%27", `\u0022`, `\u0027`}
}

func endsInQuote(text string) bool {
	return slices.ContainsFunc(quotes(), func(q string) bool { return strings.HasSuffix(text, q) })
}

func beginsWithQuote(text string) bool {
	text = strings.TrimLeft(text, `\`)
	return slices.ContainsFunc(quotes(), func(q string) bool { return strings.HasPrefix(text, strings.TrimLeft(q, `\`)) })
}

// withoutSeparator is a text without what stands between a name and its value: ": ", "=" or `": "`.
func withoutSeparator(text string) string {
	for {
		shorter := strings.TrimRight(text, " \t:=>\\")
		for _, q := range append(quotes(), "%3A", "%3D", "%3a", "%3d", "%20", "&#61;") {
			shorter = strings.TrimSuffix(shorter, q)
		}
		if shorter == text {
			return text
		}
		text = shorter
	}
}

func firstByte(text string) byte {
	if text == "" {
		return 0
	}
	return text[0]
}

func lastByte(text string) byte {
	if text == "" {
		return 0
	}
	return text[len(text)-1]
}

func isWordByte(b byte) bool {
	return b == '_' || b >= utf8.RuneSelf || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}
