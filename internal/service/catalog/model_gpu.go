package catalog

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// gpuStock says what stock is looked up.
type gpuStock struct {
	Product        types.String `tfsdk:"product"`
	GPUCount       types.Int64  `tfsdk:"gpu_count"`
	Cloud          types.String `tfsdk:"cloud"`
	CountryCodes   types.Set    `tfsdk:"country_codes"`
	CUDAVersions   types.Set    `tfsdk:"cuda_versions"`
	MinCUDAVersion types.String `tfsdk:"min_cuda_version"`
}

// validate takes what is not known yet for right. more are further attributes that
// narrow down stock.
func (s gpuStock) validate(diags *diag.Diagnostics, more map[string]attr.Value) {
	narrowing := map[string]attr.Value{
		"gpu_count": s.GPUCount, "cloud": s.Cloud, "country_codes": s.CountryCodes, "cuda_versions": s.CUDAVersions, "min_cuda_version": s.MinCUDAVersion,
	}
	maps.Copy(narrowing, more)
	for _, name := range slices.Sorted(maps.Keys(narrowing)) {
		if tfkit.None(s.Product) && tfkit.Declared(narrowing[name]) {
			diags.AddAttributeError(path.Root(name), "Missing product",
				fmt.Sprintf("`%s` filters stock, which is looked up for one product. Set `product`, or remove `%s`.", name, name))
		}
	}
	if tfkit.Declared(s.CUDAVersions) && tfkit.Declared(s.MinCUDAVersion) {
		diags.AddAttributeError(path.Root("min_cuda_version"), "Conflicting CUDA requirements",
			"`cuda_versions` and `min_cuda_version` conflict. Keep `cuda_versions` for exact versions, or `min_cuda_version` for that version and later.")
	}
}

func (s gpuStock) options() runpod.ListGPUTypesOptions {
	if s.Product.IsNull() {
		return runpod.ListGPUTypesOptions{}
	}
	return runpod.ListGPUTypesOptions{
		Include:        []runpod.CatalogInclude{runpod.CatalogIncludeAvailability},
		Product:        []runpod.Product{runpod.Product(s.Product.ValueString())},
		Count:          s.GPUCount.ValueInt64(),
		Cloud:          runpod.Cloud(s.Cloud.ValueString()),
		CountryCodes:   words[string](s.CountryCodes),
		CUDAVersions:   words[string](s.CUDAVersions),
		MinCUDAVersion: s.MinCUDAVersion.ValueString(),
	}
}

// offers reports whether a type is sold as the product in the cloud at all.
func (s gpuStock) offers(t *runpod.GPUType) bool {
	switch {
	case s.is(runpod.ProductServerless):
		return t.Pool != nil
	case s.Cloud.ValueString() == string(runpod.CloudCommunity):
		return t.Community
	case s.Cloud.ValueString() == string(runpod.CloudSecure):
		return t.Secure
	}
	return true
}

func (s gpuStock) is(product runpod.Product) bool { return s.Product.ValueString() == string(product) }

// price is what one GPU costs an hour as the product in the cloud; in any cloud,
// the cheaper one.
func (s gpuStock) price(t *runpod.GPUType) decimal.NullDecimal {
	list := pricing.CatalogGPUPrice(t)
	switch {
	case s.is(runpod.ProductServerless):
		return list.FlexPerHour
	case s.Cloud.ValueString() == string(runpod.CloudCommunity):
		return list.CommunityPerHour
	case s.Cloud.ValueString() == string(runpod.CloudSecure), s.is(runpod.ProductCluster):
		return list.SecurePerHour
	case cheaper(list.CommunityPerHour, list.SecurePerHour) < 0:
		return list.CommunityPerHour
	}
	return list.SecurePerHour
}

// gpuModel is one GPU type, but for its ID.
type gpuModel struct {
	Name                  types.String `tfsdk:"name"`
	Manufacturer          types.String `tfsdk:"manufacturer"`
	VRAMGB                types.Int64  `tfsdk:"vram_gb"`
	Pool                  types.String `tfsdk:"pool"`
	SecureUSDPerHour      types.Number `tfsdk:"secure_usd_per_hour"`
	CommunityUSDPerHour   types.Number `tfsdk:"community_usd_per_hour"`
	ServerlessUSDPerHour  types.Number `tfsdk:"serverless_usd_per_hour"`
	SecureMaxCount        types.Int64  `tfsdk:"secure_max_count"`
	CommunityMaxCount     types.Int64  `tfsdk:"community_max_count"`
	Availability          types.String `tfsdk:"availability"`
	AvailabilityByDC      types.Map    `tfsdk:"availability_by_data_center"`
	AvailableCUDAVersions types.Set    `tfsdk:"available_cuda_versions"`
}

func newGPU(t *runpod.GPUType) gpuModel {
	list := pricing.CatalogGPUPrice(t)
	m := gpuModel{
		Name:                  types.StringValue(t.Name),
		Manufacturer:          types.StringValue(string(t.Manufacturer)),
		VRAMGB:                types.Int64Value(t.Memory),
		Pool:                  types.StringPointerValue(t.Pool),
		SecureUSDPerHour:      tfkit.NullNumber(list.SecurePerHour),
		CommunityUSDPerHour:   tfkit.NullNumber(list.CommunityPerHour),
		ServerlessUSDPerHour:  tfkit.NullNumber(list.FlexPerHour),
		Availability:          stock(t.Availability),
		AvailabilityByDC:      stockByDataCenter(t.DataCenters),
		AvailableCUDAVersions: types.SetNull(types.StringType),
	}
	if t.Secure && t.MaxCount.Secure > 0 {
		m.SecureMaxCount = types.Int64Value(t.MaxCount.Secure)
	}
	if t.Community && t.MaxCount.Community > 0 {
		m.CommunityMaxCount = types.Int64Value(t.MaxCount.Community)
	}
	if t.CUDAVersions != nil {
		var available []string
		for _, v := range t.CUDAVersions {
			if v.Available {
				available = append(available, v.Version)
			}
		}
		m.AvailableCUDAVersions = tfkit.StringSet(available)
	}
	return m
}

type listedGPU struct {
	ID types.String `tfsdk:"id"`
	gpuModel
}

type gpusModel struct {
	gpuStock
	MinVRAMGB          types.Int64   `tfsdk:"min_vram_gb"`
	MaxPriceUSDPerHour types.Float64 `tfsdk:"max_price_usd_per_hour"`
	MinAvailability    types.String  `tfsdk:"min_availability"`
	Source             types.String  `tfsdk:"source"`
	IDs                types.List    `tfsdk:"ids"`
	GPUTypes           []listedGPU   `tfsdk:"gpu_types"`
}

// set takes over what is wanted of what there is, cheapest first.
func (m *gpusModel) set(all []runpod.GPUType) {
	wanted := slices.DeleteFunc(all, func(t runpod.GPUType) bool { return !m.wants(&t) })
	slices.SortFunc(wanted, func(a, b runpod.GPUType) int {
		return cmp.Or(cheaper(m.price(&a), m.price(&b)), strings.Compare(a.ID, b.ID))
	})
	ids := make([]string, 0, len(wanted))
	m.GPUTypes = make([]listedGPU, 0, len(wanted))
	for i := range wanted {
		t := &wanted[i]
		ids = append(ids, t.ID)
		m.GPUTypes = append(m.GPUTypes, listedGPU{types.StringValue(t.ID), newGPU(t)})
	}
	m.IDs = tfkit.StringList(ids)
}

func (m *gpusModel) wants(t *runpod.GPUType) bool {
	if !m.offers(t) || t.Memory < m.MinVRAMGB.ValueInt64() {
		return false
	}
	if limit := tfkit.NullDecimal(m.MaxPriceUSDPerHour); limit.Valid {
		price := m.price(t)
		if !price.Valid || price.Decimal.GreaterThan(limit.Decimal) {
			return false
		}
	}
	return m.MinAvailability.IsNull() || rank(t.Availability) >= rank(runpod.AvailabilityLevel(m.MinAvailability.ValueString()))
}

// rank orders stock levels; one that is not known counts as no stock.
func rank(level runpod.AvailabilityLevel) int {
	return slices.Index([]runpod.AvailabilityLevel{runpod.AvailabilityLevelLow, runpod.AvailabilityLevelMedium, runpod.AvailabilityLevelHigh}, level)
}

// closest suggests IDs for one that Runpod does not have.
func closest(id string) string {
	ids := cost.Snapshot().ClosestGPU(id)
	if len(ids) == 0 {
		return ""
	}
	return " Did you mean \"" + strings.Join(ids, "\" or \"") + "\"?"
}
