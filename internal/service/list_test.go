package service

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type object struct{ id, name string }

type thingModel struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}

var thingKind = &account.Kind[object, string]{
	Name:       "thing",
	ID:         func(t *object) string { return t.id },
	ObjectName: func(t *object) string { return t.name },
}

func listThings(things []object, err error) func(context.Context) ([]object, error) {
	return func(context.Context) ([]object, error) { return things, err }
}

func readThing(_ context.Context, state *thingModel, t *object, diags *diag.Diagnostics) {
	if t.name == "broken" {
		diags.AddError("Cannot read thing", t.id)
	}
	state.Name = types.StringValue(t.name)
}

// thingQuery is a query without a config block where both filters are null.
func thingQuery(ctx context.Context, name, prefix any, limit int64) list.ListRequest {
	config := NamedListSchema("Finds things.", "thing")
	kind := config.Type().TerraformType(ctx)
	raw := tftypes.NewValue(kind, nil)
	if name != nil || prefix != nil {
		raw = tftypes.NewValue(kind, map[string]tftypes.Value{"name": tftypes.NewValue(tftypes.String, name), "name_prefix": tftypes.NewValue(tftypes.String, prefix)})
	}
	return list.ListRequest{
		Config: tfsdk.Config{Raw: raw, Schema: config}, Limit: limit, IncludeResource: true,
		ResourceSchema: schema.Schema{Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{Computed: true}, "name": schema.StringAttribute{Required: true},
		}},
		ResourceIdentitySchema: tfkit.IDIdentitySchema("thing"),
	}
}

// A query finds what a filter written down plainly finds, in order, and no more
// than its limit.
func TestListingFiltersAndLimits(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.StringMatching(`[ab]{0,3}`), 0, 12).Draw(t, "names")
		filter := rapid.StringMatching(`[ab]{1,2}`).Draw(t, "filter")
		limit := rapid.Int64Range(-1, 5).Draw(t, "limit")
		exact := rapid.Bool().Draw(t, "exact")
		var things []object
		var want []string
		for i, name := range names {
			things = append(things, object{id: string(rune('A' + i)), name: name})
			if (exact && name == filter || !exact && strings.HasPrefix(name, filter)) && (limit <= 0 || int64(len(want)) < limit) {
				want = append(want, things[i].id)
			}
		}
		query := thingQuery(ctx, nil, filter, limit)
		if exact {
			query = thingQuery(ctx, filter, nil, limit)
		}
		var got []string
		for result := range ListNamed(ctx, query, thingKind, listThings(things, nil), readThing) {
			var state thingModel
			result.Diagnostics.Append(result.Resource.Get(ctx, &state)...)
			if result.Diagnostics.HasError() {
				t.Fatal(result.Diagnostics)
			}
			if state.Name.ValueString() != result.DisplayName {
				t.Fatalf("%q is shown as %q", state.Name.ValueString(), result.DisplayName)
			}
			got = append(got, state.ID.ValueString())
		}
		if !slices.Equal(got, want) {
			t.Fatalf("found %q, want %q", got, want)
		}
	})
}

func TestListingWithoutName(t *testing.T) {
	t.Parallel()
	for result := range ListNamed(t.Context(), thingQuery(t.Context(), nil, nil, 0), thingKind, listThings([]object{{id: "A"}}, nil), readThing) {
		if result.DisplayName != "A" {
			t.Errorf("shown as %q", result.DisplayName)
		}
	}
}

// What goes wrong with one object is reported with it.
func TestListingOneFails(t *testing.T) {
	t.Parallel()
	var failed []bool
	for result := range ListAll(t.Context(), thingQuery(t.Context(), nil, nil, 0), thingKind, listThings([]object{{"A", "fine"}, {"B", "broken"}, {"C", "fine"}}, nil), readThing) {
		failed = append(failed, result.Diagnostics.HasError())
	}
	if !slices.Equal(failed, []bool{false, true, false}) {
		t.Errorf("failed: %v", failed)
	}
}

func TestListingEnds(t *testing.T) {
	t.Parallel()
	things := []object{{id: "A"}, {id: "B"}, {id: "C"}}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var results []list.ListResult
	for result := range ListAll(ctx, thingQuery(t.Context(), nil, nil, 0), thingKind, listThings(things, nil), readThing) {
		results = append(results, result)
		cancel()
	}
	if len(results) != 2 || results[0].Diagnostics.HasError() || !strings.Contains(results[1].Diagnostics[0].Detail(), "interrupted") {
		t.Errorf("an interruption gives %+v", results)
	}
	for result := range ListAll(t.Context(), thingQuery(t.Context(), nil, nil, 0), thingKind, listThings(nil, errors.New("no way")), readThing) {
		if d := result.Diagnostics; len(d) != 1 || d[0].Summary() != "Cannot list things" || !strings.Contains(d[0].Detail(), "no way") {
			t.Errorf("a failure gives %+v", d)
		}
	}
}
