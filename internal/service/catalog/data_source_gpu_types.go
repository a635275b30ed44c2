package catalog

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
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

// gpuAPI is what the look-ups of GPU types need of the client.
type gpuAPI interface {
	ListGPUTypes(context.Context, runpod.ListGPUTypesOptions) ([]runpod.GPUType, error)
	GetGPUType(ctx context.Context, id string, opts runpod.ListGPUTypesOptions) (*runpod.GPUType, error)
}

func gpuStockAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"product": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Product to look up the stock for: `POD`, `SERVERLESS` or `CLUSTER`. Default: prices only.",
			Validators: []validator.String{stringvalidator.OneOf(
				string(runpod.ProductPod), string(runpod.ProductServerless), string(runpod.ProductCluster))},
		},
		"gpu_count": schema.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Optional: true,
			MarkdownDescription: "Number of GPUs per pod or worker. Default: `1`. Requires `product`.",
			Validators:          []validator.Int64{int64validator.AtLeast(1)},
		},
		"cloud": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "`SECURE` or `COMMUNITY`. Default: either. Requires `product`.",
			Validators: []validator.String{
				stringvalidator.OneOf(string(runpod.CloudSecure), string(runpod.CloudCommunity)),
			},
		},
		"country_codes": schema.SetAttribute{
			ElementType: types.StringType, Optional: true,
			MarkdownDescription: "Countries, as two-letter codes such as `DE`. Default: any. Requires `product`.",
			Validators:          []validator.Set{setvalidator.ValueStringsAre(isCountryCode())},
		},
		"cuda_versions": schema.SetAttribute{
			ElementType: types.StringType, Optional: true,
			MarkdownDescription: "CUDA versions of the hosts, such as `12.8`. Default: any. Requires `product`.",
			Validators:          []validator.Set{setvalidator.ValueStringsAre(hardware.CUDAVersion())},
		},
		"min_cuda_version": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Minimum CUDA version of the hosts, such as `12.8`. Default: any. Requires `product`.",
			Validators:          []validator.String{hardware.CUDAVersion()},
		},
	}
}

func gpuAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name":                        tfkit.ComputedString("Short name, such as `A100 PCIe`."),
		"manufacturer":                tfkit.ComputedString("`NVIDIA`, `AMD` or `UNKNOWN`."),
		"vram_gb":                     tfkit.ComputedInt64("Memory of one GPU in GB."),
		"pool":                        tfkit.ComputedString("Serverless GPU pool of the type, such as `AMPERE_80`. Null if not offered."),
		"secure_usd_per_hour":         tfkit.ComputedNumber("USD per GPU-hour on secure cloud. Null if not offered."),
		"community_usd_per_hour":      tfkit.ComputedNumber("USD per GPU-hour on community cloud. Null if not offered."),
		"serverless_usd_per_hour":     tfkit.ComputedNumber("USD per GPU-hour of a running flex worker. Null if not offered."),
		"secure_max_count":            tfkit.ComputedInt64("Maximum number of GPUs per pod on secure cloud. Null if not offered."),
		"community_max_count":         tfkit.ComputedInt64("Maximum number of GPUs per pod on community cloud. Null if not offered."),
		"availability":                tfkit.ComputedString("Overall stock: " + stockText),
		"availability_by_data_center": tfkit.ComputedStringMap("Stock in each data center, by ID: " + stockText),
		"available_cuda_versions":     tfkit.ComputedStringSet("CUDA versions of hosts with stock. Null without `product`, and for GPUs without CUDA."),
	}
}

type gpuTypesDataSource struct{ api gpuAPI }

var (
	_ datasource.DataSourceWithConfigure      = (*gpuTypesDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*gpuTypesDataSource)(nil)
)

// NewGPUTypesDataSource makes `data.runpod_gpu_types`.
func NewGPUTypesDataSource() datasource.DataSource { return &gpuTypesDataSource{} }

func (d *gpuTypesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_gpu_types"
}

func (d *gpuTypesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := map[string]schema.Attribute{
		"min_vram_gb": schema.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Optional: true,
			MarkdownDescription: "Minimum memory per GPU in GB. Default: any.",
			Validators:          []validator.Int64{int64validator.AtLeast(1)},
		},
		"max_price_usd_per_hour": schema.Float64Attribute{
			Optional:            true,
			MarkdownDescription: "Maximum price in USD per GPU-hour for `product` in `cloud`, the lowest of several. Default: any.",
			Validators:          []validator.Float64{float64validator.AtLeast(0)},
		},
		"min_availability": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Minimum stock: `LOW`, `MEDIUM` or `HIGH`. Default: any, including `NONE`. Requires `product`.",
			Validators: []validator.String{
				stringvalidator.OneOf(string(runpod.AvailabilityLevelLow), string(runpod.AvailabilityLevelMedium), string(runpod.AvailabilityLevelHigh)),
			},
		},
		"ids": tfkit.ComputedStrings("IDs of `gpu_types`, in the same order. They change with prices and stock: if you pass them to a pod, add `gpu` to its `ignore_changes`, or it may be replaced."),
	}
	maps.Copy(attributes, gpuStockAttributes())
	attributes["source"] = sourceAttribute()
	listed := gpuAttributes()
	listed["id"] = tfkit.ComputedString("ID of the GPU type, such as `NVIDIA A100 80GB PCIe`.")
	attributes["gpu_types"] = tfkit.ComputedObjects("The GPU types that `product` and `cloud` offer, sorted by their price, lowest first.", listed)
	resp.Schema = schema.Schema{
		MarkdownDescription: "GPU types that Runpod offers, with their prices and, with `product`, their stock. " + listPriceText,
		Attributes:          attributes,
	}
}

func (d *gpuTypesDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api = data.Account.Client
	}
}

// ValidateConfig refuses what would be ignored.
func (d *gpuTypesDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config gpusModel
	if resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...); !resp.Diagnostics.HasError() {
		config.validate(&resp.Diagnostics, map[string]attr.Value{"min_availability": config.MinAvailability})
	}
}

func (d *gpuTypesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m gpusModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	all, source, err := listGPUs(ctx, d.api, m.options())
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, "list GPU types", err, gpuFields)
		return
	}
	m.Source = source
	m.set(all)
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

type gpuTypeDataSource struct{ api gpuAPI }

var (
	_ datasource.DataSourceWithConfigure      = (*gpuTypeDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*gpuTypeDataSource)(nil)
)

// NewGPUTypeDataSource makes `data.runpod_gpu_type`.
func NewGPUTypeDataSource() datasource.DataSource { return &gpuTypeDataSource{} }

type oneGPUModel struct {
	ID     types.String `tfsdk:"id"`
	Source types.String `tfsdk:"source"`
	gpuStock
	gpuModel
}

func (d *gpuTypeDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_gpu_type"
}

func (d *gpuTypeDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "ID of the GPU type, such as `NVIDIA A100 80GB PCIe`.",
			Validators:          []validator.String{hardware.GPUTypeID()},
		},
		"source": sourceAttribute(),
	}
	maps.Copy(attributes, gpuStockAttributes())
	maps.Copy(attributes, gpuAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "A GPU type with its prices and, with `product`, its stock. " + listPriceText,
		Attributes:          attributes,
	}
}

func (d *gpuTypeDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api = data.Account.Client
	}
}

// ValidateConfig refuses what would be ignored.
func (d *gpuTypeDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config oneGPUModel
	if resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...); !resp.Diagnostics.HasError() {
		config.validate(&resp.Diagnostics, nil)
	}
}

func (d *gpuTypeDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m oneGPUModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := m.ID.ValueString()
	gpu, source, err := oneGPU(ctx, d.api, id, m.options())
	switch {
	case runpod.IsNotFound(err), err == nil && gpu == nil:
		resp.Diagnostics.AddAttributeError(path.Root("id"), "Unknown GPU type",
			fmt.Sprintf("Runpod's catalog has no GPU type with the ID %q.%s `data.runpod_gpu_types` lists all IDs.", id, closest(id)))
		return
	case err != nil:
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("read", "GPU type", id), err, gpuFields)
		return
	}
	m.gpuModel, m.Source = newGPU(gpu), source
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// gpuFields says which attribute a parameter of Runpod's comes from.
var gpuFields = tfkit.FieldPaths{
	"product":        path.Root("product"),
	"count":          path.Root("gpu_count"),
	"cloud":          path.Root("cloud"),
	"countryCodes":   path.Root("country_codes"),
	"cudaVersions":   path.Root("cuda_versions"),
	"minCudaVersion": path.Root("min_cuda_version"),
}
