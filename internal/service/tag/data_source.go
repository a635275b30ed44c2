// Package tag shows the tags of the organization. No resource manages one: what has
// `tags` makes those that are missing, and none is ever renamed or deleted.
package tag

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// shown is a tag.
type shown struct {
	ID        types.String `tfsdk:"id"`
	Key       types.String `tfsdk:"key"`
	Value     types.String `tfsdk:"value"`
	CreatedAt types.String `tfsdk:"created_at"`
	UpdatedAt types.String `tfsdk:"updated_at"`
	Resources types.List   `tfsdk:"resources"`
}

var resourceType = types.ObjectType{AttrTypes: tfkit.AttrTypes(attributes()["resources"])}

func attributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":         tfkit.ComputedString("ID of the tag."),
		"key":        tfkit.ComputedString("Key of the tag."),
		"value":      tfkit.ComputedString("Value of the tag."),
		"created_at": tfkit.ComputedString("Creation time, RFC 3339."),
		"updated_at": tfkit.ComputedString("When the key or value last changed, RFC 3339."),
		"resources": tfkit.ComputedObjects("Objects that have the tag. Null if Runpod does not return them.", map[string]schema.Attribute{
			"id":   tfkit.ComputedString("ID of the object."),
			"type": tfkit.ComputedString("`POD`, `CLUSTER`, `SERVERLESS_ENDPOINT` or `NETWORK_VOLUME`."),
		}),
	}
}

func show(_ context.Context, t *runpod.Tag, _ *diag.Diagnostics) shown {
	s := shown{
		ID: types.StringValue(t.ID), Key: types.StringValue(t.Key), Value: types.StringValue(t.Value),
		CreatedAt: tfkit.Time(t.CreatedAt), UpdatedAt: tfkit.Time(t.UpdatedAt),
		Resources: types.ListNull(resourceType),
	}
	if t.Resources == nil {
		return s
	}
	carriers := make([]attr.Value, 0, len(t.Resources))
	for _, r := range t.Resources {
		carriers = append(carriers, types.ObjectValueMust(resourceType.AttrTypes, map[string]attr.Value{
			"id": types.StringValue(r.ID), "type": types.StringValue(string(r.Type)),
		}))
	}
	s.Resources = types.ListValueMust(resourceType, carriers)
	return s
}

// NewListDataSource makes `data.runpod_tags`.
func NewListDataSource() datasource.DataSource {
	return service.NewLookUpAll(labels.TagKind, "All tags of the organization, with the objects that have them. Beta.", "The tags, in Runpod's order.", attributes(), show)
}
