package tfkit

import (
	"context"
	"errors"
	"iter"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Listing answers `terraform query` for one kind of object. T is an object as
// RunPod has it, M the model of the resource.
type Listing[T, M any] struct {
	// Kind is what one object is called, such as "pod".
	Kind string
	// List reads all objects of the account.
	List func(context.Context) ([]T, error)
	// ID becomes the identity.
	ID func(*T) string
	// Name is shown, and what the filters of NamedListSchema go by.
	Name func(*T) string
	// Read fills in the state of the resource, in which nothing but the id is
	// set, as after an import.
	Read func(context.Context, *M, *T, *diag.Diagnostics)
}

// NamedListSchema describes a list block that filters by name.
func NamedListSchema(description, kind string) schema.Schema {
	return schema.Schema{
		MarkdownDescription: description,
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Finds every " + kind + " of exactly this name. Default: any name. Not together with `name_prefix`.",
				Validators:          []validator.String{Name(), stringvalidator.ConflictsWith(path.MatchRoot("name_prefix"))},
			},
			"name_prefix": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Finds every " + kind + " whose name begins with this, upper and lower case told apart. Default: any name. Not together with `name`.",
				Validators:          []validator.String{Name()},
			},
		},
	}
}

// nameFilter is the configuration that NamedListSchema describes.
type nameFilter struct {
	Name       types.String `tfsdk:"name"`
	NamePrefix types.String `tfsdk:"name_prefix"`
}

func (f nameFilter) keeps(name string) bool {
	return (f.Name.IsNull() || name == f.Name.ValueString()) && strings.HasPrefix(name, f.NamePrefix.ValueString())
}

// Named streams the objects that pass the filters of NamedListSchema, in
// RunPod's order, up to the limit. A failure is a result that holds nothing but
// diagnostics.
func (l Listing[T, M]) Named(ctx context.Context, req list.ListRequest) iter.Seq[list.ListResult] {
	var filter nameFilter
	var diags diag.Diagnostics
	if !req.Config.Raw.IsNull() {
		diags = req.Config.Get(ctx, &filter)
	}
	if diags.HasError() {
		return func(push func(list.ListResult) bool) { push(list.ListResult{Diagnostics: diags}) }
	}
	return l.results(ctx, req, func(object *T) bool { return filter.keeps(l.Name(object)) })
}

// All is Named without filters.
func (l Listing[T, M]) All(ctx context.Context, req list.ListRequest) iter.Seq[list.ListResult] {
	return l.results(ctx, req, func(*T) bool { return true })
}

func (l Listing[T, M]) results(ctx context.Context, req list.ListRequest, keeps func(*T) bool) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		objects, err := l.List(ctx)
		if err != nil {
			push(l.failure(err))
			return
		}
		left := req.Limit // zero and below: no limit
		for i := range objects {
			if !keeps(&objects[i]) {
				continue
			}
			if err := ctx.Err(); err != nil {
				push(l.failure(err))
				return
			}
			if !push(l.result(ctx, req, &objects[i])) {
				return
			}
			if left--; left == 0 {
				return
			}
		}
	}
}

func (l Listing[T, M]) result(ctx context.Context, req list.ListRequest, object *T) list.ListResult {
	result := req.NewListResult(ctx)
	id := types.StringValue(l.ID(object))
	if result.DisplayName = l.Name(object); result.DisplayName == "" {
		result.DisplayName = id.ValueString()
	}
	result.Diagnostics.Append(SetIDIdentity(ctx, result.Identity, id)...)
	if !req.IncludeResource {
		return result
	}
	var state M
	result.Diagnostics.Append(result.Resource.SetAttribute(ctx, path.Root("id"), id)...)
	result.Diagnostics.Append(result.Resource.Get(ctx, &state)...)
	if result.Diagnostics.HasError() {
		return result
	}
	l.Read(ctx, &state, object, &result.Diagnostics)
	result.Diagnostics.Append(result.Resource.Set(ctx, &state)...)
	return result
}

func (l Listing[T, M]) failure(err error) list.ListResult {
	if errors.Is(err, context.Canceled) {
		err = WithNextStep(err, "The query was interrupted. Run it again.")
	}
	var result list.ListResult
	AddError(&result.Diagnostics, "list "+l.Kind+"s", err, nil)
	return result
}

// NoPrivateState is the private state of what has none, such as a listed
// resource.
type NoPrivateState struct{}

// GetKey finds nothing.
func (NoPrivateState) GetKey(context.Context, string) ([]byte, diag.Diagnostics) { return nil, nil }

// SetKey keeps nothing.
func (NoPrivateState) SetKey(context.Context, string, []byte) diag.Diagnostics { return nil }
