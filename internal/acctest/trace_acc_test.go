package acctest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// TestAccTraceIsShort holds what the provider adds to a log at level TRACE: it tells
// of requests, and repeats neither bodies nor each step of the libraries.
func TestAccTraceIsShort(t *testing.T) {
	t.Parallel()
	const pods = 20
	env := acctest.New(t)
	w := env.Workdir(fmt.Sprintf(`
variable "start" {
  type      = string
  sensitive = true
}

resource "runpod_pod" "test" {
  count      = %d
  name       = "p-${count.index}"
  image      = "busybox:1"
  gpu        = { type_ids = ["NVIDIA L40S"] }
  args       = var.start
  wait_until = "CREATED"
}
`, pods))
	const secret = "serve --token hush-args-77"
	w.SetVariable("start", secret)
	// A plan of 1,000 pods, also of those that are there, fits into 20 MB with all that the CLI
	// writes itself. The first bytes are those that a CLI writes whatever the number is.
	const whole, first = 20_000, 100_000
	before := 0
	for _, step := range []struct {
		args  []string
		most  int // bytes a pod
		whole int // the same with the CLI's, 0 for any
	}{
		{[]string{"plan"}, 200, whole}, {[]string{"apply", "-auto-approve"}, 2000, 0}, {[]string{"plan"}, 200, whole}, {[]string{"destroy", "-auto-approve"}, 2000, 0},
	} {
		w.Run(step.args...)
		written := 0
		log := w.Read(acctest.TraceLog)
		for line := range strings.Lines(log[before:]) {
			if strings.Contains(line, " provider.") || strings.Contains(line, "@module=") {
				written += len(line)
			}
		}
		all := len(log) - before
		before = len(log)
		if step.whole > 0 && all > first+pods*step.whole {
			t.Errorf("%s: the log is %d bytes for %d pods", step.args[0], all, pods)
		}
		if written == 0 || written > 10_000+pods*step.most {
			t.Errorf("%s: the provider's part of the log is %d bytes for %d pods", step.args[0], written, pods)
		}
	}
	if strings.Contains(w.Read(acctest.TraceLog), secret) {
		t.Error("the log repeats a start command that is sensitive")
	}
}

// TestAccKeyThatIsNotKnown reads with a key that another resource is to make.
func TestAccKeyThatIsNotKnown(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	const provider = "resource \"terraform_data\" \"key\" {\n  input = %q\n}\n\nprovider \"runpod\" {\n  api_key = terraform_data.key.output\n}\n"
	key := fmt.Sprintf(provider, env.Key)
	w := env.Workdir(key + "data \"runpod_secrets\" \"all\" {}\n")
	if said := w.Fails("plan"); !strings.Contains(said, "is not known until apply") || !strings.Contains(said, "-target") || strings.Contains(said, "no Runpod API key") {
		t.Errorf("says %s", said)
	}
	w.Write(key + "resource \"runpod_secret\" \"test\" {\n  name  = \"a\"\n  value = \"hush\"\n}\n")
	w.Run("apply", "-auto-approve")
	w.Run("destroy", "-auto-approve")
}
