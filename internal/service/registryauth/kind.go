// Package registryauth manages the credentials with which Runpod pulls private
// images.
package registryauth

import (
	"context"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Kind is that of registry credentials.
var Kind = &account.Kind[runpod.Registry, runpod.CreateRegistryRequest]{
	Name: "container registry auth", Type: "runpod_container_registry_auth",
	ID:         func(r *runpod.Registry) string { return r.ID },
	ObjectName: func(r *runpod.Registry) string { return r.Name },
	Get:        (*runpod.Client).GetRegistry,
	List:       (*runpod.Client).ListRegistries,
	NameTaken: func(err error) bool {
		return runpod.HasStatus(err, 400, 409) && strings.Contains(strings.ToLower(err.Error()), "already exists")
	},
	// Templates and endpoints lose theirs without a word.
	Users: func(ctx context.Context, client *runpod.Client, id string) ([]string, error) {
		return account.PodsUsing(ctx, client, func(p *runpod.Pod) bool { return p.Registry != nil && *p.Registry == id })
	},
	Renewal: "To rotate a credential that is in use, change its `name` as well (names are unique) and set `lifecycle { create_before_destroy = true }`, so that everything using it gets the new credential before the old one is deleted.",
}
