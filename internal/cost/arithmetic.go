package cost

import (
	"github.com/shopspring/decimal"
)

// term is one product in a summary, such as "8 x A100 PCIe, $1.39 per GPU-hour, 30.4167 h = $338.23".
type term struct {
	// text prints the factors that multiply up to times.
	text  string
	times decimal.Decimal
	// quantity is the one factor that may have endless decimals, and unit what it counts, such as "h". A term without
	// a unit prints none.
	quantity decimal.Decimal
	unit     string
	// whole shows the quantity without decimals where that comes out.
	whole  bool
	amount decimal.Decimal
}

const (
	quantityPlaces    = 4  // that a quantity has as a rule
	quantityPlacesMax = 12 // that it has where the amount does not come out with fewer
	amountPlacesMax   = 8
)

// arithmetic prints terms so that a reader with a calculator gets what is printed: the factors of each make its amount,
// and the amounts make the total. Amounts have cents. Where rounding each of them would miss the total, the last ones
// have as many decimals as it takes.
func arithmetic(total decimal.Decimal, terms []term) []string {
	amounts, places := printedAmounts(Cents(total), terms)
	parts := make([]string, len(terms))
	for i, t := range terms {
		text := t.text
		if t.unit != "" {
			text += ", " + group(t.printedQuantity(amounts[i], places[i]).String()) + " " + t.unit
		}
		parts[i] = text + " = " + atLeastCents(amounts[i])
	}
	return parts
}

// printedAmounts rounds amounts to the fewest decimals, in as few of them as possible, with which they add up to the
// total in cents.
func printedAmounts(total decimal.Decimal, terms []term) (amounts []decimal.Decimal, places []int32) {
	amounts, places = make([]decimal.Decimal, len(terms)), make([]int32, len(terms))
	for most := int32(2); most <= amountPlacesMax; most++ {
		for longer := range len(terms) + 1 { // that many of the last
			sum := decimal.Zero
			for i, t := range terms {
				places[i] = 2
				if i >= len(terms)-longer {
					places[i] = most
				}
				amounts[i] = t.amount.Round(stableDecimals).Round(places[i])
				sum = sum.Add(amounts[i])
			}
			if sum.Round(2).Equal(total) {
				return amounts, places
			}
		}
	}
	// Endless decimals whose sum is just half a cent: a minimal addition to the first decides.
	if len(amounts) > 0 {
		amounts[0] = amounts[0].Add(decimal.New(int64(len(amounts)), -amountPlacesMax))
	}
	return amounts, places
}

// printedQuantity has the fewest decimals with which the factors come out at the amount.
func (t term) printedQuantity(amount decimal.Decimal, places int32) decimal.Decimal {
	exact, fewest := t.quantity.Round(stableDecimals), int32(quantityPlaces)
	if t.whole {
		fewest = 0
	}
	for _, round := range []func(decimal.Decimal, int32) decimal.Decimal{decimal.Decimal.Round, decimal.Decimal.RoundCeil} {
		for p := fewest; p <= quantityPlacesMax; p++ {
			if q := round(exact, p); t.times.Mul(q).Round(places).Equal(amount) {
				return q
			}
		}
	}
	return exact.Round(quantityPlacesMax)
}
