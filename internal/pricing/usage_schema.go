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
	executionSecondsText = "Average seconds that a worker needs for one request."
	trafficText          = "How requests arrive: `STEADY` (randomly, day and night alike) or `BURSTS` (`burst_size` requests at the same moment, the bursts randomly). Default: `STEADY`."
	burstSizeText        = "Number of requests per burst, up to 10,000. Required with `BURSTS`."
	hoursPerDayText      = "Hours of the day within which all requests arrive, above 0 and up to 24. Default: `24`."
	concurrencyText      = "Number of requests that a worker handles at a time. Default: `1`; on a `LOAD_BALANCER` it is `scaling.request_count`."
	modelText            = "The weights that a worker loads at each cold start. Default: none."
	modelSizeText        = "Size in GB."
	modelLocationText    = "`IMAGE` (baked in, 1 GB/s), `CACHED` (Runpod's cache of models, 1 GB/s) or `NETWORK_VOLUME` (0.3 GB/s). Default: `IMAGE`. The speeds of the first two are assumptions."
	coldStartSecondsText = "Billed seconds of a cold start: container start and model load, not the image pull. Default: 2.3 with flashboot and 10 without, and what loading `model` takes."
	coldStartRatioText   = "Measured share of requests that meet a cold start, 0 to 1. It replaces the traffic simulation, so no waits are estimated. Default: simulated."
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
	const change = " A change changes the estimate only."
	number := func(text string, validators []validator.Float64) schema.Float64Attribute {
		return schema.Float64Attribute{Optional: true, MarkdownDescription: text + change, Validators: validators}
	}
	requests, execution := number(requestsPerDayText, notNegative()), number(executionSecondsText, notNegative())
	requests.Optional, requests.Required, execution.Optional, execution.Required = false, true, false, true
	return map[string]schema.Attribute{
		"requests_per_day":  requests,
		"execution_seconds": execution,
		"traffic":           schema.StringAttribute{Optional: true, MarkdownDescription: trafficText + change, Validators: trafficPatterns()},
		"burst_size": schema.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Optional: true, MarkdownDescription: burstSizeText + change, Validators: []validator.Int64{int64validator.Between(1, maxBurstSize)},
		},
		"hours_per_day": number(hoursPerDayText, partOfDay()),
		"concurrency": schema.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Optional: true, MarkdownDescription: concurrencyText + change, Validators: []validator.Int64{int64validator.AtLeast(1)},
		},
		"model": schema.SingleNestedAttribute{
			Optional: true, MarkdownDescription: modelText + change,
			Attributes: map[string]schema.Attribute{
				"size_gb":  schema.Float64Attribute{Required: true, MarkdownDescription: modelSizeText + change, Validators: notNegative()},
				"location": schema.StringAttribute{Optional: true, MarkdownDescription: modelLocationText + change, Validators: modelLocations()},
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
	"wait_p50_seconds":     "Median wait in seconds, from the arrival of a request to the start of its execution.",
	"wait_p95_seconds":     "The same for 95 % of the requests.",
	"wait_longest_seconds": "The longest simulated wait in seconds; `summary` names the simulated time.",
	"burst_seconds":        "Seconds from the arrival of a burst to the end of its last request, with no flex worker up before. Null unless `usage.traffic` is `BURSTS`.",
	"cold_start_ratio":     "Share of the requests that meet a cold start: a flex worker takes them right after it has started. They wait for that start, and maybe for the queue delay.",
	"peak_workers":         "Maximum number of workers at once, active workers included.",
	"busy_ratio":           "Share of the time in which workers are up or starting that they have work, before each session is rounded up to the second.",
}

const (
	serviceText        = "How the endpoint serves the declared `usage`, simulated and known at plan. Null without `usage`; single values are null where the workers cannot carry the load, or where `usage.cold_start_ratio` replaces the simulation."
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
