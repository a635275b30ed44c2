package plancost

import (
	"encoding/json"
	"io"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// formatVersion is that of the JSON: a minor version only adds to it.
const formatVersion = "1.0"

type usd = cost.JSONUSD

type jsonReport struct {
	FormatVersion string         `json:"format_version"`
	Source        Source         `json:"source"`
	Errored       bool           `json:"errored"`
	Complete      bool           `json:"complete"`
	Monthly       jsonSums       `json:"monthly_usd"`
	MaxHourly     jsonSum        `json:"max_hourly_usd"`
	Resources     []jsonResource `json:"resources"`
	Modules       []jsonModule   `json:"modules,omitempty"`
	NotKnown      []string       `json:"not_known"`
	DroppedKeys   []jsonKey      `json:"dropped_keys"`
	Limits        []jsonLimit    `json:"limits"`
	Notes         []string       `json:"notes"`
}

type jsonChange struct {
	Before     usd `json:"before"`
	After      usd `json:"after"`
	Difference usd `json:"difference"`
}

type jsonSum struct {
	jsonChange
	Partial bool `json:"partial"`
}

// jsonSums has no difference of everything: that would net what is not to be netted.
type jsonSums struct {
	Before      usd     `json:"before"`
	After       usd     `json:"after"`
	Partial     bool    `json:"partial"`
	Changes     jsonSum `json:"changes"`
	Assumptions jsonSum `json:"assumptions"`
	Imports     jsonSum `json:"imports"`
	Unchanged   jsonSum `json:"unchanged"`
}

type jsonModule struct {
	Module  string   `json:"module"`
	Monthly jsonSums `json:"monthly_usd"`
}

type jsonResource struct {
	Address         string     `json:"address"`
	PreviousAddress string     `json:"previous_address,omitempty"`
	Module          string     `json:"module"`
	Deposed         string     `json:"deposed,omitempty"`
	Type            string     `json:"type"`
	Label           string     `json:"label"`
	Action          Action     `json:"action"`
	Kind            Kind       `json:"kind"`
	Imported        bool       `json:"imported"`
	Monthly         jsonChange `json:"monthly_usd"`
	MonthlyMin      jsonChange `json:"monthly_min_usd"`
	MonthlyMax      jsonChange `json:"monthly_max_usd"`
	MaxHourly       jsonChange `json:"max_hourly_usd"`
	Parts           jsonParts  `json:"parts"`
	Service         string     `json:"service,omitempty"`
	Assumptions     []string   `json:"assumptions"`
	PriceSource     string     `json:"price_source,omitempty"`
	PricedAt        string     `json:"priced_at,omitempty"`
	NotKnown        string     `json:"not_known,omitempty"`
	Notes           []string   `json:"notes"`
}

type jsonParts struct {
	Before []string `json:"before"`
	After  []string `json:"after"`
}

type jsonKey struct {
	Address    string `json:"address"`
	Path       string `json:"path"`
	Suggestion string `json:"suggestion,omitempty"`
}

type jsonLimit struct {
	Flag      string   `json:"flag"`
	Limit     usd      `json:"limit_usd"`
	Counted   usd      `json:"counted_usd"`
	Exceeded  bool     `json:"exceeded"`
	Undecided bool     `json:"undecided"`
	AtMost    []string `json:"counted_at_maximum"`
	Earlier   []string `json:"earlier_not_known"`
	NotKnown  []string `json:"not_known"`
	Blind     []string `json:"hidden_by"`
}

// writeJSON writes the report for programs.
func (r *Report) writeJSON(out io.Writer, limits []Limit, by grouping) error {
	report := jsonReport{
		FormatVersion: formatVersion, Source: r.Source, Errored: r.Errored, Complete: !r.Errored && !r.Incomplete,
		Monthly: sumsJSON(r.Items), MaxHourly: sumJSON(MaxHourly(r.Items)),
		Resources: []jsonResource{}, NotKnown: []string{}, DroppedKeys: []jsonKey{}, Limits: []jsonLimit{}, Notes: list(r.Notes),
	}
	for _, item := range r.Items {
		report.Resources = append(report.Resources, resourceJSON(item))
	}
	if by == groupByModule {
		for _, group := range r.ByModule() {
			report.Modules = append(report.Modules, jsonModule{group.Module, sumsJSON(group.Items)})
		}
	}
	for _, item := range notKnown(r.Items) {
		report.NotKnown = append(report.NotKnown, item.Name())
	}
	for _, key := range r.Dropped {
		report.DroppedKeys = append(report.DroppedKeys, jsonKey{key.Address, key.Path, key.Suggestion})
	}
	for _, l := range limits {
		report.Limits = append(report.Limits, jsonLimit{
			Flag: l.Flag, Limit: knownUSD(l.USD), Counted: knownUSD(l.Counted), Exceeded: l.Exceeded(), Undecided: l.Undecided(),
			AtMost: list(l.AtMost), Earlier: list(l.Earlier), NotKnown: list(l.NotKnown), Blind: list(l.Blind),
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
	return jsonResource{
		Address: item.Address, PreviousAddress: item.PreviousAddress, Module: item.Module, Deposed: item.Deposed, Type: item.Type, Label: item.Label,
		Action: item.Action, Kind: item.Kind, Imported: item.Imported,
		Monthly:    change(func(s Side) decimal.NullDecimal { return s.Monthly }),
		MonthlyMin: change(func(s Side) decimal.NullDecimal { return s.MonthlyMin }),
		MonthlyMax: change(Side.possible),
		MaxHourly:  change(Side.hourly),
		Parts:      jsonParts{Before: list(item.Before.Parts), After: list(item.After.Parts)},
		Service:    item.After.Service, Assumptions: list(item.After.Assumptions),
		PriceSource: item.After.PriceSource, PricedAt: item.After.PricedAt,
		NotKnown: item.Unknown(), Notes: list(item.Notes),
	}
}

func sumsJSON(items []Item) jsonSums {
	all := Monthly(items)
	kind := func(kind Kind) jsonSum { return sumJSON(Monthly(of(items, kind))) }
	return jsonSums{
		Before: knownUSD(all.Before), After: knownUSD(all.After), Partial: all.Partial,
		Changes: kind(KindChange), Assumptions: kind(KindAssumption), Imports: kind(KindImport), Unchanged: kind(KindUnchanged),
	}
}

func sumJSON(s Sum) jsonSum {
	return jsonSum{jsonChange{knownUSD(s.Before), knownUSD(s.After), knownUSD(s.Difference)}, s.Partial}
}

func knownUSD(d decimal.Decimal) usd { return usd(decimal.NewNullDecimal(d)) }

// list is never null in JSON.
func list(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}
