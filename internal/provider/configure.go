package provider

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type providerModel struct {
	APIKey         types.String `tfsdk:"api_key"`
	APIURL         types.String `tfsdk:"api_url"`
	RequestTimeout types.String `tfsdk:"request_timeout"`
	MaxRetries     types.Int64  `tfsdk:"max_retries"`
	AllowInsecure  types.Bool   `tfsdk:"allow_insecure_http"`
	Pricing        types.Object `tfsdk:"pricing"`
	Budget         types.Object `tfsdk:"budget"`
	DefaultTags    types.Map    `tfsdk:"default_tags"`
}

type pricingModel struct {
	Source                  types.String  `tfsdk:"source"`
	HoursPerMonth           types.Float64 `tfsdk:"hours_per_month"`
	NetworkVolumeTierGB     types.Int64   `tfsdk:"network_volume_tier_gb"`
	HighPerformanceUSDPerGB types.Float64 `tfsdk:"high_performance_volume_usd_per_gb_month"`
	GPUOverrides            types.Map     `tfsdk:"gpu_overrides"`
	CPUOverrides            types.Map     `tfsdk:"cpu_overrides"`
}

type budgetModel struct {
	MaxHourlyUSD types.Float64 `tfsdk:"max_hourly_usd"`
	MonthlyUSD   types.Float64 `tfsdk:"monthly_usd"`
	Enforcement  types.String  `tfsdk:"enforcement"`
}

type gpuOverrideModel struct {
	SecureUSDPerHour    types.Float64 `tfsdk:"secure_usd_per_hour"`
	CommunityUSDPerHour types.Float64 `tfsdk:"community_usd_per_hour"`
	FlexUSDPerSecond    types.Float64 `tfsdk:"flex_usd_per_second"`
	ActiveUSDPerSecond  types.Float64 `tfsdk:"active_usd_per_second"`
}

type cpuOverrideModel struct {
	PodUSDPerVCPUHour        types.Float64 `tfsdk:"pod_usd_per_vcpu_hour"`
	ServerlessUSDPerVCPUHour types.Float64 `tfsdk:"serverless_usd_per_vcpu_hour"`
}

// envSettings is what the environment says where the configuration is silent.
type envSettings struct {
	apiKey, apiURL           string
	inSandbox                bool // the account in memory that runs the CLI is the only one
	allowInsecure, logBodies bool
}

func environment() envSettings {
	url, inSandbox := os.Getenv("RUNPOD_API_URL"), false
	if sandbox := os.Getenv(runpod.SandboxVariable); sandbox != "" {
		url, inSandbox = sandbox, true
	}
	return envSettings{
		apiKey: os.Getenv("RUNPOD_API_KEY"), apiURL: url, inSandbox: inSandbox,
		allowInsecure: isOn("RUNPOD_ALLOW_INSECURE_HTTP"), logBodies: isOn("RUNPOD_LOG_BODIES"),
	}
}

// isOn reads an environment variable that switches something on.
func isOn(name string) bool {
	on, _ := strconv.ParseBool(os.Getenv(name)) // what is neither is off
	return on
}

// settings are the configuration with the environment and the defaults applied.
type settings struct {
	apiKey, apiURL string
	noKey          error // why there is no key, where that is not for lack of one
	allowInsecure  bool
	logBodies      bool
	requestTimeout time.Duration
	maxRetries     int
	pricing        pricing.Config
	budget         pricing.BudgetConfig
}

// resolve applies environment and defaults. Configuration beats environment, and
// a value that is not known yet counts as not set: a plan must not fail for a
// key that another resource is still to make. In a sandbox neither key nor address of
// the configuration counts: they are those of a real account.
func (m providerModel) resolve(ctx context.Context, env envSettings, diags *diag.Diagnostics) settings {
	s := settings{apiKey: env.apiKey, apiURL: env.apiURL, maxRetries: defaultMaxRetries, allowInsecure: env.allowInsecure, logBodies: env.logBodies}
	if env.inSandbox {
		m.APIKey, m.APIURL = types.StringNull(), types.StringNull()
	}
	if !m.APIKey.IsNull() {
		s.apiKey = m.APIKey.ValueString()
	}
	if tfkit.Declared(m.APIURL) {
		s.apiURL = m.APIURL.ValueString()
	}
	if m.APIKey.IsUnknown() || m.APIURL.IsUnknown() {
		// A key that is known must not go to an address that it is not for.
		s.apiKey, s.noKey = "", runpod.ErrKeyNotKnown
	}
	if !m.AllowInsecure.IsNull() && !m.AllowInsecure.IsUnknown() {
		s.allowInsecure = m.AllowInsecure.ValueBool()
	}
	if s.apiURL == "" {
		s.apiURL = defaultAPIURL
	}
	s.checkURL(!m.AllowInsecure.IsUnknown(), diags)
	timeout := defaultRequestTimeout
	if tfkit.Declared(m.RequestTimeout) {
		timeout = m.RequestTimeout.ValueString()
	}
	duration, remedy := tfkit.PositiveDuration(timeout)
	if remedy != "" {
		diags.AddAttributeError(path.Root("request_timeout"), "Invalid request timeout", remedy)
	}
	s.requestTimeout = duration
	if !m.MaxRetries.IsNull() && !m.MaxRetries.IsUnknown() {
		s.maxRetries = int(m.MaxRetries.ValueInt64())
	}
	s.pricing = m.pricingConfig(ctx, diags)
	s.budget = m.budgetConfig(ctx, diags)
	return s
}

// checkURL refuses an address that cannot be used, without repeating it: there may be a
// password in it.
func (s *settings) checkURL(flagKnown bool, diags *diag.Diagnostics) {
	_, err := runpod.ParseBaseURL(s.apiURL, s.allowInsecure)
	switch {
	case errors.Is(err, runpod.ErrInsecure) && !flagKnown:
		s.apiKey, s.noKey = "", runpod.ErrKeyNotKnown
		s.allowInsecure = true // nothing is sent without a key
	case errors.Is(err, runpod.ErrInsecure):
		diags.AddAttributeError(path.Root("api_url"), "API URL without encryption",
			"The API URL begins with http:// and its host is not this machine: "+err.Error()+". Use https://. If the network path to the host is safe, "+
				"set `allow_insecure_http = true` in the provider block, or RUNPOD_ALLOW_INSECURE_HTTP=1.")
	case err != nil:
		diags.AddAttributeError(path.Root("api_url"), "Invalid API URL",
			fmt.Sprintf("%s. Correct `api_url` or RUNPOD_API_URL, or remove both.", capital(err.Error())))
	}
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

func (m providerModel) pricingConfig(ctx context.Context, diags *diag.Diagnostics) pricing.Config {
	config := pricing.Config{Source: pricing.SourceAuto, Settings: cost.DefaultSettings()}
	if !tfkit.Known(ctx, m.Pricing) {
		config.Unknown = true
		return config
	}
	declared := tfkit.ObjectAs[pricingModel](ctx, m.Pricing, diags)
	if declared == nil {
		return config
	}
	if !declared.Source.IsNull() {
		config.Source = declared.Source.ValueString()
	}
	if !declared.HoursPerMonth.IsNull() {
		config.Settings.HoursPerMonth = tfkit.Decimal(declared.HoursPerMonth)
	}
	if !declared.NetworkVolumeTierGB.IsNull() {
		config.Settings.NetworkVolumeTierGB = decimal.NewFromInt(declared.NetworkVolumeTierGB.ValueInt64())
	}
	if !declared.HighPerformanceUSDPerGB.IsNull() {
		config.Settings.HighPerformanceUSDPerGBMonth = tfkit.Decimal(declared.HighPerformanceUSDPerGB)
	}
	prices := cost.Snapshot()
	var gpus map[string]gpuOverrideModel // without null elements, since an object is decoded plain
	diags.Append(declared.GPUOverrides.ElementsAs(ctx, &gpus, false)...)
	config.GPUOverrides = make(map[string]cost.GPUOverride, len(gpus))
	for id, o := range gpus {
		_, known := prices.GPU(id)
		warnOfTypo("gpu_overrides", "GPU type", id, known, prices.ClosestGPU(id), diags)
		config.GPUOverrides[id] = cost.GPUOverride{
			SecurePerHour:    tfkit.NullDecimal(o.SecureUSDPerHour),
			CommunityPerHour: tfkit.NullDecimal(o.CommunityUSDPerHour),
			FlexPerSecond:    tfkit.NullDecimal(o.FlexUSDPerSecond),
			ActivePerSecond:  tfkit.NullDecimal(o.ActiveUSDPerSecond),
		}
	}
	var cpus map[string]cpuOverrideModel
	diags.Append(declared.CPUOverrides.ElementsAs(ctx, &cpus, false)...)
	config.CPUOverrides = make(map[string]cost.CPUOverride, len(cpus))
	for id, o := range cpus {
		_, known := prices.CPU(id)
		warnOfTypo("cpu_overrides", "CPU flavor", id, known, prices.ClosestCPU(id), diags)
		config.CPUOverrides[id] = cost.CPUOverride{
			PodPerVCPUHour:        tfkit.NullDecimal(o.PodUSDPerVCPUHour),
			ServerlessPerVCPUHour: tfkit.NullDecimal(o.ServerlessUSDPerVCPUHour),
		}
	}
	return config
}

// budgetConfig leaves out what is not known yet: a limit that nobody knows limits
// nothing.
func (m providerModel) budgetConfig(ctx context.Context, diags *diag.Diagnostics) pricing.BudgetConfig {
	if m.Budget.IsUnknown() {
		return pricing.BudgetConfig{}
	}
	config := pricing.BudgetConfig{MaxHourly: decimal.NewNullDecimal(decimal.NewFromInt(cost.SpendLimitUSDPerHour))}
	budget := tfkit.ObjectAs[budgetModel](ctx, m.Budget, diags)
	if budget == nil {
		return config
	}
	if !budget.MaxHourlyUSD.IsNull() {
		config.MaxHourly, config.OwnMaxHourly = tfkit.NullDecimal(budget.MaxHourlyUSD), true
	}
	config.Monthly = tfkit.NullDecimal(budget.MonthlyUSD)
	config.Refuse = budget.Enforcement.ValueString() == enforcementError
	return config
}

// warnOfTypo warns where an override names nearly a GPU type or a CPU flavor: it may
// change no price, and nothing else would say so. One that is newer than the prices
// which come with the provider is like none of them.
func warnOfTypo(overrides, thing, id string, known bool, closest []string, diags *diag.Diagnostics) {
	if known || len(closest) == 0 {
		return
	}
	diags.AddAttributeWarning(path.Root("pricing").AtName(overrides).AtMapKey(id), fmt.Sprintf("Override of an unknown %s: %s", thing, id),
		fmt.Sprintf("The prices of %s contain no %s %q, so this override applies only to resources that name exactly this one. If it is not newer, did you mean %q?", cost.SnapshotDate(), thing, id, closest[0]))
}
