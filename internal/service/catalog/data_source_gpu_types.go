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
			MarkdownDescription: "Look up the stock for this product: `POD`, `SERVERLESS` or `CLUSTER`. Default none: prices only.",
			Validators: []validator.String{stringvalidator.OneOf(
				string(runpod.ProductPod), string(runpod.ProductServerless), string(runpod.ProductCluster))},
		},
		"gpu_count": schema.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Optional: true,
			MarkdownDescription: "Stock for so many GPUs in one pod or worker. Default `1`. Needs `product`.",
			Validators:          []validator.Int64{int64validator.AtLeast(1)},
		},
		"cloud": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Stock in this cloud: `SECURE` or `COMMUNITY`. Default either. Needs `product`.",
			Validators: []validator.String{
				stringvalidator.OneOf(string(runpod.CloudSecure), string(runpod.CloudCommunity)),
			},
		},
		"country_codes": schema.SetAttribute{
			ElementType: types.StringType, Optional: true,
			MarkdownDescription: "Stock in these countries, by their two-letter codes in upper case, such as `DE`. Default anywhere. Needs `product`.",
			Validators:          []validator.Set{setvalidator.ValueStringsAre(isCountryCode())},
		},
		"cuda_versions": schema.SetAttribute{
			ElementType: types.StringType, Optional: true,
			MarkdownDescription: "Stock on hosts with one of these CUDA versions, such as `12.8`. Default any. Needs `product`.",
			Validators:          []validator.Set{setvalidator.ValueStringsAre(tfkit.CUDAVersion())},
		},
		"min_cuda_version": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Stock on hosts with this CUDA version or a later one, such as `12.8`. Default any. Needs `product`.",
			Validators:          []validator.String{tfkit.CUDAVersion()},
		},
	}
}

func gpuAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name":                        tfkit.ComputedString("Short name, such as `A100 PCIe`."),
		"manufacturer":                tfkit.ComputedString("`NVIDIA`, `AMD` or `UNKNOWN`."),
		"vram_gb":                     tfkit.ComputedInt64("Memory of one GPU in GB."),
		"pool":                        tfkit.ComputedString("Pool of serverless GPUs that the type is in, such as `AMPERE_80`; null where serverless does not offer it."),
		"secure_usd_per_hour":         tfkit.ComputedNumber("USD per GPU and hour in the secure cloud; null where it is not offered there."),
		"community_usd_per_hour":      tfkit.ComputedNumber("USD per GPU and hour in the community cloud; null where it is not offered there."),
		"serverless_usd_per_hour":     tfkit.ComputedNumber("USD per GPU and hour that a flex worker runs; null where serverless does not offer it."),
		"secure_max_count":            tfkit.ComputedInt64("Most GPUs in one pod in the secure cloud; null where it is not offered there."),
		"community_max_count":         tfkit.ComputedInt64("Most GPUs in one pod in the community cloud; null where it is not offered there."),
		"availability":                tfkit.ComputedString("Stock over all: " + stockText),
		"availability_by_data_center": tfkit.ComputedStringMap("Stock in each data center, by its id: " + stockText),
		"available_cuda_versions":     tfkit.ComputedStringSet("CUDA versions of hosts with stock. Null without `product`, and on GPUs without CUDA."),
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
			MarkdownDescription: "Only types with at least so much memory per GPU, in GB. Default any.",
			Validators:          []validator.Int64{int64validator.AtLeast(1)},
		},
		"max_price_usd_per_hour": schema.Float64Attribute{
			Optional: true,
			MarkdownDescription: "Only types that cost at most so much, in USD per GPU and hour, as the `product` in the `cloud`; in either cloud, or without `product`, " +
				"by the lower of the pod prices. Default any.",
			Validators: []validator.Float64{float64validator.AtLeast(0)},
		},
		"min_availability": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Only types with at least this stock: `LOW`, `MEDIUM` or `HIGH`. Default any, `NONE` included. Needs `product`.",
			Validators: []validator.String{
				stringvalidator.OneOf(string(runpod.AvailabilityLevelLow), string(runpod.AvailabilityLevelMedium), string(runpod.AvailabilityLevelHigh)),
			},
		},
		"ids": tfkit.ComputedStrings("Ids of `gpu_types`, in the same order. In `gpu.type_ids` of a pod they move with price and stock, and a pod whose own type drops out is replaced: " +
			"ignore changes of `gpu` there, or leave out what moves."),
	}
	maps.Copy(attributes, gpuStockAttributes())
	attributes["source"] = sourceAttribute()
	listed := gpuAttributes()
	listed["id"] = tfkit.ComputedString("Id of the GPU type, such as `NVIDIA A100 80GB PCIe`.")
	attributes["gpu_types"] = tfkit.ComputedObjects("The GPU types, cheapest first as the `product` in the `cloud`, those without a price last.", listed)
	resp.Schema = schema.Schema{
		MarkdownDescription: "GPU types that RunPod offers, with prices, and with stock where a `product` is given. With `product = \"SERVERLESS\"` or a `cloud`, only those that are offered so. " + listPriceText,
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
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); !resp.Diagnostics.HasError() {
		config.validate(&resp.Diagnostics, map[string]attr.Value{"min_availability": config.MinAvailability})
	}
}

func (d *gpuTypesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m gpusModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
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
			MarkdownDescription: "Id of the GPU type, such as `NVIDIA A100 80GB PCIe`.",
			Validators:          []validator.String{tfkit.GPUTypeID()},
		},
		"source": sourceAttribute(),
	}
	maps.Copy(attributes, gpuStockAttributes())
	maps.Copy(attributes, gpuAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "One GPU type, with its prices, and with its stock where a `product` is given. " + listPriceText,
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
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); !resp.Diagnostics.HasError() {
		config.validate(&resp.Diagnostics, nil)
	}
}

func (d *gpuTypeDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m oneGPUModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := m.ID.ValueString()
	gpu, source, err := oneGPU(ctx, d.api, id, m.options())
	switch {
	case runpod.IsNotFound(err), err == nil && gpu == nil:
		resp.Diagnostics.AddAttributeError(path.Root("id"), "Unknown GPU type",
			fmt.Sprintf("Runpod's catalog has no GPU type with the id %q.%s All ids are in `data.runpod_gpu_types`.", id, closest(id)))
		return
	case err != nil:
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("read", "GPU type", id), err, gpuFields)
		return
	}
	m.gpuModel, m.Source = newGPU(gpu), source
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// gpuFields says which attribute a parameter of RunPod's comes from.
var gpuFields = tfkit.FieldPaths{
	"product":        path.Root("product"),
	"count":          path.Root("gpu_count"),
	"cloud":          path.Root("cloud"),
	"countryCodes":   path.Root("country_codes"),
	"cudaVersions":   path.Root("cuda_versions"),
	"minCudaVersion": path.Root("min_cuda_version"),
}
