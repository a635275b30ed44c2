package pricing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Price sources that a user can ask for.
const (
	SourceAuto     = "auto"
	SourceCatalog  = "catalog"
	SourceSnapshot = "snapshot"
)

// Config is the provider's `pricing` attribute, decoded.
type Config struct {
	Source       string
	Settings     cost.Settings
	GPUOverrides map[string]cost.GPUOverride
	CPUOverrides map[string]cost.CPUOverride
	// Unknown is set while part of the configuration is not known yet: then no
	// estimate can be made.
	Unknown bool
}

// UsesCatalog reports whether live prices are wanted.
func (c Config) UsesCatalog() bool { return !c.Unknown && c.Source != SourceSnapshot }

// PriceBook has the prices behind every estimate of one provider: overrides
// first, then the live catalog, then the embedded snapshot.
type PriceBook struct {
	config  Config
	catalog *account.Catalog

	mu     sync.Mutex
	prices *cost.Prices
	err    error // of the catalog, whose place the snapshot has taken
	warned bool
}

// NewPriceBook makes the prices of one configured provider.
func NewPriceBook(config Config, catalog *account.Catalog) *PriceBook {
	return &PriceBook{config: config, catalog: catalog}
}

// Unknown reports whether estimates have to wait for the apply.
func (b *PriceBook) Unknown() bool { return b.config.Unknown }

// Settings are the assumptions behind every estimate.
func (b *PriceBook) Settings() cost.Settings { return b.config.Settings }

// fingerprint changes when what the user says about prices changes, and not when
// a price at RunPod does.
func (b *PriceBook) fingerprint() string {
	text, err := json.Marshal(b.config)
	if err != nil { // decimals, strings and maps of them always marshal
		return err.Error()
	}
	return string(text)
}

// Estimator returns what makes estimates. Where live prices were wanted and
// could not be had it says so once, as a warning, and goes on with the snapshot.
func (b *PriceBook) Estimator(ctx context.Context) (cost.Estimator, diag.Diagnostics) {
	var diags diag.Diagnostics
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.prices == nil {
		prices, err := b.load(ctx)
		if ctx.Err() != nil {
			diags.AddError("Cannot estimate costs", fmt.Sprintf("Interrupted while reading prices: %s.", ctx.Err()))
			return cost.Estimator{}, diags
		}
		b.prices, b.err = prices.WithOverrides(b.config.GPUOverrides, b.config.CPUOverrides), err
	}
	if b.err != nil {
		if b.config.Source == SourceCatalog {
			diags.AddError("Cannot read RunPod's prices", fmt.Sprintf("`pricing.source` is %q and the catalog could not be read: %s\n\n"+
				"Set `pricing.source` to \"auto\" to fall back to the prices of %s.", SourceCatalog, b.err, cost.SnapshotDate()))
			return cost.Estimator{}, diags
		}
		if !b.warned {
			b.warned = true
			diags.AddWarning("Costs are estimated from older prices", fmt.Sprintf("RunPod's live prices could not be read, so every estimate of this run "+
				"uses the prices of %s that come with the provider. %s", cost.SnapshotDate(), b.err))
		}
	}
	return cost.Estimator{Prices: b.prices, Settings: b.config.Settings}, diags
}

// load never returns nil prices: with an error it returns the snapshot.
func (b *PriceBook) load(ctx context.Context) (*cost.Prices, error) {
	gpus, cpus, err := b.catalog.Compute(ctx)
	switch {
	case err != nil:
		return cost.Snapshot(), err
	case gpus != nil:
		return cost.NewPrices(gpuPrices(gpus), cpuPrices(cpus)), nil
	case b.config.Source == SourceCatalog:
		return cost.Snapshot(), errors.New("no API key is set")
	}
	return cost.Snapshot(), nil
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
