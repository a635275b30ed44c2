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

const replaces = "Forces replacement."

// facts are what Runpod says of a delegation besides its ID and name.
func facts() map[string]string {
	return map[string]string{
		"aws_user":            "AWS account that the repository belongs to.",
		"aws_region":          "AWS region of the repository.",
		"repository":          "Name of the repository.",
		"tag":                 "Image tag that Runpod may pull. `*` stands for all tags.",
		"docker_registry_uri": "Registry host at the start of image references.",
		"delegator_user_id":   "Runpod user who created the delegation.",
		"created_at":          "Creation time, RFC 3339.",
	}
}

func resourceSchema() schema.Schema {
	attributes := map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "ID of the delegation.",
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"resource_arn": schema.StringAttribute{
			Required: true,
			MarkdownDescription: "ARN of the repository, such as `arn:aws:ecr:us-east-1:123456789012:repository/acme/app`. Append `:<tag>` to allow one tag only. " +
				replaces,
			Validators: []validator.String{repositoryARN()},
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIf(changesARN,
				replaces, replaces)},
		},
		"name": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Name of the delegation. Need not be unique. " + replaces,
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
		Version:             tfkit.SchemaVersion,
		MarkdownDescription: "Manages an ECR delegation, which lets Runpod pull images from an Amazon ECR repository without a stored password. Revoking it stops no pods, but later pulls of the image fail.",
		Attributes:          attributes,
	}
}

// changesARN lets an import whose ARN could not be told from Runpod's answer take
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
	return tfkit.StringRule("the ARN of an Amazon ECR repository", func(value string) (string, string) {
		if repositoryPattern.MatchString(value) {
			return "", ""
		}
		return "Invalid repository ARN", fmt.Sprintf("%q is not the ARN of an Amazon ECR repository. Write one such as \"arn:aws:ecr:us-east-1:123456789012:repository/acme/app\"; "+
			"with the AWS provider, use `aws_ecr_repository.<name>.arn`.", value)
	})
}
