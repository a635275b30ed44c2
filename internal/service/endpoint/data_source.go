package endpoint

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type endpointDataSource struct {
	reads *tfkit.Reads[runpod.Endpoint]
}

var _ datasource.DataSourceWithConfigure = (*endpointDataSource)(nil)

// NewDataSource makes `data.runpod_endpoint`.
func NewDataSource() datasource.DataSource { return &endpointDataSource{} }

func (d *endpointDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_endpoint"
}

func (d *endpointDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := tfkit.LookupAttributes(kind)
	maps.Copy(attributes, foundAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "A serverless endpoint of the account, by its id or by its name.",
		Attributes:          attributes,
	}
}

func (d *endpointDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		d.reads = data.Endpoints
	}
}

func (d *endpointDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config found
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	lookup := tfkit.Lookup[runpod.Endpoint]{
		Kind: kind, Get: d.reads.Get, List: d.reads.List,
		IDOf: func(e *runpod.Endpoint) string { return e.ID },
		NameOf: func(e *runpod.Endpoint) string {
			return declaredName(config.Name.ValueString(), e.Name)
		},
	}
	endpoint := lookup.Find(ctx, config.ID, config.Name, &resp.Diagnostics)
	if endpoint == nil {
		return
	}
	answer := newFound(ctx, endpoint, &resp.Diagnostics)
	if !config.Name.IsNull() { // which may be the one with the suffix
		answer.Name = config.Name
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, answer)...)
}

type endpointsDataSource struct {
	reads *tfkit.Reads[runpod.Endpoint]
}

var _ datasource.DataSourceWithConfigure = (*endpointsDataSource)(nil)

// NewListDataSource makes `data.runpod_endpoints`.
func NewListDataSource() datasource.DataSource { return &endpointsDataSource{} }

func (d *endpointsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_endpoints"
}

func (d *endpointsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := foundAttributes()
	attributes["id"] = tfkit.FoundString("Id of the endpoint.")
	attributes["name"] = tfkit.FoundString("Name of the endpoint.")
	resp.Schema = schema.Schema{
		MarkdownDescription: "All serverless endpoints of the account.",
		Attributes:          map[string]schema.Attribute{"endpoints": tfkit.FoundObjects("The endpoints, in RunPod's order.", attributes)},
	}
}

func (d *endpointsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		d.reads = data.Endpoints
	}
}

func (d *endpointsDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	endpoints, err := d.reads.List(ctx)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, "list endpoints", err, nil)
		return
	}
	all := make([]found, 0, len(endpoints))
	for i := range endpoints {
		all = append(all, newFound(ctx, &endpoints[i], &resp.Diagnostics))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, struct {
		Endpoints []found `tfsdk:"endpoints"`
	}{all})...)
}
