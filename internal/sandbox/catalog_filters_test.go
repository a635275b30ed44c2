package sandbox_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// TestStockFiltersOfGPUTypes: a list with filters has exactly the types that are sold so,
// and a type that is not has no stock.
func TestStockFiltersOfGPUTypes(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	all := r.want(200, "GET", "/v2/catalog/gpus", "")["gpus"].([]any)
	kinds := map[string]bool{}
	for _, product := range []string{"POD", "CLUSTER", "SERVERLESS", "POD,SERVERLESS"} {
		for _, cloud := range []string{"", "SECURE", "COMMUNITY"} {
			for _, count := range []float64{1, 8, 9} {
				query := fmt.Sprintf("?include=AVAILABILITY&product=%s&count=%.0f", product, count)
				if cloud != "" {
					query += "&cloud=" + cloud
				}
				listed := map[any]bool{}
				for _, g := range r.want(200, "GET", "/v2/catalog/gpus"+query, "")["gpus"].([]any) {
					listed[dig(g, "id")] = true
				}
				for _, g := range all {
					want := isSold(g, product, cloud, count)
					kinds[fmt.Sprint(product, cloud, want)] = true
					if listed[dig(g, "id")] != want {
						t.Errorf("%s: %v is listed: %t", query, dig(g, "id"), !want)
					}
					if want || count == 1 {
						continue
					}
					if got := record(r.account, r.request("GET", "/v2/catalog/gpus/"+url.PathEscape(dig(g, "id").(string))+query, "")); got.body["availability"] != "NONE" {
						t.Errorf("%s: %v of %v", query, got.body["availability"], dig(g, "id"))
					}
				}
			}
		}
	}
	// Only pods are in the community cloud, so nothing else is ever sold there.
	if want := 4*3*2 - 3; len(kinds) != want {
		t.Errorf("%d of %d kinds were seen: %v", len(kinds), want, kinds)
	}
}

// isSold says by the catalog alone whether a GPU type passes the filters.
func isSold(g any, product, cloud string, count float64) bool {
	inCloud := func(name string) bool { return dig(g, name) == true && dig(g, "maxCount", name).(float64) >= count }
	secure, community := inCloud("secure"), inCloud("community")
	switch product {
	case "POD":
		return secure && cloud != "COMMUNITY" || community && cloud != "SECURE"
	case "CLUSTER":
		return secure && cloud != "COMMUNITY" && dig(g, "memory").(float64) >= 80
	case "SERVERLESS": // workers need no cloud that rents the type to pods
		return dig(g, "pool") != nil && cloud != "COMMUNITY" && (secure || cloud == "" && count <= 8)
	}
	return dig(g, "pool") != nil && secure && cloud != "COMMUNITY"
}

// TestStockFiltersOfCPUTypes: a number of vCPUs that no CPU has leaves none.
func TestStockFiltersOfCPUTypes(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	all := r.want(200, "GET", "/v2/catalog/cpus", "")["cpus"].([]any)
	for vcpus := 2.0; vcpus <= 130; vcpus++ {
		query := fmt.Sprintf("?include=AVAILABILITY&product=POD&vcpuCount=%.0f", vcpus)
		listed := map[any]bool{}
		for _, f := range record(r.account, r.request("GET", "/v2/catalog/cpus"+query, "")).body["cpus"].([]any) {
			listed[dig(f, "id")] = true
		}
		power := int(vcpus)&(int(vcpus)-1) == 0
		for _, f := range all {
			want := power && vcpus >= dig(f, "vcpu", "min").(float64) && vcpus <= dig(f, "vcpu", "max").(float64)
			got := record(r.account, r.request("GET", "/v2/catalog/cpus/"+dig(f, "id").(string)+query, ""))
			if listed[dig(f, "id")] != want || (got.body["availability"] != "NONE") != want {
				t.Errorf("%s: %v is listed: %t, its stock is %v", query, dig(f, "id"), listed[dig(f, "id")], got.body["availability"])
			}
		}
	}
}
