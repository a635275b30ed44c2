package registryauth_test

import (
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

func TestAccContainerRegistryAuthList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	acctest.CheckList(t, env, "runpod_container_registry_auth", env.Account.AddRegistry("ghcr"), env.Account.AddRegistry("hub"), env.Account.AddRegistry("quay"))
	acctest.CheckGenerated(t, env, "runpod_container_registry_auth")
}
