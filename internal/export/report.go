package export

import (
	"cmp"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/markup"
)

// report says what was written and what was not, and what is billed.
func (a *account) report(out io.Writer, folder string, files []file) error {
	var b strings.Builder
	if len(files) == 0 {
		b.WriteString("Nothing to export.\n")
	} else {
		var names []string
		for _, f := range files {
			names = append(names, f.name)
		}
		fmt.Fprintf(&b, "Wrote %s to %s: %s.\n", markup.Count(len(a.objects), "object"), folder, strings.Join(names, ", "))
	}
	if a.held > 0 {
		fmt.Fprintf(&b, "%s in the given states, not exported.\n", markup.Count(a.held, "object"))
	}
	section(&b, "Not exported:", append(a.left, a.members()...))
	section(&b, "Changed by the first apply; look at its plan:", a.changing())
	section(&b, "Values in plain text that look like secrets; a runpod_secret keeps them out of the code and the state:", a.plain())
	a.billed(&b)
	if len(files) > 0 {
		b.WriteString("\nNext: run terraform init and terraform apply (or tofu) in that directory. The apply imports and changes nothing. Then delete imports.tf.\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func section(b *strings.Builder, title string, lines []left) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", title)
	for _, l := range lines {
		fmt.Fprintf(b, "  %s: %s\n", l.what, strings.ReplaceAll(l.why, "\n", "\n    "))
	}
}

// changing are the resources whose import is not all that a plan has for them.
func (a *account) changing() []left {
	var found []left
	for _, o := range a.objects {
		if len(o.changes) > 0 {
			found = append(found, left{o.address(), strings.Join(o.changes, ", ")})
		}
	}
	return found
}

// members are the pods of clusters.
func (a *account) members() []left {
	var found []left
	for _, o := range a.objects {
		var ids []tftypes.Value
		if pods := attribute(o.state, "pod_ids"); pods.IsNull() || pods.As(&ids) != nil || len(ids) == 0 {
			continue
		}
		found = append(found, left{markup.Count(len(ids), "pod"), fmt.Sprintf("members of a cluster, which %s manages", o.address())})
	}
	return found
}

// secretive are the names of environment variables whose values are mostly secrets.
var secretive = regexp.MustCompile(`(?i)(token|secret|passwd|password|api_?key|access_?key|private_?key|credential)`)

// plain are the variables whose values, which look like secrets, are written out.
func (a *account) plain() []left {
	var found []left
	for _, o := range a.objects {
		var env map[string]tftypes.Value
		if value := attribute(o.config, "env"); value.IsNull() || value.As(&env) != nil {
			continue
		}
		var names []string
		for name, value := range env {
			var held string
			if secretive.MatchString(name) && value.As(&held) == nil && held != "" && !secretReference.MatchString(held) {
				names = append(names, markup.Printable(name))
			}
		}
		if slices.Sort(names); len(names) > 0 {
			found = append(found, left{o.address(), "env " + strings.Join(names, ", ")})
		}
	}
	return found
}

// bill is what an object costs a month, from least to most, and what is expected.
type bill struct {
	address            string
	least, most, usual decimal.NullDecimal
}

// billed writes what is billed, the most first: an hour is what is billed now, with no
// request to an endpoint, and all months have the same hours.
func (a *account) billed(b *strings.Builder) {
	var bills []bill
	for _, o := range a.objects {
		estimate := attribute(o.state, "estimated_cost")
		if estimate.IsNull() {
			continue
		}
		bills = append(bills, bill{
			o.address(), dollars(estimate, "monthly_min_usd"), dollars(estimate, "monthly_max_usd"), dollars(estimate, "monthly_usd"),
		})
	}
	if len(bills) == 0 {
		return
	}
	slices.SortStableFunc(bills, func(a, b bill) int {
		return cmp.Or(b.least.Decimal.Cmp(a.least.Decimal), b.most.Decimal.Cmp(a.most.Decimal))
	})
	hours := cost.DefaultSettings().HoursPerMonth
	w := cost.NewTable(2, 3)
	w.AppendRow(table.Row{"billed", "per hour", "per month"})
	var now, least, most decimal.Decimal
	unknown := false
	for _, bill := range bills {
		w.AppendRow(table.Row{bill.address, hourly(bill.least, hours), bill.month()})
		unknown = unknown || !bill.least.Valid || !bill.most.Valid
		now = now.Add(bill.least.Decimal) // zero where it is not known
		least = least.Add(bill.usualOr(bill.least).Decimal)
		most = most.Add(bill.usualOr(bill.most).Decimal)
	}
	total := bill{least: decimal.NewNullDecimal(least), most: decimal.NewNullDecimal(most)}
	atLeast := ""
	if unknown {
		atLeast = "at least "
	}
	w.AppendRow(table.Row{"total", atLeast + hourly(decimal.NewNullDecimal(now), hours), atLeast + total.month()})
	b.WriteString("\n" + w.Render() + "\n")
}

func (b bill) usualOr(other decimal.NullDecimal) decimal.NullDecimal {
	if b.usual.Valid {
		return b.usual
	}
	return other
}

// month is what is expected, else the range.
func (b bill) month() string {
	low, high := b.usualOr(b.least), b.usualOr(b.most)
	switch {
	case !low.Valid && !high.Valid:
		return "not known"
	case !high.Valid:
		return "at least " + cost.USD(low.Decimal)
	case !low.Valid:
		return "at most " + cost.USD(high.Decimal)
	case low.Decimal.Equal(high.Decimal):
		return cost.USD(low.Decimal)
	}
	return cost.USD(low.Decimal) + " to " + cost.USD(high.Decimal)
}

// hourly is what a month's dollars are in an hour, in hundredths of a cent.
func hourly(month decimal.NullDecimal, hours decimal.Decimal) string {
	if !month.Valid {
		return "not known"
	}
	return "$" + month.Decimal.DivRound(hours, 4).StringFixed(4)
}

// dollars is an amount of an estimate; not Valid where that is not known.
func dollars(estimate tftypes.Value, name string) decimal.NullDecimal {
	amount := new(big.Float)
	if value := attribute(estimate, name); value.IsNull() || value.As(&amount) != nil {
		return decimal.NullDecimal{}
	}
	d, err := decimal.NewFromString(amount.Text('f', 10))
	return decimal.NullDecimal{Decimal: d, Valid: err == nil}
}
