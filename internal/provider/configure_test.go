package provider

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// pricingTypes are those of the pricing attribute, taken from the schema.
func pricingTypes(t *testing.T) map[string]attr.Type {
	t.Helper()
	object, ok := pricingAttribute().GetType().(types.ObjectType)
	if !ok {
		t.Fatalf("pricing is a %T", pricingAttribute().GetType())
	}
	return object.AttrTypes
}

func emptyModel(t *testing.T) providerModel {
	t.Helper()
	return providerModel{Pricing: types.ObjectNull(pricingTypes(t))}
}

func TestConfigurationBeatsEnvironment(t *testing.T) {
	t.Parallel()
	both := envSettings{apiKey: "env-key", apiURL: "https://env.example/v2"}
	for name, test := range map[string]struct {
		change  func(*providerModel)
		env     envSettings
		key     string
		url     string
		timeout time.Duration
		retries int
	}{
		"nothing set": {url: defaultAPIURL, timeout: time.Minute, retries: 4},
		"environment": {env: both, key: "env-key", url: "https://env.example/v2", timeout: time.Minute, retries: 4},
		"configuration": {
			change: func(m *providerModel) {
				m.APIKey, m.APIURL = types.StringValue("key"), types.StringValue("https://api.example/v2")
				m.RequestTimeout, m.MaxRetries = types.StringValue("5s"), types.Int64Value(0)
			},
			env: both, key: "key", url: "https://api.example/v2", timeout: 5 * time.Second, retries: 0,
		},
		"in a sandbox its account is the only one": {
			change: func(m *providerModel) {
				m.APIKey, m.APIURL = types.StringValue("real-key"), types.StringValue("https://api.example/v2")
			},
			env: envSettings{apiKey: "made-up", apiURL: "http://127.0.0.1:4711/v2", inSandbox: true},
			key: "made-up", url: "http://127.0.0.1:4711/v2", timeout: time.Minute, retries: 4,
		},
		"a key that is not known yet is not a key": {
			change: func(m *providerModel) { m.APIKey = types.StringUnknown() },
			env:    both, key: "", url: "https://env.example/v2", timeout: time.Minute, retries: 4,
		},
		"a key does not go to another address while its own is not known": {
			change: func(m *providerModel) { m.APIURL = types.StringUnknown() },
			env:    both, key: "", url: "https://env.example/v2", timeout: time.Minute, retries: 4,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := emptyModel(t)
			if test.change != nil {
				test.change(&m)
			}
			var diags diag.Diagnostics
			got := m.resolve(t.Context(), test.env, &diags)
			if diags.HasError() {
				t.Fatal(diags)
			}
			if unknown := m.APIKey.IsUnknown() || m.APIURL.IsUnknown(); errors.Is(got.noKey, runpod.ErrKeyNotKnown) != unknown {
				t.Errorf("without a key because of %v", got.noKey)
			}
			if got.apiKey != test.key || got.apiURL != test.url || got.requestTimeout != test.timeout || got.maxRetries != test.retries {
				t.Errorf("got key %q, url %q, timeout %s, retries %d", got.apiKey, got.apiURL, got.requestTimeout, got.maxRetries)
			}
		})
	}
}

func TestConfigurationErrors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*providerModel)
		want   path.Path
	}{
		"url without a host":    {func(m *providerModel) { m.APIURL = types.StringValue("api.runpod.io") }, path.Root("api_url")},
		"url of another scheme": {func(m *providerModel) { m.APIURL = types.StringValue("ftp://api.runpod.io") }, path.Root("api_url")},
		"url with a password":   {func(m *providerModel) { m.APIURL = types.StringValue("https://u:hunter2@api.runpod.io/v2") }, path.Root("api_url")},
		"malformed, a password": {func(m *providerModel) { m.APIURL = types.StringValue("htps//u:hunter2@api.runpod.io:x") }, path.Root("api_url")},
		"url of a shell":        {func(m *providerModel) { m.APIURL = types.StringValue("hunter2\x1b[2J") }, path.Root("api_url")},
		"http to elsewhere":     {func(m *providerModel) { m.APIURL = types.StringValue("http://api.runpod.io/v2") }, path.Root("api_url")},
		"http, not allowed": {func(m *providerModel) {
			m.APIURL, m.AllowInsecure = types.StringValue("http://192.168.0.1/v2"), types.BoolValue(false)
		}, path.Root("api_url")},
		"timeout without unit": {func(m *providerModel) { m.RequestTimeout = types.StringValue("60") }, path.Root("request_timeout")},
		"negative timeout":     {func(m *providerModel) { m.RequestTimeout = types.StringValue("-1s") }, path.Root("request_timeout")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := emptyModel(t)
			test.change(&m)
			var diags diag.Diagnostics
			m.resolve(t.Context(), envSettings{}, &diags)
			if diags.ErrorsCount() != 1 || strings.Contains(fmt.Sprint(diags), "hunter2") {
				t.Fatalf("diagnostics: %v", diags)
			}
			if d, ok := diags[0].(diag.DiagnosticWithPath); !ok || !d.Path().Equal(test.want) {
				t.Errorf("not on %s: %v", test.want, diags[0])
			}
		})
	}
}

func TestInsecureHTTPIsAllowedByName(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		flag    types.Bool
		env     bool
		allowed bool
	}{
		"nothing":                   {types.BoolNull(), false, false},
		"environment":               {types.BoolNull(), true, true},
		"configuration":             {types.BoolValue(true), false, true},
		"configuration beats it":    {types.BoolValue(false), true, false},
		"not known, so without key": {types.BoolUnknown(), false, true},
	} {
		m := emptyModel(t)
		m.APIURL, m.APIKey, m.AllowInsecure = types.StringValue("http://proxy.internal/v2"), types.StringValue("key"), test.flag
		var diags diag.Diagnostics
		got := m.resolve(t.Context(), envSettings{allowInsecure: test.env}, &diags)
		if diags.HasError() == test.allowed {
			t.Errorf("%s: %v", name, diags)
		}
		if (got.apiKey == "") != test.flag.IsUnknown() {
			t.Errorf("%s: the key is %q", name, got.apiKey)
		}
		if !test.allowed && !strings.Contains(diags[0].Detail(), "allow_insecure_http") {
			t.Errorf("%s: names no way: %s", name, diags[0].Detail())
		}
	}
}

func TestPricingOverridesAreExact(t *testing.T) {
	t.Parallel()
	kinds := pricingTypes(t)
	gpu := kinds["gpu_overrides"].(types.MapType).ElemType.(types.ObjectType)
	cpu := kinds["cpu_overrides"].(types.MapType).ElemType.(types.ObjectType)
	values := map[string]attr.Value{
		"source": types.StringValue("snapshot"), "hours_per_month": types.Float64Value(720), "network_volume_tier_gb": types.Int64Value(1024),
		"high_performance_volume_usd_per_gb_month": types.Float64Value(0.2),
		"gpu_overrides": types.MapValueMust(gpu, map[string]attr.Value{"NVIDIA L4": types.ObjectValueMust(gpu.AttrTypes, map[string]attr.Value{
			"secure_usd_per_hour": types.Float64Value(1.89), "community_usd_per_hour": types.Float64Null(),
			"flex_usd_per_second": types.Float64Value(0.00076), "active_usd_per_second": types.Float64Null(),
		}), "NVIDIA L40S": types.ObjectNull(gpu.AttrTypes)}),
		"cpu_overrides": types.MapValueMust(cpu, map[string]attr.Value{"cpu3c": types.ObjectNull(cpu.AttrTypes)}),
	}
	m := emptyModel(t)
	m.Pricing = types.ObjectValueMust(kinds, values)
	var diags diag.Diagnostics
	got := m.resolve(t.Context(), envSettings{}, &diags).pricing
	if diags.HasError() {
		t.Fatal(diags)
	}
	override := got.GPUOverrides["NVIDIA L4"]
	if override.SecurePerHour.Decimal.String() != "1.89" || override.FlexPerSecond.Decimal.String() != "0.00076" || override.CommunityPerHour.Valid {
		t.Errorf("override %+v", override)
	}
	if len(got.GPUOverrides) != 1 || len(got.CPUOverrides) != 0 {
		t.Errorf("null is not there: %+v, %+v", got.GPUOverrides, got.CPUOverrides)
	}
	if got.Source != "snapshot" || got.Settings.HoursPerMonth.String() != "720" || got.Settings.NetworkVolumeTierGB.String() != "1024" || got.Unknown {
		t.Errorf("pricing %+v", got)
	}
	values["hours_per_month"] = types.Float64Unknown()
	m.Pricing = types.ObjectValueMust(kinds, values)
	if !m.resolve(t.Context(), envSettings{}, &diags).pricing.Unknown {
		t.Error("a setting that is not known yet still gives estimates")
	}
}

func TestOverridesOfWhatIsUnknown(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		gpu, cpu, want string
	}{
		{gpu: "NVIDIA A100 80GB PCIe"},
		{gpu: "NVIDIA A100 80GB PCI", want: `did you mean "NVIDIA A100 80GB PCIe"?`},
		{gpu: "Cerebras Wafer Scale 9"}, // may be newer than the prices
		{cpu: "cpu5c"},
		{cpu: "CPU5C", want: `did you mean "cpu5c"?`},
		{cpu: "cpu5cc", want: `did you mean "cpu5c"?`},
		{cpu: "wafer9"},
	} {
		kinds, values := pricingTypes(t), map[string]attr.Value{}
		for name, kind := range kinds {
			null, err := kind.ValueFromTerraform(t.Context(), tftypes.NewValue(kind.TerraformType(t.Context()), nil))
			if err != nil {
				t.Fatal(err)
			}
			values[name] = null
		}
		for name, id := range map[string]string{"gpu_overrides": test.gpu, "cpu_overrides": test.cpu} {
			element := kinds[name].(types.MapType).ElemType.(types.ObjectType)
			prices := map[string]attr.Value{}
			for price := range element.AttrTypes {
				prices[price] = types.Float64Value(1)
			}
			if id != "" {
				values[name] = types.MapValueMust(element, map[string]attr.Value{id: types.ObjectValueMust(element.AttrTypes, prices)})
			}
		}
		m := providerModel{Pricing: types.ObjectValueMust(kinds, values)}
		var diags diag.Diagnostics
		m.pricingConfig(t.Context(), &diags)
		got := ""
		if len(diags) > 0 {
			got = diags[0].Detail()
		}
		if diags.HasError() || len(diags) > 1 || (test.want == "") != (got == "") || !strings.HasSuffix(got, test.want) {
			t.Errorf("%+v: %q", test, got)
		}
	}
}
