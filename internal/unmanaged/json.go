package unmanaged

import (
	"encoding/json"
	"io"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// formatVersion is that of the JSON: a minor version only adds to it.
const formatVersion = "1.0"

type jsonReport struct {
	FormatVersion string       `json:"format_version"`
	At            string       `json:"at"`
	States        jsonStates   `json:"states"`
	Seen          int          `json:"seen"`
	Hourly        cost.JSONUSD `json:"usd_per_hour"`
	Monthly       cost.JSONUSD `json:"usd_per_month"`
	Partial       bool         `json:"partial"`
	Billing       int          `json:"billing"`
	Objects       []jsonObject `json:"objects"`
	Allowed       []jsonObject `json:"allowed"`
	NotLookedAt   []string     `json:"not_looked_at"`
	Notes         []string     `json:"notes"`
}

type jsonStates struct {
	Read    int `json:"read"`
	Objects int `json:"objects"`
}

type jsonObject struct {
	Kind    string       `json:"kind"`
	Type    string       `json:"type"`
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	What    string       `json:"what"`
	Created *string      `json:"created_at"`
	Owner   []string     `json:"owner"`
	Bills   bool         `json:"bills"`
	Hourly  cost.JSONUSD `json:"usd_per_hour"`
	Monthly cost.JSONUSD `json:"usd_per_month"`
	Parts   []string     `json:"parts"`
	Remarks []string     `json:"remarks"`
	Address *string      `json:"address"`
	Import  *string      `json:"import"`
}

// writeJSON writes the report for programs.
func (r *Report) writeJSON(out io.Writer) error {
	usd, partial := r.Hourly()
	report := jsonReport{
		FormatVersion: formatVersion, At: r.At.UTC().Format(time.RFC3339), States: jsonStates{r.States, r.Held}, Seen: r.Seen,
		Hourly: exact(usd), Monthly: cost.JSONUSD(decimal.NewNullDecimal(cost.Cents(usd.Mul(hoursPerMonth())))), Partial: partial,
		Billing: len(r.Billing()), Objects: jsonObjects(r.Objects), Allowed: jsonObjects(r.Allowed), NotLookedAt: list(r.NotLookedAt), Notes: list(r.Notes),
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(report)
}

// exact leaves out the digits that divisions have left uncertain.
func exact(usd decimal.Decimal) cost.JSONUSD {
	const decimals = 12
	return cost.JSONUSD(decimal.NewNullDecimal(usd.Round(decimals)))
}

func jsonObjects(objects []Object) []jsonObject {
	all := make([]jsonObject, 0, len(objects))
	for i := range objects {
		o := &objects[i]
		one := jsonObject{
			Kind: o.Kind, Type: o.Type, ID: o.ID, Name: o.Name, What: o.What, Owner: list(o.Owner), Bills: o.Bills(),
			Monthly: cost.JSONUSD(o.Monthly()), Parts: list(o.Parts), Remarks: list(o.Remarks),
		}
		if o.Hourly.Valid {
			one.Hourly = exact(o.Hourly.Decimal)
		}
		if !o.Created.IsZero() {
			one.Created = new(o.Created.UTC().Format(time.RFC3339))
		}
		if o.Import != "" {
			one.Address, one.Import = &o.Address, &o.Import
		}
		all = append(all, one)
	}
	return all
}

// list is never null in JSON.
func list(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}
