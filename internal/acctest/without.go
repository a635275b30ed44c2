package acctest

import (
	"os"
	"regexp"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// WithoutVariable names the environment variable with the groups of operations that no
// account of the tests offers, as in "tags,balance=403". With it, the whole suite shows
// that everything else works without them.
const WithoutVariable = "RUNPOD_WITHOUT"

// Needs marks a test that asks for groups of operations by name, and skips it where
// RUNPOD_WITHOUT takes one of them away.
func Needs(t testing.TB, groups ...runpod.Group) {
	t.Helper()
	without := withoutByVariable(t)
	for _, group := range groups {
		if _, absent := without[group]; absent {
			t.Skipf("NOT RUN: it needs %s, which %s takes away", group, WithoutVariable)
		}
	}
}

// askFor tell which groups of operations a configuration asks for by name.
var askFor = map[runpod.Group]*regexp.Regexp{
	runpod.GroupTags:          regexp.MustCompile(`\b(runpod_tags|default_tags|tags)\b`),
	runpod.GroupCostCenters:   regexp.MustCompile(`\b(runpod_cost_centers?|cost_center_id)\b`),
	runpod.GroupGlobalVolumes: regexp.MustCompile(`\brunpod_global_volumes?\b`),
}

// Absent returns the groups of operations that a configuration asks for by name, or one type
// or attribute, and that RUNPOD_WITHOUT takes away.
func Absent(config string) []runpod.Group {
	var absent []runpod.Group
	for _, group := range runpod.Groups() {
		if pattern := askFor[group]; pattern != nil && !Offers(group) && pattern.MatchString(config) {
			absent = append(absent, group)
		}
	}
	return absent
}

// NeedsIn marks a test that asks for what is in a configuration, as Needs does.
func NeedsIn(t testing.TB, config string) {
	t.Helper()
	Needs(t, Absent(config)...)
}

// Without is an option of New for an account that does not offer these groups.
func Without(groups map[runpod.Group]int) func(*sandbox.Options) {
	return func(opts *sandbox.Options) { opts.Without = groups }
}

func withoutByVariable(t testing.TB) map[runpod.Group]int {
	t.Helper()
	text := os.Getenv(WithoutVariable)
	if text == "" {
		return nil
	}
	without, err := sandbox.ParseWithout(text)
	if err != nil {
		t.Fatalf("%s: %s", WithoutVariable, err)
	}
	return without
}

// Offers reports whether RUNPOD_WITHOUT leaves a group of operations to the accounts of
// the tests.
func Offers(group runpod.Group) bool {
	without, err := sandbox.ParseWithout(os.Getenv(WithoutVariable))
	_, absent := without[group]
	return err != nil || !absent
}
