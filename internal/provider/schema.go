package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Defaults of the provider's configuration.
const (
	defaultAPIURL         = "https://api.runpod.io/v2"
	defaultRequestTimeout = "60s"
	defaultMaxRetries     = 4
)

// What happens beyond the budget.
const (
	enforcementWarn  = "warn"
	enforcementError = "error"
)

func providerSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Manages Runpod Pods, Serverless endpoints and network volumes, and shows in the plan what they will cost. Built on Runpod's REST API v2.",
		Attributes: map[string]schema.Attribute{
			"api_key": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "API key of the Runpod account. Default: the environment variable `RUNPOD_API_KEY`. Not required for a plan that only creates resources.",
			},
			"api_url": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("Base URL of the API. Default: the environment variable `RUNPOD_API_URL`, else `%s`.", defaultAPIURL),
			},
			"allow_insecure_http": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether `api_url` may begin with `http://` on another host: the API key is then sent in clear text. " +
					"Default: the environment variable `RUNPOD_ALLOW_INSECURE_HTTP` (`1` or `true`), else `false`.",
			},
			"request_timeout": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("Timeout of a single request, such as `30s` or `2m`. Default: `%s`.", defaultRequestTimeout),
			},
			"max_retries": schema.Int64Attribute{
				CustomType: tfkit.WholeNumber{}, Optional: true,
				MarkdownDescription: fmt.Sprintf("Maximum number of retries of a request that is safe to repeat, not counting waits for Runpod's rate limit. Default: `%d`.", defaultMaxRetries),
				Validators:          []validator.Int64{int64validator.Between(0, 20)},
			},
			"pricing": pricingAttribute(),
			"budget":  budgetAttribute(),

			"default_tags": labels.DefaultsAttribute(),
		},
	}
}

func pricingAttribute() schema.Attribute {
	settings := cost.DefaultSettings()
	price := func(description string) schema.Attribute {
		return schema.Float64Attribute{
			Optional:            true,
			MarkdownDescription: description,
			Validators:          []validator.Float64{float64validator.AtLeast(0)},
		}
	}
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Assumptions behind every cost estimate.",
		Attributes: map[string]schema.Attribute{
			"source": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("Source of the prices: `catalog` (the live catalog), `snapshot` (the prices of %s that ship with the provider) or `auto` (the catalog if available). Default: `auto`.", cost.SnapshotDate()),
				Validators:          []validator.String{stringvalidator.OneOf(pricing.SourceAuto, pricing.SourceCatalog, pricing.SourceSnapshot)},
			},
			"hours_per_month": schema.Float64Attribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("Hours in a month. Default: `%s`.", settings.HoursPerMonth),
				Validators:          []validator.Float64{float64validator.Between(1, 744)},
			},
			"network_volume_tier_gb": schema.Int64Attribute{
				CustomType: tfkit.WholeNumber{}, Optional: true,
				MarkdownDescription: fmt.Sprintf("Size in GB above which a network volume costs less per GB. Default: `%s`.", settings.NetworkVolumeTierGB),
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
			"high_performance_volume_usd_per_gb_month": price(fmt.Sprintf("USD per GB-month of a high-performance network volume. Default: `%s`, an assumption.", settings.HighPerformanceUSDPerGBMonth)),
			"gpu_overrides": schema.MapNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Negotiated or what-if prices by GPU type ID, in place of the catalog's.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"secure_usd_per_hour":    price("USD per GPU-hour of a pod on secure cloud."),
					"community_usd_per_hour": price("USD per GPU-hour of a pod on community cloud."),
					"flex_usd_per_second":    price("USD per GPU-second of a flex worker."),
					"active_usd_per_second":  price("USD per GPU-second of an active worker. Default: the flex price."),
				}},
			},
			"cpu_overrides": schema.MapNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Negotiated or what-if prices by CPU flavor ID, in place of the catalog's.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"pod_usd_per_vcpu_hour":        price("USD per vCPU-hour of a pod."),
					"serverless_usd_per_vcpu_hour": price("USD per vCPU-hour of a serverless worker."),
				}},
			},
		},
	}
}

func budgetAttribute() schema.Attribute {
	limit := func(description string) schema.Attribute {
		return schema.Float64Attribute{
			Optional:            true,
			MarkdownDescription: description,
			Validators:          []validator.Float64{float64validator.AtLeast(0)},
		}
	}
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Limits on the cost of all resources of this provider configuration, unchanged ones included, checked in every plan. An endpoint without `usage` counts at its monthly maximum; resources without a known cost are listed, not counted.",
		Attributes: map[string]schema.Attribute{
			"max_hourly_usd": limit(fmt.Sprintf("Maximum hourly cost in USD with everything running. Default: the account's spend limit, otherwise `%d`. Exceeding the default only warns.", cost.SpendLimitUSDPerHour)),
			"monthly_usd":    limit("Maximum monthly cost in USD. Default: no limit."),
			"enforcement": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("Effect of exceeding a limit: `%s`, or `%s` if the plan adds to the cost. Default: `%s`.",
					enforcementWarn, enforcementError, enforcementWarn),
				Validators: []validator.String{stringvalidator.OneOf(enforcementWarn, enforcementError)},
			},
		},
	}
}
