package pricing

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
	"github.com/runpod-iac/terraform-provider-runpod/internal/traffic"
)

// The largest burst that is simulated in time for a plan.
const maxBurstSize = 10_000

// What the attributes of a usage mean.
const (
	requestsPerDayText   = "Average number of requests per day."
	executionSecondsText = "Average execution time of a request in seconds."
	trafficText          = "`STEADY` (requests arrive at random) or `BURSTS` (`burst_size` at the same moment). Default: `STEADY`."
	burstSizeText        = "Requests per burst, up to 10,000. Required with `BURSTS`."
	hoursPerDayText      = "Hours of the day in which requests arrive. Default: `24`."
	concurrencyText      = "Requests that a worker handles at a time. Default: `1`. On a `LOAD_BALANCER`, the simulation uses `scaling.request_count` instead."
	modelText            = "Weights that a worker loads at each cold start."
	modelSizeText        = "Size in GB."
	modelLocationText    = "`IMAGE`, `CACHED` (Runpod's model cache) or `NETWORK_VOLUME`. Default: `IMAGE`."
	coldStartSecondsText = "Billed seconds of a cold start. Default: 2.3 with flashboot, otherwise 10, plus loading `model`."
	coldStartRatioText   = "Measured share of requests that meet a cold start, 0 to 1. Replaces the simulation."
)

func notNegative() []validator.Float64 { return []validator.Float64{float64validator.AtLeast(0)} }

// partOfDay is above 0.
func partOfDay() []validator.Float64 {
	return []validator.Float64{float64validator.Between(0.001, 24)}
}

func trafficPatterns() []validator.String {
	return []validator.String{stringvalidator.OneOf(cost.TrafficSteady, cost.TrafficBursts)}
}

func modelLocations() []validator.String {
	return []validator.String{stringvalidator.OneOf(traffic.FromImage, traffic.FromNetworkVolume, traffic.FromCache)}
}

// UsageAttributes are the attributes of a resource's `usage`.
func UsageAttributes() map[string]schema.Attribute {
	number := func(text string, validators []validator.Float64) schema.Float64Attribute {
		return schema.Float64Attribute{Optional: true, MarkdownDescription: text, Validators: validators}
	}
	requests, execution := number(requestsPerDayText, notNegative()), number(executionSecondsText, notNegative())
	requests.Optional, requests.Required, execution.Optional, execution.Required = false, true, false, true
	return map[string]schema.Attribute{
		"requests_per_day":  requests,
		"execution_seconds": execution,
		"traffic":           schema.StringAttribute{Optional: true, MarkdownDescription: trafficText, Validators: trafficPatterns()},
		"burst_size": schema.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Optional: true, MarkdownDescription: burstSizeText, Validators: []validator.Int64{int64validator.Between(1, maxBurstSize)},
		},
		"hours_per_day": number(hoursPerDayText, partOfDay()),
		"concurrency": schema.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Optional: true, MarkdownDescription: concurrencyText, Validators: []validator.Int64{int64validator.AtLeast(1)},
		},
		"model": schema.SingleNestedAttribute{
			Optional: true, MarkdownDescription: modelText,
			Attributes: map[string]schema.Attribute{
				"size_gb":  schema.Float64Attribute{Required: true, MarkdownDescription: modelSizeText, Validators: notNegative()},
				"location": schema.StringAttribute{Optional: true, MarkdownDescription: modelLocationText, Validators: modelLocations()},
			},
		},
		"cold_start_seconds": number(coldStartSecondsText, notNegative()),
		"cold_start_ratio":   number(coldStartRatioText, []validator.Float64{float64validator.Between(0, 1)}),
	}
}

// UsageInputs are the same attributes of a data source. What a resource requires is optional here: the objects of an
// estimate say themselves what they lack.
func UsageInputs() map[string]datasource.Attribute {
	number := func(text string, validators []validator.Float64) datasource.Attribute {
		return datasource.Float64Attribute{Optional: true, MarkdownDescription: text, Validators: validators}
	}
	return map[string]datasource.Attribute{
		"requests_per_day":  number(requestsPerDayText, notNegative()),
		"execution_seconds": number(executionSecondsText, notNegative()),
		"traffic":           datasource.StringAttribute{Optional: true, MarkdownDescription: trafficText, Validators: trafficPatterns()},
		"burst_size": datasource.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Optional: true, MarkdownDescription: burstSizeText, Validators: []validator.Int64{int64validator.Between(1, maxBurstSize)},
		},
		"hours_per_day": number(hoursPerDayText, partOfDay()),
		"concurrency": datasource.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Optional: true, MarkdownDescription: concurrencyText, Validators: []validator.Int64{int64validator.AtLeast(1)},
		},
		"model": datasource.SingleNestedAttribute{
			Optional: true, MarkdownDescription: modelText,
			Attributes: map[string]datasource.Attribute{
				"size_gb":  number(modelSizeText, notNegative()),
				"location": datasource.StringAttribute{Optional: true, MarkdownDescription: modelLocationText, Validators: modelLocations()},
			},
		},
		"cold_start_seconds": number(coldStartSecondsText, notNegative()),
		"cold_start_ratio":   number(coldStartRatioText, []validator.Float64{float64validator.Between(0, 1)}),
	}
}

// What the attributes of `estimated_service` mean.
var serviceTexts = map[string]string{
	"wait_p50_seconds":     "Median wait in seconds until execution starts.",
	"wait_p95_seconds":     "95th percentile of the wait in seconds.",
	"wait_longest_seconds": "Longest simulated wait in seconds.",
	"burst_seconds":        "Seconds until a burst is served, with no flex worker up before. `BURSTS` only.",
	"cold_start_ratio":     "Share of requests that meet a cold start.",
	"peak_workers":         "Maximum number of workers at once, active ones included.",
	"busy_ratio":           "Share of the workers' time in which they have work.",
}

const (
	serviceText        = "How the endpoint serves `usage`, simulated at plan. Values that cannot be simulated are null."
	serviceSummaryText = "Summary in one line."
)

// ServiceAttribute is the `estimated_service` of an endpoint.
func ServiceAttribute() schema.SingleNestedAttribute {
	attributes := map[string]schema.Attribute{"summary": schema.StringAttribute{Computed: true, MarkdownDescription: serviceSummaryText}}
	for name, text := range serviceTexts {
		attributes[name] = schema.NumberAttribute{Computed: true, MarkdownDescription: text}
	}
	return schema.SingleNestedAttribute{Computed: true, MarkdownDescription: serviceText, Attributes: attributes}
}

// ServiceOutput is the same attribute of a data source.
func ServiceOutput() datasource.SingleNestedAttribute {
	attributes := map[string]datasource.Attribute{"summary": datasource.StringAttribute{Computed: true, MarkdownDescription: serviceSummaryText}}
	for name, text := range serviceTexts {
		attributes[name] = datasource.NumberAttribute{Computed: true, MarkdownDescription: text}
	}
	return datasource.SingleNestedAttribute{Computed: true, MarkdownDescription: serviceText, Attributes: attributes}
}
