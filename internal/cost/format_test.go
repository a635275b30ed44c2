package cost_test

import (
	"math/big"
	"regexp"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

func TestFormat(t *testing.T) {
	t.Parallel()
	third := dec("1").DivRound(dec("3"), 24)
	for _, c := range []struct{ what, got, want string }{
		{"thousands", cost.USD(dec("1234.5")), "$1,234.50"},
		{"millions", cost.USD(dec("1234567")), "$1,234,567.00"},
		{"three digits", cost.USD(dec("999.99")), "$999.99"},
		{"half up", cost.USD(dec("0.005")), "$0.01"},
		{"below half", cost.USD(dec("0.00499")), "$0.00"},
		{"carry", cost.USD(dec("999.995")), "$1,000.00"},
		{"negative half, away from zero", cost.USD(dec("-0.005")), "-$0.01"},
		{"negative", cost.USD(dec("-1234.2")), "-$1,234.20"},
		{"negative, rounds to zero", cost.USD(dec("-0.001")), "$0.00"},
		{"three thirds of a cent and a half", cost.USD(third.Mul(dec("0.01")).Add(third.Mul(dec("0.005")))), "$0.01"},
		{"unknown", cost.NullUSD(decimal.NullDecimal{}), "unknown"},
		{"rate", cost.Rate(dec("1.89")), "$1.89"},
		{"whole rate", cost.Rate(dec("2")), "$2.00"},
		{"rate with one decimal", cost.Rate(dec("0.2")), "$0.20"},
		{"fine rate", cost.Rate(dec("0.00076")), "$0.00076"},
		{"rate per hour", cost.Rate(dec("2.7360")), "$2.736"},
		{"number", cost.Number(dec("243.3333"), 1), "243.3"},
		{"whole number", cost.Number(dec("730.00"), 1), "730"},
		{"large number", cost.Number(dec("1003750.5"), 1), "1,003,750.5"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", c.what, c.got, c.want)
		}
	}
}

func TestCentsIsWithinHalfACent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64().Draw(t, "coefficient"), rapid.Int32Range(-16, 2).Draw(t, "exponent"))
		c := cost.Cents(d)
		if !c.Equal(c.Truncate(2)) || c.Sub(d).Abs().GreaterThan(dec("0.005")) {
			t.Fatalf("Cents(%s) = %s", d, c)
		}
		if !cost.Cents(d.Neg()).Equal(c.Neg()) {
			t.Fatalf("Cents is not symmetric at %s", d)
		}
	})
}

// FuzzUSD reads the text back: it must be the amount in cents, whatever the amount.
func FuzzUSD(f *testing.F) {
	for _, s := range []string{"0", "1234.5", "-0.004", "999.995", "1000000", "-12345678.905", "0.0050000000000000000000001"} {
		f.Add(s)
	}
	shape := regexp.MustCompile(`^-?\$\d{1,3}(,\d{3})*\.\d\d$`)
	f.Fuzz(func(t *testing.T, s string) {
		d, err := decimal.NewFromString(s)
		if err != nil || d.Exponent() > 50 || d.Exponent() < -200 {
			t.Skip()
		}
		text := cost.USD(d)
		if !shape.MatchString(text) {
			t.Fatalf("USD(%s) = %q", s, text)
		}
		back := dec(strings.NewReplacer("$", "", ",", "").Replace(text))
		if !back.Equal(cost.Cents(d)) {
			t.Fatalf("USD(%s) = %q reads back as %s", s, text, back)
		}
		if text == "-$0.00" {
			t.Fatal("negative zero")
		}
	})
}

// FuzzNumber reads the text back too; Number has no more decimals than asked for.
func FuzzNumber(f *testing.F) {
	f.Add(int64(1003750), int32(-1), int32(1))
	f.Add(int64(-999999), int32(-3), int32(0))
	f.Fuzz(func(t *testing.T, coefficient int64, exponent, places int32) {
		if exponent < -30 || exponent > 30 || places < 0 || places > 12 {
			t.Skip()
		}
		d := decimal.NewFromBigInt(big.NewInt(coefficient), exponent)
		text := cost.Number(d, places)
		back := dec(strings.ReplaceAll(text, ",", ""))
		if !back.Equal(back.Round(places)) || back.Sub(d).Abs().GreaterThan(decimal.New(5, -places-1)) {
			t.Fatalf("Number(%s, %d) = %q", d, places, text)
		}
	})
}
