package billing

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Values of FOCUS columns that the specification fixes.
const (
	chargeUsage      = "Usage"
	chargeAdjustment = "Adjustment"
	frequencyUsage   = "Usage-Based"
	pricingStandard  = "Standard"
	currency         = "USD"
	company          = "Runpod"
)

// focusRow is one charge: what is in a column, by the column's name. A column that is missing is null.
type focusRow map[string]string

// focusService is how FOCUS classifies a product of Runpod's. One service has exactly one category.
type focusService struct {
	name, category, subcategory, resourceType string
}

// focusServices are the products that rows can belong to. The report on everything is for what no product explains.
var focusServices = map[string]focusService{
	productPods:           {"Pods", "Compute", "Containers", "Pod"},
	productServerless:     {"Serverless", "Compute", "Serverless Compute", "Serverless Endpoint"},
	productEndpoints:      {"Public Endpoints", "AI and Machine Learning", "Generative AI", ""},
	productNetworkVolumes: {"Network Volumes", "Storage", "File Storage", "Network Volume"},
	productClusters:       {"Instant Clusters", "Compute", "Containers", "Cluster"},
	productAll:            {company, "Other", "Other (Other)", ""},
}

// focusParts describes each part of a bill to people.
var focusParts = map[string]string{
	"pod_gpu":                  "GPU time of pods",
	"pod_cpu":                  "CPU time of pods",
	"pod_disk":                 "Container disk and volume disk of pods",
	"serverless_gpu":           "GPU time of serverless workers",
	"serverless_cpu":           "CPU time of serverless workers",
	"serverless_disk":          "Container disk of serverless workers",
	"storage_standard":         "Network volume storage, standard",
	"storage_high_performance": "Network volume storage, high performance",
	"endpoint":                 "Requests to public endpoints",
	"cluster_gpu":              "GPU time of clusters",
	"cluster_disk":             "Container disk and volume disk of clusters",
	"cluster_networking":       "Networking of clusters",
}

// remainderPart is the part of a row that makes rows agree with the total of a record.
const (
	remainderPart = "remainder"
	remainderText = "Part of the total that the report does not itemize"
)

// noise is below what Runpod bills: a sum of binary fractions is off by as much, such as 0.1 + 0.2. It goes to the largest row.
var noise = decimal.New(1, -6)

// absorb adds to the largest row what rows leave of their total, if that is noise.
func absorb(rows []focusRow, rest decimal.Decimal) bool {
	if len(rows) == 0 || !rest.Abs().LessThan(noise) {
		return false
	}
	largest := slices.MaxFunc(rows, func(a, b focusRow) int { return a.cost().Abs().Cmp(b.cost().Abs()) })
	largest.setCost(largest.cost().Add(rest))
	return true
}

func (r focusRow) cost() decimal.Decimal {
	return decimal.RequireFromString(r["BilledCost"]) // setCost wrote it
}

// setCost sets what a row costs, in all of the columns that say so.
func (r focusRow) setCost(usd decimal.Decimal) {
	for _, column := range []string{"BilledCost", "ContractedCost", "EffectiveCost", "ListCost"} {
		r[column] = usd.String()
	}
}

// billingAccount is who pays, where somebody has said so.
type billingAccount struct{ id, name string }

// focusRows turns the records of one report into charges: one for each part of a record that is not 0, and one for
// what the parts leave of the record's total, unless that is noise. The rows of a record add up to its total.
func focusRows(product string, records []runpod.BillingRecord, account billingAccount) ([]focusRow, error) {
	var rows []focusRow
	for i, record := range records {
		total, err := decimal.NewFromString(record.TotalAmount.String())
		if err != nil {
			return nil, fmt.Errorf("record %d: total amount %q is not a number", i, record.TotalAmount)
		}
		own := len(rows)
		parts := partsOf(product, record.BillingAmounts)
		for _, part := range slices.Sorted(maps.Keys(parts)) {
			if parts[part] == "" {
				continue
			}
			usd, err := decimal.NewFromString(parts[part].String())
			if err != nil {
				return nil, fmt.Errorf("record %d: amount of %s %q is not a number", i, part, parts[part])
			}
			if usd.IsZero() {
				continue
			}
			total = total.Sub(usd)
			rows = append(rows, newFocusRow(product, part, record, usd, account))
		}
		if !total.IsZero() && !absorb(rows[own:], total) {
			rows = append(rows, newFocusRow(product, remainderPart, record, total, account))
		}
	}
	return rows, nil
}

func newFocusRow(product, part string, record runpod.BillingRecord, usd decimal.Decimal, account billingAccount) focusRow {
	start, service := record.StartTime.UTC(), focusServices[product]
	month := time.Date(start.Year(), start.Month(), 1, 0, 0, 0, 0, time.UTC)
	row := focusRow{
		"BillingCurrency":     currency,
		"BillingPeriodEnd":    month.AddDate(0, 1, 0).Format(time.RFC3339),
		"BillingPeriodStart":  month.Format(time.RFC3339),
		"ChargeCategory":      chargeUsage,
		"ChargeDescription":   focusParts[part],
		"ChargeFrequency":     frequencyUsage,
		"ChargePeriodEnd":     record.EndTime.UTC().Format(time.RFC3339),
		"ChargePeriodStart":   start.Format(time.RFC3339),
		"HostProviderName":    company,
		"InvoiceIssuerName":   company,
		"PricingCategory":     pricingStandard,
		"ProviderName":        company,
		"PublisherName":       company,
		"ServiceCategory":     service.category,
		"ServiceName":         service.name,
		"ServiceProviderName": company,
		"ServiceSubcategory":  service.subcategory,
		"x_Component":         part,
	}
	row.setCost(usd)
	if part == remainderPart {
		row["ChargeCategory"], row["ChargeDescription"] = chargeAdjustment, remainderText
		delete(row, "PricingCategory") // is for usage and purchases
	}
	row.setUnlessEmpty("BillingAccountId", account.id)
	row.setUnlessEmpty("BillingAccountName", account.name)
	if id := record.ID(); id != nil && *id != "" {
		row["ResourceId"], row["ResourceType"] = *id, service.resourceType
	}
	return row
}

func (r focusRow) setUnlessEmpty(column, value string) {
	if value != "" {
		r[column] = value
	}
}

// unexplained are records with what the rows leave of the records of the report on everything, one for each bucket that they do not
// explain. Noise goes to the largest row of the bucket. Buckets are distinguished by when they begin.
func unexplained(records []runpod.BillingRecord, rows []focusRow) ([]runpod.BillingRecord, error) {
	buckets := map[string][]focusRow{}
	for _, row := range rows {
		buckets[row["ChargePeriodStart"]] = append(buckets[row["ChargePeriodStart"]], row)
	}
	var left []runpod.BillingRecord
	for i, record := range records {
		total, err := decimal.NewFromString(record.TotalAmount.String())
		if err != nil {
			return nil, fmt.Errorf("record %d: total amount %q is not a number", i, record.TotalAmount)
		}
		bucket, rest := buckets[record.StartTime.UTC().Format(time.RFC3339)], total
		for _, row := range bucket {
			rest = rest.Sub(row.cost())
		}
		if !rest.IsZero() && !absorb(bucket, rest) {
			left = append(left, runpod.BillingRecord{
				BillingTimeRange: record.BillingTimeRange, BillingAmounts: runpod.BillingAmounts{TotalAmount: json.Number(rest.String())},
			})
		}
	}
	return left, nil
}

// sortFocusRows orders rows as a reader expects them, and the same ones in the same way each time.
func sortFocusRows(rows []focusRow) {
	slices.SortStableFunc(rows, func(a, b focusRow) int {
		for _, column := range []string{"ChargePeriodStart", "ServiceName", "ResourceId", "x_Component"} {
			if c := cmp.Compare(a[column], b[column]); c != 0 {
				return c
			}
		}
		return 0
	})
}
