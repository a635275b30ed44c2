package ecrdelegation

import (
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// factsModel is what Runpod says of a delegation.
type factsModel struct {
	ID                types.String `tfsdk:"id"`
	Name              types.String `tfsdk:"name"`
	AWSUser           types.String `tfsdk:"aws_user"`
	AWSRegion         types.String `tfsdk:"aws_region"`
	Repository        types.String `tfsdk:"repository"`
	Tag               types.String `tfsdk:"tag"`
	DockerRegistryURI types.String `tfsdk:"docker_registry_uri"`
	DelegatorUserID   types.String `tfsdk:"delegator_user_id"`
	CreatedAt         types.String `tfsdk:"created_at"`
}

type model struct {
	factsModel
	ResourceARN types.String `tfsdk:"resource_arn"`
}

func factsFromAPI(d *runpod.ECRDelegation) factsModel {
	return factsModel{
		ID:                types.StringValue(d.ID),
		Name:              nameOf(d),
		AWSUser:           types.StringValue(d.AWSUser),
		AWSRegion:         types.StringValue(d.AWSRegion),
		Repository:        types.StringValue(d.Repository),
		Tag:               types.StringValue(d.Tag),
		DockerRegistryURI: types.StringPointerValue(d.DockerRegistryURI),
		DelegatorUserID:   types.StringValue(d.DelegatorUserID),
		CreatedAt:         tfkit.Time(d.CreatedAt),
	}
}

// nameOf is null for a delegation without a name.
func nameOf(d *runpod.ECRDelegation) types.String {
	if d.Name == nil {
		return types.StringNull()
	}
	return tfkit.StringOrNull(*d.Name)
}

func (m *model) fromAPI(d *runpod.ECRDelegation) {
	m.factsModel = factsFromAPI(d)
	if m.ResourceARN.IsNull() { // after an import
		m.ResourceARN = arnOf(d)
	}
}

func (m model) toCreate() runpod.CreateDelegationRequest {
	return runpod.CreateDelegationRequest{Resource: m.ResourceARN.ValueString(), Name: m.Name.ValueStringPointer()}
}

// anyTag is how Runpod says that a delegation is for the whole repository.
const anyTag = "*"

var accountNumber = regexp.MustCompile(`^\d{12}$`)

// arnOf puts together the ARN that Runpod does not return. It is null where the
// answer has no account number.
func arnOf(d *runpod.ECRDelegation) types.String {
	account := d.AWSUser
	if !accountNumber.MatchString(account) && d.DockerRegistryURI != nil {
		account, _, _ = strings.Cut(*d.DockerRegistryURI, ".")
	}
	if !accountNumber.MatchString(account) || d.AWSRegion == "" || d.Repository == "" {
		return types.StringNull()
	}
	partition := "aws"
	switch {
	case strings.HasPrefix(d.AWSRegion, "cn-"):
		partition = "aws-cn"
	case strings.HasPrefix(d.AWSRegion, "us-gov-"):
		partition = "aws-us-gov"
	}
	arn := "arn:" + partition + ":ecr:" + d.AWSRegion + ":" + account + ":repository/" + d.Repository
	if d.Tag != "" && d.Tag != anyTag {
		arn += ":" + d.Tag
	}
	return types.StringValue(arn)
}
