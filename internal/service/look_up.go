package service

import (
	"context"
	"maps"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// lookUp is a data source that finds one object of a kind. F is what it shows.
type lookUp[T, R, F any] struct {
	kind   *account.Kind[T, R]
	schema schema.Schema
	show   func(context.Context, *T, *diag.Diagnostics) F

	account *account.Account
}

// NewLookUp makes the data source that finds one object of a kind by its ID or its
// name. The attributes describe what it shows, beside these two.
func NewLookUp[T, R, F any](kind *account.Kind[T, R], description string, attributes map[string]schema.Attribute, show func(context.Context, *T, *diag.Diagnostics) F) datasource.DataSource {
	all := maps.Clone(attributes)
	if all == nil {
		all = map[string]schema.Attribute{}
	}
	maps.Copy(all, tfkit.LookUpAttributes(kind.Name))
	return &lookUp[T, R, F]{kind: kind, schema: schema.Schema{MarkdownDescription: description, Attributes: all}, show: show}
}

func (d *lookUp[T, R, F]) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = d.kind.Type
}

func (d *lookUp[T, R, F]) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = d.schema
}

func (d *lookUp[T, R, F]) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.account = data.Account
	}
}

func (d *lookUp[T, R, F]) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var id, name types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("id"), &id)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("name"), &name)...)
	if resp.Diagnostics.HasError() {
		return
	}
	object := tfkit.LookUp(ctx, d.account, d.kind, id, name, &resp.Diagnostics)
	if object == nil {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, d.show(ctx, object, &resp.Diagnostics))...)
	if tfkit.Declared(name) { // an object may have another name beside the one that is shown
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("name"), name)...)
	}
}

// lookUpAll is a data source that lists all objects of a kind.
type lookUpAll[T, R, F any] struct {
	kind   *account.Kind[T, R]
	schema schema.Schema
	show   func(context.Context, *T, *diag.Diagnostics) F

	reads *account.Reads[T]
}

// NewLookUpAll makes the data source that lists all objects of a kind, under the
// plural of its name. The attributes describe what it shows of each.
func NewLookUpAll[T, R, F any](kind *account.Kind[T, R], description, listDescription string, attributes map[string]schema.Attribute, show func(context.Context, *T, *diag.Diagnostics) F) datasource.DataSource {
	return &lookUpAll[T, R, F]{kind: kind, show: show, schema: schema.Schema{
		MarkdownDescription: description,
		Attributes:          map[string]schema.Attribute{plural(kind): tfkit.ComputedObjects(listDescription, attributes)},
	}}
}

// plural is the attribute that holds the objects, such as "network_volumes".
func plural(kind account.AnyKind) string {
	return strings.TrimPrefix(kind.TypeName(), "runpod_") + "s"
}

func (d *lookUpAll[T, R, F]) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = d.kind.Type + "s"
}

func (d *lookUpAll[T, R, F]) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = d.schema
}

func (d *lookUpAll[T, R, F]) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.reads = account.ReadsOf(data.Account, d.kind)
	}
}

func (d *lookUpAll[T, R, F]) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	objects, err := d.reads.List(ctx)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, "list "+d.kind.Name+"s", err, nil)
		return
	}
	all := make([]F, 0, len(objects))
	for i := range objects {
		all = append(all, d.show(ctx, &objects[i], &resp.Diagnostics))
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(plural(d.kind)), all)...)
}
