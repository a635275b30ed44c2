package networkvolume

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// found is a network volume that somebody looked up.
type found struct {
	ID           types.String `tfsdk:"id"`
	Name         types.String `tfsdk:"name"`
	SizeGB       types.Int64  `tfsdk:"size_gb"`
	DataCenterID types.String `tfsdk:"data_center_id"`
	Type         types.String `tfsdk:"type"`
}

func newFound(v *runpod.NetworkVolume) found {
	var m model
	m.fromAPI(v)
	return found{ID: m.ID, Name: m.Name, SizeGB: m.SizeGB, DataCenterID: m.DataCenterID, Type: m.Type}
}

// foundAttributes describes found, but for its id and name.
func foundAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"size_gb":        tfkit.FoundInt64("Size in GB."),
		"data_center_id": tfkit.FoundString("Data center that holds the volume, such as `EU-RO-1`."),
		"type":           tfkit.FoundString("Storage tier: `STANDARD` or `HIGH_PERFORMANCE`."),
	}
}

type volumeDataSource struct {
	reads *tfkit.Reads[runpod.NetworkVolume]
}

var _ datasource.DataSourceWithConfigure = (*volumeDataSource)(nil)

// NewDataSource makes `data.runpod_network_volume`.
func NewDataSource() datasource.DataSource { return &volumeDataSource{} }

func (d *volumeDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_network_volume"
}

func (d *volumeDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := tfkit.LookupAttributes(kind)
	maps.Copy(attributes, foundAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "A network volume of the account, by its id or by its name.",
		Attributes:          attributes,
	}
}

func (d *volumeDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		d.reads = data.NetworkVolumes
	}
}

func (d *volumeDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config found
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	lookup := tfkit.Lookup[runpod.NetworkVolume]{
		Kind: kind, Get: d.reads.Get, List: d.reads.List,
		IDOf:   func(v *runpod.NetworkVolume) string { return v.ID },
		NameOf: func(v *runpod.NetworkVolume) string { return v.Name },
	}
	if volume := lookup.Find(ctx, config.ID, config.Name, &resp.Diagnostics); volume != nil {
		resp.Diagnostics.Append(resp.State.Set(ctx, newFound(volume))...)
	}
}

type volumesDataSource struct {
	reads *tfkit.Reads[runpod.NetworkVolume]
}

var _ datasource.DataSourceWithConfigure = (*volumesDataSource)(nil)

// NewListDataSource makes `data.runpod_network_volumes`.
func NewListDataSource() datasource.DataSource { return &volumesDataSource{} }

func (d *volumesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_network_volumes"
}

func (d *volumesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := foundAttributes()
	attributes["id"] = tfkit.FoundString("Id of the network volume.")
	attributes["name"] = tfkit.FoundString("Name of the network volume.")
	resp.Schema = schema.Schema{
		MarkdownDescription: "All network volumes of the account.",
		Attributes:          map[string]schema.Attribute{"network_volumes": tfkit.FoundObjects("The network volumes, in RunPod's order.", attributes)},
	}
}

func (d *volumesDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		d.reads = data.NetworkVolumes
	}
}

func (d *volumesDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	volumes, err := d.reads.List(ctx)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, "list network volumes", err, nil)
		return
	}
	all := make([]found, 0, len(volumes))
	for i := range volumes {
		all = append(all, newFound(&volumes[i]))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, struct {
		NetworkVolumes []found `tfsdk:"network_volumes"`
	}{all})...)
}
