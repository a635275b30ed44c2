// Package ecrdelegation manages delegations, by which Runpod pulls images from
// Amazon ECR.
package ecrdelegation

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Kind is that of delegations. Runpod has no read of one, and names none of them
// uniquely: a create goes by the ARN of the repository.
var Kind = &account.Kind[runpod.ECRDelegation, runpod.CreateDelegationRequest]{
	Name: "ECR delegation", Type: "runpod_ecr_delegation",
	ID:         func(d *runpod.ECRDelegation) string { return d.ID },
	ObjectName: displayName,
	Created:    func(d *runpod.ECRDelegation) time.Time { return d.CreatedAt },
	List:       (*runpod.Client).ListDelegations,
	HasName:    func(d *runpod.ECRDelegation, arn string) bool { return arnOf(d).ValueString() == arn },
	FitsRequest: func(d *runpod.ECRDelegation, req runpod.CreateDelegationRequest) bool {
		return nameOf(d).Equal(types.StringPointerValue(req.Name))
	},
}

// displayName is the name, or what a delegation without one is for.
func displayName(d *runpod.ECRDelegation) string {
	switch name := nameOf(d); {
	case !name.IsNull():
		return name.ValueString()
	case d.Tag != "" && d.Tag != anyTag:
		return d.Repository + ":" + d.Tag
	default:
		return d.Repository
	}
}
