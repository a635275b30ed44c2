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
	coldStartSeconds = 10
)

var assumptions = fmt.Sprintf("Pod $%s/h, serverless $%s/s; disks: container %d GB, pod %d GB; requests of %d s at random, cold start %d s, idle timeout %d s.",
	podUSDPerHour, flexUSDPerSecond, containerDiskGB, volumeDiskGB, executionSeconds, coldStartSeconds, cost.DefaultIdleTimeoutSeconds)

// curves are USD per month by busy hours a day.
type curves struct {
	pod, stopped, flex, active plotter.XYs
	// podBreakEven and stoppedBreakEven are where flex workers become dearer than a pod left on, and than one that is
	// stopped when unused.
	podBreakEven, stoppedBreakEven plotter.XY
}

func calculate() (curves, error) {
	var c curves
	for quarter := range int64(4*24 + 1) {
		hours := decimal.New(25*quarter, -2)
		r := compare(hours)
		for _, curve := range []struct {
			points  *plotter.XYs
			monthly decimal.NullDecimal
		}{{&c.pod, r.PodMonthly}, {&c.stopped, r.StoppedPodMonthly}, {&c.flex, r.FlexMonthly}, {&c.active, r.ActiveMonthly}} {
			if !curve.monthly.Valid {
				return curves{}, errors.New("a monthly cost is not known")
			}
			*curve.points = append(*curve.points, point(hours, curve.monthly.Decimal))
		}
	}
	one := workload(decimal.NewFromInt(1))
	for _, mark := range []struct {
		at    *plotter.XY
		hours decimal.NullDecimal
	}{{&c.podBreakEven, estimator().PodVsServerless(one).BreakEvenBusyHoursPerDay}, {&c.stoppedBreakEven, estimator().StoppedPodBreakEven(one)}} {
		if !mark.hours.Valid {
			return curves{}, errors.New("a break-even is not known")
		}
		*mark.at = point(mark.hours.Decimal, compare(mark.hours.Decimal).FlexMonthly.Decimal)
	}
	return c, nil
}

func estimator() cost.Estimator {
	return cost.Estimator{Prices: cost.Snapshot(), Settings: cost.DefaultSettings()}
}

func compare(hoursPerDay decimal.Decimal) cost.ComparisonResult {
	return estimator().PodVsServerless(workload(hoursPerDay))
}

// workload keeps one GPU busy for so many hours a day.
func workload(hoursPerDay decimal.Decimal) cost.Comparison {
	execution := decimal.NewFromInt(executionSeconds)
	return cost.Comparison{
		GPUTypeID: gpuTypeID, IdleTimeoutSeconds: cost.DefaultIdleTimeoutSeconds,
		Workload: &cost.EndpointUsage{
			RequestsPerDay: hoursPerDay.Mul(decimal.NewFromInt(3600)).Div(execution), ExecutionSeconds: execution,
			ColdStartSeconds: decimal.NewNullDecimal(decimal.NewFromInt(coldStartSeconds)),
		},
		Storage:          cost.ComparisonStorage{ContainerDiskGB: containerDiskGB, VolumeDiskGB: volumeDiskGB},
		PodUSDPerHour:    decimal.NewNullDecimal(decimal.RequireFromString(podUSDPerHour)),
		FlexUSDPerSecond: decimal.NewNullDecimal(decimal.RequireFromString(flexUSDPerSecond)),
	}
}

// point is where two figures stand on the canvas: the only place where dollars are floating-point.
func point(x, y decimal.Decimal) plotter.XY {
	return plotter.XY{X: x.InexactFloat64(), Y: y.InexactFloat64()}
}
