package plancost

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/markup"
)

const (
	costKey    = "estimated_cost"
	serviceKey = "estimated_service"
	usageKey   = "usage"

	// No bill has more digits. A number such as 1e999999999 is short to write and endless to print.
	maxDigits = 40
)

// onUsage is the one type whose expected cost needs its usage.
const onUsage = typePrefix + "endpoint"

// Why a cost is not known.
const (
	whyUnknown    = "known after apply"
	whyDeferred   = "deferred to a later plan"
	whyUsage      = "its usage is not declared"
	whyPrice      = "no price is known"
	whyNoEstimate = "it has no estimate"
)

// Side is what one resource costs on one side of the plan. Nothing there costs 0; an amount that is not known is not
// Valid, never 0. Amounts of a month are rounded to cents, so that sums come out as printed.
type Side struct {
	Exists                                     bool
	Monthly, MonthlyMin, MonthlyMax, MaxHourly decimal.NullDecimal
	// Why says why Monthly is not known.
	Why string
	// Parts are what Monthly is made of, or say more of why it is not known.
	Parts []string
	// Service says how long requests wait; empty where that is not known or there are none.
	Service     string
	Assumptions []string
	// PriceSource and PricedAt say what prices these are; empty if the estimate does not include it.
	PriceSource, PricedAt string
}

// nothing is the side on which a resource does not exist.
func nothing() Side {
	zero := decimal.NewNullDecimal(decimal.Zero)
	return Side{Monthly: zero, MonthlyMin: zero, MonthlyMax: zero, MaxHourly: zero}
}

// sideOf reads the estimate of an object. unknown is what the plan marks in it as known after apply: true, or fields.
func sideOf(resourceType string, object map[string]any, unknown any) (Side, error) {
	side := Side{Exists: true}
	estimate := fields(object[costKey])
	for _, field := range []struct {
		name   string
		amount *decimal.NullDecimal
	}{
		{"monthly_usd", &side.Monthly}, {"monthly_min_usd", &side.MonthlyMin}, {"monthly_max_usd", &side.MonthlyMax}, {"max_hourly_usd", &side.MaxHourly},
	} {
		parsed, err := amountOf(estimate[field.name])
		if err != nil {
			return Side{}, fmt.Errorf("%s.%s: %w", costKey, field.name, err)
		}
		if parsed.Valid && field.amount != &side.MaxHourly {
			parsed.Decimal = cost.Cents(parsed.Decimal)
		}
		*field.amount = parsed
	}
	side.Parts = partsOf(textOf(estimate["summary"]))
	side.Service = textOf(fields(object[serviceKey])["summary"])
	side.Assumptions = append(textsOf(estimate["assumptions"]), textsOf(object["assumptions"])...)
	side.PriceSource, side.PricedAt = textOf(estimate["price_source"]), textOf(estimate["priced_at"])
	switch {
	case side.Monthly.Valid:
	case unknown == true || fields(unknown)["monthly_usd"] == true:
		side.Why = whyUnknown
	case estimate == nil:
		side.Why = whyNoEstimate
	case resourceType == onUsage && object[usageKey] == nil && side.MonthlyMin.Valid && side.MonthlyMax.Valid:
		side.Why = whyUsage
	default:
		side.Why = whyPrice
	}
	return side, nil
}

// partsOf takes the parts out of a summary: "$1.67/mo: container disk 50 GB $1.67; ...".
func partsOf(summary string) []string {
	_, parts, found := strings.Cut(summary, ": ")
	if !found {
		parts = summary
	}
	if parts == "" {
		return nil
	}
	return strings.Split(parts, "; ")
}

func textOf(value any) string {
	s, _ := value.(string)
	return markup.Printable(strings.Join(strings.Fields(s), " "))
}

func textsOf(value any) []string {
	list, _ := value.([]any)
	var all []string
	for _, element := range list {
		if s := textOf(element); s != "" {
			all = append(all, s)
		}
	}
	return all
}

// amountOf reads dollars exactly; null is an amount that is not known.
func amountOf(value any) (decimal.NullDecimal, error) {
	if value == nil {
		return decimal.NullDecimal{}, nil
	}
	number, ok := value.(json.Number)
	if !ok {
		return decimal.NullDecimal{}, fmt.Errorf("%v is not a number", value)
	}
	d, err := decimal.NewFromString(number.String())
	if err != nil || len(number) > maxDigits || d.Exponent() > maxDigits || d.Exponent() < -maxDigits || d.IsNegative() {
		return decimal.NullDecimal{}, fmt.Errorf("%s is not an amount in USD", number)
	}
	return decimal.NewNullDecimal(d), nil
}

// ranged reports whether the cost is bounded by the workers, as the usage is not declared.
func (s Side) ranged() bool { return s.Why == whyUsage }

// low and high are the expected cost, or else what bounds it without a usage; not Valid without either.
func (s Side) low() decimal.NullDecimal {
	if s.ranged() {
		return s.MonthlyMin
	}
	return s.Monthly
}

func (s Side) high() decimal.NullDecimal {
	if s.ranged() {
		return s.MonthlyMax
	}
	return s.Monthly
}

// possible is the maximum possible cost; what is not known for want of a price has no bound, whatever other candidates cost.
func (s Side) possible() decimal.NullDecimal {
	if s.Why == whyPrice {
		return decimal.NullDecimal{}
	}
	return s.MonthlyMax
}

func (s Side) hourly() decimal.NullDecimal {
	if s.Why == whyPrice {
		return decimal.NullDecimal{}
	}
	return s.MaxHourly
}

// with adds up two objects that both bill.
func (s Side) with(other Side) Side {
	sum := other
	sum.Exists = s.Exists || other.Exists
	sum.Monthly, sum.MonthlyMin = cost.Plus(s.Monthly, other.Monthly), cost.Plus(s.MonthlyMin, other.MonthlyMin)
	sum.MonthlyMax, sum.MaxHourly = cost.Plus(s.MonthlyMax, other.MonthlyMax), cost.Plus(s.MaxHourly, other.MaxHourly)
	sum.Parts = append(append([]string{}, s.Parts...), other.Parts...)
	// Of two that are not known, the worse reason: only a usage leaves a bound.
	if s.Why != "" && (sum.Why == "" || sum.Why == whyUsage) {
		sum.Why = s.Why
	}
	return sum
}
