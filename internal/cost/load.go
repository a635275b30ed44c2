package cost

import (
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/traffic"
)

// Load is what the declared traffic asks of an endpoint's workers in a month.
type Load struct {
	// FlexSeconds are billed on flex workers in the month.
	FlexSeconds decimal.Decimal
	// Capped says that the flex workers have less time than that, or than it would be if they had more.
	Capped bool
	// WorkersNeeded is how many workers are busy on average, and WorkersNeededInWindow in the hours in which requests
	// come. Overloaded says that the former is more than there can be; BacksUp that the latter is.
	WorkersNeeded, WorkersNeededInWindow decimal.Decimal
	Overloaded, BacksUp                  bool

	// PerRequestSeconds is what a request bills on a flex worker, and AbsorbedByActive the share of the requests that
	// active workers take, both on average and only where the share of cold starts was declared.
	PerRequestSeconds, AbsorbedByActive decimal.Decimal

	flexIntervals decimal.Decimal
	parts         flexParts
	assumption    string
	simulated     traffic.Result
}

// flexParts are what the billed seconds of flex workers are spent on.
type flexParts struct{ running, starting, idle, rounding decimal.Decimal }

// Load works out the declared usage of an endpoint; false without one.
func (e Endpoint) Load(s Settings) (Load, bool) {
	if e.Usage == nil {
		return Load{}, false
	}
	hours := s.withDefaults().HoursPerMonth
	var load Load
	if e.Usage.ColdStartRatio.Valid {
		load = e.averageLoad(hours)
	} else {
		load = e.simulatedLoad(hours)
	}
	load.Capped = load.Overloaded || load.FlexSeconds.GreaterThan(count(e.FlexWorkers).Mul(hours).Mul(decimal.NewFromInt(secondsPerHour)))
	return load, true
}

// neededBy is how many workers such traffic keeps busy.
func (load *Load) neededBy(u EndpointUsage) {
	load.WorkersNeeded = div(u.busySeconds(), decimal.NewFromInt(secondsPerDay))
	load.WorkersNeededInWindow = div(u.busySeconds(), u.windowSeconds())
}

// simulatedLoad is what the simulation comes to.
func (e Endpoint) simulatedLoad(hours decimal.Decimal) Load {
	load := Load{assumption: "flex workers as simulated, with requests " + e.Usage.pattern()}
	load.neededBy(*e.Usage)
	if !e.Usage.RequestsPerDay.IsPositive() {
		return load
	}
	simulation := e.traffic()
	load.simulated = traffic.Simulate(simulation)
	load.Overloaded = load.simulated.Overloaded
	load.BacksUp = !load.Overloaded && simulation.BacksUp()
	if load.simulated.Requests == 0 {
		return load
	}
	// What was simulated, for as many requests as come in the month.
	month := portion{e.Usage.RequestsPerDay.Mul(hours), decimal.NewFromInt(hoursPerDay).Mul(decimal.NewFromInt(load.simulated.Requests))}
	load.FlexSeconds = month.of(decimal.NewFromInt(load.simulated.FlexSeconds))
	load.flexIntervals = month.of(decimal.NewFromInt(load.simulated.FlexIntervals))
	inMonth := func(ms int64) decimal.Decimal { return month.of(fromMilliseconds(ms)) }
	r := load.simulated
	load.parts = flexParts{
		running: inMonth(r.FlexBusy), starting: inMonth(r.FlexStarting), idle: inMonth(max(r.FlexUp-r.FlexBusy-r.FlexStarting, 0)),
		rounding: inMonth(max(r.FlexSeconds*1000-r.FlexUp, 0)),
	}
	return load
}

// averageLoad is what the averages come to, where the share of cold starts was measured. Sessions are not rounded up to
// the second here: a measured share is not that exact.
func (e Endpoint) averageLoad(hours decimal.Decimal) Load {
	w := e.sessions()
	active, flex := count(e.ActiveWorkers), count(e.FlexWorkers)
	day, dayHours := decimal.NewFromInt(secondsPerDay), decimal.NewFromInt(hoursPerDay)
	busy, capacity := w.busySeconds(), active.Mul(day)

	// The requests of a month that are left to flex workers, as a fraction.
	left := portion{w.RequestsPerDay.Mul(hours), dayHours}
	load := Load{PerRequestSeconds: w.perRequest(), assumption: usageAssumption}
	load.neededBy(*e.Usage)
	if active.IsPositive() && w.RequestsPerDay.IsPositive() {
		load.AbsorbedByActive = decimal.NewFromInt(1)
		left = never()
		if busy.GreaterThan(capacity) {
			load.AbsorbedByActive = div(capacity, busy)
			left = portion{busy.Sub(capacity).Mul(hours), dayHours.Mul(w.ExecutionSeconds)}
		}
	}
	load.FlexSeconds = left.of(load.PerRequestSeconds)
	load.flexIntervals = left.of(w.intervalsPerRequest())
	load.parts = flexParts{
		running: left.of(w.ExecutionSeconds), starting: left.of(w.ColdStartRatio.Mul(w.ColdStartSeconds)), idle: left.of(w.ColdStartRatio.Mul(w.IdleTimeoutSeconds)),
	}
	load.Overloaded = busy.GreaterThan(active.Add(flex).Mul(day))
	return load
}
