package main

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"
	"gonum.org/v1/plot/plotter"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// What the chart assumes, and says so.
const (
	gpuTypeID        = "NVIDIA A100 80GB PCIe"
	podUSDPerHour    = "1.89"
	flexUSDPerSecond = "0.00076"
	containerDiskGB  = 50
	volumeDiskGB     = 100
	executionSeconds = 30
)

var assumptions = fmt.Sprintf("Pod $%s/h, serverless $%s/s; container disk %d GB, volume disk of the pod %d GB; requests of %d s, no cold starts, a month of 730 h.",
	podUSDPerHour, flexUSDPerSecond, containerDiskGB, volumeDiskGB, executionSeconds)

// curves are USD per month by busy hours a day.
type curves struct {
	pod, stopped, flex, active plotter.XYs
	// podBreakEven and stoppedBreakEven are where flex workers become dearer than a pod left on, and than one that is
	// stopped when unused.
	podBreakEven, stoppedBreakEven plotter.XY
}

func calculate() (curves, error) {
	var c curves
	for hours := range int64(25) {
		r := compare(decimal.NewFromInt(hours))
		for _, curve := range []struct {
			points  *plotter.XYs
			monthly decimal.NullDecimal
		}{{&c.pod, r.PodMonthly}, {&c.stopped, r.StoppedPodMonthly}, {&c.flex, r.FlexMonthly}, {&c.active, r.ActiveMonthly}} {
			if !curve.monthly.Valid {
				return curves{}, errors.New("a monthly cost is not known")
			}
			*curve.points = append(*curve.points, point(decimal.NewFromInt(hours), curve.monthly.Decimal))
		}
	}
	one := compare(decimal.NewFromInt(1))
	for _, mark := range []struct {
		at    *plotter.XY
		hours decimal.NullDecimal
	}{{&c.podBreakEven, one.BreakEvenBusyHoursPerDay}, {&c.stoppedBreakEven, one.StoppedPodBreakEvenHoursPerDay}} {
		if !mark.hours.Valid {
			return curves{}, errors.New("a break-even is not known")
		}
		*mark.at = point(mark.hours.Decimal, compare(mark.hours.Decimal).FlexMonthly.Decimal)
	}
	return c, nil
}

// compare prices one GPU's work of so many busy hours a day.
func compare(hoursPerDay decimal.Decimal) cost.ComparisonResult {
	execution := decimal.NewFromInt(executionSeconds)
	return cost.Estimator{Prices: cost.Snapshot(), Settings: cost.DefaultSettings()}.PodVsServerless(cost.Comparison{
		GPUTypeID:        gpuTypeID,
		Workload:         cost.Workload{RequestsPerDay: hoursPerDay.Mul(decimal.NewFromInt(3600)).Div(execution), ExecutionSeconds: execution},
		Storage:          cost.ComparisonStorage{ContainerDiskGB: containerDiskGB, VolumeDiskGB: volumeDiskGB},
		PodUSDPerHour:    decimal.NewNullDecimal(decimal.RequireFromString(podUSDPerHour)),
		FlexUSDPerSecond: decimal.NewNullDecimal(decimal.RequireFromString(flexUSDPerSecond)),
	})
}

// point is where a figure stands on the canvas: the only place where dollars are floating-point.
func point(hoursPerDay, monthlyUSD decimal.Decimal) plotter.XY {
	return plotter.XY{X: hoursPerDay.InexactFloat64(), Y: monthlyUSD.InexactFloat64()}
}
