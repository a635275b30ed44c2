package cost

import "github.com/shopspring/decimal"

// JSONUSD is an amount in JSON: a number with exact digits and the cents always written, or null where it is not known.
type JSONUSD decimal.NullDecimal

// MarshalJSON writes the number.
func (u JSONUSD) MarshalJSON() ([]byte, error) {
	if !u.Valid {
		return []byte("null"), nil
	}
	if cents := Cents(u.Decimal); cents.Equal(u.Decimal) {
		return []byte(cents.StringFixed(2)), nil
	}
	return []byte(u.Decimal.String()), nil // an hour may cost fractions of a cent
}
