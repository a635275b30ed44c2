package pricing

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
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
	clock   runpod.Clock

	mu     sync.Mutex
	prices *cost.Prices
	at     time.Time // that they were read
	err    error     // of the catalog, whose place the snapshot has taken
	warned bool
}

// NewPriceBook makes the prices of one configured provider.
func NewPriceBook(config Config, catalog *account.Catalog, clock runpod.Clock) *PriceBook {
	return &PriceBook{config: config, catalog: catalog, clock: clock}
}

// Unknown reports whether estimates have to wait for the apply.
func (b *PriceBook) Unknown() bool { return b.config.Unknown }

// Settings are the assumptions behind every estimate.
func (b *PriceBook) Settings() cost.Settings { return b.config.Settings }

const olderPrices = "Costs are estimated from older prices"

// Estimator returns what makes estimates. Where live prices were wanted and
// could not be had it says so once, as a warning, and goes on with the snapshot.
func (b *PriceBook) Estimator(ctx context.Context) (cost.Estimator, diag.Diagnostics) {
	var diags diag.Diagnostics
	b.mu.Lock()
	defer b.mu.Unlock()
	switch b.open(ctx); {
	case b.prices == nil:
		diags.AddError("Cannot estimate costs", fmt.Sprintf("Interrupted while reading prices: %s.", ctx.Err()))
		return cost.Estimator{}, diags
	case b.err != nil && b.config.Source == SourceCatalog:
		diags.AddError("Cannot read Runpod's prices", fmt.Sprintf("`pricing.source` is %q and the catalog could not be read: %s\n\n"+
			"Set `pricing.source` to \"auto\" to fall back to the prices of %s.", SourceCatalog, b.err, cost.SnapshotDate()))
		return cost.Estimator{}, diags
	}
	return cost.Estimator{Prices: b.prices, Settings: b.config.Settings}, b.warnOnce()
}

// quote are the prices for a refresh.
type quote struct {
	cost.Estimator
	older bool // the snapshot's, in place of live ones that could not be read
	at    time.Time
}

// readAt is when the prices were read, RFC 3339.
func (q *quote) readAt() types.String {
	return types.StringValue(q.at.UTC().Format(time.RFC3339))
}

// refreshed returns the prices for a refresh, which never fails for want of them: it returns nil where there are
// none.
func (b *PriceBook) refreshed(ctx context.Context) (*quote, diag.Diagnostics) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch b.open(ctx); {
	case b.prices == nil:
		return nil, nil
	case b.err != nil && b.config.Source == SourceCatalog:
		return nil, b.warnOnce()
	}
	return &quote{cost.Estimator{Prices: b.prices, Settings: b.config.Settings}, b.err != nil, b.at}, b.warnOnce()
}

// open reads the prices, once; an interruption leaves none.
func (b *PriceBook) open(ctx context.Context) {
	if b.prices != nil {
		return
	}
	prices, err := b.load(ctx)
	if ctx.Err() == nil {
		b.prices, b.err, b.at = prices.WithOverrides(b.config.GPUOverrides, b.config.CPUOverrides), err, b.clock.Now()
	}
}

// warnOnce says that live prices could not be had.
func (b *PriceBook) warnOnce() diag.Diagnostics {
	if b.err == nil || b.warned {
		return nil
	}
	b.warned = true
	others := fmt.Sprintf("all others use the prices of %s that are included in the provider", cost.SnapshotDate())
	if b.config.Source == SourceCatalog {
		others = fmt.Sprintf("all others have no estimate, because `pricing.source` is %q", SourceCatalog)
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(olderPrices, fmt.Sprintf(
		"Cannot read Runpod's live prices. Unchanged resources keep the estimate in the state; %s. %s", others, b.err))}
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

func gpuPrices(listed []runpod.GPUType) []cost.GPUPrice {
	prices := make([]cost.GPUPrice, 0, len(listed))
	for i := range listed {
		prices = append(prices, CatalogGPUPrice(&listed[i]))
	}
	return prices
}

func cpuPrices(listed []runpod.CPUType) []cost.CPUPrice {
	prices := make([]cost.CPUPrice, 0, len(listed))
	for i := range listed {
		prices = append(prices, CatalogCPUPrice(&listed[i]))
	}
	return prices
}

// CatalogGPUPrice is what the catalog says that a GPU type costs. It drops the
// placeholder prices for a cloud in which the type is not offered.
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
