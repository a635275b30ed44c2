package markup_test

import (
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/markup"
)

func TestMarkup(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"a": "`a`", "a|b": "`a\\|b`", "`x`": "`` `x` ``"} {
		if got := markup.Code(text); got != want {
			t.Errorf("code of %q: %q, want %q", text, got, want)
		}
	}
	if got, want := markup.Escape("<b> & |*_`[x]~\\"), `&lt;b&gt; &amp; \|\*\_&#96;\[x\]\~\\`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestPrintable(t *testing.T) {
	t.Parallel()
	if got, want := markup.Printable("a\nb\x1b[2Jc\u202ed é"), "a\ufffdb\ufffd[2Jc\ufffdd é"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	for n, want := range []string{"0 pods", "1 pod", "2 pods"} {
		if got := markup.Count(n, "pod"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
