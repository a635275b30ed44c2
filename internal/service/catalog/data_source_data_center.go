package catalog

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/hardware"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type dataCenterDataSource struct{ api dataCenterAPI }

var _ datasource.DataSourceWithConfigure = (*dataCenterDataSource)(nil)

// NewDataCenterDataSource makes `data.runpod_data_center`.
func NewDataCenterDataSource() datasource.DataSource { return &dataCenterDataSource{} }

type oneDataCenterModel struct {
	ID                  types.String `tfsdk:"id"`
	IncludeAvailability types.Bool   `tfsdk:"include_availability"`
	Source              types.String `tfsdk:"source"`
	dataCenterModel
}

func (d *dataCenterDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_data_center"
}

func (d *dataCenterDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Required: true, MarkdownDescription: "ID of the data center, such as `EU-RO-1`.", Validators: []validator.String{hardware.DataCenterID()},
		},
		"include_availability": includeAvailabilityAttribute("the data center"),
		"source":               sourceAttribute(),
	}
	maps.Copy(attributes, dataCenterAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "A Runpod data center: its location, its features, and optionally its stock.",
		Attributes:          attributes,
	}
}

func (d *dataCenterDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api = data.Account.Client
	}
}

func (d *dataCenterDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m oneDataCenterModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := m.ID.ValueString()
	found, err := d.api.GetDataCenter(ctx, id, dataCenterIncludes(m.IncludeAvailability)...)
	m.Source = fromCatalog
	if keyless(err, m.IncludeAvailability.ValueBool()) {
		m.Source, err = fromSnapshot, nil
		known := pick(snapshotPlaces(nil), func(d listedDataCenterModel) bool { return d.ID.ValueString() == id })
		if known != nil {
			m.dataCenterModel = known.dataCenterModel
			resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
			return
		}
	}
	switch {
	case runpod.IsNotFound(err), err == nil && found == nil:
		resp.Diagnostics.AddAttributeError(path.Root("id"), "Unknown data center",
			fmt.Sprintf("Runpod's catalog has no data center with the ID %q. `data.runpod_data_centers` lists all IDs.", id))
		return
	case err != nil:
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("read", "data center", id), err, nil)
		return
	}
	m.dataCenterModel = newDataCenter(found)
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}
