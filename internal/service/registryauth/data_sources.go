package registryauth

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type authDataSource struct {
	api api
}

var _ datasource.DataSourceWithConfigure = (*authDataSource)(nil)

// NewDataSource makes `data.runpod_container_registry_auth`.
func NewDataSource() datasource.DataSource { return &authDataSource{} }

func (d *authDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_container_registry_auth"
}

func (d *authDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A registry credential of the account, by its id or by its name. RunPod tells nothing else about it.",
		Attributes:          tfkit.LookupAttributes(kind),
	}
}

func (d *authDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api = data.Client
	}
}

func (d *authDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config found
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	lookup := tfkit.Lookup[runpod.Registry]{
		Kind: kind, Get: d.api.GetRegistry, List: d.api.ListRegistries,
		IDOf:   func(r *runpod.Registry) string { return r.ID },
		NameOf: func(r *runpod.Registry) string { return r.Name },
	}
	if registry := lookup.Find(ctx, config.ID, config.Name, &resp.Diagnostics); registry != nil {
		resp.Diagnostics.Append(resp.State.Set(ctx, foundFromAPI(registry))...)
	}
}

type authsDataSource struct {
	api api
}

var _ datasource.DataSourceWithConfigure = (*authsDataSource)(nil)

// NewListDataSource makes `data.runpod_container_registry_auths`.
func NewListDataSource() datasource.DataSource { return &authsDataSource{} }

func (d *authsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_container_registry_auths"
}

func (d *authsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "All registry credentials of the account.",
		Attributes: map[string]schema.Attribute{
			"container_registry_auths": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "The credentials, in RunPod's order.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":   schema.StringAttribute{Computed: true, MarkdownDescription: "Id of the credential."},
					"name": schema.StringAttribute{Computed: true, MarkdownDescription: "Name of the credential, unique on the account."},
				}},
			},
		},
	}
}

func (d *authsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api = data.Client
	}
}

func (d *authsDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	registries, err := d.api.ListRegistries(ctx)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, "list container registry auths", err, nil)
		return
	}
	all := make([]found, 0, len(registries))
	for i := range registries {
		all = append(all, foundFromAPI(&registries[i]))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, struct {
		Auths []found `tfsdk:"container_registry_auths"`
	}{all})...)
}
