package cost

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/traffic"
)

// Service is how an endpoint serves its declared traffic. Times are in seconds, shares between 0 and 1; what is not
// known is not Valid.
type Service struct {
	// WaitP50, WaitP95 and WaitLongest are from the arrival of a request to the start of its execution, to a tenth of a
	// second.
	WaitP50, WaitP95, WaitLongest decimal.NullDecimal
	// BurstSeconds is from the arrival of one burst to the end of its last request, while no flex worker is up. It is not
	// Valid where the traffic has no bursts.
	BurstSeconds decimal.NullDecimal
	// ColdStartRatio is the share of the requests that a flex worker takes right after its start.
	ColdStartRatio decimal.NullDecimal
	// PeakWorkers is the maximum number that are up or starting at once, active ones included.
	PeakWorkers decimal.NullDecimal
	// BusyRatio is the share of the billed time in which workers have work.
	BusyRatio decimal.NullDecimal
	// Summary is all that in one line.
	Summary string
}

const (
	waitPlaces  = 1
	ratioPlaces = 3
)

// Service is how an endpoint serves its declared traffic; nil where none is declared. It takes no prices.
func (e Endpoint) Service() *Service {
	load, used := e.Load(Settings{})
	switch r := load.simulated; {
	case !used:
		return nil
	case !e.Usage.RequestsPerDay.IsPositive():
		return &Service{Summary: "no requests"}
	case e.ActiveWorkers+e.FlexWorkers <= 0:
		return &Service{Summary: noWorkersText}
	case load.Overloaded:
		return &Service{Summary: "requests pile up: the workers cannot carry the load"}
	case e.Usage.ColdStartRatio.Valid:
		return &Service{ColdStartRatio: e.Usage.ColdStartRatio, Summary: "waits are not simulated where usage.cold_start_ratio is set"}
	default:
		cold, _ := e.coldStart()
		return served(r, *e.Usage, cold)
	}
}

// served turns the simulation's milliseconds into seconds.
func served(r traffic.Result, u EndpointUsage, coldStart decimal.Decimal) *Service {
	seconds := func(ms int64) decimal.NullDecimal { return known(fromMilliseconds(ms).Round(waitPlaces)) }
	s := &Service{
		WaitP50: seconds(r.WaitP50), WaitP95: seconds(r.WaitP95), WaitLongest: seconds(r.WaitLongest),
		ColdStartRatio: known(decimal.NewFromInt(r.ColdRequests).DivRound(decimal.NewFromInt(r.Requests), ratioPlaces)),
		PeakWorkers:    known(decimal.NewFromInt(r.PeakWorkers)),
		BusyRatio:      known(decimal.New(r.BusyPermille, -ratioPlaces)),
	}
	if u.Traffic == TrafficBursts && u.BurstSize > 1 {
		s.BurstSeconds = seconds(r.BurstTime)
	}
	s.Summary = s.summary(u, r, coldStart)
	return s
}

// summary has each wait with "or longer": that many requests wait that long at least.
func (s *Service) summary(u EndpointUsage, r traffic.Result, coldStart decimal.Decimal) string {
	var parts []string
	if s.BurstSeconds.Valid {
		parts = append(parts, fmt.Sprintf("%d at once are served after %s s", u.BurstSize, Number(s.BurstSeconds.Decimal, waitPlaces)))
	}
	longest := fmt.Sprintf("the longest wait in %s is %s s", spanText(r.Span), Number(s.WaitLongest.Decimal, waitPlaces))
	p50, p95 := s.WaitP50.Decimal, s.WaitP95.Decimal
	oneIn20 := fmt.Sprintf("1 in 20 waits %s s or longer", Number(p95, waitPlaces))
	switch {
	case s.WaitLongest.Decimal.IsZero():
		parts = append(parts, "no request waits")
	case p95.IsZero():
		parts = append(parts, "19 in 20 start at once, "+longest)
	case p50.IsZero():
		parts = append(parts, fmt.Sprintf("half start at once, %s, %s", oneIn20, longest))
	default:
		parts = append(parts, fmt.Sprintf("half wait %s s or longer, %s, %s", Number(p50, waitPlaces), oneIn20, longest))
	}
	ofSeconds := " of " + Number(coldStart, waitPlaces) + " s"
	switch percent := s.ColdStartRatio.Decimal.Shift(2); {
	// A ratio that is rounded to zero is not none. Where other workers take the requests while one starts, nobody waits for it.
	case r.ColdRequests == 0, s.WaitLongest.Decimal.LessThan(coldStart):
		parts = append(parts, "none meets a cold start")
	case percent.LessThan(decimal.NewFromInt(1)):
		parts = append(parts, "fewer than 1 % meet a cold start"+ofSeconds)
	default:
		parts = append(parts, Number(percent, 0)+" % meet a cold start"+ofSeconds)
	}
	return strings.Join(parts, "; ")
}

// spanText is the simulated time in the largest unit of which there are two: "20 days", "5 hours", "32 minutes".
func spanText(ms int64) string {
	span := decimal.NewFromInt(ms)
	for _, unit := range []struct {
		name    string
		seconds int64
	}{{"day", secondsPerDay}, {"hour", secondsPerHour}} {
		if n := span.Div(decimal.NewFromInt(unit.seconds * 1000)).Floor(); n.GreaterThan(decimal.NewFromInt(1)) {
			return Plural(n, unit.name)
		}
	}
	return Plural(decimal.Max(span.Div(decimal.NewFromInt(60_000)).Floor(), decimal.NewFromInt(1)), "minute")
}
