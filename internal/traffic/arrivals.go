package traffic

import (
	"math/bits"
	"math/rand/v2"
	"slices"
)

// How much is simulated: that many requests, but no more days. Where a day has more
// requests than that, twice as many of one day, the first half to warm up.
const (
	enoughRequests = 20_000
	enoughDays     = 400
	fewestBursts   = 20
)

// The seed is any; it must stay, since it is part of every figure.
const (
	seedHigh = 0x52756e506f64
	seedLow  = 0x747261666669636b
)

// randomBelow draws evenly from 0 to n-1. How it does is written here, and not in the
// standard library, which may change it.
func randomBelow(source *rand.PCG, n int64) int64 {
	high, _ := bits.Mul64(source.Uint64(), uint64(n))
	return int64(high)
}

// arrivals are the moments of that many bursts over a span of window time, in order,
// each day's window at its beginning.
func (e Endpoint) arrivals(bursts int, span int64) []int64 {
	source := rand.NewPCG(seedHigh, seedLow)
	moments := make([]int64, bursts)
	for i := range moments {
		moments[i] = randomBelow(source, span)
	}
	slices.Sort(moments)
	for i, moment := range moments {
		moments[i] = moment/e.Window*day + moment%e.Window
	}
	return moments
}

// enough is how many requests are played, in whole bursts.
func (e Endpoint) enough() int64 { return max(enoughRequests, fewestBursts*e.BurstSize) }

// dense reports whether a day has more requests than are played. A day of up to twice as
// many is played whole.
func (e Endpoint) dense() bool { return e.Requests/1000 > 2*e.enough() }

// wholeDays are how many days are played, with how many bursts.
func (e Endpoint) wholeDays() (days int64, bursts int) {
	days = min((e.enough()*1000+e.Requests-1)/e.Requests, enoughDays)
	bursts = int((muldiv(days, e.Requests, 1000) + e.BurstSize/2) / e.BurstSize)
	if bursts == 0 { // one in a long time
		return e.windowTimeOf(1)/e.Window + 1, 1
	}
	return days, bursts
}

// windowTimeOf is how much window time that many bursts take on average.
func (e Endpoint) windowTimeOf(bursts int64) int64 {
	return max(muldiv(bursts*e.BurstSize*1000, e.Window, e.Requests), 1)
}
