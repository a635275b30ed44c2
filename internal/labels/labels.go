// Package labels is what pods, endpoints, network volumes and clusters have in common
// on Runpod's bill: their tags and their cost center. Both belong to the organization,
// and an object is attached to them once it exists.
package labels

import (
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// TagKind is that of tags. No resource manages one.
var TagKind = &account.Kind[runpod.Tag, runpod.CreateTagRequest]{
	Name: "tag", Type: "runpod_tag",
	ID:         func(t *runpod.Tag) string { return t.ID },
	ObjectName: func(t *runpod.Tag) string { return t.Key },
	List:       (*runpod.Client).ListTags,
}

// CostCenterKind is that of cost centers.
var CostCenterKind = &account.Kind[runpod.CostCenter, runpod.CreateCostCenterRequest]{
	Name: "cost center", Type: "runpod_cost_center",
	ID:         func(c *runpod.CostCenter) string { return c.ID },
	ObjectName: func(c *runpod.CostCenter) string { return c.Value },
	Get:        (*runpod.Client).GetCostCenter,
	List:       (*runpod.Client).ListCostCenters,
}

// Labels are the tags and cost centers of one configured provider.
type Labels struct {
	account  *account.Account
	tags     *account.Reads[runpod.Tag]
	centers  *account.Reads[runpod.CostCenter]
	defaults types.Map // the provider's default_tags

	mu      sync.Mutex
	ids     map[pair][]string            // of the tags that this run has found or made
	members map[string][]runpod.Labelled // of cost centers, by ID
	failed  map[string]bool              // attributes whose reads have failed, which was said
	slow    bool                         // a write has used up its attempts: others have one each

	missing  bool // what was not found was not found later either
	unlisted bool // cost centers could not be listed for a plan, which does without them from then on
}

// New makes them of an account and of the provider's `default_tags`.
func New(a *account.Account, defaults types.Map) *Labels {
	return &Labels{
		account: a, tags: account.ReadsOf(a, TagKind), centers: account.ReadsOf(a, CostCenterKind), defaults: defaults,
		ids: map[pair][]string{}, members: map[string][]runpod.Labelled{}, failed: map[string]bool{},
	}
}
