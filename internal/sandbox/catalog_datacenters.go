package sandbox

import (
	"slices"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// dataCenter is a place, with what the API does not say of it.
type dataCenter struct {
	wire    runpod.DataCenter
	country string
}

const (
	northAmerica = runpod.DataCenterRegionNorthAmerica
	europe       = runpod.DataCenterRegionEurope
	asia         = runpod.DataCenterRegionAsia
	oceania      = runpod.DataCenterRegionOceania
)

// newDataCenters lists places that Runpod has. Which of them has what is made
// up if Runpod does not publish it.
func newDataCenters() []*dataCenter {
	none := []runpod.VolumeType{}
	standard := []runpod.VolumeType{runpod.VolumeTypeStandard}
	both := []runpod.VolumeType{runpod.VolumeTypeStandard, runpod.VolumeTypeHighPerformance}
	us := []runpod.Compliance{runpod.ComplianceSOC2Type2, runpod.ComplianceHIPAA}
	eu := []runpod.Compliance{runpod.ComplianceGDPR, runpod.ComplianceISOIEC27001, runpod.ComplianceSOC2Type2}
	green := append(slices.Clone(eu), runpod.ComplianceRenewable)
	place := func(id, name, country string, region runpod.DataCenterRegion, global bool, volumes []runpod.VolumeType, meets []runpod.Compliance) *dataCenter {
		return &dataCenter{country: country, wire: runpod.DataCenter{
			ID: id, Name: name, Region: region, GlobalNetwork: global, NetworkVolumeTypes: volumes, Compliance: meets,
		}}
	}
	return []*dataCenter{
		place("AP-JP-1", "Japan 1", "JP", asia, false, standard, []runpod.Compliance{}),
		place("CA-MTL-1", "Montreal 1", "CA", northAmerica, false, standard, []runpod.Compliance{runpod.ComplianceSOC2Type2}),
		place("CA-MTL-3", "Montreal 3", "CA", northAmerica, true, standard, []runpod.Compliance{runpod.ComplianceSOC2Type2}),
		place("CA-MTL-4", "Montreal 4", "CA", northAmerica, false, both, []runpod.Compliance{runpod.ComplianceSOC2Type2}),
		place("EU-CZ-1", "Czechia 1", "CZ", europe, true, both, eu),
		place("EU-FR-1", "France 1", "FR", europe, true, standard, eu),
		place("EU-NL-1", "Netherlands 1", "NL", europe, true, standard, eu),
		place("EU-RO-1", "Romania 1", "RO", europe, true, standard, eu),
		place("EU-SE-1", "Sweden 1", "SE", europe, true, standard, green),
		place("EUR-IS-1", "Iceland 1", "IS", europe, false, both, green),
		place("EUR-IS-2", "Iceland 2", "IS", europe, true, standard, green),
		place("EUR-NO-1", "Norway 1", "NO", europe, false, standard, green),
		place("EUR-NO-2", "Norway 2", "NO", europe, false, both, green),
		place("OC-AU-1", "Australia 1", "AU", oceania, true, none, []runpod.Compliance{}),
		place("US-CA-2", "California 2", "US", northAmerica, true, both, us),
		place("US-DE-1", "Delaware 1", "US", northAmerica, false, none, us),
		place("US-GA-1", "Georgia 1", "US", northAmerica, true, standard, us),
		place("US-GA-2", "Georgia 2", "US", northAmerica, true, standard, us),
		place("US-IL-1", "Illinois 1", "US", northAmerica, true, standard, us),
		place("US-KS-2", "Kansas 2", "US", northAmerica, true, both, us),
		place("US-NC-1", "North Carolina 1", "US", northAmerica, true, standard, us),
		place("US-TX-3", "Texas 3", "US", northAmerica, true, standard, us),
		place("US-TX-4", "Texas 4", "US", northAmerica, true, standard, us),
		place("US-WA-1", "Washington 1", "US", northAmerica, true, standard, us),
	}
}

func (d *dataCenter) hasVolumes(tier runpod.VolumeType) bool {
	return slices.Contains(d.wire.NetworkVolumeTypes, tier)
}

func includeDataCenter() field {
	return optional("include", list(oneOf(runpod.DataCenterIncludeGPUAvailability, runpod.DataCenterIncludeCPUAvailability)))
}

func (a *Account) listDataCenters(c *call) (any, error) {
	q, err := c.query(
		includeDataCenter(),
		optional("regions", list(oneOf(northAmerica, runpod.DataCenterRegionSouthAmerica, europe, asia, runpod.DataCenterRegionMiddleEast,
			runpod.DataCenterRegionAfrica, oceania, runpod.DataCenterRegionAntarctica, runpod.DataCenterRegionUnknown))),
		optional("networkVolumeTypes", list(oneOf(runpod.VolumeTypeStandard, runpod.VolumeTypeHighPerformance))),
		optional("compliance", list(oneOf(runpod.ComplianceGDPR, runpod.ComplianceISOIEC27001, runpod.ComplianceISO14001, runpod.CompliancePCIDSS,
			runpod.ComplianceHITRUST, runpod.ComplianceSOC1Type2, runpod.ComplianceSOC2Type2, runpod.ComplianceSOC3Type2, runpod.ComplianceITAR,
			runpod.ComplianceFISMAHigh, runpod.ComplianceHIPAA, runpod.ComplianceRenewable))),
		optional("globalNetwork", boolean()),
	)
	if err != nil {
		return nil, err
	}
	found := []runpod.DataCenter{}
	for _, d := range a.catalog.dataCenters {
		regions := q.texts("regions")
		if len(regions) > 0 && !slices.Contains(regions, string(d.wire.Region)) ||
			q.has("globalNetwork") && q.flag("globalNetwork") != d.wire.GlobalNetwork ||
			!containsAll(d.wire.NetworkVolumeTypes, q.texts("networkVolumeTypes")) ||
			!containsAll(d.wire.Compliance, q.texts("compliance")) {
			continue
		}
		found = append(found, a.dataCenterAnswer(d, q))
	}
	return map[string]any{"dataCenters": found}, nil
}

func (a *Account) getDataCenter(c *call) (any, error) {
	q, err := c.query(includeDataCenter())
	if err != nil {
		return nil, err
	}
	d := a.catalog.dataCenter(c.id())
	if d == nil {
		return nil, notFound("data center")
	}
	return a.dataCenterAnswer(d, q), nil
}

func (a *Account) dataCenterAnswer(d *dataCenter, q query) runpod.DataCenter {
	answer := d.wire
	used := a.used()
	if slices.Contains(q.texts("include"), string(runpod.DataCenterIncludeGPUAvailability)) {
		answer.GPUAvailability = each(a.catalog.gpus, func(g *gpuType) runpod.CatalogResourceAvailability {
			stock := a.catalog.free(used, site{g.id, d.wire.ID, runpod.CloudSecure}) + a.catalog.free(used, site{g.id, d.wire.ID, runpod.CloudCommunity})
			return runpod.CatalogResourceAvailability{ID: g.id, Name: g.name, Availability: level(stock, 1)}
		})
	}
	if slices.Contains(q.texts("include"), string(runpod.DataCenterIncludeCPUAvailability)) {
		answer.CPUAvailability = each(a.catalog.cpus, func(cpu *cpuFlavor) runpod.CatalogResourceAvailability {
			stock := a.catalog.free(used, site{cpu.id, d.wire.ID, runpod.CloudSecure})
			return runpod.CatalogResourceAvailability{ID: cpu.id, Name: cpu.id, Availability: level(stock, 2)}
		})
	}
	return answer
}

func containsAll[S ~string](have []S, want []string) bool {
	return !slices.ContainsFunc(want, func(w string) bool { return !slices.Contains(have, S(w)) })
}

// dataCentersWith names the data centers that have a storage tier.
func (k *catalog) dataCentersWith(tier runpod.VolumeType) string {
	var ids []string
	for _, d := range k.dataCenters {
		if d.hasVolumes(tier) {
			ids = append(ids, d.wire.ID)
		}
	}
	return strings.Join(ids, ", ")
}
