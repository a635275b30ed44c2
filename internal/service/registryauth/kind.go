// Package registryauth manages the credentials with which RunPod pulls private
// images.
package registryauth

import (
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
}
