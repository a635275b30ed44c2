package pricing

import (
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// run is one run of the provider, at a price of the GPU; "" is a catalog that is down.
type run struct {
	*Estimates[cost.Pod]
	budget *Budget
}

func newRun(secure, source string, hours int64, budget BudgetConfig) run {
	settings := cost.DefaultSettings()
	settings.HoursPerMonth = decimal.NewFromInt(hours)
	catalog := &fakeCatalog{secure: secure}
	if secure == "" {
		catalog.err = errors.New("connection refused")
	}
	b := NewBudget(budget)
	return run{NewEstimates("pod", bookOf(Config{Source: source, Settings: settings}, account.CatalogReader(catalog)), b, cost.Estimator.Pod), b}
}

func pod(count, containerGB int64) *cost.Pod {
	return &cost.Pod{GPUTypeIDs: []string{gpuID}, GPUCount: count, Cloud: cost.CloudSecure, ContainerDiskGB: containerGB}
}

func attribute(o types.Object, name string) string {
	return strings.Trim(o.Attributes()[name].String(), `"`)
}

// refresh and plan are those of a resource that stays.
func (r run) refresh(t *testing.T, earlier types.Object, before, inputs *cost.Pod) (types.Object, []string) {
	t.Helper()
	var diags diag.Diagnostics
	got := r.Refresh(t.Context(), earlier, before, inputs, &diags)
	if diags.HasError() {
		t.Fatal(diags)
	}
	return got, said(diags)
}

func (r run) plan(t *testing.T, earlier types.Object, before, inputs *cost.Pod) (types.Object, []string) {
	t.Helper()
	var diags diag.Diagnostics
	got := r.Plan(t.Context(), privateMap{}, Planned[cost.Pod]{Name: types.StringValue("a"), Earlier: &earlier, Before: before}, inputs, &diags)
	return got, said(diags)
}

func auto(secure string) run { return newRun(secure, SourceAuto, 730, BudgetConfig{}) }

// state is that of a pod which was made at 1.79 an hour.
func state(t *testing.T, inputs *cost.Pod) types.Object {
	t.Helper()
	var diags diag.Diagnostics
	return auto("1.79").Plan(t.Context(), privateMap{}, Planned[cost.Pod]{Name: types.StringValue("a")}, inputs, &diags)
}

// TestRefreshFillsInAssumptions: a state from before there were any gets them, which no plan shows.
func TestRefreshFillsInAssumptions(t *testing.T) {
	t.Parallel()
	is := pod(1, 50)
	is.Usage = &cost.PodUsage{HoursPerDay: decimal.NewNullDecimal(decimal.NewFromInt(8))}
	first := state(t, is)
	values := first.Attributes()
	values["assumptions"] = types.ListNull(types.StringType)
	old := types.ObjectValueMust(attrTypes, values)
	got, warnings := auto("1.79").refresh(t, old, is, is)
	if !got.Equal(first) || len(warnings) > 0 {
		t.Errorf("got %s %q, want %s", got, warnings, first)
	}
	if planned, _ := auto("1.79").plan(t, got, is, is); !planned.Equal(got) {
		t.Errorf("planned %s", planned)
	}
	if !strings.Contains(attribute(got, "assumptions"), "left on, it costs $1,311.70/mo") {
		t.Errorf("assumptions: %s", attribute(got, "assumptions"))
	}
}

// TestRefreshPricesAgain: a price that has moved is in the state after a refresh and in no
// plan; a change of the configuration is in the plan, at the prices of the refresh.
func TestRefreshPricesAgain(t *testing.T) {
	t.Parallel()
	is := pod(1, 50)
	first := state(t, is)
	if at := first.Attributes()["priced_at"]; !at.IsNull() {
		t.Errorf("no refresh has priced it, at %s", at)
	}
	if got, _ := auto("1.79").refresh(t, first, is, is); !got.Equal(first) {
		t.Errorf("the same price: %s, want %s", got, first)
	}
	moved, _ := auto("2").refresh(t, first, is, is)
	if attribute(moved, "monthly_usd") != "1465" || attribute(moved, "priced_at") != "2026-11-09T12:30:00Z" {
		t.Fatalf("after a refresh: %s", moved)
	}
	if got, _ := auto("2").plan(t, moved, is, is); !got.Equal(moved) {
		t.Errorf("planned without a change: %s, want %s", got, moved)
	}
	grown, _ := auto("2").plan(t, moved, is, pod(1, 60))
	if attribute(grown, "monthly_usd") != "1466" || attribute(grown, "priced_at") != attribute(moved, "priced_at") {
		t.Errorf("10 GB more: %s", grown)
	}
	if got, _ := auto("2").refresh(t, grown, pod(1, 60), pod(1, 60)); !got.Equal(grown) {
		t.Errorf("refreshed after the change: %s, want %s", got, grown)
	}
}

// TestPlanWithoutRefresh: what stays keeps the prices of the state; what changes has those of
// today, and so has what the budget sets beside it.
func TestPlanWithoutRefresh(t *testing.T) {
	t.Parallel()
	is := pod(1, 50)
	first := state(t, is)
	if got, _ := auto("9").plan(t, first, is, is); !got.Equal(first) {
		t.Errorf("planned without a change: %s, want %s", got, first)
	}
	refusing := BudgetConfig{Monthly: amount("1"), Refuse: true}
	got, messages := newRun("9", SourceAuto, 730, refusing).plan(t, first, is, pod(1, 40))
	if attribute(got, "monthly_usd") != "6574" || len(messages) != 1 || strings.HasPrefix(messages[0], "Error") {
		t.Errorf("10 GB less is refused for the price of the GPU: %s: %q", got, messages)
	}
	if _, messages = newRun("9", SourceAuto, 730, refusing).plan(t, first, is, pod(1, 60)); len(messages) != 1 || !strings.HasPrefix(messages[0], "Error") {
		t.Errorf("10 GB more is not refused: %q", messages)
	}
}

// TestRefreshWithoutCatalog: one failed read takes no estimate from live prices to older ones.
func TestRefreshWithoutCatalog(t *testing.T) {
	t.Parallel()
	is := pod(1, 50)
	first := state(t, is)
	for name, source := range map[string]string{"auto": SourceAuto, "catalog": SourceCatalog} {
		down := newRun("", source, 730, BudgetConfig{})
		got, messages := down.refresh(t, first, is, is)
		if !got.Equal(first) || len(messages) != 1 || !strings.HasPrefix(messages[0], "Warning: "+olderPrices) {
			t.Errorf("%s: %s: said %q", name, got, messages)
		}
		if got, messages = down.plan(t, first, is, is); !got.Equal(first) || len(messages) > 0 {
			t.Errorf("%s: planned %s: said %q", name, got, messages)
		}
	}
	down := auto("")
	if got, _ := down.refresh(t, first, is, pod(1, 60)); !strings.HasPrefix(attribute(got, "price_source"), "snapshot ") {
		t.Errorf("changed behind Terraform's back, and kept: %s", got)
	}
	if got, _ := down.plan(t, first, is, pod(1, 60)); !strings.HasPrefix(attribute(got, "price_source"), "snapshot ") {
		t.Errorf("changed by the configuration: %s", got)
	}
	none := types.ObjectNull(attrTypes)
	if got, messages := down.refresh(t, none, nil, is); !strings.HasPrefix(attribute(got, "price_source"), "snapshot ") || len(messages) > 0 { // said before
		t.Errorf("imported: %s: said %q", got, messages)
	}
	if got, messages := newRun("", SourceCatalog, 730, BudgetConfig{}).refresh(t, none, nil, is); !got.IsNull() || len(messages) != 1 {
		t.Errorf("imported, catalog or nothing: %s: said %q", got, messages)
	}
	if _, messages := newRun("", SourceCatalog, 730, BudgetConfig{}).plan(t, first, is, pod(1, 60)); len(messages) != 1 || !strings.HasPrefix(messages[0], "Error") {
		t.Errorf("changed, catalog or nothing: said %q", messages)
	}
}

// TestEstimateIsOfThisProvidersPricing: other assumptions about prices are prices that have moved.
func TestEstimateIsOfThisProvidersPricing(t *testing.T) {
	t.Parallel()
	is := pod(1, 50)
	first := state(t, is)
	shorter := newRun("1.79", SourceAuto, 720, BudgetConfig{})
	got, _ := shorter.refresh(t, first, is, is)
	if attribute(got, "monthly_usd") != "1293.8" {
		t.Errorf("a month of 720 h: %s", got)
	}
	unknown := NewEstimates("pod", bookOf(Config{Unknown: true}, nil), NewBudget(BudgetConfig{}), cost.Estimator.Pod)
	var diags diag.Diagnostics
	if got := unknown.Refresh(t.Context(), first, is, is, &diags); !got.Equal(first) {
		t.Errorf("refreshed at unknown prices: %s", got)
	}
	planned := Planned[cost.Pod]{Earlier: &first, Before: is}
	if got := unknown.Plan(t.Context(), privateMap{}, planned, is, &diags); !got.Equal(first) {
		t.Errorf("planned without a change at unknown prices: %s", got)
	}
	if got := unknown.Plan(t.Context(), privateMap{}, planned, pod(2, 50), &diags); !got.IsUnknown() {
		t.Errorf("changed at unknown prices: %s", got)
	}
	if got := auto("1.79").Plan(t.Context(), privateMap{}, planned, nil, &diags); !got.IsUnknown() {
		t.Errorf("changed to what is not known: %s", got)
	}
	if len(diags) > 0 {
		t.Errorf("said %q", said(diags))
	}
}

// TestEstimateWarnsOnce of what has no price: at the plan that makes it, not at each refresh, and again when a price is lost.
func TestEstimateWarnsOnce(t *testing.T) {
	t.Parallel()
	is := pod(1, 50)
	other := *is
	other.GPUTypeIDs = []string{"NVIDIA B400"}
	none := types.ObjectNull(attrTypes)
	unpriced, messages := auto("1.79").refresh(t, none, nil, &other)
	if len(messages) != 1 {
		t.Errorf("imported: said %q", messages)
	}
	if _, messages = auto("1.79").refresh(t, unpriced, &other, &other); len(messages) > 0 {
		t.Errorf("refreshed: said %q", messages)
	}
	if _, messages = auto("1.79").refresh(t, state(t, is), is, &other); len(messages) != 1 {
		t.Errorf("a price is lost: said %q", messages)
	}
	private := privateMap{}
	var diags diag.Diagnostics
	first, replaced := state(t, is), auto("1.79")
	replaced.Plan(t.Context(), private, Planned[cost.Pod]{Earlier: &first, Before: is}, &other, &diags)
	replaced.Plan(t.Context(), private, Planned[cost.Pod]{}, &other, &diags)
	if len(diags) != 1 {
		t.Errorf("a replacement: said %q", said(diags))
	}
}
