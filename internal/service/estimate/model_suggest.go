package estimate

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// knob is the one number of a usage that decides how much is billed: hours, or requests. The cost rises with it all
// the way, or falls all the way: a stopped pod's volume disk bills at twice the rate, which may be more than the GPU.
type knob struct {
	max      func(cost.Settings) decimal.Decimal
	estimate func(cost.Estimator, decimal.Decimal) cost.Estimate
	usage    func(decimal.Decimal) suggestion
	// assumed is said where the rest of the usage is not declared.
	assumed string
}

// suggestion is a usage, of whatever kind.
type suggestion struct {
	hoursPerDay, hoursPerMonth                                         decimal.NullDecimal
	whenIdle                                                           string
	requestsPerDay, executionSeconds, coldStartSeconds, coldStartRatio decimal.NullDecimal
}

func podKnob(pod cost.Pod) *knob {
	idle := cost.DefaultPodWhenIdle
	if pod.Usage != nil && pod.Usage.WhenIdle != "" {
		idle = pod.Usage.WhenIdle
	}
	if pod.Usage != nil && pod.Usage.HoursPerMonth.Valid {
		return &knob{
			max: hoursPerMonth,
			estimate: func(e cost.Estimator, hours decimal.Decimal) cost.Estimate {
				used := pod
				used.DesiredStopped = false
				used.Usage = &cost.PodUsage{HoursPerMonth: decimal.NewNullDecimal(hours), WhenIdle: idle}
				return e.Pod(used)
			},
			usage: func(hours decimal.Decimal) suggestion {
				return suggestion{hoursPerMonth: decimal.NewNullDecimal(hours), whenIdle: idle}
			},
		}
	}
	return &knob{
		max: func(cost.Settings) decimal.Decimal { return decimal.NewFromInt(cost.DefaultPodHoursPerDay) },
		estimate: func(e cost.Estimator, hours decimal.Decimal) cost.Estimate {
			used := pod
			used.DesiredStopped = false // what was billed has run
			used.Usage = &cost.PodUsage{HoursPerDay: decimal.NewNullDecimal(hours), WhenIdle: idle}
			return e.Pod(used)
		},
		usage: func(hours decimal.Decimal) suggestion {
			return suggestion{hoursPerDay: decimal.NewNullDecimal(hours), whenIdle: idle}
		},
	}
}

func clusterKnob(c cost.Cluster) *knob {
	return &knob{
		max: hoursPerMonth,
		estimate: func(e cost.Estimator, hours decimal.Decimal) cost.Estimate {
			used := c
			used.Usage = &cost.ClusterUsage{HoursPerMonth: decimal.NewNullDecimal(hours)}
			return e.Cluster(used)
		},
		usage: func(hours decimal.Decimal) suggestion {
			return suggestion{hoursPerMonth: decimal.NewNullDecimal(hours)}
		},
	}
}

// hoursPerMonth is the length of a month, as the estimates have it.
func hoursPerMonth(s cost.Settings) decimal.Decimal {
	if s.HoursPerMonth.IsPositive() {
		return s.HoursPerMonth
	}
	return cost.DefaultSettings().HoursPerMonth
}

const secondsPerDay = 86400

// endpointKnob turns the number of requests. Where no usage is declared, requests of one second stand for the traffic:
// then their number is that of the seconds billed.
func endpointKnob(p cost.Endpoint) *knob {
	usage, assumed := cost.EndpointUsage{ExecutionSeconds: decimal.NewFromInt(1), ColdStartRatio: decimal.NewNullDecimal(decimal.Zero)}, ""
	if p.Usage != nil {
		usage = *p.Usage
	} else {
		assumed = "no usage is declared, so `suggested_usage` has requests of 1 second without cold starts: replace them with your own figures"
	}
	if !usage.ExecutionSeconds.IsPositive() {
		return nil
	}
	return &knob{
		max: func(cost.Settings) decimal.Decimal {
			return decimal.NewFromInt((p.ActiveWorkers+p.FlexWorkers)*secondsPerDay).DivRound(usage.ExecutionSeconds, stablePlaces)
		},
		estimate: func(e cost.Estimator, requests decimal.Decimal) cost.Estimate {
			used, traffic := p, usage
			traffic.RequestsPerDay = requests
			used.Usage = &traffic
			return e.Endpoint(used)
		},
		usage: func(requests decimal.Decimal) suggestion {
			return suggestion{
				requestsPerDay: decimal.NewNullDecimal(requests), executionSeconds: decimal.NewNullDecimal(usage.ExecutionSeconds),
				coldStartSeconds: usage.ColdStartSeconds, coldStartRatio: usage.ColdStartRatio,
			}
		},
		assumed: assumed,
	}
}

// stablePlaces are the decimals of what is searched for.
const stablePlaces = 12

// fit finds the usage for which the estimate of that many hours is what was billed, to the cent, with as few decimals as
// that takes. Where there is none, the text says why.
func (k *knob) fit(e cost.Estimator, billed, hours decimal.Decimal) (*suggestion, string) {
	over := func(x decimal.Decimal) decimal.NullDecimal {
		return overHours(k.estimate(e, x).Monthly, hours, e.Settings)
	}
	low, high := decimal.Zero, k.max(e.Settings)
	least, most := over(low), over(high)
	if least.Decimal.GreaterThan(most.Decimal) { // low is where it costs least
		low, high, least, most = high, low, most, least
	}
	want := cost.Cents(billed)
	switch {
	case !least.Valid || !most.Valid:
		return nil, "no usage is suggested, because a price is not known"
	case want.Equal(cost.Cents(least.Decimal)):
		return new(k.usage(low)), ""
	case want.LessThan(cost.Cents(least.Decimal)):
		return nil, "no usage is suggested: the bill is lower than the minimum cost of any usage (" + cost.USD(least.Decimal) + ")"
	case want.GreaterThan(cost.Cents(most.Decimal)):
		return nil, "no usage is suggested: the bill is higher than the maximum cost of any usage (" + cost.USD(most.Decimal) + ")"
	}
	for range 80 {
		middle := low.Add(high).DivRound(decimal.NewFromInt(2), stablePlaces)
		if over(middle).Decimal.LessThan(billed) {
			low = middle
		} else {
			high = middle
		}
	}
	for places := range int32(stablePlaces) {
		if x := high.Round(places); !x.GreaterThan(k.max(e.Settings)) && want.Equal(cost.Cents(over(x).Decimal)) {
			return new(k.usage(x)), ""
		}
	}
	return new(k.usage(high)), ""
}

// overHours is the part of a monthly estimate for a number of hours.
func overHours(monthly decimal.NullDecimal, hours decimal.Decimal, s cost.Settings) decimal.NullDecimal {
	if !monthly.Valid {
		return monthly
	}
	const divisionPlaces = 24
	return decimal.NewNullDecimal(monthly.Decimal.Mul(hours).DivRound(hoursPerMonth(s), divisionPlaces))
}

func (s *suggestion) value() types.Object {
	kinds := tfkit.AttrTypes(suggestedUsageAttribute())
	if s == nil {
		return types.ObjectNull(kinds)
	}
	idle := types.StringNull()
	if s.whenIdle != "" {
		idle = types.StringValue(s.whenIdle)
	}
	return types.ObjectValueMust(kinds, map[string]attr.Value{
		"hours_per_day":      tfkit.NullNumber(s.hoursPerDay),
		"when_idle":          idle,
		"hours_per_month":    tfkit.NullNumber(s.hoursPerMonth),
		"requests_per_day":   tfkit.NullNumber(s.requestsPerDay),
		"execution_seconds":  tfkit.NullNumber(s.executionSeconds),
		"cold_start_seconds": tfkit.NullNumber(s.coldStartSeconds),
		"cold_start_ratio":   tfkit.NullNumber(s.coldStartRatio),
	})
}
