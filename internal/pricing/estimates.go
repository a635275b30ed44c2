package pricing

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// estimateKey is where private state remembers what an estimate was made from.
const estimateKey = "estimate"

// Estimates makes the `estimated_cost` of all resources of one kind. I is what one
// is made from: everything in the configuration that costs money. Inputs are nil
// as long as part of them is not known.
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
type Planned struct {
	Name types.String // its attribute `name`
	// Earlier is the estimate in the state; nil for a resource that is to be created.
	Earlier *types.Object
	Demand  Demand
}

// Plan returns the estimate of a planned resource, and counts it in the budget. As long as the inputs and the provider's `pricing`
// stay the same, the earlier estimate stands, whatever RunPod's prices do.
func (e *Estimates[I]) Plan(ctx context.Context, private tfkit.PrivateState, planned Planned, inputs *I, diags *diag.Diagnostics) types.Object {
	earlier := planned.Earlier
	resource := charge{name: e.kind, before: nothing(), unknown: true, Demand: planned.Demand}
	if name := planned.Name.ValueString(); name != "" {
		resource.name += " " + name
	}
	estimate := types.ObjectUnknown(attrTypes)
	if inputs != nil && !e.prices.Unknown() {
		before := types.ObjectNull(attrTypes)
		if earlier != nil {
			before = *earlier
		}
		estimate, resource.amounts = e.make(ctx, private, before, inputs, diags)
		resource.unknown = estimate.IsUnknown()
	}
	if earlier != nil {
		resource.before = amounts{}
		if m := tfkit.ObjectAs[model](ctx, *earlier, diags); m != nil {
			resource.before = m.amounts()
		}
	}
	diags.Append(e.budget.count(ctx, private, earlier == nil, resource)...)
	return estimate
}

// Apply returns the estimate that goes into the state: what the plan has shown
// stands, what it had to leave open is made now. Create and Update both need it,
// because private state that a plan has set does not reach a create.
func (e *Estimates[I]) Apply(ctx context.Context, private tfkit.PrivateState, planned types.Object, inputs *I, diags *diag.Diagnostics) types.Object {
	switch {
	case inputs == nil || e.prices.Unknown():
		return tfkit.KnownOrNull(ctx, planned)
	case planned.IsUnknown():
		estimate, _ := e.make(ctx, private, types.ObjectNull(attrTypes), inputs, diags)
		return tfkit.KnownOrNull(ctx, estimate)
	}
	if fingerprint, ok := e.fingerprint(inputs, diags); ok {
		diags.Append(private.SetKey(ctx, estimateKey, fingerprint)...)
	}
	return planned
}

// Refresh returns the estimate of a state, and makes it where there is none, as
// after an import.
func (e *Estimates[I]) Refresh(ctx context.Context, private tfkit.PrivateState, earlier types.Object, inputs *I, diags *diag.Diagnostics) types.Object {
	if !earlier.IsNull() {
		return earlier
	}
	return e.Apply(ctx, private, types.ObjectUnknown(attrTypes), inputs, diags)
}

// make returns the earlier estimate where it still holds, or a new one.
func (e *Estimates[I]) make(ctx context.Context, private tfkit.PrivateState, earlier types.Object, inputs *I, diags *diag.Diagnostics) (types.Object, amounts) {
	fingerprint, ok := e.fingerprint(inputs, diags)
	if !ok {
		return types.ObjectUnknown(attrTypes), amounts{}
	}
	before, d := private.GetKey(ctx, estimateKey)
	diags.Append(d...)
	if bytes.Equal(before, fingerprint) {
		if m := tfkit.ObjectAs[model](ctx, earlier, diags); m != nil {
			return earlier, m.amounts()
		}
	}
	estimator, d := e.prices.Estimator(ctx)
	diags.Append(d...)
	if diags.HasError() {
		return types.ObjectUnknown(attrTypes), amounts{}
	}
	estimate := e.estimate(estimator, *inputs)
	if !bytes.Equal(before, fingerprint) { // else it was said: a replacement is planned twice
		tfkit.AddWarnings(diags, path.Root("estimated_cost"), "Cost estimate of "+estimate.Resource, estimate.Warnings)
	}
	diags.Append(private.SetKey(ctx, estimateKey, fingerprint)...)
	return value(estimate), amountsOf(estimate)
}

// fingerprint is JSON, since that is what private state takes.
func (e *Estimates[I]) fingerprint(inputs *I, diags *diag.Diagnostics) (text []byte, ok bool) {
	text, err := json.Marshal(inputs)
	if err != nil { // text and numbers always marshal
		diags.AddError("Cannot estimate costs", fmt.Sprintf("Remembering what the estimate was made from: %s.", err))
		return nil, false
	}
	sum := sha256.Sum256(append(text, e.prices.fingerprint()...))
	return []byte(`"` + hex.EncodeToString(sum[:]) + `"`), true
}
