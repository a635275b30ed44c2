package plancost

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/markup"
)

// maxBars are in a chart; what is smaller is one bar together.
const maxBars = 8

// minBars is what a chart takes to say anything.
const minBars = 2

// bar is one item of a chart.
type bar struct {
	Label string
	USD   decimal.Decimal
}

// bars are the largest items after the plan, by what is known of their monthly cost; nil where there are too few.
func (r *Report) bars() []bar {
	labels := r.labels()
	var all []bar
	for i, item := range r.Items {
		if item.After.Monthly.Valid && item.After.Monthly.Decimal.IsPositive() {
			all = append(all, bar{labels[i], item.After.Monthly.Decimal})
		}
	}
	if len(all) < minBars {
		return nil
	}
	slices.SortStableFunc(all, func(a, b bar) int { return b.USD.Cmp(a.USD) })
	if len(all) <= maxBars {
		return all
	}
	rest := bar{Label: markup.Count(len(all)-maxBars, "other")}
	for _, small := range all[maxBars:] {
		rest.USD = rest.USD.Add(small.USD)
	}
	return append(all[:maxBars:maxBars], rest)
}

// labels are short and distinguish all items: kind and name, or the address where another item has both.
func (r *Report) labels() []string {
	seen := map[string]int{}
	for _, item := range r.Items {
		seen[item.Label]++
	}
	labels := make([]string, len(r.Items))
	for i, item := range r.Items {
		labels[i] = item.Label
		if seen[item.Label] > 1 {
			labels[i] = item.Name()
		}
	}
	return labels
}

// chartTitle says what the bars are.
func (r *Report) chartTitle() string {
	if r.Source == SourceState {
		return "USD per month"
	}
	return "USD per month after this plan"
}

// Sizes of the drawing, in its own units.
const (
	chartWidth  = 760
	labelWidth  = 300
	amountWidth = 110
	rowHeight   = 26
	barHeight   = 16
)

// drawnBar is a bar with its place.
type drawnBar struct {
	bar
	Y, TextY, Width, AmountX int
}

// Amount is what stands behind the bar.
func (b drawnBar) Amount() string { return cost.USD(b.USD) }

// drawing is a bar chart for the template.
type drawing struct {
	Title                    string
	Width, Height, X, LabelX int
	BarHeight                int
	Bars                     []drawnBar
}

func (r *Report) drawing() *drawing {
	bars := r.bars()
	if bars == nil {
		return nil
	}
	const gap = 8
	d := &drawing{
		Title: r.chartTitle(), Width: chartWidth, Height: rowHeight * len(bars), X: labelWidth, LabelX: labelWidth - gap, BarHeight: barHeight,
	}
	longest := bars[0].USD
	for _, b := range bars {
		longest = decimal.Max(longest, b.USD)
	}
	room := decimal.NewFromInt(chartWidth - labelWidth - amountWidth)
	for i, b := range bars {
		width := max(1, int(b.USD.Mul(room).DivRound(longest, 0).IntPart()))
		b.Label = clipTo(b.Label, maxChartLabel)
		d.Bars = append(d.Bars, drawnBar{
			bar: b, Y: i*rowHeight + (rowHeight-barHeight)/2, TextY: i*rowHeight + rowHeight/2, Width: width, AmountX: labelWidth + width + gap,
		})
	}
	return d
}

// maxChartLabel is what fits beside the bars.
const maxChartLabel = 44

func clipTo(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	// Two addresses of one module differ at their ends.
	half := most / 2
	return fmt.Sprintf("%s…%s", string(runes[:half]), string(runes[len(runes)-(most-half-1):]))
}
