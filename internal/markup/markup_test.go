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
