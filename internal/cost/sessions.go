package cost

import "github.com/shopspring/decimal"

// sessions is the traffic of an endpoint whose share of cold starts was measured. Times are in seconds.
type sessions struct {
	RequestsPerDay, ExecutionSeconds decimal.Decimal
	ColdStartSeconds, ColdStartRatio decimal.Decimal
	IdleTimeoutSeconds               decimal.Decimal
}

// sessions is the endpoint as the formula of the averages takes it.
func (e Endpoint) sessions() sessions {
	cold, _ := e.coldStart()
	w := sessions{
		RequestsPerDay: decimal.Max(e.Usage.RequestsPerDay, decimal.Zero), ExecutionSeconds: e.Usage.execution(),
		ColdStartSeconds: cold, ColdStartRatio: clamp(e.Usage.ColdStartRatio.Decimal, decimal.Zero, decimal.NewFromInt(1)),
	}
	if !e.idleIgnored() {
		w.IdleTimeoutSeconds = count(e.IdleTimeoutSeconds)
	}
	return w
}

// busySeconds are the useful seconds of a day.
func (w sessions) busySeconds() decimal.Decimal { return w.RequestsPerDay.Mul(w.ExecutionSeconds) }

// perRequest is how many seconds a request bills on average: e + q(k + t).
func (w sessions) perRequest() decimal.Decimal {
	return w.ExecutionSeconds.Add(w.ColdStartRatio.Mul(w.ColdStartSeconds.Add(w.IdleTimeoutSeconds)))
}

// intervalsPerRequest is how many five-minute intervals of worker disk a request bills on average. A session starts
// with a cold start, so a request is q sessions of perRequest/q seconds. Without cold starts the formula knows no
// session; a worker then stays up for as long as there is work, one session whose last started interval does not
// count beside the others. That is also what the formula tends to as q goes to 0.
func (w sessions) intervalsPerRequest() decimal.Decimal {
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

// BilledSeconds is what a session of a serverless worker bills: started seconds.
func BilledSeconds(sessionSeconds decimal.Decimal) decimal.Decimal {
	return decimal.Max(sessionSeconds, decimal.Zero).Ceil()
}
