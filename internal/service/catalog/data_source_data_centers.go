package catalog

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// dataCenterAPI is what the look-ups of data centers need of the client.
type dataCenterAPI interface {
	ListDataCenters(context.Context, runpod.ListDataCentersOptions) ([]runpod.DataCenter, error)
	GetDataCenter(ctx context.Context, id string, include ...runpod.DataCenterInclude) (*runpod.DataCenter, error)
}

type dataCentersDataSource struct{ api dataCenterAPI }

var _ datasource.DataSourceWithConfigure = (*dataCentersDataSource)(nil)

// NewDataCentersDataSource makes `data.runpod_data_centers`.
func NewDataCentersDataSource() datasource.DataSource { return &dataCentersDataSource{} }

type dataCentersModel struct {
	Regions             types.Set               `tfsdk:"regions"`
	NetworkVolumeTypes  types.Set               `tfsdk:"network_volume_types"`
	Compliance          types.Set               `tfsdk:"compliance"`
	GlobalNetworking    types.Bool              `tfsdk:"global_networking"`
	IncludeAvailability types.Bool              `tfsdk:"include_availability"`
	Source              types.String            `tfsdk:"source"`
	IDs                 types.List              `tfsdk:"ids"`
	DataCenters         []listedDataCenterModel `tfsdk:"data_centers"`
}

type listedDataCenterModel struct {
	ID types.String `tfsdk:"id"`
	dataCenterModel
}

type dataCenterModel struct {
	Name               types.String `tfsdk:"name"`
	Region             types.String `tfsdk:"region"`
	GlobalNetworking   types.Bool   `tfsdk:"global_networking"`
	NetworkVolumeTypes types.Set    `tfsdk:"network_volume_types"`
	Compliance         types.Set    `tfsdk:"compliance"`
	GPUAvailability    types.Map    `tfsdk:"gpu_availability"`
	CPUAvailability    types.Map    `tfsdk:"cpu_availability"`
}

func newDataCenter(d *runpod.DataCenter) dataCenterModel {
	return dataCenterModel{
		Name:               types.StringValue(d.Name),
		Region:             types.StringValue(string(d.Region)),
		GlobalNetworking:   types.BoolValue(d.GlobalNetwork),
		NetworkVolumeTypes: texts(d.NetworkVolumeTypes),
		Compliance:         texts(d.Compliance),
		GPUAvailability:    stockOf(d.GPUAvailability),
		CPUAvailability:    stockOf(d.CPUAvailability),
	}
}

func (d *dataCentersDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_data_centers"
}

const (
	regionsText     = "`NORTH_AMERICA`, `SOUTH_AMERICA`, `EUROPE`, `ASIA`, `MIDDLE_EAST`, `AFRICA`, `OCEANIA`, `ANTARCTICA` or `UNKNOWN`"
	standardsText   = "`GDPR`, `ISO_IEC_27001`, `ISO_14001`, `PCI_DSS`, `HITRUST`, `SOC_1_TYPE_2`, `SOC_2_TYPE_2`, `SOC_3_TYPE_2`, `ITAR`, `FISMA_HIGH`, `HIPAA`, `RENEWABLE`"
	placeStockText  = "`NONE`, `LOW`, `MEDIUM` or `HIGH`. Null without `include_availability`."
	volumeTypesText = "`STANDARD`, `HIGH_PERFORMANCE`"
)

func (d *dataCentersDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	listed := dataCenterAttributes()
	listed["id"] = tfkit.ComputedString("ID of the data center, such as `EU-RO-1`.")
	resp.Schema = schema.Schema{
		MarkdownDescription: "Runpod's data centers: their locations, their features, and optionally their stock.",
		Attributes: map[string]schema.Attribute{
			"regions":              filter("Return only data centers in these regions: "+regionsText+". Default: any.", regions()),
			"network_volume_types": filter("Return only data centers that have all of these network volume tiers: "+volumeTypesText+". Default: any, including none.", volumeTypes()),
			"compliance":           filter("Return only data centers that meet all of these standards: "+standardsText+". Default: any.", standards()),
			"global_networking": schema.BoolAttribute{
				Optional: true, MarkdownDescription: "Return only data centers with global networking (`true`) or without it (`false`). Default: both.",
			},
			"include_availability": includeAvailabilityAttribute("each data center"),
			"source":               sourceAttribute(),
			"ids":                  tfkit.ComputedStrings("IDs of `data_centers`, in the same order."),
			"data_centers":         tfkit.ComputedObjects("The data centers, in Runpod's order.", listed),
		},
	}
}

func includeAvailabilityAttribute(of string) schema.Attribute {
	return schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether to look up the stock of " + of + ". Default: `false`."}
}

// dataCenterAttributes describes dataCenterModel.
func dataCenterAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name":                 tfkit.ComputedString("Name of the data center."),
		"region":               tfkit.ComputedString("Region: " + regionsText + "."),
		"global_networking":    tfkit.ComputedBool("Whether pods in this data center can join the account's private network."),
		"network_volume_types": tfkit.ComputedStringSet("Network volume tiers, of " + volumeTypesText + "."),
		"compliance":           tfkit.ComputedStringSet("Standards that the data center meets, of " + standardsText + "."),
		"gpu_availability":     tfkit.ComputedStringMap("Stock of each GPU type, by ID: " + placeStockText),
		"cpu_availability":     tfkit.ComputedStringMap("Stock of each CPU flavor, by ID: " + placeStockText),
	}
}

func filter[S ~string](description string, known []S) schema.Attribute {
	values := make([]string, 0, len(known))
	for _, v := range known {
		values = append(values, string(v))
	}
	return schema.SetAttribute{
		ElementType: types.StringType, Optional: true, MarkdownDescription: description,
		Validators: []validator.Set{setvalidator.ValueStringsAre(stringvalidator.OneOf(values...))},
	}
}

func volumeTypes() []runpod.VolumeType {
	return []runpod.VolumeType{runpod.VolumeTypeStandard, runpod.VolumeTypeHighPerformance}
}

func regions() []runpod.DataCenterRegion {
	return []runpod.DataCenterRegion{
		runpod.DataCenterRegionNorthAmerica, runpod.DataCenterRegionSouthAmerica, runpod.DataCenterRegionEurope,
		runpod.DataCenterRegionAsia, runpod.DataCenterRegionMiddleEast, runpod.DataCenterRegionAfrica,
		runpod.DataCenterRegionOceania, runpod.DataCenterRegionAntarctica, runpod.DataCenterRegionUnknown,
	}
}

func standards() []runpod.Compliance {
	return []runpod.Compliance{
		runpod.ComplianceGDPR, runpod.ComplianceISOIEC27001, runpod.ComplianceISO14001, runpod.CompliancePCIDSS,
		runpod.ComplianceHITRUST, runpod.ComplianceSOC1Type2, runpod.ComplianceSOC2Type2, runpod.ComplianceSOC3Type2,
		runpod.ComplianceITAR, runpod.ComplianceFISMAHigh, runpod.ComplianceHIPAA, runpod.ComplianceRenewable,
	}
}

func (d *dataCentersDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api = data.Account.Client
	}
}

func (d *dataCentersDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m dataCentersModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	opts := runpod.ListDataCentersOptions{
		Regions:            words[runpod.DataCenterRegion](m.Regions),
		NetworkVolumeTypes: words[runpod.VolumeType](m.NetworkVolumeTypes),
		Compliance:         words[runpod.Compliance](m.Compliance),
		GlobalNetwork:      m.GlobalNetworking.ValueBoolPointer(),
	}
	opts.Include = dataCenterIncludes(m.IncludeAvailability)
	found, err := d.api.ListDataCenters(ctx, opts)
	asksForMore := len(opts.Include)+len(opts.NetworkVolumeTypes)+len(opts.Compliance) > 0 || opts.GlobalNetwork != nil
	switch {
	case keyless(err, asksForMore):
		m.DataCenters, m.Source = snapshotPlaces(opts.Regions), fromSnapshot
	case err == nil:
		m.DataCenters, m.Source = listedDataCenters(found), fromCatalog
	default:
		tfkit.AddError(&resp.Diagnostics, "list data centers", err, tfkit.FieldPaths{
			"regions": path.Root("regions"), "networkVolumeTypes": path.Root("network_volume_types"),
			"compliance": path.Root("compliance"), "globalNetwork": path.Root("global_networking"),
		})
		return
	}
	ids := make([]string, 0, len(m.DataCenters))
	for _, d := range m.DataCenters {
		ids = append(ids, d.ID.ValueString())
	}
	m.IDs = tfkit.StringList(ids)
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

func listedDataCenters(found []runpod.DataCenter) []listedDataCenterModel {
	listed := make([]listedDataCenterModel, 0, len(found))
	for i := range found {
		listed = append(listed, listedDataCenterModel{types.StringValue(found[i].ID), newDataCenter(&found[i])})
	}
	return listed
}

func dataCenterIncludes(availability types.Bool) []runpod.DataCenterInclude {
	if !availability.ValueBool() {
		return nil
	}
	return []runpod.DataCenterInclude{runpod.DataCenterIncludeGPUAvailability, runpod.DataCenterIncludeCPUAvailability}
}
