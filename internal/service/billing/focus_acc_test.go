package billing_test

import (
	"encoding/csv"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// mandatory are the columns that FOCUS 1.2 wants in every report, and the two that 1.3 added, by whether they may be
// null, from the tables "Content Constraints" of the specification.
var mandatory = map[string]bool{
	"BilledCost": false, "BillingAccountId": false, "BillingAccountName": true, "BillingCurrency": false, "BillingPeriodEnd": false,
	"BillingPeriodStart": false, "ChargeCategory": false, "ChargeClass": true, "ChargeDescription": true, "ChargePeriodEnd": false,
	"ChargePeriodStart": false, "ContractedCost": false, "EffectiveCost": false, "InvoiceIssuerName": false, "ListCost": false,
	"PricingQuantity": true, "PricingUnit": true, "ProviderName": false, "PublisherName": false, "ServiceCategory": false, "ServiceName": false,
	"HostProviderName": false, "ServiceProviderName": false,
}

// allowed are the values that the specification has for a column.
var allowed = map[string][]string{
	"ChargeCategory":  {"Usage", "Purchase", "Tax", "Credit", "Adjustment"},
	"ChargeClass":     {"", "Correction"},
	"ChargeFrequency": {"One-Time", "Recurring", "Usage-Based"},
	"PricingCategory": {"", "Standard", "Dynamic", "Committed", "Other"},
	"ServiceCategory": {
		"AI and Machine Learning", "Analytics", "Business Applications", "Compute", "Databases", "Developer Tools", "Multicloud", "Identity",
		"Integration", "Internet of Things", "Management and Governance", "Media", "Migration", "Mobile", "Networking", "Security", "Storage", "Web", "Other",
	},
	"BillingCurrency": {"USD"},
}

// subcategories are those of the specification's that rows may have, by their one category.
var subcategories = map[string]string{
	"Containers": "Compute", "Serverless Compute": "Compute", "Generative AI": "AI and Machine Learning", "File Storage": "Storage", "Other (Other)": "Other",
}

var (
	pascalCase  = regexp.MustCompile(`^(x_)?([A-Z][a-z]+)+$`)
	plainNumber = regexp.MustCompile(`^-?\d+(\.\d+)?$`)
	focusTime   = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`)
)

// parsed reads a report back, as a FinOps tool would.
func parsed(t *testing.T, text string) (header []string, rows []map[string]string) {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatalf("%s\n%s", err, text)
	}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, field := range line {
			row[lines[0][i]] = field
		}
		rows = append(rows, row)
	}
	return lines[0], rows
}

// checkFocus holds a report against the specification.
func checkFocus(t *testing.T, text string) []map[string]string {
	t.Helper()
	header, rows := parsed(t, text)
	for column := range mandatory {
		if !slices.Contains(header, column) {
			t.Errorf("no column %s", column)
		}
	}
	if !slices.IsSorted(header) {
		t.Errorf("columns are in no order: %v", header)
	}
	categories := map[string]string{}
	for i, row := range rows {
		for _, column := range header {
			value := row[column]
			nullable, isMandatory := mandatory[column]
			if isMandatory && !nullable && value == "" {
				t.Errorf("row %d: %s is null", i, column)
			}
			if values, ok := allowed[column]; ok && !slices.Contains(values, value) {
				t.Errorf("row %d: %s %q is not allowed", i, column, value)
			}
			if !pascalCase.MatchString(column) {
				t.Errorf("column %q", column)
			}
			if strings.HasSuffix(column, "Cost") && !plainNumber.MatchString(value) {
				t.Errorf("row %d: %s %q is not a number", i, column, value)
			}
			if strings.Contains(column, "Period") && !focusTime.MatchString(value) {
				t.Errorf("row %d: %s %q is not a time", i, column, value)
			}
		}
		if row["ChargePeriodStart"] < row["BillingPeriodStart"] || row["ChargePeriodEnd"] > row["BillingPeriodEnd"] || row["ChargePeriodStart"] >= row["ChargePeriodEnd"] {
			t.Errorf("row %d: the charge is not within its month: %v", i, row)
		}
		if (row["ResourceId"] == "") != (row["ResourceType"] == "") {
			t.Errorf("row %d: resource id %q, type %q", i, row["ResourceId"], row["ResourceType"])
		}
		if subcategories[row["ServiceSubcategory"]] != row["ServiceCategory"] {
			t.Errorf("row %d: subcategory %q of %q", i, row["ServiceSubcategory"], row["ServiceCategory"])
		}
		if before, ok := categories[row["ServiceName"]]; ok && before != row["ServiceCategory"] {
			t.Errorf("row %d: service %q has two categories", i, row["ServiceName"])
		}
		categories[row["ServiceName"]] = row["ServiceCategory"]
	}
	return rows
}

func sumOf(t *testing.T, rows []map[string]string, column string) decimal.Decimal {
	t.Helper()
	total := decimal.Zero
	for _, row := range rows {
		usd, err := decimal.NewFromString(row[column])
		if err != nil {
			t.Fatal(err)
		}
		total = total.Add(usd)
	}
	return total
}

// Everything that bills, over the end of a month, as FOCUS rows: of each product and of all of them.
func TestAccBilling_focus(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	client := env.Client()
	disk, count, image := int64(73), int64(1), "busybox:1"
	container := runpod.ContainerConfig{BaseContainerConfig: runpod.BaseContainerConfig{Image: &image, Disk: &disk}}
	pod, err := client.CreatePod(t.Context(), runpod.CreatePodRequest{
		Name: "p", ContainerConfig: container, GPU: &runpod.CreateGPUConfig{ID: "NVIDIA A100 80GB PCIe", Count: &count},
	})
	if err != nil {
		t.Fatal(err)
	}
	cluster, err := client.CreateCluster(t.Context(), runpod.CreateClusterRequest{
		Name: "c", Type: runpod.ClusterTypeTraining, BaseContainerConfig: container.BaseContainerConfig,
		Compute: runpod.ClusterCompute{GPUTypeID: "NVIDIA H100 80GB HBM3", GPUCountPerPod: 1, PodCount: 2},
	})
	if err != nil {
		t.Fatal(err)
	}
	env.Clock.Advance(time.Date(2026, 11, 30, 20, 0, 0, 0, time.UTC).Sub(env.Clock.Now()))
	env.Account.BillPublicEndpoint(decimal.RequireFromString("0.25"))
	env.Clock.Advance(7 * time.Hour)
	products, reports := []string{"all", "pods", "serverless", "endpoints", "network_volumes", "clusters"}, ""
	for _, product := range products {
		reports += fmt.Sprintf(`
data "runpod_billing" %q {
  product              = %q
  include_focus        = true
  billing_account_id   = "team-7"
  billing_account_name = "Research, \"A\""
}
`, product, product)
	}
	env.Run(
		resource.TestStep{Config: env.Config(volume)},
		resource.TestStep{
			PreConfig: func() {
				env.Clock.Advance(11 * time.Hour)
				env.Account.RemovePod(pod.ID) // what is gone is on the bill
				env.Account.RemoveCluster(cluster.ID)
			},
			Config: env.Config(volume + reports),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("data.runpod_billing.pods", tfjsonpath.New("focus").AtSliceIndex(0), knownvalue.ObjectPartial(map[string]knownvalue.Check{
					"resource_id": knownvalue.StringExact(pod.ID), "billing_account_name": knownvalue.StringExact(`Research, "A"`), "sku_id": knownvalue.Null(),
					"pricing_quantity": knownvalue.Null(), "service_name": knownvalue.StringExact("Pods"), "x_component": knownvalue.StringExact("pod_disk"),
					"host_provider_name": knownvalue.StringExact("Runpod"), "billing_currency": knownvalue.StringExact("USD"),
				})),
				statecheck.ExpectKnownValue("data.runpod_billing.serverless", tfjsonpath.New("focus"), knownvalue.ListSizeExact(0)),
			},
			Check: func(s *terraform.State) error {
				objects := map[string]bool{}
				months := map[string]bool{}
				for _, product := range products {
					got := s.RootModule().Resources["data.runpod_billing."+product].Primary.Attributes
					rows := checkFocus(t, got["focus_csv"])
					if fmt.Sprint(len(rows)) != got["focus.#"] {
						t.Errorf("%s: %d lines, %s rows", product, len(rows), got["focus.#"])
					}
					for _, column := range []string{"BilledCost", "EffectiveCost", "ContractedCost", "ListCost"} {
						if total := sumOf(t, rows, column); total.String() != got["total_usd"] {
							t.Errorf("%s: %s adds up to %s, the records to %s", product, column, total, got["total_usd"])
						}
					}
					for _, row := range rows {
						if product == "all" {
							objects[row["ResourceType"]] = true
							months[row["BillingPeriodStart"]] = true
						}
						if row["BillingAccountId"] != "team-7" || row["BillingAccountName"] != `Research, "A"` {
							t.Errorf("%s: account %q %q", product, row["BillingAccountId"], row["BillingAccountName"])
						}
						if row["ChargeCategory"] != "Usage" {
							t.Errorf("%s: %v", product, row)
						}
					}
				}
				for _, kind := range []string{"Pod", "Cluster", "Network Volume", ""} {
					if !objects[kind] {
						t.Errorf("no row of all is about a %q: %v", kind, objects)
					}
				}
				if !months["2026-11-01T00:00:00Z"] || !months["2026-12-01T00:00:00Z"] {
					t.Errorf("months %v", months)
				}
				return nil
			},
		},
	)
}

func TestAccBilling_focusInvalid(t *testing.T) {
	t.Parallel()
	for _, size := range []string{"week", "year"} {
		env := acctest.New(t)
		env.Run(resource.TestStep{
			Config:      env.Config(fmt.Sprintf("data \"runpod_billing\" \"test\" {\n include_focus = true\n bucket_size = %q\n}\n", size)),
			ExpectError: regexp.MustCompile(`(?s)No FOCUS rows for buckets of a ` + size + `.*one\s+calendar\s+month`),
		})
	}
}

// Who pays is whom somebody has named, else whom Runpod reports the key, else null.
func TestBilling_focusPayer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		refused int // status of what is not offered
		lines   string
		want    func(env *acctest.Env) any
	}{
		"named":            {lines: "billing_account_id = \"team-7\"", want: func(*acctest.Env) any { return "team-7" }},
		"told":             {want: func(env *acctest.Env) any { return accountID(t, env) }},
		"not offered":      {refused: 404, want: func(*acctest.Env) any { return nil }},
		"not for this key": {refused: 403, want: func(*acctest.Env) any { return nil }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var options []func(*sandbox.Options)
			if test.refused != 0 {
				options = append(options, acctest.Without(map[runpod.Group]int{runpod.GroupAccount: test.refused}))
			} else {
				acctest.Needs(t, runpod.GroupAccount)
			}
			env := acctest.New(t, options...)
			read, diags := env.LookUp("runpod_billing", "include_focus = true\nproduct = \"pods\"\n"+test.lines)
			if len(diags) > 0 {
				t.Fatal(acctest.Lines(diags))
			}
			object, _ := read.(map[string]any)
			if got := object["billing_account_id"]; got != test.want(env) {
				t.Errorf("got %v, want %v", got, test.want(env))
			}
		})
	}
}

func accountID(t *testing.T, env *acctest.Env) string {
	t.Helper()
	account, err := env.Client().GetAccount(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return account.ID
}
