package cost

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/traffic"
)

// BurstWay is one way to be ready for a burst.
type BurstWay struct {
	// Way is [WayPod] (left on), [WayFlex] or [WayActive], Count how many of them.
	Way   string
	Count int64
	// Seconds is from the arrival of the burst to the end of its last request, while no flex worker is up.
	Seconds decimal.NullDecimal
	// USD is what one burst costs, ReadyMonthly what a month costs without any, and Monthly a month with the declared
	// bursts.
	USD, ReadyMonthly, Monthly decimal.NullDecimal
	// Obstacle is what prevents it; empty for nothing.
	Obstacle string
}

// Allowance is what an account may run at once.
type Allowance struct {
	SpendLimit SpendLimit
	// WorkerQuota is over all endpoints; not positive where it is not known, and Runpod's rules by balance hold.
	WorkerQuota int64
}

// Counts that are compared beside as many as a burst needs.
var burstPods, burstFlex = []int64{1, 3}, []int64{3, 10}

// bursts are the ways to serve a burst, without prices where these are not known.
func (k compared) bursts() []BurstWay {
	u := k.Workload
	if u.Traffic != TrafficBursts || u.BurstSize <= 0 || u.ColdStartRatio.Valid {
		return nil
	}
	each := max(u.Concurrency, 1)
	all := (u.BurstSize + each - 1) / each
	upTo := func(some []int64) []int64 {
		return append(slices.DeleteFunc(slices.Clone(some), func(n int64) bool { return n >= all }), all)
	}
	var ways []BurstWay
	for _, n := range upTo(burstPods) {
		monthly := decimal.NullDecimal{Decimal: k.pods(count(n)).fixed, Valid: k.rates.pod.perHour.Valid}
		ways = append(ways, k.alwaysReady(WayPod, n, k.rates.pod, monthly))
	}
	for _, n := range upTo(burstFlex) {
		ways = append(ways, k.startedForBurst(n))
	}
	monthly := decimal.NullDecimal{Decimal: k.active(count(all)), Valid: k.rates.active.perHour.Valid}
	return append(ways, k.alwaysReady(WayActive, all, k.rates.active, monthly))
}

// alwaysReady are pods or active workers, which cost the same with and without bursts.
func (k compared) alwaysReady(way string, n int64, rate offer, monthly decimal.NullDecimal) BurstWay {
	endpoint := k.endpoint(n, 0)
	served := traffic.SimulateBurst(endpoint.traffic())
	return BurstWay{
		Way: way, Count: n, Seconds: burstSeconds(served),
		USD: decimal.NullDecimal{Valid: rate.perHour.Valid}, ReadyMonthly: monthly, Monthly: monthly,
		Obstacle: k.obstacle(endpoint, n, way != WayPod, rate),
	}
}

// startedForBurst are flex workers, which cost nothing but the network volume without bursts.
func (k compared) startedForBurst(n int64) BurstWay {
	endpoint, rate := k.endpoint(0, n), k.rates.flex
	served := traffic.SimulateBurst(endpoint.traffic())
	w := BurstWay{Way: WayFlex, Count: n, Seconds: burstSeconds(served), Obstacle: k.obstacle(endpoint, n, true, rate)}
	if !rate.perHour.Valid {
		return w
	}
	compute, disk := k.workers(n).flexUSD(Load{FlexSeconds: decimal.NewFromInt(served.FlexSeconds), flexIntervals: decimal.NewFromInt(served.FlexIntervals)}, rate)
	w.USD, w.ReadyMonthly, w.Monthly = known(compute.Add(disk)), known(k.workerVolume), known(k.flex(n))
	return w
}

func burstSeconds(b traffic.Burst) decimal.NullDecimal {
	return known(fromMilliseconds(b.Time).Round(waitPlaces))
}

// Worker quotas over all endpoints, by the balance in USD that they take.
var workerQuotas = []struct{ workers, balance int64 }{{NewAccountWorkerQuota, 0}, {10, 100}, {20, 200}, {30, 300}, {40, 500}, {50, 700}, {60, 900}}

// obstacle is what keeps that many from running, or from carrying the load.
func (k compared) obstacle(e Endpoint, n int64, serverless bool, rate offer) string {
	var all []string
	if serverless {
		all = appendText(all, k.Allowance.quotaObstacle(n))
	}
	if rate.perHour.Valid {
		all = appendText(all, k.Allowance.spendObstacle(n, rate.perHour.Decimal.Mul(rate.units)))
	}
	switch simulation := e.traffic(); {
	case simulation.Overloaded():
		all = append(all, "a day brings more work than they can do: requests pile up")
	case simulation.BacksUp():
		all = append(all, "requests come faster than they can be served: the last ones of a day wait long")
	}
	return strings.Join(all, "; ")
}

func appendText(all []string, text string) []string {
	if text == "" {
		return all
	}
	return append(all, text)
}

func (a Allowance) quotaObstacle(n int64) string {
	if a.WorkerQuota > 0 {
		if n <= a.WorkerQuota {
			return ""
		}
		return fmt.Sprintf("the worker quota of your account is %d over all endpoints", a.WorkerQuota)
	}
	for _, q := range workerQuotas {
		if n > q.workers {
			continue
		}
		if q.balance == 0 {
			return ""
		}
		return fmt.Sprintf("a worker quota of %d takes a balance of $%d", q.workers, q.balance)
	}
	most := workerQuotas[len(workerQuotas)-1]
	return fmt.Sprintf("the worker quota by balance ends at %d ($%d): ask Runpod for more", most.workers, most.balance)
}

func (a Allowance) spendObstacle(n int64, perHour decimal.Decimal) string {
	limit := a.SpendLimit
	if limit.Whose == "" {
		limit = DefaultSpendLimit()
	}
	if count(n).Mul(perHour).LessThanOrEqual(limit.USDPerHour) {
		return ""
	}
	start, _ := limit.USDPerHour.QuoRem(perHour, 0)
	return fmt.Sprintf("%s start under %s/h, %s", Number(start, 0), USD(limit.USDPerHour), limit.Whose)
}
