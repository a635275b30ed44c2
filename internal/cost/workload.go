package cost

import "github.com/shopspring/decimal"

// Workload is the traffic of an endpoint. Times are in seconds; negative values count as 0.
type Workload struct {
	RequestsPerDay, ExecutionSeconds decimal.Decimal
	// ColdStartSeconds are the billed seconds of a cold start: container start and model load, not the image pull.
	ColdStartSeconds decimal.Decimal
	// ColdStartRatio is the share of requests that meet a cold start, between 0 and 1.
	ColdStartRatio     decimal.Decimal
	IdleTimeoutSeconds decimal.Decimal
}

func (w Workload) cleaned() Workload {
	for _, d := range []*decimal.Decimal{&w.RequestsPerDay, &w.ExecutionSeconds, &w.ColdStartSeconds, &w.IdleTimeoutSeconds} {
		*d = decimal.Max(*d, decimal.Zero)
	}
	w.ColdStartRatio = clamp(w.ColdStartRatio, decimal.Zero, decimal.NewFromInt(1))
	return w
}

// busySeconds are the useful seconds of a day.
func (w Workload) busySeconds() decimal.Decimal { return w.RequestsPerDay.Mul(w.ExecutionSeconds) }

// perRequest is how many seconds a request bills on average: e + q(k + t).
func (w Workload) perRequest() decimal.Decimal {
	return w.ExecutionSeconds.Add(w.ColdStartRatio.Mul(w.ColdStartSeconds.Add(w.IdleTimeoutSeconds)))
}

// intervalsPerRequest is how many five-minute intervals of worker disk a request bills on average. A session starts
// with a cold start, so a request is q sessions of perRequest/q seconds. Without cold starts the formula knows no
// session; a worker then stays up for as long as there is work, one session whose last started interval does not
// count beside the others. That is also what the formula tends to as q goes to 0.
func (w Workload) intervalsPerRequest() decimal.Decimal {
	interval := decimal.NewFromInt(secondsPerInterval)
	if w.ColdStartRatio.IsZero() {
		return div(w.perRequest(), interval)
	}
	return w.ColdStartRatio.Mul(ceilDiv(w.perRequest(), w.ColdStartRatio.Mul(interval)))
}

func ceilDiv(a, b decimal.Decimal) decimal.Decimal {
	quotient, rest := a.QuoRem(b, 0)
	if rest.IsPositive() {
		quotient = quotient.Add(decimal.NewFromInt(1))
	}
	return quotient
}

// Load is what a workload asks of an endpoint's workers in a month.
type Load struct {
	// PerRequestSeconds is what a request bills on a flex worker, on average.
	PerRequestSeconds decimal.Decimal
	// AbsorbedByActive is the share of requests that active workers take, between 0 and 1.
	AbsorbedByActive decimal.Decimal
	// FlexSeconds are billed on flex workers in the month, before the cap.
	FlexSeconds decimal.Decimal
	// Capped says that FlexSeconds are more than the flex workers have.
	Capped bool
	// WorkersNeeded is how many workers are busy on average. Overloaded says that it is more than there can be.
	WorkersNeeded decimal.Decimal
	Overloaded    bool

	flexIntervals decimal.Decimal
}

// Load works out the declared usage of an endpoint; false without one. Sessions are not rounded up to the second
// here: the averages in a usage are not that exact.
func (e Endpoint) Load(s Settings) (Load, bool) {
	if e.Usage == nil {
		return Load{}, false
	}
	hours := s.withDefaults().HoursPerMonth
	w := e.workload()
	active, flex := count(e.ActiveWorkers), count(e.FlexWorkers)
	day, dayHours := decimal.NewFromInt(secondsPerDay), decimal.NewFromInt(hoursPerDay)
	busy, capacity := w.busySeconds(), active.Mul(day)

	// The requests of a month that are left to flex workers, as a fraction.
	left := portion{w.RequestsPerDay.Mul(hours), dayHours}
	load := Load{PerRequestSeconds: w.perRequest(), WorkersNeeded: div(busy, day)}
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
	load.Overloaded = busy.GreaterThan(active.Add(flex).Mul(day))
	load.Capped = load.FlexSeconds.GreaterThan(flex.Mul(hours).Mul(decimal.NewFromInt(secondsPerHour)))
	return load, true
}

// BilledSeconds is what a session of a serverless worker bills: started seconds.
func BilledSeconds(sessionSeconds decimal.Decimal) decimal.Decimal {
	return decimal.Max(sessionSeconds, decimal.Zero).Ceil()
}

// SessionUSD is what one session of a serverless worker costs on one GPU.
func SessionUSD(flexUSDPerSecond, sessionSeconds decimal.Decimal) decimal.Decimal {
	return BilledSeconds(sessionSeconds).Mul(flexUSDPerSecond)
}
