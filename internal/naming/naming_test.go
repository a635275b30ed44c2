package naming_test

import (
	"testing"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/naming"
)

func TestLabel(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"trainer": "trainer", "My Trainer (v2)": "my_trainer_v2", "acme/infra--x": "acme_infra_x", "8-gpu": "pod_8_gpu", "": "pod", "💥": "pod", "Größe": "größe", "訓練": "訓練",
	} {
		if got := naming.Label(name, "pod"); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	used := map[string]bool{}
	if a, b := naming.Unique("x", used), naming.Unique("x", used); a != "x" || b != "x_2" {
		t.Errorf("%s, %s", a, b)
	}
}

// Whatever an object is called, its label is one that a configuration can have.
func TestLabelsAreIdentifiers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		if label := naming.Label(name, "pod"); !hclsyntax.ValidIdentifier(label) {
			t.Fatalf("%q: %q", name, label)
		}
	})
}

func TestGlob(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		glob naming.Glob
		name string
		fits bool
	}{
		{"", "anything", true}, {"prod-*", "prod-a/b", true}, {"prod-*", "my-prod-a", false}, {"a?c", "abc", true}, {"a?c", "ac", false}, {"[a]", "[a]", true}, {"[a]", "a", false}, {"*", "", true}, {"a.c", "abc", false}, {"*b*", "a\nb", true},
	} {
		if got := test.glob.Fits(test.name); got != test.fits {
			t.Errorf("%q, %q: %t", test.glob, test.name, got)
		}
	}
}
