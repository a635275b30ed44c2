package docs_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// volatile is what differs from one run to the next, and what stands for it.
var volatile = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`127\.0\.0\.1:\d+`), "127.0.0.1:PORT"},
	{regexp.MustCompile(`RUNPOD_API_KEY=\S+`), "RUNPOD_API_KEY=KEY"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`), "TIME"},
	{regexp.MustCompile(`request ID [a-z0-9-]+`), "request ID ..."},
	{regexp.MustCompile(`rounds began after .*`), "rounds began"},
	{regexp.MustCompile(`after \d+s\b`), "after TIME"},
	{regexp.MustCompile(`\b(id=|/pods/|/serverless/|pod )[a-z0-9]{8,}\b`), "${1}ID"},
	{regexp.MustCompile(`\b(OpenTofu|Terraform) `), "Terraform "},
}

// normal is a text in lines, without what differs from run to run.
func normal(text string) []string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	for i := range lines {
		for _, v := range volatile {
			lines[i] = v.pattern.ReplaceAllString(lines[i], v.instead)
		}
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

// prints reports whether the text holds the lines that a page shows, in their
// order and, but for a line of "...", without others in between.
func prints(text, shown string) bool {
	printed := normal(text)
	for shown != "" {
		var chunk string
		chunk, shown, _ = strings.Cut("\n"+strings.TrimPrefix(shown, "\n"), "\n...\n")
		if strings.TrimSpace(chunk) == "" {
			continue
		}
		want := normal(chunk)
		at := 0
		for at+len(want) <= len(printed) && !slices.Equal(printed[at:at+len(want)], want) {
			at++
		}
		if at+len(want) > len(printed) {
			return false
		}
		printed = printed[at+len(want):]
	}
	return true
}

func TestPrints(t *testing.T) {
	t.Parallel()
	text := "one\n  two  \nthree at 127.0.0.1:4711\nfour\n"
	for shown, want := range map[string]bool{
		"one\n  two\n":            true,
		"one\n...\nfour\n":        true,
		"two\n":                   false,
		"four\n...\none\n":        false,
		"one\nthree":              false,
		"three at 127.0.0.1:8787": true,
		"...\nfour\n...\n":        true,
		"one\n...\nfive\n":        false,
	} {
		if got := prints(text, shown); got != want {
			t.Errorf("%q: %t, want %t", shown, got, want)
		}
	}
}
