package docs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// TestComparisonFigures: what the guide says of its charts is what they show.
func TestComparisonFigures(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(root, "templates", "guides", "pods-or-serverless.md"))
	if err != nil {
		t.Fatal(err)
	}
	guide := string(page)
	price := func(text string) decimal.NullDecimal { return decimal.NewNullDecimal(decimal.RequireFromString(text)) }
	dollars := func(d decimal.NullDecimal) string { return cost.Number(d.Decimal, 0) + " USD" }
	e := cost.Estimator{Prices: cost.Snapshot(), Settings: cost.DefaultSettings()}
	c := cost.Comparison{
		GPUTypeID: "NVIDIA A100 80GB PCIe", PodUSDPerHour: price("1.89"), FlexUSDPerSecond: price("0.00076"), IdleTimeoutSeconds: cost.DefaultIdleTimeoutSeconds,
		Storage: cost.ComparisonStorage{ContainerDiskGB: 50, VolumeDiskGB: 100},
		Workload: &cost.EndpointUsage{
			RequestsPerDay: decimal.NewFromInt(2880), ExecutionSeconds: decimal.NewFromInt(30), ColdStartSeconds: price("10"),
		},
	}
	full := e.PodVsServerless(c)
	c.Workload.RequestsPerDay = decimal.NewFromInt(0)
	idle := e.PodVsServerless(c)
	pod, stopped := cost.Number(full.BreakEvenBusyHoursPerDay.Decimal, 1), cost.Number(e.StoppedPodBreakEven(c).Decimal, 1)
	wants := []string{
		"a pod left on stays at " + dollars(full.PodMonthly),
		fmt.Sprintf("rises from %s to %s", strings.TrimSuffix(dollars(idle.StoppedPodMonthly), " USD"), dollars(full.StoppedPodMonthly)),
		"flex workers rise from 0 to about " + cost.Number(full.FlexMonthly.Decimal, -1) + " USD",
		"an active worker stays at " + dollars(full.ActiveMonthly),
		fmt.Sprintf("Flex costs as much as the stopped pod at %s hours, and as much as the pod left on at %s hours.", stopped, pod),
		fmt.Sprintf("the cheapest from %s busy hours a day on", stopped), fmt.Sprintf("the pod left on wins from %s busy hours on", pod),
	}

	c.Storage, c.IdleTimeoutSeconds = cost.ComparisonStorage{}, 5
	c.Workload.RequestsPerDay, c.Workload.Traffic, c.Workload.BurstSize = decimal.NewFromInt(900), cost.TrafficBursts, 30
	texts := map[string]string{
		"3 flex": "3 flex workers take", "10 flex": "10 take", "30 flex": "30 take", "1 pod": "One pod takes", "3 pod": "3 pods", "30 pod": "30 pods", "30 active": "30 active workers",
	}
	for _, w := range e.PodVsServerless(c).Burst {
		wants = append(wants, fmt.Sprintf("%s %s s for %s", texts[fmt.Sprintf("%d %s", w.Count, w.Way)], w.Seconds.Decimal, dollars(w.Monthly)))
	}
	for _, want := range wants {
		if !strings.Contains(guide, want) {
			t.Errorf("the guide does not say: %s", want)
		}
	}
}
