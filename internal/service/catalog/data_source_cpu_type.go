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

type cpuTypeDataSource struct{ api cpuAPI }

var (
	_ datasource.DataSourceWithConfigure      = (*cpuTypeDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*cpuTypeDataSource)(nil)
)

// NewCPUTypeDataSource makes `data.runpod_cpu_type`.
func NewCPUTypeDataSource() datasource.DataSource { return &cpuTypeDataSource{} }

type oneCPUModel struct {
	ID        types.String `tfsdk:"id"`
	Product   types.String `tfsdk:"product"`
	VCPUCount types.Int64  `tfsdk:"vcpu_count"`
	Source    types.String `tfsdk:"source"`
	cpuModel
}

func (d *cpuTypeDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_cpu_type"
}

func (d *cpuTypeDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Required: true, MarkdownDescription: "ID of the flavor, such as `cpu5c`.", Validators: []validator.String{hardware.CPUFlavorID()},
		},
		"source":     sourceAttribute(),
		"product":    cpuProductAttribute(),
		"vcpu_count": cpuCountAttribute("Number of vCPUs to look up the stock for, a power of two. Default: any. Requires `product`."),
	}
	maps.Copy(attributes, cpuAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "A CPU flavor with its prices and, with `product`, its stock. " + listPriceText,
		Attributes:          attributes,
	}
}

func (d *cpuTypeDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api = data.Account.Client
	}
}

// ValidateConfig refuses what would be ignored.
func (d *cpuTypeDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config oneCPUModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if !resp.Diagnostics.HasError() && tfkit.Declared(config.VCPUCount) && config.Product.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("vcpu_count"), "Stock without a product",
			"`vcpu_count` applies to stock, which is looked up for one product. Set `product` to \"POD\" or \"SERVERLESS\", or remove `vcpu_count`.")
	}
}

// wanted says what else of a flavor was asked for.
func (m *oneCPUModel) wanted() string {
	if !tfkit.Declared(m.VCPUCount) {
		return ""
	}
	return fmt.Sprintf(" and %d vCPUs", m.VCPUCount.ValueInt64())
}

func (d *cpuTypeDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m oneCPUModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := m.ID.ValueString()
	cpu, source, err := oneCPU(ctx, d.api, id, cpuOptions(m.Product, m.VCPUCount))
	switch {
	case runpod.IsNotFound(err), err == nil && cpu == nil:
		resp.Diagnostics.AddAttributeError(path.Root("id"), "Unknown CPU flavor",
			fmt.Sprintf("Runpod's catalog has no CPU flavor with the ID %q%s. `data.runpod_cpu_types` lists all IDs and their numbers of vCPUs.", id, m.wanted()))
		return
	case err != nil:
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("read", "CPU flavor", id), err, cpuFields)
		return
	}
	m.cpuModel, m.Source = newCPU(cpu), source
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}
