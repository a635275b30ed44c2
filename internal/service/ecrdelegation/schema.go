package ecrdelegation

import (
	"context"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const replaces = "A change revokes the delegation and makes another."

// facts are what RunPod says of a delegation besides its id and name.
func facts() map[string]string {
	return map[string]string{
		"aws_user":            "AWS account that the repository belongs to.",
		"aws_region":          "AWS region of the repository.",
		"repository":          "Name of the repository.",
		"tag":                 "Image tag that may be pulled; `*` for all of them.",
		"docker_registry_uri": "Host that image references begin with.",
		"delegator_user_id":   "RunPod user who made the delegation.",
		"created_at":          "When the delegation was made, RFC 3339.",
	}
}

func resourceSchema() schema.Schema {
	attributes := map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "Id of the delegation.",
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"resource_arn": schema.StringAttribute{
			Required: true,
			MarkdownDescription: "ARN of the Amazon ECR repository that RunPod may pull from, such as `arn:aws:ecr:us-east-1:123456789012:repository/acme/app`, with `:<tag>` behind it for one tag only. " +
				replaces,
			Validators: []validator.String{repositoryARN()},
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIf(changesARN,
				replaces, replaces)},
		},
		"name": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Name of the delegation; RunPod allows several of the same name. Default none. " + replaces,
			Validators:          []validator.String{tfkit.Name()},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplaceIf(changesName, replaces, replaces)},
		},
	}
	for name, description := range facts() {
		attributes[name] = schema.StringAttribute{
			Computed: true, MarkdownDescription: description,
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		}
	}
	return schema.Schema{
		Version: 1,
		MarkdownDescription: "An ECR delegation: lets RunPod pull images from a repository of Amazon ECR without a stored password. It can be made and revoked, not changed. " +
			"Revoking it stops no pod, but whatever pulls the image afterwards fails.",
		Attributes: attributes,
	}
}

// changesARN lets an import whose ARN could not be told from RunPod's answer take
// the declared one.
func changesARN(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
	resp.RequiresReplace = !req.StateValue.IsNull()
}

// changesName takes an empty name for none.
func changesName(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
	resp.RequiresReplace = !tfkit.None(req.PlanValue) || !tfkit.None(req.StateValue)
}

var repositoryPattern = regexp.MustCompile(`^arn:aws[a-z-]*:ecr:[a-z0-9-]+:\d{12}:repository/[^\s:]+(:[^\s:]+)?$`)

func repositoryARN() validator.String {
	return tfkit.StringRule("the ARN of a repository of Amazon ECR", func(value string) (string, string) {
		if repositoryPattern.MatchString(value) {
			return "", ""
		}
		return "Invalid repository ARN", fmt.Sprintf("%q is not the ARN of a repository of Amazon ECR. Write one such as \"arn:aws:ecr:us-east-1:123456789012:repository/acme/app\"; "+
			"with the AWS provider it is `aws_ecr_repository.<name>.arn`.", value)
	})
}
