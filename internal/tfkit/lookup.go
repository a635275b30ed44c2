package tfkit

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// LookupAttributes are `id` and `name` of a data source that finds one object by
// exactly one of them. kind is what the object is called, such as "template".
func LookupAttributes(kind string) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "Id of the " + kind + ". Exactly one of `id` and `name`.",
			Validators:          []validator.String{ID(), stringvalidator.ExactlyOneOf(path.MatchRoot("name"))},
		},
		"name": schema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "Name of the " + kind + "; an error where several have it. Exactly one of `id` and `name`.",
			Validators:          []validator.String{Name()},
		},
	}
}

// Lookup finds one object among those of the account.
type Lookup[T any] struct {
	// Kind is what the object is called, such as "template".
	Kind string
	// Get reads one object by its id.
	Get func(ctx context.Context, id string) (*T, error)
	// List reads all of them.
	List func(ctx context.Context) ([]T, error)
	// IDOf and NameOf tell the objects of a list apart.
	IDOf, NameOf func(*T) string
}

// Find returns the object with the id or, where that is null, the only one with
// the name. It returns nil, and says why in diags, where there is no such object
// or the name does not tell one from another.
func (l Lookup[T]) Find(ctx context.Context, id, name types.String, diags *diag.Diagnostics) *T {
	if id.IsNull() {
		return l.byName(ctx, name.ValueString(), diags)
	}
	found, err := l.Get(ctx, id.ValueString())
	switch {
	case runpod.IsNotFound(err):
		diags.AddAttributeError(path.Root("id"), "Unknown "+l.Kind,
			fmt.Sprintf("This account has no %s with the id %q. Check the id, and that the API key belongs to the right account.", l.Kind, id.ValueString()))
	case err != nil:
		AddError(diags, Tried("read", l.Kind, id.ValueString()), err, nil)
	default:
		return found
	}
	return nil
}

func (l Lookup[T]) byName(ctx context.Context, name string, diags *diag.Diagnostics) *T {
	all, err := l.List(ctx)
	if err != nil {
		AddError(diags, Tried("look up", l.Kind, name), err, nil)
		return nil
	}
	var found []*T
	var ids []string
	for i := range all {
		if l.NameOf(&all[i]) == name {
			found = append(found, &all[i])
			ids = append(ids, l.IDOf(&all[i]))
		}
	}
	switch len(found) {
	case 0:
		diags.AddAttributeError(path.Root("name"), "Unknown "+l.Kind,
			fmt.Sprintf("This account has no %s with the name %q. Check the name, upper and lower case included, and that the API key belongs to the right account.", l.Kind, name))
		return nil
	case 1:
		return found[0]
	}
	diags.AddAttributeError(path.Root("name"), "Ambiguous name",
		fmt.Sprintf("%d objects of kind %s have the name %q. Set `id` in place of `name`, to one of: %s.", len(found), l.Kind, name, strings.Join(ids, ", ")))
	return nil
}
