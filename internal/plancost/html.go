package plancost

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

//go:embed report.html.tmpl
var pageText string

// page is one file that needs nothing else: styles and chart are in it, and no script.
// It is parsed where it is written: the provider starts with this package, and hardly ever writes one.
func page() (*template.Template, error) { return template.New("report").Parse(pageText) }

// pageData is what the page shows, as texts.
type pageData struct {
	Headline, DroppedTitle, NotKnownTitle string
	State                                 bool
	Verdicts                              []pageVerdict
	Dropped                               []DroppedKey
	Chart                                 *drawing
	Sections                              []pageSection
	Totals                                []pageRow
	NotKnown, ItemNotes                   []pageRemark
	Notes                                 []string
}

type pageVerdict struct{ Class, Text string }

type pageRemark struct{ Name, Text string }

// pageSection is a table with its title and its sums.
type pageSection struct {
	Title string
	Rows  []pageRow
	Sums  []pageRow
}

// pageRow is a row of a table. Cells are those behind the name; the last one is the difference, whose sign has a class.
type pageRow struct {
	Name   string
	Lines  []string
	Cells  []string
	Change string
}

// sectionTitles of the kinds.
var sectionTitles = map[Kind]string{
	KindChange: "Changes", KindAssumption: "Assumptions that change", KindImport: "Imports", KindUnchanged: "Unchanged",
}

// writeHTML writes the report as one file for a browser.
func (r *Report) writeHTML(out io.Writer, limits []Limit, by grouping) error {
	data := pageData{
		Headline: r.headline(), DroppedTitle: droppedTitle, NotKnownTitle: notKnownTitle, State: r.Source == SourceState,
		Dropped: r.Dropped, Chart: r.drawing(), Notes: append(append([]string{}, r.Notes...), r.remarks()...),
	}
	for _, limit := range limits {
		data.Verdicts = append(data.Verdicts, pageVerdict{verdictClass(limit), limit.String()})
	}
	switch {
	case by == groupByModule:
		for _, group := range r.ByModule() {
			data.Sections = append(data.Sections, r.pageSection(group.Title(), ordered(group.Items)))
		}
	case data.State:
		data.Sections = append(data.Sections, r.pageSection("Resources", r.Items))
	default:
		for _, kind := range Kinds() {
			if items := of(r.Items, kind); len(items) > 0 {
				data.Sections = append(data.Sections, r.pageSection(sectionTitles[kind], items))
			}
		}
	}
	data.Totals = r.pageSums(r.Items, totalLabel)
	if hourly := MaxHourly(r.Items); !data.State {
		data.Totals = append(data.Totals, pageRow{
			Name:  hourlyLabel + partly(hourly),
			Cells: []string{"", cost.Rate(hourly.Before), cost.Rate(hourly.After), signedRate(hourly.Difference)}, Change: changeClass(hourly.Difference.Sign()),
		})
	}
	for _, item := range notKnown(r.Items) {
		data.NotKnown = append(data.NotKnown, pageRemark{item.Name(), item.Unknown()})
	}
	for _, item := range r.Items {
		for _, note := range item.Notes {
			data.ItemNotes = append(data.ItemNotes, pageRemark{item.Name(), note})
		}
	}
	page, err := page()
	if err != nil {
		return fmt.Errorf("reading the page of the report: %w", err)
	}
	return page.Execute(out, data)
}

func verdictClass(limit Limit) string {
	switch {
	case limit.Exceeded():
		return "over"
	case limit.Undecided():
		return "undecided"
	default:
		return "within"
	}
}

func (r *Report) pageSection(title string, items []Item) pageSection {
	section := pageSection{Title: title, Sums: r.pageSums(items, "sum")}
	for _, item := range items {
		lines := item.Lines()
		for _, assumption := range item.After.Assumptions {
			lines = append(lines, "assumes: "+assumption)
		}
		row := pageRow{Name: item.Name(), Lines: lines}
		if r.Source == SourceState {
			row.Cells = []string{amount(item.After), orNotKnown(item.After.possible(), cost.USD), orNotKnown(item.After.hourly(), cost.Rate)}
		} else {
			row.Cells = []string{item.Plan(), amount(item.Before), amount(item.After), orNotKnown(item.Difference(), signed)}
			if d := item.Difference(); d.Valid {
				row.Change = changeClass(d.Decimal.Sign())
			}
		}
		section.Rows = append(section.Rows, row)
	}
	return section
}

// pageSums has one row where differences are netted, else one of each kind and the total.
func (r *Report) pageSums(items []Item, label string) []pageRow {
	var rows []pageRow
	for _, sum := range sums(items, label) {
		row := pageRow{Name: sum.Label}
		switch {
		case r.Source == SourceState:
			row.Cells = []string{cost.USD(sum.After), whole(sumOf(items, Side.possible), cost.USD), whole(MaxHourly(items), cost.Rate)}
		case sum.Netted:
			row.Cells = []string{"", cost.USD(sum.Before), cost.USD(sum.After), signed(sum.Difference)}
			row.Change = changeClass(sum.Difference.Sign())
		default:
			row.Cells = []string{"", cost.USD(sum.Before), cost.USD(sum.After), ""}
		}
		rows = append(rows, row)
	}
	return rows
}

// changeClass is what the page colours a difference by.
func changeClass(sign int) string {
	switch sign {
	case 1:
		return "more"
	case -1:
		return "less"
	default:
		return "same"
	}
}
