package main

import (
	"errors"
	"fmt"
	"image/color"
	"io"

	"github.com/shopspring/decimal"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// The burst that the second chart is of.
const (
	burstSize       = 30
	burstRequests   = 900 // a day
	burstColdStart  = 10
	burstIdleTime   = 5
	frontierMaxUSD  = 100_000
	frontierMaxTime = 1200
)

var burstAssumptions = fmt.Sprintf("%d requests a day of %d s in bursts of %d; cold start %d s, idle timeout %d s, queue delay %d s; pod $%s/h, serverless $%s/s.",
	burstRequests, executionSeconds, burstSize, burstColdStart, burstIdleTime, cost.DefaultQueueDelaySeconds, podUSDPerHour, flexUSDPerSecond)

// frontier is USD a month by how many seconds a burst takes, on 1, 2, 3, ... of them.
type frontier struct{ flex, pods, active plotter.XYs }

func frontiers() (frontier, error) {
	var f frontier
	e := cost.Estimator{
		Prices: cost.Snapshot().WithOverrides(map[string]cost.GPUOverride{gpuTypeID: {
			SecurePerHour: decimal.NewNullDecimal(decimal.RequireFromString(podUSDPerHour)), FlexPerSecond: decimal.NewNullDecimal(decimal.RequireFromString(flexUSDPerSecond)),
		}}, nil),
		Settings: cost.DefaultSettings(),
	}
	pod := e.Pod(cost.Pod{GPUTypeIDs: []string{gpuTypeID}}).Monthly
	for n := range int64(burstSize) {
		flex, active := burstEndpoint(0, n+1), burstEndpoint(n+1, 0)
		pods := pod
		pods.Decimal = pod.Decimal.Mul(decimal.NewFromInt(n + 1))
		for _, way := range []struct {
			points  *plotter.XYs
			served  *cost.Service
			monthly decimal.NullDecimal
		}{{&f.flex, flex.Service(), e.Endpoint(flex).Monthly}, {&f.active, active.Service(), e.Endpoint(active).Monthly}, {&f.pods, active.Service(), pods}} {
			if !way.monthly.Valid || !way.served.BurstSeconds.Valid {
				return frontier{}, errors.New("what a burst costs, or how long it takes, is not known")
			}
			*way.points = append(*way.points, point(way.monthly.Decimal, way.served.BurstSeconds.Decimal))
		}
	}
	return f, nil
}

func burstEndpoint(active, flex int64) cost.Endpoint {
	return cost.Endpoint{
		Pools: []string{"AMPERE_80"}, ActiveWorkers: active, FlexWorkers: flex, IdleTimeoutSeconds: burstIdleTime,
		Usage: &cost.EndpointUsage{
			RequestsPerDay: decimal.NewFromInt(burstRequests), ExecutionSeconds: decimal.NewFromInt(executionSeconds),
			ColdStartSeconds: decimal.NewNullDecimal(decimal.NewFromInt(burstColdStart)), Traffic: cost.TrafficBursts, BurstSize: burstSize,
		},
	}
}

// plotFrontiers draws how much sooner a burst is served for more money. Both axes are logarithmic.
func plotFrontiers(f frontier, out io.Writer) error {
	d := drawing{Plot: plot.New()}
	d.frame(fmt.Sprintf("%d requests of %d s at once: how long, and for how much a month", burstSize, executionSeconds),
		axis{&d.X, "USD per month, bursts included", 500, frontierMaxUSD, labelled("$", 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)},
		axis{&d.Y, "seconds until all are served", 20, frontierMaxTime, labelled("", 20, 30, 50, 100, 200, 300, 500, 1000)})
	for _, a := range []*plot.Axis{&d.X, &d.Y} {
		a.Scale = plot.LogScale{}
	}
	for _, way := range []struct {
		points plotter.XYs
		colour color.Color
	}{{f.active, palette.active}, {f.pods, palette.pod}, {f.flex, palette.flex}} {
		d.line(way.points, way.colour, 1.5, nil)
		d.dots(way.points, way.colour, vg.Points(3))
	}
	d.label(f.flex[9].X*1.12, f.flex[9].Y*0.97, "10 flex workers", palette.flex, text.XLeft)
	d.label(f.flex[2].X*1.12, f.flex[2].Y*0.87, "3 flex workers", palette.flex, text.XLeft)
	d.label(f.flex[burstSize-1].X*1.05, f.flex[burstSize-1].Y*0.78, fmt.Sprintf("%d flex workers", burstSize), palette.flex, text.XLeft)
	d.label(f.pods[0].X*0.97, f.pods[0].Y*1.08, "1 pod", palette.pod, text.XCenter)
	d.label(f.pods[2].X*0.9, f.pods[2].Y*0.78, "3 pods", palette.pod, text.XRight)
	d.label(f.pods[burstSize-1].X*0.86, f.pods[burstSize-1].Y*0.86, fmt.Sprintf("%d pods left on", burstSize), palette.pod, text.XRight)
	d.label(f.active[2].X*1.1, f.active[2].Y*1.06, "3 active workers", palette.active, text.XLeft)
	d.label(f.active[burstSize-1].X*0.98, f.active[burstSize-1].Y*0.8, fmt.Sprintf("%d active", burstSize), palette.active, text.XCenter)
	return d.write(burstAssumptions, out)
}
