package plancost

import (
	"encoding/json"
	"io"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// formatVersion is that of the JSON: a minor version only adds to it.
const formatVersion = "1.0"

// usd is an amount in JSON: a number, with the cents always written, or null.
type usd decimal.NullDecimal

func (u usd) MarshalJSON() ([]byte, error) {
	if !u.Valid {
		return []byte("null"), nil
	}
	if cents := cost.Cents(u.Decimal); cents.Equal(u.Decimal) {
		return []byte(cents.StringFixed(2)), nil
	}
	return []byte(u.Decimal.String()), nil // an hour may cost fractions of a cent
}

type jsonReport struct {
	FormatVersion string         `json:"format_version"`
	Errored       bool           `json:"errored"`
	Complete      bool           `json:"complete"`
	Monthly       jsonTotal      `json:"monthly_usd"`
	MaxHourly     jsonTotal      `json:"max_hourly_usd"`
	Resources     []jsonResource `json:"resources"`
	NotPriced     []string       `json:"not_priced"`
	Limits        []jsonLimit    `json:"limits"`
	Notes         []string       `json:"notes"`
}

type jsonChange struct {
	Before     usd `json:"before"`
	After      usd `json:"after"`
	Difference usd `json:"difference"`
}

type jsonTotal struct {
	jsonChange
	Partial bool `json:"partial"`
}

type jsonResource struct {
	Address         string     `json:"address"`
	PreviousAddress string     `json:"previous_address,omitempty"`
	Deposed         string     `json:"deposed,omitempty"`
	Type            string     `json:"type"`
	Action          Action     `json:"action"`
	Imported        bool       `json:"imported"`
	Monthly         jsonChange `json:"monthly_usd"`
	MonthlyMin      jsonChange `json:"monthly_min_usd"`
	MonthlyMax      jsonChange `json:"monthly_max_usd"`
	MaxHourly       jsonChange `json:"max_hourly_usd"`
	NotPriced       string     `json:"not_priced,omitempty"`
	Notes           []string   `json:"notes"`
}

type jsonLimit struct {
	Flag     string   `json:"flag"`
	Limit    usd      `json:"limit_usd"`
	Counted  usd      `json:"counted_usd"`
	Exceeded bool     `json:"exceeded"`
	Assumed  []string `json:"assumed"`
	Ignored  []string `json:"ignored"`
}

// writeJSON writes the report for programs.
func (r *Report) writeJSON(out io.Writer, limits []Limit) error {
	report := jsonReport{
		FormatVersion: formatVersion, Errored: r.Errored, Complete: !r.Errored && !r.Incomplete,
		Monthly: totalJSON(r.Monthly()), MaxHourly: totalJSON(r.MaxHourly()),
		Resources: []jsonResource{}, NotPriced: []string{}, Limits: []jsonLimit{}, Notes: list(r.Notes),
	}
	for _, item := range r.Items {
		report.Resources = append(report.Resources, resourceJSON(item))
	}
	for _, item := range r.NotPriced() {
		report.NotPriced = append(report.NotPriced, item.Name())
	}
	for _, l := range limits {
		report.Limits = append(report.Limits, jsonLimit{
			Flag: l.Flag, Limit: knownUSD(l.USD), Counted: knownUSD(l.Counted), Exceeded: l.Exceeded(), Assumed: list(l.Assumed), Ignored: list(l.Ignored),
		})
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(report)
}

func resourceJSON(item Item) jsonResource {
	change := func(of func(Side) decimal.NullDecimal) jsonChange {
		before, after := of(item.Before), of(item.After)
		return jsonChange{Before: usd(before), After: usd(after), Difference: usd(cost.Minus(after, before))}
	}
	resource := jsonResource{
		Address: item.Address, PreviousAddress: item.PreviousAddress, Deposed: item.Deposed, Type: item.Type, Action: item.Action, Imported: item.Imported,
		Monthly:    change(func(s Side) decimal.NullDecimal { return s.Monthly }),
		MonthlyMin: change(func(s Side) decimal.NullDecimal { return s.MonthlyMin }),
		MonthlyMax: change(func(s Side) decimal.NullDecimal { return s.MonthlyMax }),
		MaxHourly:  change(func(s Side) decimal.NullDecimal { return s.MaxHourly }),
		Notes:      list(item.Notes),
	}
	if !item.Priced() {
		resource.NotPriced = item.why()
	}
	return resource
}

func totalJSON(t Total) jsonTotal {
	return jsonTotal{jsonChange{knownUSD(t.Before), knownUSD(t.After), knownUSD(t.Difference)}, t.Partial}
}

func knownUSD(d decimal.Decimal) usd { return usd(decimal.NewNullDecimal(d)) }

// list is never null in JSON.
func list(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}
