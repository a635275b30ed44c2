package acctest

import (
	"regexp"
	"slices"
	"strings"
)

var attributeName = regexp.MustCompile(`^\s*([a-z_]+)\s*[={]`)

// Declared is a resource "test" of a type, from its attributes, each one in HCL:
// `name = "trainer"`. An attribute that comes again takes the place of the first, so
// that a step says by name what it changes.
func Declared(resourceType string, attributes ...string) string {
	var lines, names []string
	for _, attribute := range attributes {
		name := attribute // what has no name, like a comment, stands for itself
		if match := attributeName.FindStringSubmatch(attribute); match != nil {
			name = match[1]
		}
		if at := slices.Index(names, name); at >= 0 {
			lines[at] = attribute
			continue
		}
		lines, names = append(lines, attribute), append(names, name)
	}
	return "resource \"" + resourceType + "\" \"test\" {\n  " + strings.Join(lines, "\n  ") + "\n}\n"
}
