package acctest

import (
	"os"
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
