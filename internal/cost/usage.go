package cost

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/traffic"
)

// Patterns of traffic.
const (
	TrafficSteady = "STEADY"
	TrafficBursts = "BURSTS"
)

// EndpointUsage is the declared traffic of an endpoint. Times are in seconds; negative values count as 0.
type EndpointUsage struct {
	RequestsPerDay, ExecutionSeconds decimal.Decimal
	// Traffic is [TrafficSteady] (also for ""): requests come at random, evenly spread; or [TrafficBursts]: BurstSize of
	// them come at the same moment, and the bursts at random.
	Traffic   string
	BurstSize int64
	// HoursPerDay is how long a day's requests come; 24 where it is not Valid.
	HoursPerDay decimal.NullDecimal
	// ColdStartSeconds are the billed seconds of a cold start: container start and model load, not the image pull. Where
	// they are not Valid they follow from Model and flashboot.
	ColdStartSeconds decimal.NullDecimal
	// Model is what a worker loads at its start; nil for nothing.
	Model *Model
	// Concurrency is how many requests a worker takes at a time; 1 where it is not positive.
	Concurrency int64
	// ColdStartRatio is the share of requests that meet a cold start, between 0 and 1, for those who have measured it.
	// Where it is Valid, nothing is simulated, and there are no waits.
	ColdStartRatio decimal.NullDecimal
}

// Model is the weights that a worker loads. Location is one of [traffic.FromImage] (also for ""),
// [traffic.FromNetworkVolume] and [traffic.FromCache].
type Model struct {
	SizeGB   decimal.Decimal
	Location string
}

// FlashBootOff means no flashboot, as in the API.
const FlashBootOff = "OFF"

// coldStart is how long a worker takes to start, in seconds, and what that takes for granted; "" where it was declared.
func (e Endpoint) coldStart() (seconds decimal.Decimal, assumption string) {
	usage := EndpointUsage{}
	if e.Usage != nil {
		usage = *e.Usage
	}
	if declared := usage.ColdStartSeconds; declared.Valid {
		return decimal.Max(declared.Decimal, decimal.Zero), ""
	}
	start, why := int64(traffic.FlashBootStart), "with flashboot (Runpod's published 95th percentile)"
	if e.FlashBoot == FlashBootOff {
		start, why = traffic.PlainStart, "without flashboot (assumed)"
	}
	total := fromMilliseconds(start)
	text := fmt.Sprintf("%s s to start the container %s", Number(total, 1), why)
	if load := usage.modelLoad(); load.IsPositive() {
		m := usage.Model
		from := map[string]string{
			"": "the image (assumed: 1 GB/s)", traffic.FromImage: "the image (assumed: 1 GB/s)",
			traffic.FromCache: "the host's cache (assumed: 1 GB/s)", traffic.FromNetworkVolume: "a network volume (0.3 GB/s; documented: 0.2 to 0.4)",
		}[m.Location]
		text += fmt.Sprintf(", %s s to load %s GB from %s", Number(load, 1), Number(m.SizeGB, 2), from)
		total = total.Add(load)
	}
	return total, fmt.Sprintf("a cold start takes %s s: %s; set usage.cold_start_seconds if you know it", Number(total, 1), text)
}

// modelLoad is how long a worker takes to load its model, in seconds, where that is not declared as part of the cold start.
func (u EndpointUsage) modelLoad() decimal.Decimal {
	if m := u.Model; m != nil && m.SizeGB.IsPositive() && !u.ColdStartSeconds.Valid {
		return fromMilliseconds(traffic.ModelLoad(whole(m.SizeGB.Shift(3)), m.Location))
	}
	return decimal.Zero
}

// shortestSession is how many seconds a flex worker bills at least from a start to the next: the cold start and the idle
// timeout, in started seconds.
func (e Endpoint) shortestSession() decimal.Decimal {
	seconds, _ := e.coldStart()
	if !e.idleIgnored() {
		seconds = seconds.Add(count(e.IdleTimeoutSeconds))
	}
	shortest := decimal.Max(BilledSeconds(seconds), decimal.NewFromInt(1))
	if e.Usage != nil && e.Usage.ColdStartRatio.Valid {
		// Averages are not rounded up to the second, so their sessions may be shorter than one.
		if w := e.sessions(); w.ColdStartRatio.IsPositive() && w.perRequest().IsPositive() {
			shortest = decimal.Min(shortest, div(w.perRequest(), w.ColdStartRatio))
		}
	}
	return shortest
}

// traffic is the endpoint as the simulation takes it.
func (e Endpoint) traffic() traffic.Endpoint {
	u := e.Usage
	cold, _ := e.coldStart()
	t := traffic.Endpoint{
		ActiveWorkers: e.ActiveWorkers, FlexWorkers: e.FlexWorkers, IdleTimeout: max(e.IdleTimeoutSeconds, 0) * 1000,
		QueueDelay: toMilliseconds(e.queueDelay()), ColdStart: toMilliseconds(cold), Concurrency: e.atATime(),
		Requests: max(toMilliseconds(u.RequestsPerDay), 1), Execution: toMilliseconds(u.ExecutionSeconds), LongestIdleFirst: e.longestIdleFirst,
	}
	switch {
	case e.Type == EndpointLoadBalancer:
		t.Scaling, t.RequestCount = traffic.LoadBalancer, e.requestCount()
	case e.RequestCount > 0:
		t.Scaling, t.RequestCount = traffic.RequestCount, e.RequestCount
	}
	if u.Traffic == TrafficBursts {
		t.BurstSize = u.BurstSize
	}
	if u.HoursPerDay.Valid {
		t.Window = max(toMilliseconds(u.HoursPerDay.Decimal.Mul(decimal.NewFromInt(secondsPerHour))), 1)
	}
	return t
}

func (e Endpoint) queueDelay() decimal.Decimal {
	if e.QueueDelaySeconds.Valid {
		return e.QueueDelaySeconds.Decimal
	}
	return decimal.NewFromInt(DefaultQueueDelaySeconds)
}

func (e Endpoint) requestCount() int64 {
	if e.RequestCount > 0 {
		return e.RequestCount
	}
	return DefaultRequestCount
}

// busySeconds are the useful seconds of a day on workers that always take as many requests at a time as they can.
func (u EndpointUsage) busySeconds() decimal.Decimal {
	return div(decimal.Max(u.RequestsPerDay, decimal.Zero).Mul(u.execution()), u.places())
}

func (u EndpointUsage) execution() decimal.Decimal {
	return decimal.Max(u.ExecutionSeconds, decimal.Zero)
}

// places are how many requests a worker takes at a time.
func (u EndpointUsage) places() decimal.Decimal { return count(max(u.Concurrency, 1)) }

// window is how many hours of a day requests come.
func (u EndpointUsage) window() decimal.Decimal {
	day := decimal.NewFromInt(hoursPerDay)
	if h := u.HoursPerDay; h.Valid && h.Decimal.IsPositive() {
		return decimal.Min(h.Decimal, day)
	}
	return day
}

// windowSeconds are how many seconds of a day requests come.
func (u EndpointUsage) windowSeconds() decimal.Decimal {
	return u.window().Mul(decimal.NewFromInt(secondsPerHour))
}

// pattern says how the requests come.
func (u EndpointUsage) pattern() string {
	text := "at random moments"
	if u.Traffic == TrafficBursts && u.BurstSize > 1 {
		text = fmt.Sprintf("in bursts of %d at random moments", u.BurstSize)
	}
	if u.window().LessThan(decimal.NewFromInt(hoursPerDay)) {
		return text + fmt.Sprintf(" within %s hours a day", Number(u.window(), 2))
	}
	return text + ", day and night alike"
}

// text is the traffic in a few words.
func (u EndpointUsage) text() string {
	text := fmt.Sprintf("%s requests/day of %s s", Number(u.RequestsPerDay, 2), Number(u.ExecutionSeconds, 3))
	if u.Traffic == TrafficBursts && u.BurstSize > 1 {
		text += fmt.Sprintf(" in bursts of %d", u.BurstSize)
	}
	return text
}

func fromMilliseconds(n int64) decimal.Decimal { return decimal.New(n, -3) }

// toMilliseconds rounds half up; what is above 0 is at least one.
func toMilliseconds(seconds decimal.Decimal) int64 {
	n := whole(seconds.Shift(3))
	if n == 0 && seconds.IsPositive() {
		return 1
	}
	return n
}

// whole rounds half up, into the range of the simulation.
func whole(d decimal.Decimal) int64 {
	return clamp(d, decimal.Zero, decimal.New(1, 15)).Round(0).IntPart()
}
