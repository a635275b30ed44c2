package sandbox_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

func client(t *testing.T, r *rig) *runpod.Client {
	t.Helper()
	c, err := runpod.New(runpod.Config{BaseURL: r.url + "/v2", APIKey: r.account.APIKey(), UserAgent: "sandbox-test", Clock: r.clock})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCatalogCostsWhatTheSnapshotSays is what makes a plan through the sandbox
// and one from the snapshot agree.
func TestCatalogCostsWhatTheSnapshotSays(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	gpus, err := client(t, r).ListGPUTypes(t.Context(), runpod.ListGPUTypesOptions{})
	if err != nil {
		t.Fatal(err)
	}
	snapshot := cost.Snapshot()
	if len(gpus) != len(snapshot.GPUs()) {
		t.Errorf("%d GPU types, want %d", len(gpus), len(snapshot.GPUs()))
	}
	placeholders := map[string]bool{}
	for _, g := range gpus {
		want, ok := snapshot.GPU(g.ID)
		if !ok {
			t.Errorf("%s is not in the snapshot", g.ID)
			continue
		}
		for _, p := range []struct {
			cloud   string
			offered bool
			price   string
			most    int64
			want    decimal.NullDecimal
		}{
			{"secure", g.Secure, g.Price.Secure.String(), g.MaxCount.Secure, want.SecurePerHour},
			{"community", g.Community, g.Price.Community.String(), g.MaxCount.Community, want.CommunityPerHour},
		} {
			switch {
			case p.offered != p.want.Valid || p.offered != (p.most > 0):
				t.Errorf("%s: %s is %t, at most %d, price %v", g.ID, p.cloud, p.offered, p.most, p.want)
			case p.offered && p.price != p.want.Decimal.String():
				t.Errorf("%s: %s %s, want %s", g.ID, p.cloud, p.price, p.want.Decimal)
			case !p.offered:
				placeholders[p.price] = true
			}
		}
		var pool, flex string
		if g.Pool != nil {
			pool = *g.Pool
		}
		if g.Price.Serverless != nil {
			flex = g.Price.Serverless.String()
		}
		if pool != want.Pool || (flex != "") != (pool != "") || flex != "" && flex != want.FlexPerHour.Decimal.String() {
			t.Errorf("%s: pool %q, serverless %q; want %q, %v", g.ID, pool, flex, want.Pool, want.FlexPerHour)
		}
	}
	if !placeholders["0"] || !placeholders["0.5"] || len(placeholders) != 2 {
		t.Errorf("placeholders: %v", placeholders)
	}

	cpus, err := client(t, r).ListCPUTypes(t.Context(), runpod.ListCPUTypesOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(cpus) != len(snapshot.CPUs()) {
		t.Errorf("%d CPU flavors, want %d", len(cpus), len(snapshot.CPUs()))
	}
	for _, f := range cpus {
		want, _ := snapshot.CPU(f.ID)
		if f.Price.SecurePerVCPU.String() != orZero(want.PodPerVCPUHour) || f.Price.ServerlessPerVCPU.String() != orZero(want.ServerlessPerVCPUHour) {
			t.Errorf("%s: %+v, want %+v", f.ID, f.Price, want)
		}
		if f.VCPU.Min != 2 || f.VCPU.Max != 32 || f.Group == "" {
			t.Errorf("%s: %+v", f.ID, f)
		}
	}
}

func orZero(d decimal.NullDecimal) string {
	if !d.Valid {
		return "0"
	}
	return d.Decimal.String()
}

func TestOneGPUTypeWithAvailability(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	const a100 = "NVIDIA A100 80GB PCIe"
	path := "/v2/catalog/gpus/NVIDIA%20A100%2080GB%20PCIe"
	plain := r.want(200, "GET", path, "")
	for _, name := range []string{"availability", "dataCenters", "cudaVersions"} {
		if _, ok := plain[name]; ok {
			t.Errorf("%s without include", name)
		}
	}
	r.refused(404, "not found", "GET", "/v2/catalog/gpus/NVIDIA%20Z9", "")
	r.refused(400, "needs product", "GET", path+"?include=AVAILABILITY", "")

	r.account.SetCapacity(a100, "", "", 0)
	r.account.SetCapacity(a100, "EU-RO-1", runpod.CloudSecure, 3)
	r.account.SetCapacity(a100, "US-KS-2", runpod.CloudSecure, 20)
	r.account.SetCapacity(a100, "US-CA-2", runpod.CloudCommunity, 64)
	tests := map[string]struct{ query, overall, romania, kansas, california string }{
		"pod":                {"product=POD", "HIGH", "LOW", "MEDIUM", "HIGH"},
		"secure":             {"product=POD&cloud=SECURE", "MEDIUM", "LOW", "MEDIUM", "NONE"},
		"community":          {"product=POD&cloud=COMMUNITY", "HIGH", "NONE", "NONE", "HIGH"},
		"serverless":         {"product=SERVERLESS", "MEDIUM", "LOW", "MEDIUM", "NONE"},
		"both":               {"product=POD,CLUSTER", "MEDIUM", "LOW", "MEDIUM", "NONE"},
		"count":              {"product=POD&cloud=SECURE&count=4", "MEDIUM", "NONE", "MEDIUM", "NONE"},
		"country":            {"product=POD&countryCodes=RO,CZ", "LOW", "LOW", "", ""},
		"CUDA that is":       {"product=POD&cudaVersions=11.8,12.8", "HIGH", "LOW", "MEDIUM", "HIGH"},
		"CUDA that is not":   {"product=POD&cudaVersions=11.8", "NONE", "NONE", "NONE", "NONE"},
		"CUDA floor":         {"product=POD&minCudaVersion=13", "HIGH", "LOW", "MEDIUM", "HIGH"},
		"CUDA floor to high": {"product=POD&minCudaVersion=13.1", "NONE", "NONE", "NONE", "NONE"},
		"unknown parameter":  {"product=POD&colour=red", "HIGH", "LOW", "MEDIUM", "HIGH"},
	}
	for name, tt := range tests {
		got := r.want(200, "GET", path+"?include=AVAILABILITY&"+tt.query, "")
		levels := map[string]string{}
		for i := range got["dataCenters"].([]any) {
			levels[dig(got, "dataCenters", i, "id").(string)] = dig(got, "dataCenters", i, "availability").(string)
		}
		if got["availability"] != tt.overall || levels["EU-RO-1"] != tt.romania || levels["US-KS-2"] != tt.kansas || levels["US-CA-2"] != tt.california {
			t.Errorf("%s: %v, %v", name, got["availability"], levels)
		}
	}
	got := r.want(200, "GET", path+"?include=AVAILABILITY&product=POD&cudaVersions=11.8,12.8", "")
	if want := `[map[available:false version:11.8] map[available:true version:12.8]]`; fmt.Sprint(got["cudaVersions"]) != want {
		t.Errorf("got %v", got["cudaVersions"])
	}
}

func TestCPUAvailability(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.account.SetCapacity("cpu5c", "", "", 8)
	for query, want := range map[string]string{"": "LOW", "&vcpuCount=8": "LOW", "&vcpuCount=16": "NONE"} {
		if got := r.want(200, "GET", "/v2/catalog/cpus/cpu5c?include=AVAILABILITY&product=POD"+query, "")["availability"]; got != want {
			t.Errorf("%s: %v", query, got)
		}
	}
	r.refused(404, "not found", "GET", "/v2/catalog/cpus/cpu9z", "")
	r.refused(400, "needs product", "GET", "/v2/catalog/cpus?include=AVAILABILITY", "")
}

func TestDataCenters(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	ids := func(query string) []string {
		t.Helper()
		body := r.want(200, "GET", "/v2/catalog/datacenters"+query, "")
		var ids []string
		for i := range body["dataCenters"].([]any) {
			ids = append(ids, dig(body, "dataCenters", i, "id").(string))
		}
		return ids
	}
	all := ids("")
	if len(all) < 16 || !slices.IsSorted(all) {
		t.Errorf("all: %v", all)
	}
	for query, want := range map[string]struct{ in, out string }{
		"?regions=ASIA,OCEANIA":                         {"AP-JP-1", "EU-RO-1"},
		"?networkVolumeTypes=HIGH_PERFORMANCE,STANDARD": {"EU-CZ-1", "EU-RO-1"},
		"?compliance=RENEWABLE,GDPR":                    {"EU-SE-1", "EU-RO-1"},
		"?globalNetwork=true":                           {"EU-RO-1", "EUR-NO-1"},
		"?globalNetwork=false":                          {"EUR-NO-1", "EU-RO-1"},
	} {
		if got := ids(query); !slices.Contains(got, want.in) || slices.Contains(got, want.out) {
			t.Errorf("%s: %v", query, got)
		}
	}
	plain := r.want(200, "GET", "/v2/catalog/datacenters/EU-RO-1", "")
	full := r.want(200, "GET", "/v2/catalog/datacenters/EU-RO-1?include=GPU_AVAILABILITY,CPU_AVAILABILITY", "")
	for _, name := range []string{"gpuAvailability", "cpuAvailability"} {
		if list, _ := full[name].([]any); plain[name] != nil || len(list) == 0 {
			t.Errorf("%s: %v, with include %v", name, plain[name], full[name])
		}
	}
	r.refused(404, "not found", "GET", "/v2/catalog/datacenters/EU-XX-1", "")
}

func TestBadQueryParametersAreRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	for path, words := range map[string]string{
		"/v2/catalog/gpus?product=PODS":               "product[0]: value must be one of 'POD', 'CLUSTER', 'SERVERLESS'",
		"/v2/catalog/gpus?cloud=ALL":                  "cloud: value must be one of 'SECURE', 'COMMUNITY'",
		"/v2/catalog/gpus?count=0":                    "count: minimum: got",
		"/v2/catalog/gpus?count=many":                 "count: got",
		"/v2/catalog/gpus?minCudaVersion=twelve":      "does not match",
		"/v2/catalog/cpus?product=CLUSTER":            "value must be one of 'POD', 'SERVERLESS'",
		"/v2/catalog/cpus?vcpuCount=1":                "vcpuCount: minimum: got",
		"/v2/catalog/datacenters?globalNetwork=maybe": "globalNetwork: got",
		"/v2/catalog/datacenters?regions=MOON":        "regions[0]: value must be one of",
	} {
		r.refused(http.StatusUnprocessableEntity, words, "GET", path, "")
	}
	// The official document's validator does not look at patterns within lists.
	for path, words := range map[string]string{
		"/v2/catalog/gpus?countryCodes=ro": "countryCodes[0]",
		"/v2/catalog/gpus?cudaVersions=12": "cudaVersions[0]",
	} {
		if out := record(r.account, r.request("GET", path, "")); out.status != 422 || dig(out.body, "errors", 0) == nil {
			t.Errorf("%s: got %d %s, want %s", path, out.status, out.text, words)
		}
	}
}

func TestAPriceCanMove(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	const a100 = "NVIDIA A100 80GB PCIe"
	r.account.SetGPUPrice(a100, decimal.NewNullDecimal(decimal.RequireFromString("1.79")), decimal.NullDecimal{}, decimal.NewNullDecimal(decimal.RequireFromString("2.9")))
	got := r.want(200, "GET", "/v2/catalog/gpus/NVIDIA%20A100%2080GB%20PCIe", "")
	if dig(got, "price", "secure") != 1.79 || dig(got, "price", "serverless") != 2.9 || got["community"] != false || dig(got, "maxCount", "community") != 0.0 {
		t.Errorf("got %v", got)
	}
}
