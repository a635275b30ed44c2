package docs_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

var (
	versionHeading = regexp.MustCompile(`^## \d+\.\d+\.\d+ \((.+)\)$`)
	changeHeading  = regexp.MustCompile(`^(BREAKING CHANGES|FEATURES|ENHANCEMENTS|BUG FIXES|NOTES):$`)
)

// TestChangelog has the form that scripts/version.sh and scripts/release.sh read.
func TestChangelog(t *testing.T) {
	t.Parallel()
	versions := 0
	for line := range strings.Lines(read(t, "CHANGELOG.md")) {
		line = strings.TrimSuffix(line, "\n")
		switch match := versionHeading.FindStringSubmatch(line); {
		case match != nil:
			versions++
			_, err := time.Parse("January 2, 2006", match[1])
			if unreleased := match[1] == "Unreleased"; err != nil && (!unreleased || versions > 1) {
				t.Errorf("%s: want a date, as in (November 30, 2026), or for the newest (Unreleased)", line)
			}
		case strings.HasPrefix(line, "##"), strings.HasSuffix(line, ":") && strings.ToUpper(line) == line && !changeHeading.MatchString(line):
			t.Errorf("%q is not a heading of a version or of changes", line)
		}
	}
	if versions == 0 {
		t.Error("there is no version")
	}
}
