package catalog

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/hardware"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// cpuAPI is what the look-ups of CPU flavors need of the client.
type cpuAPI interface {
	ListCPUTypes(context.Context, runpod.ListCPUTypesOptions) ([]runpod.CPUType, error)
	GetCPUType(ctx context.Context, id string, opts runpod.ListCPUTypesOptions) (*runpod.CPUType, error)
}

type cpuTypesDataSource struct{ api cpuAPI }

var _ datasource.DataSourceWithConfigure = (*cpuTypesDataSource)(nil)

// NewCPUTypesDataSource makes `data.runpod_cpu_types`.
func NewCPUTypesDataSource() datasource.DataSource { return &cpuTypesDataSource{} }

type cpusModel struct {
	Product   types.String     `tfsdk:"product"`
	VCPUCount types.Int64      `tfsdk:"vcpu_count"`
	Source    types.String     `tfsdk:"source"`
	CPUTypes  []listedCPUModel `tfsdk:"cpu_types"`
}

type listedCPUModel struct {
	ID types.String `tfsdk:"id"`
	cpuModel
}

type cpuModel struct {
	Name                     types.String `tfsdk:"name"`
	Group                    types.String `tfsdk:"group"`
	MinVCPUCount             types.Int64  `tfsdk:"min_vcpu_count"`
	MaxVCPUCount             types.Int64  `tfsdk:"max_vcpu_count"`
	RAMGBPerVCPU             types.Number `tfsdk:"ram_gb_per_vcpu"`
	PodUSDPerVCPUHour        types.Number `tfsdk:"pod_usd_per_vcpu_hour"`
	ServerlessUSDPerVCPUHour types.Number `tfsdk:"serverless_usd_per_vcpu_hour"`
	Availability             types.String `tfsdk:"availability"`
	AvailabilityByDC         types.Map    `tfsdk:"availability_by_data_center"`
}

func newCPU(t *runpod.CPUType) cpuModel {
	list := pricing.CatalogCPUPrice(t)
	m := cpuModel{
		Name:                     types.StringValue(t.Name),
		Group:                    tfkit.StringOrNull(t.Group),
		MinVCPUCount:             types.Int64Value(t.VCPU.Min),
		RAMGBPerVCPU:             types.NumberNull(),
		PodUSDPerVCPUHour:        tfkit.NullNumber(list.PodPerVCPUHour),
		ServerlessUSDPerVCPUHour: tfkit.NullNumber(list.ServerlessPerVCPUHour),
		Availability:             stock(t.Availability),
		AvailabilityByDC:         stockByDataCenter(t.DataCenters),
	}
	if t.VCPU.Max > 0 {
		m.MaxVCPUCount = types.Int64Value(t.VCPU.Max)
	}
	if ram, err := decimal.NewFromString(t.RAMGBPerVCPU.String()); err == nil {
		m.RAMGBPerVCPU = tfkit.Number(ram)
	}
	return m
}

func (d *cpuTypesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_cpu_types"
}

func (d *cpuTypesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	listed := cpuAttributes()
	listed["id"] = tfkit.ComputedString("ID of the flavor, such as `cpu5c`.")
	resp.Schema = schema.Schema{
		MarkdownDescription: "CPU flavors that Runpod offers, with their prices and, with `product`, their stock. " + listPriceText,
		Attributes: map[string]schema.Attribute{
			"product":    cpuProductAttribute(),
			"vcpu_count": cpuCountAttribute("Return only flavors that can have this number of vCPUs, a power of two, and their stock for it. Default: any."),
			"source":     sourceAttribute(),
			"cpu_types":  tfkit.ComputedObjects("The CPU flavors, sorted by price for `product`, lowest first.", listed),
		},
	}
}

func cpuProductAttribute() schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: "Product to look up the stock for: `POD` or `SERVERLESS`. Default: prices only.",
		Validators:          []validator.String{stringvalidator.OneOf(string(runpod.ProductPod), string(runpod.ProductServerless))},
	}
}

func cpuCountAttribute(description string) schema.Attribute {
	return schema.Int64Attribute{
		CustomType: tfkit.WholeNumber{}, Optional: true, MarkdownDescription: description, Validators: []validator.Int64{hardware.VCPUCount()},
	}
}

func cpuAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name":                         tfkit.ComputedString("Name of the flavor."),
		"group":                        tfkit.ComputedString("Runpod's description of what the flavor is for."),
		"min_vcpu_count":               tfkit.ComputedInt64("Minimum number of vCPUs."),
		"max_vcpu_count":               tfkit.ComputedInt64("Maximum number of vCPUs. Null if not known."),
		"ram_gb_per_vcpu":              tfkit.ComputedNumber("Memory per vCPU in GB."),
		"pod_usd_per_vcpu_hour":        tfkit.ComputedNumber("USD per vCPU-hour of a pod. Null if not offered."),
		"serverless_usd_per_vcpu_hour": tfkit.ComputedNumber("USD per vCPU-hour of a running worker. Null if not offered."),
		"availability":                 tfkit.ComputedString("Overall stock: " + stockText),
		"availability_by_data_center":  tfkit.ComputedStringMap("Stock in each data center, by ID: " + stockText),
	}
}

func (d *cpuTypesDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api = data.Account.Client
	}
}

func (d *cpuTypesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m cpusModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	all, source, err := listCPUs(ctx, d.api, cpuOptions(m.Product, m.VCPUCount))
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, "list CPU flavors", err, cpuFields)
		return
	}
	m.Source = source
	m.set(all)
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

func cpuOptions(product types.String, vcpuCount types.Int64) runpod.ListCPUTypesOptions {
	var opts runpod.ListCPUTypesOptions
	if !product.IsNull() {
		opts.VCPUCount = vcpuCount.ValueInt64() // which chooses whose stock; Runpod refuses it where none is asked for
		opts.Include = []runpod.CatalogInclude{runpod.CatalogIncludeAvailability}
		opts.Product = []runpod.Product{runpod.Product(product.ValueString())}
	}
	return opts
}

// cpuFields says which attribute a parameter of Runpod's comes from.
var cpuFields = tfkit.FieldPaths{"product": path.Root("product"), "vcpuCount": path.Root("vcpu_count")}

// set takes over what is wanted of what there is, cheapest first.
func (m *cpusModel) set(all []runpod.CPUType) {
	if want := m.VCPUCount.ValueInt64(); want > 0 {
		all = slices.DeleteFunc(all, func(t runpod.CPUType) bool { return want < t.VCPU.Min || t.VCPU.Max > 0 && want > t.VCPU.Max })
	}
	slices.SortFunc(all, func(a, b runpod.CPUType) int {
		return cmp.Or(cheaper(m.price(&a), m.price(&b)), strings.Compare(a.ID, b.ID))
	})
	m.CPUTypes = make([]listedCPUModel, 0, len(all))
	for i := range all {
		m.CPUTypes = append(m.CPUTypes, listedCPUModel{ID: types.StringValue(all[i].ID), cpuModel: newCPU(&all[i])})
	}
}

func (m *cpusModel) price(t *runpod.CPUType) decimal.NullDecimal {
	list := pricing.CatalogCPUPrice(t)
	if m.Product.ValueString() == string(runpod.ProductServerless) {
		return list.ServerlessPerVCPUHour
	}
	return list.PodPerVCPUHour
}
