package sandbox

import (
	"cmp"
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// defaultBillingTime is how far back a report goes that nobody bounded.
const defaultBillingTime = 30 * 24 * time.Hour

// billingDigits is how exact an amount is, in decimal places of a USD.
const billingDigits = 10

// billingQuestion is what a report is about.
type billingQuestion struct {
	start, end time.Time
	size       runpod.BillingBucketSize
	id         *string // of one object; nil means all
}

// billingQuery reads the parameters of a report. Its window snaps outward to whole
// buckets. idName names the parameter that chooses one object, if there is one.
func (c *call) billingQuery(idName string) (billingQuestion, error) {
	fields := []field{
		optional("startTime", timestamp()), optional("endTime", timestamp()), optional("lastN", integer().atLeast(1)),
		optional("bucketSize", oneOf(runpod.BillingBucketSizeHour, runpod.BillingBucketSizeDay, runpod.BillingBucketSizeWeek,
			runpod.BillingBucketSizeMonth, runpod.BillingBucketSizeYear)),
	}
	if idName != "" {
		fields = append(fields, optional(idName, text()))
	}
	q, err := c.query(fields...)
	if err != nil {
		return billingQuestion{}, err
	}
	size := runpod.BillingBucketSize(cmp.Or(q.text("bucketSize"), string(runpod.BillingBucketSizeDay)))
	if q.has("lastN") && (q.has("startTime") || q.has("endTime")) {
		return billingQuestion{}, badRequest("lastN excludes startTime and endTime")
	}
	end := c.now
	if q.has("endTime") {
		end = datable(parseTime(q.text("endTime")))
	}
	start := end.Add(-defaultBillingTime)
	if q.has("startTime") {
		start = datable(parseTime(q.text("startTime")))
	}
	if start.After(end) {
		return billingQuestion{}, badRequest("startTime must not be after endTime")
	}
	start, end = bucketOf(size, start), bucketEnd(size, end)
	if q.has("lastN") {
		last := min(q.integer("lastN", 1), allHours)
		start = laterBucket(size, bucketOf(size, end.Add(-1)), 1-int(last))
	}
	question := billingQuestion{start: datable(start), end: datable(end), size: size}
	if q.has(idName) {
		question.id = new(q.text(idName))
	}
	return question, nil
}

// parseTime reads a time that was checked.
func parseTime(s string) time.Time {
	t, _ := time.Parse(time.RFC3339Nano, s)
	return t.UTC()
}

// The first and last times that RFC 3339 can write in a year of the common era.
var (
	firstTime = time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC)
	lastTime  = time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC)
)

// allHours is more than there are between them.
const allHours = 10_000 * 366 * 24

// datable is the time next to t that can be written.
func datable(t time.Time) time.Time {
	return later(firstTime, earlier(t, lastTime))
}

// bucketOf is when the bucket begins that t is in. Weeks begin on Mondays.
func bucketOf(size runpod.BillingBucketSize, t time.Time) time.Time {
	t = t.UTC()
	year, month, day := t.Date()
	switch size {
	case runpod.BillingBucketSizeHour:
		return t.Truncate(time.Hour)
	case runpod.BillingBucketSizeWeek:
		return time.Date(year, month, day-(int(t.Weekday())+6)%7, 0, 0, 0, 0, time.UTC)
	case runpod.BillingBucketSizeMonth:
		return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	case runpod.BillingBucketSizeYear:
		return time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
	default:
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
}

// bucketEnd is when the bucket ends that t is in, or t where none begins before it.
func bucketEnd(size runpod.BillingBucketSize, t time.Time) time.Time {
	if start := bucketOf(size, t); !start.Equal(t) {
		return nextBucket(size, start)
	}
	return t.UTC()
}

// nextBucket is when the bucket ends that begins at start.
func nextBucket(size runpod.BillingBucketSize, start time.Time) time.Time {
	return laterBucket(size, start, 1)
}

// laterBucket is when the bucket begins that is n after the one that begins at start, or
// before it where n is negative.
func laterBucket(size runpod.BillingBucketSize, start time.Time, n int) time.Time {
	switch size {
	case runpod.BillingBucketSizeHour: // a Duration holds 292 years of them
		return start.AddDate(0, 0, n/24).Add(time.Duration(n%24) * time.Hour)
	case runpod.BillingBucketSizeWeek:
		return start.AddDate(0, 0, 7*n)
	case runpod.BillingBucketSizeMonth:
		return start.AddDate(0, n, 0)
	case runpod.BillingBucketSizeYear:
		return start.AddDate(n, 0, 0)
	default:
		return start.AddDate(0, 0, n)
	}
}

// A bill is what an object, or several, cost within a bucket or several.
type bill struct {
	start, end time.Time
	id         string
	spent      amounts
}

// amounts are USD, by what for.
type amounts map[billLine]decimal.Decimal

type billLine struct {
	product   product
	component component
}

func (m amounts) total() json.Number {
	var sum decimal.Decimal
	for _, usd := range m {
		sum = sum.Add(usd)
	}
	return json.Number(sum.String())
}

// add sums up, so that parts and totals of a report always agree.
func (m amounts) add(other amounts) {
	for line, usd := range other {
		m[line] = m[line].Add(usd)
	}
}

// bills makes one bill for every object and bucket in which it cost something,
// for the products of those lines, in the order of time.
func (a *Account) bills(c *call, q billingQuestion, lines map[string]billLine) []bill {
	reported := map[product]bool{}
	for _, line := range lines {
		reported[line.product] = true
	}
	type slot struct {
		start int64
		id    string
	}
	type priced struct {
		slot
		billLine
		usd *big.Rat
	}
	ticks := map[priced]int64{}
	until := earlier(q.end, c.now)
	for _, charge := range a.meter.charges {
		if !reported[charge.product] || q.id != nil && *q.id != charge.id {
			continue
		}
		end := until
		if !charge.to.IsZero() {
			end = earlier(end, charge.to)
		}
		start := later(q.start, charge.from)
		for start.Before(end) {
			bucket := bucketOf(q.size, start)
			next := nextBucket(q.size, bucket)
			at := priced{slot{bucket.Unix(), charge.id}, billLine{charge.product, charge.component}, charge.usd}
			ticks[at] += charge.between(start, earlier(next, end))
			start = next
		}
	}
	sums := map[slot]map[billLine]*big.Rat{}
	for at, n := range ticks {
		if sums[at.slot] == nil {
			sums[at.slot] = map[billLine]*big.Rat{}
		}
		if sums[at.slot][at.billLine] == nil {
			sums[at.slot][at.billLine] = new(big.Rat)
		}
		sums[at.slot][at.billLine].Add(sums[at.slot][at.billLine], price(at.usd, n))
	}
	var bills []bill
	for _, at := range slices.SortedFunc(maps.Keys(sums), func(a, b slot) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.id, b.id)) }) {
		spent := amounts{}
		for line, sum := range sums[at] {
			if usd := decimal.RequireFromString(sum.FloatString(billingDigits)); usd.Sign() > 0 {
				spent[line] = usd
			}
		}
		if len(spent) > 0 {
			bucket := time.Unix(at.start, 0).UTC()
			bills = append(bills, bill{
				start: later(bucket, q.start), end: earlier(nextBucket(q.size, bucket), q.end), id: at.id, spent: spent,
			})
		}
	}
	return bills
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// byBucket puts the bills of a bucket together.
func byBucket(bills []bill) []bill {
	var merged []bill
	for _, b := range bills {
		if n := len(merged); n == 0 || !merged[n-1].start.Equal(b.start) {
			merged = append(merged, bill{start: b.start, end: b.end, spent: amounts{}})
		}
		merged[len(merged)-1].spent.add(b.spent)
	}
	return merged
}

// summed adds up all bills and counts their objects.
func summed(bills []bill) (total amounts, objects int64) {
	total = amounts{}
	ids := map[string]bool{}
	for _, b := range bills {
		total.add(b.spent)
		ids[b.id] = true
	}
	return total, int64(len(ids))
}
