// Package naming makes names of resources from the names of an account's objects, and finds objects by patterns of their names.
package naming

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/text/unicode/norm"
)

// maxLabel is how long the name of a resource gets, in characters, before it is made unique.
const maxLabel = 60

// Label makes a readable name of a resource from the name of an object: its letters and digits in lower case, of any script,
// with underscores between. What begins with none, or has none, begins with the kind, as in "network_volume".
func Label(name, kind string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.ToLower(name)) {
		if r == '-' || !hclsyntax.ValidIdentifier("x"+string(r)) {
			r = '_'
		}
		if r != '_' || !strings.HasSuffix(b.String(), "_") {
			b.WriteRune(r)
		}
	}
	label := strings.Trim(b.String(), "_")
	if runes := []rune(label); len(runes) > maxLabel {
		label = strings.TrimRight(string(runes[:maxLabel]), "_")
	}
	switch {
	case label == "":
		return kind
	case !hclsyntax.ValidIdentifier(label):
		return kind + "_" + label
	}
	return label
}

// Unique counts a name up until nothing else has it, and takes it.
func Unique(name string, used map[string]bool) string {
	candidate := name
	for n := 2; used[candidate]; n++ {
		candidate = fmt.Sprintf("%s_%d", name, n)
	}
	used[candidate] = true
	return candidate
}

// Glob is a pattern of names: * stands for any text, ? for one character. An empty one fits all.
type Glob string

// Fits reports whether the whole name is as the pattern says.
func (g Glob) Fits(name string) bool {
	if g == "" {
		return true
	}
	pattern := strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(string(g)))
	return regexp.MustCompile("(?s)^" + pattern + "$").MatchString(name)
}
