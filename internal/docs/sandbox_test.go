package docs_test

import (
	"bytes"
	"io"
	"regexp"
	"slices"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// TestGuideHasEveryFlagOfTheSandbox holds the table of flags against the program.
func TestGuideHasEveryFlagOfTheSandbox(t *testing.T) {
	t.Parallel()
	var help bytes.Buffer
	if err := sandbox.Command(t.Context(), []string{"-help"}, io.Discard, &help); err != nil {
		t.Fatal(err)
	}
	have := flagsIn(`(?m)^  -([a-z-]+)`, help.String())
	told := flagsIn("(?m)^\\| `-([a-z-]+) ", read(t, "templates/guides/testing-modules.md"))
	if len(have) == 0 || !slices.Equal(have, told) {
		t.Errorf("the guide has flags %v, the sandbox %v", told, have)
	}
}

func flagsIn(pattern, text string) []string {
	var names []string
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		names = append(names, match[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}
