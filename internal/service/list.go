package service

import (
	"context"
	"errors"
	"iter"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// NamedListSchema describes a list block that filters by name.
func NamedListSchema(description, kind string) schema.Schema {
	return schema.Schema{
		MarkdownDescription: description,
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Lists every " + kind + " with exactly this name. Default: any name. Conflicts with `name_prefix`.",
				Validators:          []validator.String{tfkit.Name(), notBesidePrefix{}},
			},
			"name_prefix": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Lists every " + kind + " whose name begins with this prefix (case-sensitive). Default: any name. Conflicts with `name`.",
				Validators:          []validator.String{tfkit.Name()},
			},
		},
	}
}

// notBesidePrefix is a validator of `name`.
type notBesidePrefix struct{}

func (notBesidePrefix) Description(context.Context) string { return "conflicts with name_prefix" }

func (v notBesidePrefix) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (notBesidePrefix) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	var prefix types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("name_prefix"), &prefix)...)
	if tfkit.Declared(req.ConfigValue) && tfkit.Declared(prefix) {
		resp.Diagnostics.AddAttributeError(req.Path, "Conflicting name filters", "`name` and `name_prefix` conflict. Remove one of them.")
	}
}

// nameFilter is the configuration that NamedListSchema describes.
type nameFilter struct {
	Name       types.String `tfsdk:"name"`
	NamePrefix types.String `tfsdk:"name_prefix"`
}

func (f nameFilter) keeps(name string) bool {
	return (tfkit.None(f.Name) || name == f.Name.ValueString()) && strings.HasPrefix(name, f.NamePrefix.ValueString())
}

// ListNamed answers `terraform query` with the objects that pass the filters of
// NamedListSchema, in Runpod's order, up to the limit. A failure is a result that
// holds nothing but diagnostics. T is an object as Runpod has it, M the model of the
// resource, which read fills in from nothing but the ID, as after an import.
func ListNamed[T, R, M any](ctx context.Context, req list.ListRequest, kind *account.Kind[T, R], all func(context.Context) ([]T, error), read func(context.Context, *M, *T, *diag.Diagnostics)) iter.Seq[list.ListResult] {
	var filter nameFilter
	var diags diag.Diagnostics
	if !req.Config.Raw.IsNull() {
		diags = models.Get(ctx, req.Config, &filter)
	}
	if diags.HasError() {
		return func(push func(list.ListResult) bool) { push(list.ListResult{Diagnostics: diags}) }
	}
	return listing[T, R, M]{kind, all, read}.results(ctx, req, func(object *T) bool { return filter.keeps(kind.ObjectName(object)) })
}

// ListAll is ListNamed without filters.
func ListAll[T, R, M any](ctx context.Context, req list.ListRequest, kind *account.Kind[T, R], all func(context.Context) ([]T, error), read func(context.Context, *M, *T, *diag.Diagnostics)) iter.Seq[list.ListResult] {
	return listing[T, R, M]{kind, all, read}.results(ctx, req, func(*T) bool { return true })
}

type listing[T, R, M any] struct {
	kind *account.Kind[T, R]
	all  func(context.Context) ([]T, error)
	read func(context.Context, *M, *T, *diag.Diagnostics)
}

func (l listing[T, R, M]) results(ctx context.Context, req list.ListRequest, keeps func(*T) bool) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		objects, err := l.all(ctx)
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

func (l listing[T, R, M]) result(ctx context.Context, req list.ListRequest, object *T) list.ListResult {
	result := req.NewListResult(ctx)
	id := types.StringValue(l.kind.ID(object))
	if result.DisplayName = l.kind.ObjectName(object); result.DisplayName == "" {
		result.DisplayName = id.ValueString()
	}
	result.Diagnostics.Append(tfkit.SetIDIdentity(ctx, result.Identity, id)...)
	if !req.IncludeResource {
		return result
	}
	var state M
	result.Diagnostics.Append(result.Resource.SetAttribute(ctx, path.Root("id"), id)...)
	result.Diagnostics.Append(result.Resource.Get(ctx, &state)...)
	if result.Diagnostics.HasError() {
		return result
	}
	l.read(ctx, &state, object, &result.Diagnostics)
	result.Diagnostics.Append(result.Resource.Set(ctx, &state)...)
	return result
}

func (l listing[T, R, M]) failure(err error) list.ListResult {
	if errors.Is(err, context.Canceled) {
		err = account.WithNextStep(err, "The query was interrupted. Run it again.")
	}
	var result list.ListResult
	tfkit.AddError(&result.Diagnostics, "list "+l.kind.Name+"s", err, nil)
	return result
}
