package tfkit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// estimateKey is where private state remembers what an estimate was made from.
const estimateKey = "estimate"

// EstimateAttribute is the `estimated_cost` of everything that bills.
func EstimateAttribute(monthly, minimum, maximum string) schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Computed: true,
		MarkdownDescription: "What this resource is expected to cost, known at plan. Computed from the configuration and prices, not from what was placed. " +
			"It changes when the configuration or the provider's `pricing` changes; a price that moves at RunPod alone never makes a plan non-empty.",
		Attributes: map[string]schema.Attribute{
			"monthly_usd":     schema.NumberAttribute{Computed: true, MarkdownDescription: monthly},
			"monthly_min_usd": schema.NumberAttribute{Computed: true, MarkdownDescription: minimum},
			"monthly_max_usd": schema.NumberAttribute{Computed: true, MarkdownDescription: maximum},
			"max_hourly_usd": schema.NumberAttribute{Computed: true, MarkdownDescription: "USD per hour of compute with everything running: " +
				"what RunPod's spend limit (80 USD per hour by default) and its rule of one hour's credit look at."},
			"summary":      schema.StringAttribute{Computed: true, MarkdownDescription: "The estimate in one line, with its parts."},
			"price_source": schema.StringAttribute{Computed: true, MarkdownDescription: "Where the prices come from: `catalog` (live), `snapshot` and its date, or `override`."},
		},
	}
}

// EstimateAttrTypes are the types of EstimateAttribute.
func EstimateAttrTypes() map[string]attr.Type {
	return map[string]attr.Type{
		"monthly_usd":     types.NumberType,
		"monthly_min_usd": types.NumberType,
		"monthly_max_usd": types.NumberType,
		"max_hourly_usd":  types.NumberType,
		"summary":         types.StringType,
		"price_source":    types.StringType,
	}
}

// EstimateUnknown is an estimate that has to wait for the apply.
func EstimateUnknown() types.Object { return types.ObjectUnknown(EstimateAttrTypes()) }

// EstimateNull is an estimate that was never made.
func EstimateNull() types.Object { return types.ObjectNull(EstimateAttrTypes()) }

// EstimateValue rounds an estimate to cents and makes it Terraform's.
func EstimateValue(e cost.Estimate) types.Object {
	return types.ObjectValueMust(EstimateAttrTypes(), map[string]attr.Value{
		"monthly_usd":     Cents(e.Monthly),
		"monthly_min_usd": Cents(e.MonthlyMin),
		"monthly_max_usd": Cents(e.MonthlyMax),
		"max_hourly_usd":  NullNumber(e.MaxHourly),
		"summary":         types.StringValue(e.Summary),
		"price_source":    priceSource(e.PriceSource),
	})
}

// priceSource is null where nothing has a price.
func priceSource(source string) types.String {
	if source == "" {
		return types.StringNull()
	}
	return types.StringValue(source)
}

// Cents rounds dollars half up to cents.
func Cents(d decimal.NullDecimal) types.Number {
	if !d.Valid {
		return types.NumberNull()
	}
	return Number(cost.Cents(d.Decimal))
}

// PrivateState is the part of a resource's private state that an estimate needs.
type PrivateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// Estimate fills `estimated_cost`. inputs are everything in the configuration
// that the estimate is made from; as long as they and the provider's `pricing`
// stay the same, the earlier estimate stands, whatever RunPod's prices do.
func Estimate[I any](ctx context.Context, pricing *Pricing, private PrivateState, earlier types.Object,
	inputs I, estimate func(cost.Estimator, I) cost.Estimate,
) (types.Object, diag.Diagnostics) {
	var diags diag.Diagnostics
	if pricing.Unknown() {
		return EstimateUnknown(), diags
	}
	fingerprint, err := fingerprintOf(pricing, inputs)
	if err != nil {
		diags.AddError("Cannot estimate costs", err.Error())
		return EstimateUnknown(), diags
	}
	before, d := private.GetKey(ctx, estimateKey)
	diags.Append(d...)
	if !earlier.IsNull() && !earlier.IsUnknown() && bytes.Equal(before, fingerprint) {
		return earlier, diags
	}
	estimator, d := pricing.Estimator(ctx)
	diags.Append(d...)
	if diags.HasError() {
		return EstimateUnknown(), diags
	}
	e := estimate(estimator, inputs)
	for _, warning := range e.Warnings {
		diags.AddAttributeWarning(path.Root("estimated_cost"), "Cost estimate of "+e.Resource, warning)
	}
	diags.Append(private.SetKey(ctx, estimateKey, fingerprint)...)
	return EstimateValue(e), diags
}

// SettledEstimate is Estimate at apply: what the plan has shown stands, what it
// had to leave open is estimated now. Create and Update both call it, because
// private state that a plan has set does not reach a create.
func SettledEstimate[I any](ctx context.Context, pricing *Pricing, private PrivateState, planned types.Object,
	inputs I, estimate func(cost.Estimator, I) cost.Estimate,
) (types.Object, diag.Diagnostics) {
	if planned.IsUnknown() {
		return Estimate(ctx, pricing, private, EstimateNull(), inputs, estimate)
	}
	var diags diag.Diagnostics
	fingerprint, err := fingerprintOf(pricing, inputs)
	if err != nil {
		diags.AddError("Cannot estimate costs", err.Error())
		return planned, diags
	}
	return planned, private.SetKey(ctx, estimateKey, fingerprint)
}

// fingerprintOf is JSON, since that is what private state takes.
func fingerprintOf(pricing *Pricing, inputs any) ([]byte, error) {
	text, err := json.Marshal(inputs)
	if err != nil {
		return nil, fmt.Errorf("remembering what the estimate was made from: %w", err)
	}
	sum := sha256.Sum256(append(text, pricing.Fingerprint()...))
	return json.Marshal(hex.EncodeToString(sum[:]))
}
