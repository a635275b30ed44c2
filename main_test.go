package main

import (
	"path/filepath"
	"testing"
)

func TestErrorsBeginWithTheNameCalledBy(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		args []string
		want string
	}{
		"as users call it":      {[]string{"runpod", "cost"}, "runpod"},
		"with a path":           {[]string{filepath.Join("home", "bin", "runpod"), "cost"}, "runpod"},
		"on Windows":            {[]string{"runpod.exe"}, "runpod"},
		"as Terraform calls it": {[]string{"terraform-provider-runpod_v0.1.0"}, "terraform-provider-runpod_v0.1.0"},
		"by an empty name":      {[]string{""}, "runpod"},
		"by no name":            {nil, "runpod"},
	} {
		if got := calledBy(tc.args); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}
