package models

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"pgregory.net/rapid"
)

type shared struct {
	ID types.String `tfsdk:"id"`
}

type sizes struct {
	GB    types.Int64  `tfsdk:"gb"`
	Price types.Number `tfsdk:"price"`
}

type thing struct {
	shared
	Names  types.List   `tfsdk:"names"`
	Env    types.Map    `tfsdk:"env"`
	Sizes  types.Object `tfsdk:"sizes"`
	Hidden string       `tfsdk:"-"`
}

var (
	sizesTypes  = map[string]attr.Type{"gb": types.Int64Type, "price": types.NumberType}
	thingSchema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id":    schema.StringAttribute{Computed: true},
		"names": schema.ListAttribute{Optional: true, ElementType: types.StringType},
		"env":   schema.MapAttribute{Optional: true, ElementType: types.StringType},
		"sizes": schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{
			"gb": schema.Int64Attribute{Optional: true}, "price": schema.NumberAttribute{Optional: true},
		}},
	}}
)

// things draws models, with values that are null, unknown or empty.
func things(t *rapid.T) thing {
	number := rapid.Int64Range(0, 3).Draw(t, "kind of each")
	text := rapid.SampledFrom([]types.String{types.StringNull(), types.StringUnknown(), types.StringValue(""), types.StringValue("a")})
	of := func(name string) []attr.Value {
		var values []attr.Value
		for _, v := range rapid.SliceOfN(text, 0, 3).Draw(t, name) {
			values = append(values, v)
		}
		return values
	}
	m := thing{
		shared: shared{text.Draw(t, "id")},
		Names:  types.ListValueMust(types.StringType, of("names")),
		Env:    types.MapNull(types.StringType),
		Sizes:  types.ObjectValueMust(sizesTypes, map[string]attr.Value{"gb": types.Int64Value(number), "price": types.NumberNull()}),
	}
	switch number {
	case 0:
		m.Names, m.Sizes = types.ListNull(types.StringType), types.ObjectNull(sizesTypes)
	case 1:
		m.Names, m.Sizes = types.ListUnknown(types.StringType), types.ObjectUnknown(sizesTypes)
	case 2:
		m.Env = types.MapValueMust(types.StringType, map[string]attr.Value{"A": text.Draw(t, "env")})
	}
	return m
}

func thingType(t testing.TB) tftypes.Type { return thingSchema.Type().TerraformType(t.Context()) }

// What goes in and out is what the framework makes of it.
func TestModelsGoInAndOut(t *testing.T) {
	t.Parallel()
	null := tftypes.NewValue(thingType(t), nil)
	compare := cmp.AllowUnexported(thing{})
	rapid.Check(t, func(r *rapid.T) {
		want := things(r)
		plan, theirs := tfsdk.Plan{Schema: thingSchema, Raw: null}, tfsdk.Plan{Schema: thingSchema, Raw: null}
		state := tfsdk.State{Schema: thingSchema, Raw: null}
		for _, diags := range []diag.Diagnostics{SetPlan(t.Context(), &plan, want), theirs.Set(t.Context(), want), SetState(t.Context(), &state, &want)} {
			if diags.HasError() {
				r.Fatal(diags)
			}
		}
		if !plan.Raw.Equal(theirs.Raw) || !state.Raw.Equal(theirs.Raw) {
			r.Fatalf("planned %s and stored %s, want %s", plan.Raw, state.Raw, theirs.Raw)
		}
		var got, framework thing
		var pointer *thing
		for _, diags := range []diag.Diagnostics{Get(t.Context(), plan, &got), Get(t.Context(), plan, &pointer), theirs.Get(t.Context(), &framework)} {
			if diags.HasError() {
				r.Fatal(diags)
			}
		}
		if diff := cmp.Diff(framework, got, compare); diff != "" {
			r.Fatal(diff)
		}
		if diff := cmp.Diff(&framework, pointer, compare); diff != "" {
			r.Fatal(diff)
		}
		if want.Sizes.IsNull() || want.Sizes.IsUnknown() {
			return
		}
		var ours, its sizes
		for _, diags := range []diag.Diagnostics{FromObject(t.Context(), want.Sizes, &ours), want.Sizes.As(t.Context(), &its, basetypes.ObjectAsOptions{})} {
			if diags.HasError() {
				r.Fatal(diags)
			}
		}
		if diff := cmp.Diff(its, ours); diff != "" {
			r.Fatal(diff)
		}
	})
}

func TestGet_null(t *testing.T) {
	t.Parallel()
	state := tfsdk.State{Schema: thingSchema, Raw: tftypes.NewValue(thingType(t), nil)}
	kept := &thing{}
	if diags := Get(t.Context(), state, &kept); diags.HasError() || kept != nil {
		t.Errorf("a null state reads as %v, %v", kept, diags)
	}
	var value thing
	if diags := Get(t.Context(), state, &value); !diags.HasError() {
		t.Errorf("a null state reads as %v", value)
	}
}

// A model that does not fit is refused in the framework's words.
func TestModels_thatDoNotFit(t *testing.T) {
	t.Parallel()
	null := tftypes.NewValue(thingType(t), nil)
	plan := tfsdk.Plan{Schema: thingSchema, Raw: null}
	full := thing{Names: types.ListNull(types.StringType), Env: types.MapNull(types.StringType), Sizes: types.ObjectNull(sizesTypes)}
	if diags := SetPlan(t.Context(), &plan, full); diags.HasError() {
		t.Fatal(diags)
	}
	type less struct{ shared }
	type other struct {
		shared
		Names types.Set    `tfsdk:"names"`
		Env   types.Map    `tfsdk:"env"`
		Sizes types.Object `tfsdk:"sizes"`
	}
	type untagged struct {
		shared
		Names types.List
	}
	for name, diags := range map[string]diag.Diagnostics{
		"a field is missing":        Get(t.Context(), plan, new(less)),
		"a field has another type":  Get(t.Context(), plan, new(other)),
		"a field has no tag":        Get(t.Context(), plan, new(untagged)),
		"what is set lacks a field": SetPlan(t.Context(), &tfsdk.Plan{Schema: thingSchema, Raw: null}, less{}),
		"what is set has another type": SetPlan(t.Context(), &tfsdk.Plan{Schema: thingSchema, Raw: null},
			other{Names: types.SetNull(types.StringType), Env: full.Env, Sizes: full.Sizes}),
	} {
		if !diags.HasError() || !strings.Contains(diags[0].Detail(), "This is always an error in the provider") {
			t.Errorf("%s: %v", name, diags)
		}
	}
}

// Models of Go's own types, as data sources have for their inputs, go through the framework.
func TestGet_goTypes(t *testing.T) {
	t.Parallel()
	type plainSizes struct {
		GB    *int64       `tfsdk:"gb"`
		Price types.Number `tfsdk:"price"`
	}
	type plainThing struct {
		shared
		Names []string          `tfsdk:"names"`
		Env   map[string]string `tfsdk:"env"`
		Sizes *plainSizes       `tfsdk:"sizes"`
	}
	plan := tfsdk.Plan{Schema: thingSchema, Raw: tftypes.NewValue(thingType(t), nil)}
	gb := int64(3)
	want := plainThing{Names: []string{"a"}, Sizes: &plainSizes{GB: &gb, Price: types.NumberNull()}}
	var got plainThing
	if diags := append(SetPlan(t.Context(), &plan, want), Get(t.Context(), plan, &got)...); diags.HasError() {
		t.Fatal(diags)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(plainThing{})); diff != "" {
		t.Error(diff)
	}
}
