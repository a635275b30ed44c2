package tfkit_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type settledFacts struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}

type settledModel struct {
	settledFacts
	Disk  types.Object `tfsdk:"disk"`
	Ports types.Set    `tfsdk:"ports"`
	URLs  types.Map    `tfsdk:"urls"`
	IDs   types.List   `tfsdk:"ids"`
	Note  types.String `tfsdk:"note"`
}

var diskTypes = map[string]attr.Type{"size_gb": types.Int64Type, "path": types.StringType}

func disk(size types.Int64, path types.String) types.Object {
	return types.ObjectValueMust(diskTypes, map[string]attr.Value{"size_gb": size, "path": path})
}

func urls(values map[string]attr.Value) types.Map {
	return types.MapValueMust(types.StringType, values)
}

// What was planned stands, what was left open comes from the answer, and what
// nobody knows is null: at every depth, whatever Runpod answers.
func TestSettled(t *testing.T) {
	t.Parallel()
	planned := settledModel{
		settledFacts: settledFacts{ID: types.StringUnknown(), Name: types.StringValue(" Trainer ")},
		Disk:         disk(types.Int64Value(100), types.StringUnknown()),
		Ports:        types.SetUnknown(types.StringType),
		URLs:         urls(map[string]attr.Value{"80": types.StringUnknown(), "81": types.StringUnknown(), "82": types.StringValue("planned")}),
		IDs:          types.ListValueMust(types.StringType, []attr.Value{types.StringUnknown(), types.StringUnknown()}),
		Note:         types.StringUnknown(),
	}
	answer := planned
	answer.ID, answer.Name = types.StringValue("p1"), types.StringValue("trainer")
	answer.Disk = disk(types.Int64Value(128), types.StringValue("/workspace"))
	answer.Ports = tfkit.StringSet([]string{"22/tcp"})
	answer.URLs = urls(map[string]attr.Value{"80": types.StringValue("answered"), "82": types.StringValue("another"), "83": types.StringValue("not planned")})
	answer.IDs = tfkit.StringList([]string{"a"})
	want := settledModel{
		settledFacts: settledFacts{ID: types.StringValue("p1"), Name: types.StringValue(" Trainer ")},
		Disk:         disk(types.Int64Value(100), types.StringValue("/workspace")),
		Ports:        tfkit.StringSet([]string{"22/tcp"}),
		URLs:         urls(map[string]attr.Value{"80": types.StringValue("answered"), "81": types.StringNull(), "82": types.StringValue("planned")}),
		IDs:          types.ListValueMust(types.StringType, []attr.Value{types.StringValue("a"), types.StringNull()}),
		Note:         types.StringNull(),
	}
	if diff := cmp.Diff(want, tfkit.Settled(t.Context(), planned, answer), cmp.AllowUnexported(settledModel{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// A wait that failed leaves an answer in which nothing is known.
	none := settledModel{
		settledFacts: settledFacts{ID: types.StringNull(), Name: types.StringValue(" Trainer ")},
		Disk:         disk(types.Int64Value(100), types.StringNull()),
		Ports:        types.SetNull(types.StringType),
		URLs:         urls(map[string]attr.Value{"80": types.StringNull(), "81": types.StringNull(), "82": types.StringValue("planned")}),
		IDs:          types.ListValueMust(types.StringType, []attr.Value{types.StringNull(), types.StringNull()}),
		Note:         types.StringNull(),
	}
	if diff := cmp.Diff(none, tfkit.Settled(t.Context(), planned, planned), cmp.AllowUnexported(settledModel{})); diff != "" {
		t.Errorf("without an answer (-want +got):\n%s", diff)
	}
}
