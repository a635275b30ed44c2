package sandbox

import (
	"cmp"
	"maps"
	"math/big"
	"slices"
	"time"
)

// The meter knows what everything has cost since it began. Its arithmetic is its
// own: nothing of the provider's estimates is in it. Whatever bills at a steady rate is a charge: how much for every
// tick of the clock, from a moment to another. When something changes, the charge
// under way ends and one at the new rate begins. So nothing runs in between, and
// the history of what is deleted stays.

// product is what Runpod keeps separate bills for.
type product string

const (
	productPods       product = "pods"
	productServerless product = "serverless"
	productVolumes    product = "network volumes"
	productClusters   product = "clusters"
	productPublic     product = "public endpoints"
)

// component is a line of a bill.
type component string

const (
	componentGPU        component = "gpu"
	componentCPU        component = "cpu"
	componentDisk       component = "disk"
	componentStandard   component = "standard"
	componentHighPerf   component = "high performance"
	componentNetworking component = "networking" // of clusters: Runpod publishes no rate, so there is none here
	componentRequests   component = "requests"
)

// billed is what a charge is for. part distinguishes charges of one object, such
// as those of several workers.
type billed struct {
	product   product
	id        string
	component component
	part      string
}

// rate is how many USD every started tick costs. Ticks are counted and priced in the end, by
// the number that usd points to: charges of many workers share one.
type rate struct {
	usd  *big.Rat
	tick time.Duration
	// aligned ticks fall on the round times of a clock, whatever began when;
	// others count from the beginning of the charge.
	aligned bool
}

func (r rate) equal(other rate) bool {
	return r.tick == other.tick && r.aligned == other.aligned && r.usd.Cmp(other.usd) == 0
}

// charge is a rate over a time, the end excluded. A zero end is still open.
type charge struct {
	billed
	rate
	from, to time.Time
}

// ticksBefore counts the ticks from the beginning of time, or of the charge, to t.
func (c *charge) ticksBefore(t time.Time) int64 {
	origin := c.from
	if c.aligned {
		origin = time.Unix(0, 0)
	}
	d := t.Sub(origin)
	return int64((d + c.tick - 1) / c.tick)
}

// between counts the ticks that are charged from start to end.
func (c *charge) between(start, end time.Time) int64 {
	if start.Before(c.from) {
		start = c.from
	}
	if !c.to.IsZero() && end.After(c.to) {
		end = c.to
	}
	if !start.Before(end) {
		return 0
	}
	return c.ticksBefore(end) - c.ticksBefore(start)
}

// price is what that many ticks cost.
func price(usd *big.Rat, ticks int64) *big.Rat {
	return new(big.Rat).Mul(usd, new(big.Rat).SetInt64(ticks))
}

// meter holds the charges of an account. The zero value is an empty one.
type meter struct {
	// charges are in no order: one may be known only later.
	charges []*charge
	open    map[billed]*charge
}

// read makes the rates hold from now on. What is not among them ends.
func (m *meter) read(now time.Time, rates map[billed]rate) {
	if m.open == nil {
		m.open = map[billed]*charge{}
	}
	for what, under := range m.open {
		if next, ok := rates[what]; !ok || !next.equal(under.rate) {
			under.to = now
			delete(m.open, what)
		}
	}
	for _, what := range slices.SortedFunc(maps.Keys(rates), compareBilled) {
		if m.open[what] == nil && rates[what].usd.Sign() > 0 {
			m.open[what] = m.add(what, rates[what], now, time.Time{})
		}
	}
}

// add puts a charge of known length on the bill.
func (m *meter) add(what billed, at rate, from, to time.Time) *charge {
	c := &charge{billed: what, rate: at, from: from, to: to}
	m.charges = append(m.charges, c)
	return c
}

func compareBilled(a, b billed) int {
	return cmp.Or(cmp.Compare(a.product, b.product), cmp.Compare(a.id, b.id), cmp.Compare(a.component, b.component), cmp.Compare(a.part, b.part))
}
