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
				MarkdownDescription: "Whether `api_url` may begin with `http://` if its host is not this machine. The API key is then sent in clear text. " +
					"Default: the environment variable `RUNPOD_ALLOW_INSECURE_HTTP` (`1` or `true`), else `false`.",
			},
			"request_timeout": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("Timeout of a single request, such as `30s` or `2m`. Default: `%s`.", defaultRequestTimeout),
			},
			"max_retries": schema.Int64Attribute{
				CustomType: tfkit.WholeNumber{}, Optional: true,
				MarkdownDescription: fmt.Sprintf("Maximum number of retries of a request that is safe to repeat. Default: `%d`. `0` disables retries. Waiting for Runpod's rate limit does not count as a retry: the provider waits as long as the operation's timeout allows.", defaultMaxRetries),
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
				MarkdownDescription: fmt.Sprintf("Source of the prices: `auto` (the live catalog if there is an API key and the catalog is available, else the snapshot), `catalog` (the live catalog or an error) or `snapshot` (the prices of %s that ship with the provider). Default: `auto`.", cost.SnapshotDate()),
				Validators:          []validator.String{stringvalidator.OneOf(pricing.SourceAuto, pricing.SourceCatalog, pricing.SourceSnapshot)},
			},
			"hours_per_month": schema.Float64Attribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("Hours in a month. Default: `%s`.", settings.HoursPerMonth),
				Validators:          []validator.Float64{float64validator.Between(1, 744)},
			},
			"network_volume_tier_gb": schema.Int64Attribute{
				CustomType: tfkit.WholeNumber{}, Optional: true,
				MarkdownDescription: fmt.Sprintf("Size in GB above which a network volume costs less per GB. Runpod documents 1 TB, without saying whether that is 1000 or 1024 GB. Default: `%s`.", settings.NetworkVolumeTierGB),
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
			"high_performance_volume_usd_per_gb_month": price(fmt.Sprintf("USD per GB-month of a high-performance network volume. Runpod does not publish it; the default `%s` is an assumption.", settings.HighPerformanceUSDPerGBMonth)),
			"gpu_overrides": schema.MapNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Negotiated or what-if prices by GPU type id. They override the catalog and the snapshot. Prices that are not set come from there.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"secure_usd_per_hour":    price("USD per GPU-hour of a pod on secure cloud."),
					"community_usd_per_hour": price("USD per GPU-hour of a pod on community cloud."),
					"flex_usd_per_second":    price("USD per GPU-second of a flex worker."),
					"active_usd_per_second":  price("USD per GPU-second of an active worker. Default: the flex price."),
				}},
			},
			"cpu_overrides": schema.MapNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Negotiated or what-if prices by CPU flavor id. They override the catalog and the snapshot.",
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
		MarkdownDescription: "Checks the cost of every plan. It adds up the `estimated_cost` of all resources of this provider configuration, including unchanged ones, and warns (or fails) when a limit is exceeded, with the sum so far and the largest items. Only a plan that adds to the cost can fail. The expected cost counts (`monthly_usd`), so a pod counts with its first GPU type even if a fallback costs more. An endpoint without `usage` counts at its monthly maximum. Resources without a known cost are listed. If the API returns them, a plan that starts resources is also checked against the balance of a prepaid account, and a plan that adds workers against the worker quota. A plan with `-target` counts only the targeted resources, and a plan with `-refresh-only` none. An apply plans its changes again, counts only those, and may repeat a warning. Each provider configuration (`alias`) has its own budget. To check a saved plan, run the subcommand `cost` of the provider's binary.",
		Attributes: map[string]schema.Attribute{
			"max_hourly_usd": limit(fmt.Sprintf("Maximum hourly cost in USD with everything running. Default: the account's spend limit from Runpod's API, else `%d`. Exceeding the default only warns, whatever `enforcement` is, and only if the plan starts resources or adds workers.", cost.SpendLimitUSDPerHour)),
			"monthly_usd":    limit("Maximum monthly cost in USD. Default: no limit."),
			"enforcement": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("Effect of exceeding a limit: `%s` (a warning) or `%s` (an error if the plan adds to the cost, so that nothing is applied). Default: `%s`.",
					enforcementWarn, enforcementError, enforcementWarn),
				Validators: []validator.String{stringvalidator.OneOf(enforcementWarn, enforcementError)},
			},
		},
	}
}
