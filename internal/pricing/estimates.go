package pricing

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Estimates makes the `estimated_cost` of all resources of one kind. I is what one
// is made from: everything in the configuration that costs money. Inputs are nil
// as long as part of them is not known.
//
// A refresh prices a state again, so what a plan changes of an estimate is what the
// configuration changes. Whatever has the inputs of the state keeps the state's estimate:
// nothing but a refresh takes over prices that have moved.
type Estimates[I any] struct {
	kind     string
	prices   *PriceBook
	budget   *Budget
	estimate func(cost.Estimator, I) cost.Estimate
}

// NewEstimates makes the estimates of a kind, such as "pod".
func NewEstimates[I any](kind string, prices *PriceBook, budget *Budget, estimate func(cost.Estimator, I) cost.Estimate) *Estimates[I] {
	return &Estimates[I]{kind: kind, prices: prices, budget: budget, estimate: estimate}
}

// Planned is a resource in a plan.
type Planned[I any] struct {
	Name types.String // its attribute `name`
	// Earlier is the estimate in the state; nil for a resource that is to be created.
	Earlier *types.Object
	// Before are the inputs in the state.
	Before *I
	Demand Demand
}

// Plan returns the estimate of a planned resource, and counts it in the budget.
func (e *Estimates[I]) Plan(ctx context.Context, private tfkit.PrivateState, planned Planned[I], inputs *I, diags *diag.Diagnostics) types.Object {
	resource := charge{name: e.kind, before: nothing(), unknown: true, Demand: planned.Demand}
	if name := planned.Name.ValueString(); name != "" {
		resource.name += " " + name
	}
	var earlier *model
	if planned.Earlier != nil {
		earlier = tfkit.ObjectAs[model](ctx, *planned.Earlier, diags)
		resource.before = earlier.amounts()
	}
	estimate := types.ObjectUnknown(attrTypes)
	switch {
	case earlier != nil && same(planned.Before, inputs):
		estimate, resource.amounts, resource.unknown = *planned.Earlier, resource.before, false
	case inputs != nil && !e.prices.Unknown():
		estimator, d := e.prices.Estimator(ctx)
		diags.Append(d...)
		if d.HasError() {
			break
		}
		made := e.estimate(estimator, *inputs)
		if planned.Earlier != nil || !plannedBefore(ctx, private) { // a replacement is planned twice
			warn(made, diags)
		}
		estimate = value(made, earlier)
		if earlier != nil && earlier.shows(made) {
			estimate = *planned.Earlier
		}
		resource.amounts, resource.unknown = amountsOf(made), false
		if planned.Earlier != nil && planned.Before != nil { // at the same prices, whatever those in the state are
			resource.before = amountsOf(e.estimate(estimator, *planned.Before))
		}
	}
	diags.Append(e.budget.count(ctx, private, planned.Earlier == nil, resource)...)
	return estimate
}

// Apply returns the estimate that goes into the state: what the plan has shown
// stands, what it had to leave open is made now.
func (e *Estimates[I]) Apply(ctx context.Context, planned types.Object, inputs *I, diags *diag.Diagnostics) types.Object {
	if !planned.IsUnknown() {
		return planned
	}
	if inputs == nil || e.prices.Unknown() {
		return types.ObjectNull(attrTypes)
	}
	estimator, d := e.prices.Estimator(ctx)
	diags.Append(d...)
	if d.HasError() {
		return types.ObjectNull(attrTypes)
	}
	made := e.estimate(estimator, *inputs)
	warn(made, diags)
	return value(made, nil)
}

// Refresh returns the estimate of a state at the prices of today. before are the inputs that the state had until
// now. Where live prices are wanted and cannot be read, an estimate does not fall back to
// older ones, unless its inputs have changed; a warning says so. It never fails: a destroy refreshes as well.
func (e *Estimates[I]) Refresh(ctx context.Context, earlier types.Object, before, inputs *I, diags *diag.Diagnostics) types.Object {
	if inputs == nil || e.prices.Unknown() {
		return earlier
	}
	quote, d := e.prices.refreshed(ctx)
	diags.Append(d...)
	state := tfkit.ObjectAs[model](ctx, earlier, diags)
	if quote == nil || quote.older && state != nil && same(before, inputs) {
		return earlier
	}
	made := e.estimate(quote.Estimator, *inputs)
	switch {
	case state == nil: // as after an import
		warn(made, diags)
		return value(made, nil)
	case state.shows(made) && state.Assumptions.IsNull(): // written before there were any
		return value(made, state)
	case state.shows(made):
		return earlier
	case state.MonthlyUSD.IsNull() != !made.Monthly.Valid || state.MaxHourlyUSD.IsNull() != !made.MaxHourly.Valid:
		warn(made, diags)
	}
	return value(made, &model{PricedAt: quote.readAt()})
}

// same reports whether two resources are known to cost the same at the same prices.
func same[I any](a, b *I) bool {
	if a == nil || b == nil {
		return false
	}
	one, err := json.Marshal(a)
	other, err2 := json.Marshal(b)
	return err == nil && err2 == nil && bytes.Equal(one, other)
}

func warn(e cost.Estimate, diags *diag.Diagnostics) {
	tfkit.AddWarnings(diags, path.Root("estimated_cost"), "Cost estimate of "+e.Resource, e.Warnings)
}
