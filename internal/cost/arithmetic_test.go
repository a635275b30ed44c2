package cost_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

var (
	sumShape     = regexp.MustCompile(`^\$([\d,.]+)/mo: (.*)$`)
	termShape    = regexp.MustCompile(`^(.*), \$([\d,.]+)(?: / ([\d,]+))? per ([^,]+?)(?:, ([\d,.]+) (?:h|worker-hours|blocks)|, ([\d,.]+) of ([\d,.]+) h)? = \$([\d,.]+)$`)
	workersShape = regexp.MustCompile(`^(up to )?([\d,]+) (?:active|flex) workers?, (?:each )?`)
	// The counts before a price: "8 x A100 PCIe", "4 x 50 GB container disk", "2 vCPUs of cpu3c".
	counts = regexp.MustCompile(`^(?:([\d,]+) x )?([\d,]+)(?: x | GB | vCPUs? of )`)
)

func printed(text string) decimal.Decimal { return dec(strings.ReplaceAll(text, ",", "")) }

// wantArithmetic takes a summary for what a reader takes it for, and a calculator.
func wantArithmetic(t *rapid.T, est cost.Estimate) {
	t.Helper()
	sum := sumShape.FindStringSubmatch(est.Summary)
	if len(sum) == 0 || !printed(sum[1]).Equal(cost.Cents(est.Monthly.Decimal)) {
		t.Fatalf("no sum of %s in %q", est.Monthly.Decimal, est.Summary)
	}
	if len(est.Items) == 0 {
		return
	}
	total := decimal.Zero
	for part := range strings.SplitSeq(sum[2], "; ") {
		if strings.HasPrefix(part, "for ") { // the terms end here
			break
		}
		if _, after, ofDisk := strings.Cut(part, " workers: "); ofDisk {
			part = after
		}
		workers := ""
		if m := workersShape.FindStringSubmatch(part); m != nil {
			part = strings.TrimPrefix(part, m[0])
			if m[1] == "" { // "up to" is not a factor
				workers = m[2]
			}
		}
		m := termShape.FindStringSubmatch(part)
		if m == nil {
			t.Fatalf("no product in %q of %q", part, est.Summary)
		}
		amount := printed(m[8])
		product := printed(m[2])
		of := counts.FindStringSubmatch(m[1] + " ")
		if of == nil {
			t.Fatalf("no count in %q of %q", m[1], est.Summary)
		}
		for _, factor := range []string{workers, of[1], of[2], m[5], m[6]} {
			if factor != "" {
				product = product.Mul(printed(factor))
			}
		}
		for _, divisor := range []string{m[3], m[7]} {
			if divisor != "" {
				product = product.DivRound(printed(divisor), 24)
			}
		}
		places := max(-amount.Exponent(), 2)
		if off := product.Round(18).Round(places).Sub(amount).Abs(); off.GreaterThan(dec("0.00000004")) {
			t.Fatalf("%q comes out at %s", part, product)
		}
		total = total.Add(amount)
	}
	if !total.Round(2).Equal(printed(sum[1])) {
		t.Fatalf("the terms are %s together: %q", total, est.Summary)
	}
}

func TestSummariesComeOutAsPrinted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := anyEstimator(t)
		price := decimals(1, 1_000_000_000, rapid.Int32Range(2, 8).Draw(t, "decimals")).Draw(t, "price")
		e.Prices = e.Prices.WithOverrides(map[string]cost.GPUOverride{a100PCIe: {SecurePerHour: decimal.NewNullDecimal(price)}}, nil)
		wantArithmetic(t, e.Pod(anyPod(t)))
		hours := decimals(1, 72000, rapid.Int32Range(0, 4).Draw(t, "decimals of hours")).Draw(t, "hours")
		wantArithmetic(t, e.Cluster(cost.Cluster{
			GPUTypeID: a100PCIe, GPUCountPerPod: rapid.Int64Range(1, 8).Draw(t, "gpus"), PodCount: rapid.Int64Range(1, 50).Draw(t, "pods"),
			ContainerDiskGB: rapid.Int64Range(0, 500).Draw(t, "container"), VolumeDiskGB: rapid.Int64Range(0, 500).Draw(t, "volume"),
			Usage: &cost.ClusterUsage{HoursPerMonth: decimal.NewNullDecimal(hours)},
		}))
		if p := anyEndpoint(t); p.ActiveWorkers+p.FlexWorkers > 0 && p.Usage.RequestsPerDay.IsPositive() {
			wantArithmetic(t, e.Endpoint(p))
		}
		wantArithmetic(t, e.NetworkVolume(cost.NetworkVolume{
			SizeGB: rapid.Int64Range(0, 4096).Draw(t, "size"), Type: rapid.SampledFrom([]string{"", cost.VolumeHighPerformance}).Draw(t, "type"),
		}))
	})
}

func TestSummaryArithmetic(t *testing.T) {
	t.Parallel()
	price := func(usd string) cost.Estimator {
		return cost.Estimator{Prices: cost.NewPrices([]cost.GPUPrice{{ID: "g", Name: "GPU", SecurePerHour: null(usd)}}, nil)}
	}
	for name, c := range map[string]struct {
		est  cost.Estimate
		want string
	}{
		"hours in as many decimals as it takes": {
			price("1.39").Pod(cost.Pod{GPUTypeIDs: []string{"g"}, GPUCount: 8, Usage: &cost.PodUsage{HoursPerDay: null("1")}}),
			"$338.23/mo: 8 x GPU, $1.39 per GPU-hour, 30.4167 h = $338.23",
		},
		"more for many GPUs": {
			price("3.29").Cluster(cost.Cluster{GPUTypeID: "g", GPUCountPerPod: 8, PodCount: 50, Usage: &cost.ClusterUsage{HoursPerMonth: decimal.NewNullDecimal(dec("100").DivRound(dec("3"), 24))}}),
			"$43,866.67/mo: 50 x 8 x GPU, $3.29 per GPU-hour (approximate: the secure pod rate), 33.333333 h = $43,866.67",
		},
		"amounts that round apart from their sum": {
			price("0.48").Pod(cost.Pod{GPUTypeIDs: []string{"g"}, ContainerDiskGB: 50, VolumeDiskGB: 50, Usage: &cost.PodUsage{HoursPerDay: null("8"), WhenIdle: cost.IdleTerminated}}),
			"$120.13/mo: 1 x GPU, $0.48 per GPU-hour, 243.3333 h = $116.80; 50 GB container disk, $0.10 per GB-month, 8 of 24 h = $1.667; 50 GB volume disk, $0.10 per GB-month, 8 of 24 h = $1.667",
		},
		"the fewest decimals, in the last": {
			price("1.39").Pod(cost.Pod{GPUTypeIDs: []string{"g"}, ContainerDiskGB: 50, VolumeDiskGB: 100, Usage: &cost.PodUsage{HoursPerDay: null("8")}}),
			"$356.57/mo: 1 x GPU, $1.39 per GPU-hour, 243.3333 h = $338.23; 50 GB container disk, $0.10 per GB-month, 8 of 24 h = $1.67; 100 GB volume disk, $0.10 per GB-month, 8 of 24 h = $3.333; 100 GB volume disk while stopped, $0.20 per GB-month, 16 of 24 h = $13.333",
		},
	} {
		if c.est.Summary != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, c.est.Summary, c.want)
		}
	}
}

func TestCentsUp(t *testing.T) {
	t.Parallel()
	for amount, want := range map[string]string{"2.052": "2.06", "2.05": "2.05", "0": "0", "0.0001": "0.01", "2.0500000000000000000001": "2.05"} {
		if got := cost.CentsUp(dec(amount)); !got.Equal(dec(want)) {
			t.Errorf("%s is %s rounded up, want %s", amount, got, want)
		}
	}
	if got := cost.Plural(dec("1"), "worker") + ", " + cost.Plural(dec("0"), "worker") + ", " + cost.Plural(dec("1200"), "worker"); got != "1 worker, 0 workers, 1,200 workers" {
		t.Error(got)
	}
}
