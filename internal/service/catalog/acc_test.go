package catalog_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const a100 = "NVIDIA A100 80GB PCIe"

// config is a data source with the given lines.
func config(kind string, lines ...string) string {
	return "data \"" + kind + "\" \"test\" {\n  " + strings.Join(lines, "\n  ") + "\n}\n"
}

// checker makes checks of one data source.
type checker string

// check expects something of what was read.
type check func(t *testing.T, read any)

func known(value knownvalue.Check, at tfjsonpath.Path) check {
	return func(t *testing.T, read any) {
		t.Helper()
		got, err := tfjsonpath.Traverse(read, at)
		if err == nil {
			err = value.CheckValue(got)
		}
		if err != nil {
			t.Errorf("%s: %s", at, err)
		}
	}
}

func (c checker) reads(t *testing.T, env *acctest.Env, lines []string, checks ...check) {
	t.Helper()
	read, diags := env.LookUp(string(c), strings.Join(lines, "\n"))
	if len(diags) > 0 {
		t.Fatal(acctest.Lines(diags))
	}
	for _, holds := range checks {
		holds(t, read)
	}
}

func (c checker) fails(t *testing.T, env *acctest.Env, lines []string, text string) {
	t.Helper()
	if read, diags := env.LookUp(string(c), strings.Join(lines, "\n")); read != nil || !words(text).MatchString(acctest.Lines(diags)) {
		t.Errorf("got %q, want %q", acctest.Lines(diags), text)
	}
}

// words matches a text however the CLI wraps it.
func words(text string) *regexp.Regexp {
	return regexp.MustCompile(strings.Join(strings.Fields(regexp.QuoteMeta(text)), `[\s│]+`))
}

func exactly(texts ...string) knownvalue.Check {
	checks := make([]knownvalue.Check, 0, len(texts))
	for _, t := range texts {
		checks = append(checks, knownvalue.StringExact(t))
	}
	return knownvalue.ListExact(checks)
}

func setOf(texts ...string) knownvalue.Check {
	checks := make([]knownvalue.Check, 0, len(texts))
	for _, t := range texts {
		checks = append(checks, knownvalue.StringExact(t))
	}
	return knownvalue.SetExact(checks)
}

func text(s string) knownvalue.Check { return knownvalue.StringExact(s) }

func at(attribute string) tfjsonpath.Path { return tfjsonpath.New(attribute) }

func usd(amount string) decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.RequireFromString(amount))
}

func TestGPUType(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.SetCapacity(a100, "", "", 0)
	env.Account.SetCapacity(a100, "EU-RO-1", runpod.CloudSecure, 10)
	env.Account.SetCapacity(a100, "US-KS-2", runpod.CloudCommunity, 100)
	c := checker("runpod_gpu_type")
	c.reads(t, env, []string{`id = "` + a100 + `"`},
		known(text("A100 PCIe"), at("name")),
		known(text("NVIDIA"), at("manufacturer")),
		known(knownvalue.Int64Exact(80), at("vram_gb")),
		known(text("AMPERE_80"), at("pool")),
		known(acctest.USD("1.79"), at("secure_usd_per_hour")),
		known(acctest.USD("1.19"), at("community_usd_per_hour")),
		known(acctest.USD("2.736"), at("serverless_usd_per_hour")),
		known(knownvalue.Int64Exact(8), at("secure_max_count")),
		known(knownvalue.Int64Exact(8), at("community_max_count")),
		known(knownvalue.Null(), at("availability")),
		known(knownvalue.Null(), at("availability_by_data_center")),
		known(knownvalue.Null(), at("available_cuda_versions")))
	c.reads(t, env, []string{`id = "` + a100 + `"`, `product = "POD"`},
		known(text("HIGH"), at("availability")),
		known(text("LOW"), at("availability_by_data_center").AtMapKey("EU-RO-1")),
		known(text("HIGH"), at("availability_by_data_center").AtMapKey("US-KS-2")),
		known(text("NONE"), at("availability_by_data_center").AtMapKey("EU-SE-1")),
		known(setOf("12.4", "12.6", "12.8", "12.9", "13.0"), at("available_cuda_versions")))
	c.reads(t, env, []string{`id = "` + a100 + `"`, `product = "POD"`, `cloud = "SECURE"`, `gpu_count = 8`, `country_codes = ["RO", "SE"]`, `min_cuda_version = "12.8"`},
		known(text("LOW"), at("availability")),
		known(knownvalue.MapExact(map[string]knownvalue.Check{"EU-RO-1": text("LOW"), "EU-SE-1": text("NONE")}), at("availability_by_data_center")),
		known(setOf("12.8", "12.9", "13.0"), at("available_cuda_versions")))
	c.reads(t, env, []string{`id = "` + a100 + `"`, `product = "SERVERLESS"`, `cuda_versions = ["11.8", "13.1"]`},
		known(text("NONE"), at("availability")),
		known(setOf(), at("available_cuda_versions")))
}

// A CLI adds nothing to a look-up, so one test shows that they work through it.
func TestAccCatalog(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(config("runpod_gpu_type")), ExpectError: words(`The argument "id" is required`)},
		resource.TestStep{
			Config:            env.Config(config("runpod_gpu_types", `min_vram_gb = 180`, `max_price_usd_per_hour = 2.39`)),
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue("data.runpod_gpu_types.test", at("ids"), exactly("AMD Instinct MI300X OAM"))},
			ConfigPlanChecks:  resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
		},
	)
}

// The catalog carries 0 or 0.5 for a cloud in which a GPU is not offered.
func TestGPUType_notOffered(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"AMD Instinct MI300X OAM", "NVIDIA H200 NVL", "NVIDIA RTX PRO 4000 Blackwell"} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			c := checker("runpod_gpu_type")
			c.reads(t, env, []string{`id = "` + id + `"`},
				known(knownvalue.NotNull(), at("secure_usd_per_hour")),
				known(knownvalue.Int64Exact(8), at("secure_max_count")),
				known(knownvalue.Null(), at("community_usd_per_hour")),
				known(knownvalue.Null(), at("community_max_count")),
				known(knownvalue.Null(), at("serverless_usd_per_hour")),
				known(knownvalue.Null(), at("pool")))
		})
	}
}

func TestGPUTypes(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	c := checker("runpod_gpu_types")
	big := []string{`min_vram_gb = 180`}
	// Cheapest first: MI300X at 2.39, H200 NVL not (143 GB).
	c.reads(t, env, big,
		known(exactly("AMD Instinct MI300X OAM", "NVIDIA B200", "NVIDIA B300 SXM6 AC"), at("ids")),
		known(text("AMD Instinct MI300X OAM"), at("gpu_types").AtSliceIndex(0).AtMapKey("id")),
		known(acctest.USD("2.39"), at("gpu_types").AtSliceIndex(0).AtMapKey("secure_usd_per_hour")),
		known(knownvalue.Null(), at("gpu_types").AtSliceIndex(0).AtMapKey("community_usd_per_hour")),
		known(knownvalue.Null(), at("gpu_types").AtSliceIndex(0).AtMapKey("availability")),
		known(knownvalue.ListSizeExact(3), at("gpu_types")))
	c.reads(t, env, []string{`min_vram_gb = 180`, `product = "POD"`, `cloud = "COMMUNITY"`},
		known(exactly("NVIDIA B200", "NVIDIA B300 SXM6 AC"), at("ids")))
	c.reads(t, env, []string{`min_vram_gb = 180`, `product = "SERVERLESS"`},
		known(exactly("NVIDIA B200"), at("ids")))
	// 2.39 itself is in; in the community cloud B200 costs 5.98, in the secure one 6.79.
	c.reads(t, env, []string{`min_vram_gb = 180`, `max_price_usd_per_hour = 2.39`},
		known(exactly("AMD Instinct MI300X OAM"), at("ids")))
	c.reads(t, env, []string{`min_vram_gb = 180`, `max_price_usd_per_hour = 6`},
		known(exactly("AMD Instinct MI300X OAM", "NVIDIA B200"), at("ids")))
	c.reads(t, env, []string{`min_vram_gb = 180`, `max_price_usd_per_hour = 6`, `product = "CLUSTER"`},
		known(exactly("AMD Instinct MI300X OAM"), at("ids")))
	c.reads(t, env, []string{`min_vram_gb = 180`, `max_price_usd_per_hour = 6.79`, `product = "POD"`, `cloud = "SECURE"`},
		known(exactly("AMD Instinct MI300X OAM", "NVIDIA B200"), at("ids")))
	c.reads(t, env, []string{`min_vram_gb = 180`, `max_price_usd_per_hour = 1`},
		known(exactly(), at("ids")),
		known(knownvalue.ListExact([]knownvalue.Check{}), at("gpu_types")))
}

func TestGPUTypes_stock(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	for id, count := range map[string]int64{"AMD Instinct MI300X OAM": 0, "NVIDIA B200": 5, "NVIDIA B300 SXM6 AC": 40} {
		env.Account.SetCapacity(id, "", "", count)
	}
	c := checker("runpod_gpu_types")
	with := func(lines ...string) []string {
		return append([]string{`min_vram_gb = 180`, `product = "POD"`}, lines...)
	}
	c.reads(t, env, with(),
		known(exactly("AMD Instinct MI300X OAM", "NVIDIA B200", "NVIDIA B300 SXM6 AC"), at("ids")),
		known(text("NONE"), at("gpu_types").AtSliceIndex(0).AtMapKey("availability")),
		known(text("MEDIUM"), at("gpu_types").AtSliceIndex(2).AtMapKey("availability_by_data_center").AtMapKey("EU-RO-1")))
	c.reads(t, env, with(`min_availability = "LOW"`), known(exactly("NVIDIA B200", "NVIDIA B300 SXM6 AC"), at("ids")))
	c.reads(t, env, with(`min_availability = "MEDIUM"`), known(exactly("NVIDIA B300 SXM6 AC"), at("ids")))
	c.reads(t, env, with(`min_availability = "HIGH"`), known(exactly(), at("ids")))
	c.reads(t, env, with(`min_availability = "LOW"`, `gpu_count = 6`), known(exactly("NVIDIA B300 SXM6 AC"), at("ids")))
	c.reads(t, env, with(`gpu_count = 9`), known(exactly(), at("ids"))) // no pod has more than eight
	c.reads(t, env, with(`min_availability = "LOW"`, `cuda_versions = ["13.1"]`), known(exactly(), at("ids")))
}

// A price that moves at Runpod moves the order with it, exactly.
func TestGPUTypes_pricesMove(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	c := checker("runpod_gpu_types")
	env.Account.SetGPUPrice("NVIDIA B200", usd("2.3899999"), decimal.NullDecimal{}, usd("8.64"))
	env.Account.SetGPUPrice("NVIDIA B300 SXM6 AC", decimal.NullDecimal{}, decimal.NullDecimal{}, decimal.NullDecimal{})
	c.reads(t, env, []string{`min_vram_gb = 180`},
		known(exactly("NVIDIA B200", "AMD Instinct MI300X OAM", "NVIDIA B300 SXM6 AC"), at("ids")),
		known(acctest.USD("2.3899999"), at("gpu_types").AtSliceIndex(0).AtMapKey("secure_usd_per_hour")),
		known(knownvalue.Null(), at("gpu_types").AtSliceIndex(2).AtMapKey("secure_usd_per_hour")))
}

func TestCatalog_errors(t *testing.T) {
	t.Parallel()
	one, many := checker("runpod_gpu_type"), checker("runpod_gpu_types")
	cpus, places := checker("runpod_cpu_types"), checker("runpod_data_centers")
	tests := map[string]struct {
		kind  checker
		lines []string
		text  string
	}{
		"unknown type":              {one, []string{`id = "A100 PCIe"`}, `no GPU type with the ID "A100 PCIe". Did you mean "NVIDIA A100 80GB PCIe"?`},
		"nothing like it":           {one, []string{`id = "Voodoo 2"`}, `no GPU type with the ID "Voodoo 2". ` + "`data.runpod_gpu_types` lists all IDs"},
		"a pool":                    {one, []string{`id = "AMPERE_80"`}, `GPU pool instead of a GPU type`},
		"unknown product":           {many, []string{`product = "VM"`}, `value must be one of`},
		"cloud without product":     {many, []string{`cloud = "SECURE"`}, "`cloud` filters stock"},
		"count without product":     {one, []string{`id = "` + a100 + `"`, `gpu_count = 2`}, "`gpu_count` filters stock"},
		"countries without product": {many, []string{`country_codes = ["DE"]`}, "`country_codes` filters stock"},
		"CUDA without product":      {many, []string{`cuda_versions = ["12.8"]`}, "`cuda_versions` filters stock"},
		"least CUDA no product":     {many, []string{`min_cuda_version = "12.8"`}, "`min_cuda_version` filters stock"},
		"stock without product":     {many, []string{`min_availability = "LOW"`}, "`min_availability` filters stock, which is looked up for one product"},
		"lower case country":        {many, []string{`product = "POD"`, `country_codes = ["de"]`}, `two letters in upper case`},
		"CUDA with a patch":         {many, []string{`product = "POD"`, `min_cuda_version = "12.8.1"`}, `is not a CUDA version`},
		"no GPU":                    {many, []string{`product = "POD"`, `gpu_count = 0`}, `value must be at least 1`},
		"negative price":            {many, []string{`max_price_usd_per_hour = -1`}, `value must be at least 0`},
		"CPUs in clusters":          {cpus, []string{`product = "CLUSTER"`}, `value must be one of`},
		"three vCPUs":               {cpus, []string{`vcpu_count = 3`}, `powers of two`},
		"unknown region":            {places, []string{`regions = ["EU"]`}, `value must be one of`},
		"unknown tier":              {places, []string{`network_volume_types = ["FAST"]`}, `value must be one of`},
		"unknown standard":          {places, []string{`compliance = ["ISO"]`}, `value must be one of`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			tt.kind.fails(t, env, tt.lines, tt.text)
		})
	}
}

// TestCatalog_keyless: without a key, or one that is known before the apply, there is what comes with the provider, which says so. What only the catalog
// tells asks for the key, and with a key that does not work nothing else steps in.
func TestCatalog_keyless(t *testing.T) {
	t.Parallel()
	s, unknown := acctest.OfflineServer(t, nil), acctest.New(t).ServerWith(acctest.Attributes{"api_key": acctest.Unknown{}})
	for name, test := range map[string]struct {
		config acctest.Attributes
		want   []string // in the answer
	}{
		"runpod_gpu_type":     {acctest.Attributes{"id": a100}, []string{"snapshot 2026-08-17", "1.79", "AMPERE_80"}},
		"runpod_gpu_types":    {acctest.Attributes{"min_vram_gb": 80}, []string{"snapshot 2026-08-17", a100, "3.99"}},
		"runpod_cpu_type":     {acctest.Attributes{"id": "cpu3c"}, []string{"snapshot 2026-08-17", "0.03"}},
		"runpod_cpu_types":    {acctest.Attributes{"vcpu_count": 4}, []string{"snapshot 2026-08-17", "cpu5c"}},
		"runpod_data_center":  {acctest.Attributes{"id": "EU-RO-1"}, []string{"snapshot 2026-08-17", "EUROPE"}},
		"runpod_data_centers": {acctest.Attributes{"regions": []any{"EUROPE"}}, []string{"snapshot 2026-08-17", "EU-RO-1"}},
	} {
		for _, s := range []*acctest.Server{s, unknown} {
			value, diags := s.Read(t.Context(), name, test.config)
			for _, want := range test.want {
				if !strings.Contains(value.String(), want) || len(diags) > 0 {
					t.Errorf("%s: no %q in %s: %s", name, want, value, acctest.Lines(diags))
				}
			}
		}
	}
	for name, more := range map[string]acctest.Attributes{
		"runpod_gpu_types": {"product": "POD"}, "runpod_cpu_types": {"product": "POD"}, "runpod_data_centers": {"global_networking": true},
		"runpod_data_center": {"id": "EU-RO-1", "include_availability": true},
	} {
		if _, diags := s.Read(t.Context(), name, more); !words("no Runpod API key").MatchString(acctest.Lines(diags)) {
			t.Errorf("%s with %v: %s", name, more, acctest.Lines(diags))
		}
	}
	for name, id := range map[string]string{"runpod_gpu_type": "Voodoo 2", "runpod_cpu_type": "cpu9x", "runpod_data_center": "EU-XX-9"} {
		if _, diags := s.Read(t.Context(), name, acctest.Attributes{"id": id}); !words("has no").MatchString(acctest.Lines(diags)) {
			t.Errorf("%s %s: %s", name, id, acctest.Lines(diags))
		}
	}
	env := acctest.New(t)
	env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusBadRequest, PathPrefix: "/catalog"})
	checker("runpod_gpu_types").fails(t, env, nil, "Cannot list GPU types")
}

// The snapshot knows the data centers that the sandbox has.
func TestSnapshotPlaces(t *testing.T) {
	t.Parallel()
	var want []knownvalue.Check
	for _, d := range cost.SnapshotDataCenters() {
		want = append(want, text(d.ID))
	}
	checker("runpod_data_centers").reads(t, acctest.New(t), nil, known(knownvalue.ListExact(want), at("ids")), known(text("catalog"), at("source")))
}
