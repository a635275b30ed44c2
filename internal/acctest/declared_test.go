package acctest_test

import (
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

func TestDeclared(t *testing.T) {
	t.Parallel()
	got := acctest.Declared("runpod_pod", `name = "a"`, `image="x"`, "timeouts {\n  create = \"1m\"\n  }", `name = "b"`, "# note", `image = null`)
	want := "resource \"runpod_pod\" \"test\" {\n  name = \"b\"\n  image = null\n  timeouts {\n  create = \"1m\"\n  }\n  # note\n}\n"
	if got != want {
		t.Errorf("got\n%s", got)
	}
}
