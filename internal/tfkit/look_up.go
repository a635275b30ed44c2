package tfkit

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// LookUpAttributes are `id` and `name` of a data source that finds one object by
// exactly one of them. kind is what the object is called, such as "template".
func LookUpAttributes(kind string) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "ID of the " + kind + ". Exactly one of `id` and `name`.",
			Validators:          []validator.String{ID(), idOrName{kind: kind}},
		},
		"name": schema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "Name of the " + kind + ", which must be unique. Exactly one of `id` and `name`.",
			Validators:          []validator.String{Name()},
		},
	}
}

// idOrName is a validator of `id`.
type idOrName struct{ kind string }

func (idOrName) Description(context.Context) string { return "exactly one of id and name" }

func (v idOrName) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v idOrName) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	var name types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("name"), &name)...)
	id := req.ConfigValue
	switch {
	case None(id) && None(name):
		resp.Diagnostics.AddAttributeError(req.Path, "Missing id or name", fmt.Sprintf("Set `id` or `name` to select the %s.", v.kind))
	case Declared(id) && Declared(name):
		resp.Diagnostics.AddAttributeError(path.Root("name"), "Conflicting id and name", fmt.Sprintf("Either one selects the %s. Remove one of them.", v.kind))
	}
}

// LookUp returns the object with the ID or, where that is null, the only one with
// the name. It returns nil, and says why in diags, where there is no such object
// or the name does not tell one from another.
func LookUp[T, R any](ctx context.Context, a *account.Account, kind *account.Kind[T, R], id, name types.String, diags *diag.Diagnostics) *T {
	reads := account.ReadsOf(a, kind)
	if None(id) {
		return lookUpName(ctx, reads, kind, name.ValueString(), diags)
	}
	object, err := reads.Get(ctx, id.ValueString())
	if err != nil {
		AddReadError(diags, path.Root("id"), kind.Name, id.ValueString(), err)
		return nil
	}
	return object
}

// AddReadError is AddError for a read by an ID that stands at an attribute: an
// object that does not exist is that attribute's fault.
func AddReadError(diags *diag.Diagnostics, at path.Path, kind, id string, err error) {
	if !runpod.IsNotFound(err) {
		AddError(diags, Attempted("read", kind, id), err, nil)
		return
	}
	diags.AddAttributeError(at, "Unknown "+kind,
		fmt.Sprintf("This account has no %s with the ID %q. Check the ID, and that the API key belongs to the right account.", kind, id))
}

func lookUpName[T, R any](ctx context.Context, reads *account.Reads[T], kind *account.Kind[T, R], name string, diags *diag.Diagnostics) *T {
	all, err := reads.List(ctx)
	if err != nil {
		AddError(diags, Attempted("look up", kind.Name, name), err, nil)
		return nil
	}
	var found []*T
	var ids []string
	for i := range all {
		if kind.IsNamed(&all[i], name) {
			found = append(found, &all[i])
			ids = append(ids, kind.ID(&all[i]))
		}
	}
	switch len(found) {
	case 0:
		diags.AddAttributeError(path.Root("name"), "Unknown "+kind.Name,
			fmt.Sprintf("This account has no %s with the name %q. Check the name, including upper and lower case, and that the API key belongs to the right account.", kind.Name, name))
		return nil
	case 1:
		return found[0]
	}
	diags.AddAttributeError(path.Root("name"), "Ambiguous name",
		fmt.Sprintf("%d objects of kind %s have the name %q. Set `id` instead of `name` to one of: %s.", len(found), kind.Name, name, runpod.Printable(strings.Join(ids, ", "))))
	return nil
}
