package cost

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"
)

// Source says where a price comes from: one of these, or "snapshot " and its date.
type Source string

// Sources beside the snapshot, whose source is [SourceSnapshot]. Runpod documents the rates of storage, which are in no
// price list, and says nothing of some.
const (
	SourceCatalog    Source = "catalog"
	SourceOverride   Source = "override"
	SourceDocumented Source = "documented rate"
	SourceAssumed    Source = "assumed rate"
)

// GPUPrice is what one GPU of a type costs per hour. A price that is not Valid is not offered, or not known.
type GPUPrice struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Pool is the serverless pool, empty for a type that serverless does not offer.
	Pool             string              `json:"pool"`
	VRAMGB           int64               `json:"vram_gb"`
	SecurePerHour    decimal.NullDecimal `json:"secure_usd_per_hour"`
	CommunityPerHour decimal.NullDecimal `json:"community_usd_per_hour"`
	// FlexPerHour and ActivePerHour are serverless prices; an active price that is not Valid is the flex price.
	FlexPerHour, ActivePerHour decimal.NullDecimal `json:"-"`
	// Source is where the prices come from, apart from those that an override has set.
	Source Source `json:"-"`
	// SecureSource and CommunitySource stand in for Source where a pod price is of another date than the rest.
	SecureSource, CommunitySource Source `json:"-"`

	overridden GPUOverride
}

// CPUPrice is what one vCPU of a flavor costs per hour.
type CPUPrice struct {
	ID                    string              `json:"id"`
	Name                  string              `json:"-"`
	VCPUMin               int64               `json:"vcpu_min"`
	VCPUMax               int64               `json:"vcpu_max"`
	RAMGBPerVCPU          int64               `json:"ram_gb_per_vcpu"`
	PodPerVCPUHour        decimal.NullDecimal `json:"pod_usd_per_vcpu_hour"`
	ServerlessPerVCPUHour decimal.NullDecimal `json:"serverless_usd_per_vcpu_hour"`
	Source                Source              `json:"-"`

	overridden CPUOverride
}

// GPUOverride replaces the prices of one GPU type; those that are not Valid stay.
type GPUOverride struct {
	SecurePerHour, CommunityPerHour, FlexPerSecond, ActivePerSecond decimal.NullDecimal
}

// CPUOverride replaces the prices of one CPU flavor; those that are not Valid stay.
type CPUOverride struct {
	PodPerVCPUHour, ServerlessPerVCPUHour decimal.NullDecimal
}

// Prices is a price book. It does not change once made, so it may be shared. A nil book knows no price.
type Prices struct {
	gpus  map[string]GPUPrice
	cpus  map[string]CPUPrice
	pools map[string][]GPUPrice
}

// NewPrices makes a book. A price of 0 or less is a placeholder and counts as not known; of two entries with the
// same ID the later one holds.
func NewPrices(gpus []GPUPrice, cpus []CPUPrice) *Prices {
	p := &Prices{gpus: map[string]GPUPrice{}, cpus: map[string]CPUPrice{}, pools: map[string][]GPUPrice{}}
	for _, g := range gpus {
		dropPlaceholders(&g.SecurePerHour, &g.CommunityPerHour, &g.FlexPerHour, &g.ActivePerHour)
		p.gpus[g.ID] = g
	}
	for _, c := range cpus {
		dropPlaceholders(&c.PodPerVCPUHour, &c.ServerlessPerVCPUHour)
		p.cpus[c.ID] = c
	}
	for _, g := range p.GPUs() {
		if g.Pool != "" {
			p.pools[g.Pool] = append(p.pools[g.Pool], g)
		}
	}
	return p
}

func dropPlaceholders(prices ...*decimal.NullDecimal) {
	for _, d := range prices {
		if d.Valid && !d.Decimal.IsPositive() {
			*d = decimal.NullDecimal{}
		}
	}
}

// book is p, or one without prices for nil.
func (p *Prices) book() Prices {
	if p == nil {
		return Prices{}
	}
	return *p
}

// GPU returns the prices of one GPU type, by its exact ID.
func (p *Prices) GPU(id string) (GPUPrice, bool) {
	g, ok := p.book().gpus[id]
	return g, ok
}

// CPU returns the prices of one CPU flavor, by its exact ID.
func (p *Prices) CPU(id string) (CPUPrice, bool) {
	c, ok := p.book().cpus[id]
	return c, ok
}

// Pool returns the GPU types of a serverless pool, sorted by ID.
func (p *Prices) Pool(pool string) []GPUPrice { return slices.Clone(p.book().pools[pool]) }

// Pools returns the names of the serverless pools, sorted.
func (p *Prices) Pools() []string { return slices.Sorted(maps.Keys(p.book().pools)) }

// GPUs returns all GPU types, sorted by ID.
func (p *Prices) GPUs() []GPUPrice { return sortedValues(p.book().gpus) }

// CPUs returns all CPU flavors, sorted by ID.
func (p *Prices) CPUs() []CPUPrice { return sortedValues(p.book().cpus) }

func sortedValues[V any](m map[string]V) []V {
	values := make([]V, 0, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		values = append(values, m[k])
	}
	return values
}

// WithOverrides returns a book in which these prices beat those of p. An override of an ID that p does not know adds
// it, without a pool.
func (p *Prices) WithOverrides(gpus map[string]GPUOverride, cpus map[string]CPUOverride) *Prices {
	allGPUs, allCPUs := p.GPUs(), p.CPUs()
	for _, id := range slices.Sorted(maps.Keys(gpus)) {
		g, ok := p.GPU(id)
		if !ok {
			g = GPUPrice{ID: id, Name: id, Source: SourceOverride}
		}
		o := gpus[id]
		override(&g.SecurePerHour, &g.overridden.SecurePerHour, o.SecurePerHour)
		override(&g.CommunityPerHour, &g.overridden.CommunityPerHour, o.CommunityPerHour)
		override(&g.FlexPerHour, &g.overridden.FlexPerSecond, perHour(o.FlexPerSecond))
		override(&g.ActivePerHour, &g.overridden.ActivePerSecond, perHour(o.ActivePerSecond))
		allGPUs = append(allGPUs, g)
	}
	for _, id := range slices.Sorted(maps.Keys(cpus)) {
		c, ok := p.CPU(id)
		if !ok {
			c = CPUPrice{ID: id, Name: id, Source: SourceOverride}
		}
		o := cpus[id]
		override(&c.PodPerVCPUHour, &c.overridden.PodPerVCPUHour, o.PodPerVCPUHour)
		override(&c.ServerlessPerVCPUHour, &c.overridden.ServerlessPerVCPUHour, o.ServerlessPerVCPUHour)
		allCPUs = append(allCPUs, c)
	}
	return NewPrices(allGPUs, allCPUs)
}

// override sets a price and remembers that it was set.
func override(price, mark *decimal.NullDecimal, by decimal.NullDecimal) {
	dropPlaceholders(&by)
	if by.Valid {
		*price, *mark = by, by
	}
}

// PerHour turns a price per second, as serverless prices are quoted, into one per hour.
func PerHour(perSecond decimal.Decimal) decimal.Decimal {
	return perSecond.Mul(decimal.NewFromInt(secondsPerHour))
}

func perHour(perSecond decimal.NullDecimal) decimal.NullDecimal {
	if perSecond.Valid {
		perSecond.Decimal = PerHour(perSecond.Decimal)
	}
	return perSecond
}

func sourceOf(base Source, mark decimal.NullDecimal) Source {
	if mark.Valid {
		return SourceOverride
	}
	return base
}
