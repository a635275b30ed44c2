package tfkit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Price sources that a user can ask for.
const (
	PriceSourceAuto     = "auto"
	PriceSourceCatalog  = "catalog"
	PriceSourceSnapshot = "snapshot"
)

// catalogPatience bounds how long a plan waits for live prices before it falls
// back to the snapshot.
const catalogPatience = 20 * time.Second

// PricingConfig is the provider's `pricing` attribute, decoded.
type PricingConfig struct {
	Source       string
	Settings     cost.Settings
	GPUOverrides map[string]cost.GPUOverride
	CPUOverrides map[string]cost.CPUOverride
	// Unknown is set while part of the configuration is not known yet: then no
	// estimate can be made.
	Unknown bool
}

// Catalog is the part of the API client that knows prices.
type Catalog interface {
	ListGPUTypes(context.Context, runpod.ListGPUTypesOptions) ([]runpod.GPUType, error)
	ListCPUTypes(context.Context, runpod.ListCPUTypesOptions) ([]runpod.CPUType, error)
}

// Pricing finds the prices behind every estimate of one provider: overrides
// first, then the live catalog, read once, then the embedded snapshot.
type Pricing struct {
	config  PricingConfig
	catalog Catalog // nil without an API key

	mu     sync.Mutex
	prices *cost.Prices
	gpus   []runpod.GPUType // as the catalog has them
	cpus   []runpod.CPUType
	err    error
	warned bool
}

// NewPricing makes the prices of one configured provider. A nil catalog means
// that there is no account to ask.
func NewPricing(config PricingConfig, catalog Catalog) *Pricing {
	return &Pricing{config: config, catalog: catalog}
}

// Unknown reports whether estimates have to wait for the apply.
func (p *Pricing) Unknown() bool { return p.config.Unknown }

// Settings are the assumptions behind every estimate.
func (p *Pricing) Settings() cost.Settings { return p.config.Settings }

// Fingerprint changes when what the user says about prices changes, and not
// when a price at RunPod does.
func (p *Pricing) Fingerprint() string {
	text, err := json.Marshal(p.config)
	if err != nil { // decimals, strings and maps of them always marshal
		return err.Error()
	}
	return string(text)
}

// Estimator returns what makes estimates. Where live prices were wanted and
// could not be had it says so once, as a warning, and goes on with the snapshot.
func (p *Pricing) Estimator(ctx context.Context) (cost.Estimator, diag.Diagnostics) {
	var diags diag.Diagnostics
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.prices == nil {
		prices, err := p.load(ctx)
		if ctx.Err() != nil {
			diags.AddError("Cannot estimate costs", fmt.Sprintf("Interrupted while reading prices: %s.", ctx.Err()))
			return cost.Estimator{}, diags
		}
		p.prices, p.err = prices.WithOverrides(p.config.GPUOverrides, p.config.CPUOverrides), err
	}
	if p.err != nil {
		if p.config.Source == PriceSourceCatalog {
			diags.AddError("Cannot read RunPod's prices", fmt.Sprintf("`pricing.source` is %q and the catalog could not be read: %s\n\n"+
				"Set `pricing.source` to \"auto\" to fall back to the prices of %s.", PriceSourceCatalog, p.err, cost.SnapshotDate()))
			return cost.Estimator{}, diags
		}
		if !p.warned {
			p.warned = true
			diags.AddWarning("Costs are estimated from older prices", fmt.Sprintf("RunPod's live prices could not be read, so every estimate of this run "+
				"uses the prices of %s that come with the provider. %s", cost.SnapshotDate(), p.err))
		}
	}
	return cost.Estimator{Prices: p.prices, Settings: p.config.Settings}, diags
}

// load never returns nil prices: with an error it returns the snapshot.
func (p *Pricing) load(ctx context.Context) (*cost.Prices, error) {
	if p.config.Source == PriceSourceSnapshot {
		return cost.Snapshot(), nil
	}
	if p.catalog == nil {
		if p.config.Source == PriceSourceCatalog {
			return cost.Snapshot(), errors.New("no API key is set")
		}
		return cost.Snapshot(), nil
	}
	ctx, cancel := context.WithTimeout(runpod.BestEffort(ctx, catalogPatience), catalogPatience)
	defer cancel()
	gpus, err := p.catalog.ListGPUTypes(ctx, runpod.ListGPUTypesOptions{})
	if err != nil {
		return cost.Snapshot(), fmt.Errorf("reading GPU prices: %w", err)
	}
	cpus, err := p.catalog.ListCPUTypes(ctx, runpod.ListCPUTypesOptions{})
	if err != nil {
		return cost.Snapshot(), fmt.Errorf("reading CPU prices: %w", err)
	}
	p.gpus, p.cpus = gpus, cpus
	return cost.NewPrices(gpuPrices(gpus), cpuPrices(cpus)), nil
}

// live is the catalog behind the prices, or nothing where there is none.
func (p *Pricing) live(ctx context.Context) ([]runpod.GPUType, []runpod.CPUType) {
	if p.Unknown() {
		return nil, nil
	}
	if _, diags := p.Estimator(ctx); diags.HasError() {
		return nil, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.gpus, p.cpus
}

func gpuPrices(types []runpod.GPUType) []cost.GPUPrice {
	prices := make([]cost.GPUPrice, 0, len(types))
	for i := range types {
		prices = append(prices, CatalogGPUPrice(&types[i]))
	}
	return prices
}

func cpuPrices(types []runpod.CPUType) []cost.CPUPrice {
	prices := make([]cost.CPUPrice, 0, len(types))
	for i := range types {
		prices = append(prices, CatalogCPUPrice(&types[i]))
	}
	return prices
}

// CatalogGPUPrice is what the catalog says that a GPU type costs. It drops the
// placeholder prices that stand there for a cloud in which the type is not offered.
func CatalogGPUPrice(t *runpod.GPUType) cost.GPUPrice {
	price := cost.GPUPrice{ID: t.ID, Name: t.Name, VRAMGB: t.Memory, Source: cost.SourceCatalog}
	if t.Secure {
		price.SecurePerHour = listPrice(t.Price.Secure.String())
	}
	if t.Community {
		price.CommunityPerHour = listPrice(t.Price.Community.String())
	}
	if t.Pool != nil {
		price.Pool = *t.Pool
		if t.Price.Serverless != nil {
			price.FlexPerHour = listPrice(t.Price.Serverless.String())
		}
	}
	return price
}

// CatalogCPUPrice is what the catalog says that a CPU flavor costs.
func CatalogCPUPrice(t *runpod.CPUType) cost.CPUPrice {
	return cost.CPUPrice{
		ID: t.ID, Name: t.Name, VCPUMin: t.VCPU.Min, VCPUMax: t.VCPU.Max,
		PodPerVCPUHour:        listPrice(t.Price.SecurePerVCPU.String()),
		ServerlessPerVCPUHour: listPrice(t.Price.ServerlessPerVCPU.String()),
		Source:                cost.SourceCatalog,
	}
}

// listPrice reads a price exactly; 0 is how the catalog writes "none".
func listPrice(text string) decimal.NullDecimal {
	d, err := decimal.NewFromString(text)
	if err != nil || !d.IsPositive() {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(d)
}
