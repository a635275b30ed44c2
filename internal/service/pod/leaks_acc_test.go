package pod_test

import (
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// TestAccPod_envWOLeaksNowhere searches state, plan files, the TRACE log and all
// output for a value of env_wo, which Runpod answers every read with.
func TestAccPod_envWOLeaksNowhere(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureWriteOnly)
	env := acctest.New(t, func(options *sandbox.Options) {
		options.Clock, options.BootTime = runpod.SystemClock(), time.Millisecond
	})
	const secret = "hush-env-5f02c1"
	body := func(mode string) string {
		return "variable \"secret\" {\n  type = string\n  ephemeral = true\n}\n" +
			config(`env = { MODE = "`+mode+`" }`, `env_wo = { TOKEN = var.secret }`, `env_wo_version = 1`)
	}
	w := env.Workdir(body("a"))
	w.SetVariable("secret", secret)
	w.Run("apply", "-auto-approve")
	w.Write(body("b"))
	w.Run("plan", "-out=plan")
	w.Run("apply", "plan")
	w.Run("plan", "-detailed-exitcode")
	if got := only(t, env).Env; got["TOKEN"] != secret || got["MODE"] != "b" {
		t.Fatalf("the pod's env is %v", got)
	}
	for _, where := range w.Leaks(secret) {
		t.Errorf("the secret is in %s", where)
	}
	w.Run("destroy", "-auto-approve")
}
