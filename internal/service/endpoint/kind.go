// Package endpoint manages serverless endpoints, and looks up their workers and
// releases.
package endpoint

import (
	"strings"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// flashBootSuffix is what Runpod once put behind the names of endpoints with
// FlashBoot. It comes back on old ones and is not part of the name.
const flashBootSuffix = " -fb"

// Kind is that of endpoints.
var Kind = &account.Kind[runpod.Endpoint, runpod.CreateEndpointRequest]{
	Name: "endpoint", Type: "runpod_endpoint", Bills: true,
	ID:         func(e *runpod.Endpoint) string { return e.ID },
	ObjectName: func(e *runpod.Endpoint) string { return strings.TrimSuffix(e.Name, flashBootSuffix) },
	Created:    func(e *runpod.Endpoint) time.Time { return e.CreatedAt },
	Get:        (*runpod.Client).GetEndpoint,
	List:       (*runpod.Client).ListEndpoints,
	HasName:    func(e *runpod.Endpoint, name string) bool { return declaredName(name, e.Name) == name },
	FitsRequest: func(e *runpod.Endpoint, req runpod.CreateEndpointRequest) bool {
		return (req.Image == nil || e.Image == *req.Image) && (e.GPU != nil) == (req.GPU != nil)
	},
}

// declaredName is the name without the suffix, unless it was declared with it.
func declaredName(declared, answer string) string {
	if answer == declared {
		return declared
	}
	return strings.TrimSuffix(answer, flashBootSuffix)
}

// owner is what labels are put on.
func owner(id, name string) labels.Owner {
	return labels.Owner{Labelled: runpod.Labelled{ID: id, Type: runpod.TagResourceTypeEndpoint}, Kind: Kind.Name, Name: name}
}
