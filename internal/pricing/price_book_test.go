package pricing

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const gpuID = "NVIDIA A100 80GB PCIe"

// fakeCatalog stands in for the live catalog: it answers with one GPU whose
// price can move, or with an error, and counts.
type fakeCatalog struct {
	secure string
	err    error
	calls  int
}

func (c *fakeCatalog) ListGPUTypes(context.Context, runpod.ListGPUTypesOptions) ([]runpod.GPUType, error) {
	c.calls++
	pool, serverless := "AMPERE_80", json.Number("2.736")
	return []runpod.GPUType{{
		ID: gpuID, Name: "A100 PCIe", Pool: &pool, Memory: 80, Secure: true,
		Price: runpod.GPUPrice{Secure: json.Number(c.secure), Community: "0.5", Serverless: &serverless},
	}}, c.err
}

func (c *fakeCatalog) ListCPUTypes(context.Context, runpod.ListCPUTypesOptions) ([]runpod.CPUType, error) {
	return []runpod.CPUType{{ID: "cpu3c", Price: runpod.CPUPrice{SecurePerVCPU: "0.03", ServerlessPerVCPU: "0"}}}, nil
}

func (c *fakeCatalog) ListDataCenters(context.Context, runpod.ListDataCentersOptions) ([]runpod.DataCenter, error) {
	return nil, c.err
}

// instant is a clock that stands still.
type instant struct{}

func (instant) Now() time.Time { return time.Date(2026, 11, 9, 12, 30, 0, 0, time.UTC) }

func (instant) Sleep(context.Context, time.Duration) error { return nil }

// bookOf has the prices of a catalog, which is nil without an account.
func bookOf(config Config, reader account.CatalogReader) *PriceBook {
	return NewPriceBook(config, account.NewCatalog(reader, !config.UsesCatalog()), instant{})
}

func book(source string, reader account.CatalogReader) *PriceBook {
	return bookOf(Config{Source: source, Settings: cost.DefaultSettings()}, reader)
}

func TestPricingSources(t *testing.T) {
	t.Parallel()
	down := func() *fakeCatalog { return &fakeCatalog{err: errors.New("connection refused")} }
	for name, test := range map[string]struct {
		book               *PriceBook
		price, source      string
		warnings, failures int
	}{
		"live":                             {book(SourceAuto, &fakeCatalog{secure: "1.99"}), "1.99", "catalog", 0, 0},
		"snapshot without an account":      {book(SourceAuto, nil), "1.79", "snapshot 2026-11-09", 0, 0},
		"snapshot where the catalog fails": {book(SourceAuto, down()), "1.79", "snapshot 2026-11-09", 1, 0},
		"snapshot asked for":               {book(SourceSnapshot, &fakeCatalog{secure: "1.99"}), "1.79", "snapshot 2026-11-09", 0, 0},
		"catalog or nothing":               {book(SourceCatalog, down()), "", "", 0, 1},
		"catalog without an account":       {book(SourceCatalog, nil), "", "", 0, 1},
		"an override beats both": {bookOf(Config{Source: SourceAuto, Settings: cost.DefaultSettings(), GPUOverrides: map[string]cost.GPUOverride{
			gpuID: {SecurePerHour: decimal.NewNullDecimal(decimal.RequireFromString("1.89"))},
		}}, &fakeCatalog{secure: "1.79"}), "1.89", "override", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			estimator, diags := test.book.Estimator(t.Context())
			if diags.WarningsCount() != test.warnings || diags.ErrorsCount() != test.failures {
				t.Fatalf("diagnostics %v, want %d warnings and %d errors", diags, test.warnings, test.failures)
			}
			if test.failures > 0 {
				return
			}
			e := estimator.Pod(cost.Pod{GPUTypeIDs: []string{gpuID}, GPUCount: 1, Cloud: cost.CloudSecure})
			if got := e.MaxHourly.Decimal.String(); got != test.price || e.PriceSource != test.source {
				t.Errorf("$%s from %s, want $%s from %s", got, e.PriceSource, test.price, test.source)
			}
			if _, again := test.book.Estimator(t.Context()); len(again) != 0 {
				t.Errorf("said again: %v", again)
			}
		})
	}
}

func TestPricingDropsPlaceholders(t *testing.T) {
	t.Parallel()
	estimator, _ := book(SourceAuto, &fakeCatalog{secure: "1.79"}).Estimator(t.Context())
	if e := estimator.Pod(cost.Pod{GPUTypeIDs: []string{gpuID}, GPUCount: 1, Cloud: cost.CloudCommunity}); e.Monthly.Valid {
		t.Errorf("a cloud in which the GPU is not offered costs %s", e.Monthly.Decimal)
	}
	if cpu, _ := estimator.Prices.CPU("cpu3c"); cpu.ServerlessPerVCPUHour.Valid {
		t.Errorf("a price of 0 is taken for real: %+v", cpu)
	}
}

func TestPricingReadsTheCatalogOnce(t *testing.T) {
	t.Parallel()
	catalog := &fakeCatalog{secure: "1.79"}
	p := book(SourceAuto, catalog)
	for range 3 {
		p.Estimator(t.Context())
	}
	if catalog.calls != 1 {
		t.Errorf("the catalog was read %d times", catalog.calls)
	}
}

// Whoever asks first whether something is offered does not use up the warning that
// the catalog is down.
func TestAvailabilityLeavesTheWarning(t *testing.T) {
	t.Parallel()
	catalog := account.NewCatalog(&fakeCatalog{err: errors.New("connection refused")}, false)
	availability := account.NewAvailability(catalog)
	for _, problem := range []string{
		availability.GPU(t.Context(), gpuID, cost.CloudSecure, 1), availability.Cluster(t.Context(), gpuID, 1),
		availability.CPU(t.Context(), "cpu3c", 2), availability.DataCenter(t.Context(), "EU-RO-1", ""),
	} {
		if problem != "" {
			t.Errorf("without a catalog: %s", problem)
		}
	}
	_, diags := NewPriceBook(Config{Source: SourceAuto}, catalog, instant{}).Estimator(t.Context())
	if len(diags) != 1 || diags[0].Summary() != "Costs are estimated from older prices" {
		t.Errorf("said %v", diags)
	}
}

// privateMap is private state in memory.
type privateMap map[string][]byte

func (m privateMap) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) {
	return m[key], nil
}

func (m privateMap) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	m[key] = value
	return nil
}
