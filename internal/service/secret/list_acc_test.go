package secret_test

import (
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func TestAccSecretList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	var ids []string
	for _, name := range []string{"HF_TOKEN", "WANDB", "acme/db"} {
		secret, err := env.Client().CreateSecret(t.Context(), runpod.CreateSecretRequest{Name: name, Value: "hush", Description: new("of " + name)})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, secret.ID)
	}
	acctest.CheckList(t, env, "runpod_secret", ids...)
	server := env.Server(nil)
	for _, listed := range server.List(t.Context(), "runpod_secret", nil, 0, true) {
		if text := server.Value("runpod_secret", listed.State).String(); strings.Contains(text, "hush") {
			t.Errorf("a query shows the value: %s", text)
		}
	}
	acctest.CheckGenerated(t, env, "runpod_secret")
}
