package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Without a key there is the snapshot that comes with the provider: prices, but no stock and nothing that
// nobody has written down. What asks for more fails for want of a key, and so does everything where a key is set
// and the catalog cannot be read.

// sourceAttribute says where a look-up comes from.
func sourceAttribute() schema.Attribute {
	return tfkit.ComputedString("Source of the data: `catalog` (live) or, without an API key, `snapshot` and its date, which has no stock.")
}

var fromCatalog = types.StringValue(string(cost.SourceCatalog))

// fromSnapshot names the day of the complete list; a few prices in it were read later.
var fromSnapshot = types.StringValue(string(cost.SourceSnapshot))

// keyless reports whether a look-up failed for want of a key, or of one that is known before the apply, and asked for nothing but what the snapshot has.
func keyless(err error, asksForMore bool) bool {
	return (errors.Is(err, runpod.ErrNoAPIKey) || errors.Is(err, runpod.ErrKeyNotKnown)) && !asksForMore
}

func listGPUs(ctx context.Context, api gpuAPI, opts runpod.ListGPUTypesOptions) ([]runpod.GPUType, types.String, error) {
	found, err := api.ListGPUTypes(ctx, opts)
	if keyless(err, len(opts.Include) > 0) {
		return snapshotGPUs(), fromSnapshot, nil
	}
	return found, fromCatalog, err
}

func listCPUs(ctx context.Context, api cpuAPI, opts runpod.ListCPUTypesOptions) ([]runpod.CPUType, types.String, error) {
	found, err := api.ListCPUTypes(ctx, opts)
	if keyless(err, len(opts.Include) > 0) {
		return snapshotCPUs(), fromSnapshot, nil
	}
	return found, fromCatalog, err
}

// oneGPU answers with Runpod's "not found" for a type that the snapshot does not have.
func oneGPU(ctx context.Context, api gpuAPI, id string, opts runpod.ListGPUTypesOptions) (*runpod.GPUType, types.String, error) {
	found, err := api.GetGPUType(ctx, id, opts)
	if keyless(err, len(opts.Include) > 0) {
		return pick(snapshotGPUs(), func(t runpod.GPUType) bool { return t.ID == id }), fromSnapshot, nil
	}
	return found, fromCatalog, err
}

func oneCPU(ctx context.Context, api cpuAPI, id string, opts runpod.ListCPUTypesOptions) (*runpod.CPUType, types.String, error) {
	found, err := api.GetCPUType(ctx, id, opts)
	if keyless(err, len(opts.Include) > 0) {
		return pick(snapshotCPUs(), func(t runpod.CPUType) bool { return t.ID == id }), fromSnapshot, nil
	}
	return found, fromCatalog, err
}

// pick returns the first that is wanted, or nil.
func pick[T any](all []T, wanted func(T) bool) *T {
	if i := slices.IndexFunc(all, wanted); i >= 0 {
		return &all[i]
	}
	return nil
}

func snapshotGPUs() []runpod.GPUType {
	var all []runpod.GPUType
	for _, g := range cost.Snapshot().GPUs() {
		t := runpod.GPUType{
			ID: g.ID, Name: g.Name, Memory: g.VRAMGB, Manufacturer: runpod.GPUManufacturerNVIDIA,
			Secure: g.SecurePerHour.Valid, Community: g.CommunityPerHour.Valid,
			Price: runpod.GPUPrice{Secure: priceOf(g.SecurePerHour), Community: priceOf(g.CommunityPerHour)},
		}
		if strings.HasPrefix(g.ID, "AMD ") {
			t.Manufacturer = runpod.GPUManufacturerAMD
		}
		if g.Pool != "" {
			t.Pool, t.Price.Serverless = &g.Pool, new(priceOf(g.FlexPerHour))
		}
		all = append(all, t)
	}
	return all
}

func snapshotCPUs() []runpod.CPUType {
	var all []runpod.CPUType
	for _, c := range cost.Snapshot().CPUs() {
		all = append(all, runpod.CPUType{
			ID: c.ID, Name: c.Name, VCPU: runpod.CPUVCPURange{Min: c.VCPUMin, Max: c.VCPUMax},
			RAMGBPerVCPU: json.Number(strconv.FormatInt(c.RAMGBPerVCPU, 10)),
			Price:        runpod.CPUPrice{SecurePerVCPU: priceOf(c.PodPerVCPUHour), ServerlessPerVCPU: priceOf(c.ServerlessPerVCPUHour)},
		})
	}
	return all
}

// priceOf writes a price as the catalog does; "" is none.
func priceOf(d decimal.NullDecimal) json.Number {
	if !d.Valid {
		return ""
	}
	return json.Number(d.Decimal.String())
}

// snapshotPlaces are the data centers of some regions, or of all. What they have is not known.
func snapshotPlaces(regions []runpod.DataCenterRegion) []listedDataCenterModel {
	var all []listedDataCenterModel
	for _, d := range cost.SnapshotDataCenters() {
		if len(regions) == 0 || slices.Contains(regions, runpod.DataCenterRegion(d.Region)) {
			all = append(all, listedDataCenterModel{types.StringValue(d.ID), dataCenterModel{
				Name: types.StringValue(d.Name), Region: types.StringValue(d.Region),
				NetworkVolumeTypes: types.SetNull(types.StringType), Compliance: types.SetNull(types.StringType),
				GPUAvailability: types.MapNull(types.StringType), CPUAvailability: types.MapNull(types.StringType),
			}})
		}
	}
	return all
}
