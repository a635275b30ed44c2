package acctest_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// expression is a value that is written as it is.
type expression string

// hcl writes a value of a configuration.
func hcl(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case expression:
		return string(v)
	case string:
		return strconv.Quote(v)
	case []any:
		elements := make([]string, len(v))
		for i, e := range v {
			elements[i] = hcl(e)
		}
		return "[" + strings.Join(elements, ", ") + "]"
	case attrs:
		fields := make([]string, 0, len(v))
		for _, name := range slices.Sorted(maps.Keys(v)) {
			fields = append(fields, fmt.Sprintf("%s = %s", strconv.Quote(name), hcl(v[name])))
		}
		return "{ " + strings.Join(fields, ", ") + " }"
	default:
		return fmt.Sprint(v)
	}
}

// resourceBlock writes a resource; lines are further ones for it.
func resourceBlock(kind, name string, config attrs, lines ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "resource %q %q {\n", kind, name)
	for _, attribute := range slices.Sorted(maps.Keys(config)) {
		if attribute != "timeouts" {
			fmt.Fprintf(&b, "  %s = %s\n", attribute, hcl(config[attribute]))
			continue
		}
		b.WriteString("  timeouts {\n")
		for operation, value := range config[attribute].(attrs) {
			fmt.Fprintf(&b, "    %s = %s\n", operation, hcl(value))
		}
		b.WriteString("  }\n")
	}
	for _, line := range lines {
		b.WriteString("  " + line + "\n")
	}
	b.WriteString("}\n")
	return b.String()
}
