package unmanaged

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const (
	none     = "-"
	notKnown = "not known"
	toManage = "To manage them, add these blocks to a configuration, run terraform plan -generate-config-out=generated.tf, and apply:"
)

// line puts any text on one line, without characters that control a terminal.
func line(s string) string { return strings.Join(strings.Fields(runpod.Printable(s)), " ") }

// age is how old an object is, in the largest unit of which there are two.
func (r *Report) age(o *Object) string {
	if o.Created.IsZero() {
		return none
	}
	switch old := max(r.At.Sub(o.Created), 0); {
	case old < 2*time.Hour:
		return fmt.Sprintf("%d min", int(old.Minutes()))
	case old < 48*time.Hour:
		return fmt.Sprintf("%d h", int(old.Hours()))
	default:
		return fmt.Sprintf("%d days", int(old.Hours()/24))
	}
}

func hourCell(rate Rate) string {
	return cell(rate.Hourly, func(d decimal.Decimal) string { return cost.Rate(d.Round(hourPlaces)) })
}

func monthCell(rate Rate) string { return cell(rate.Monthly(), cost.USD) }

func cell(usd decimal.NullDecimal, shown func(decimal.Decimal) string) string {
	switch {
	case !usd.Valid:
		return notKnown
	case usd.Decimal.IsZero():
		return none
	default:
		return shown(usd.Decimal)
	}
}

func ownerCell(o *Object) string {
	if len(o.Owner) == 0 {
		return none
	}
	return line(strings.Join(o.Owner, ", "))
}

// details say what an object is, and what its rate is made of.
func (o *Object) details() string {
	var all []string
	if o.What != "" {
		all = append(all, line(o.What))
	}
	if len(o.Parts) > 0 {
		all = append(all, line(strings.Join(o.Parts, " + ")))
	}
	for _, remark := range o.Remarks {
		all = append(all, line(remark))
	}
	return strings.Join(all, "; ")
}

// headline is the report in a line.
func (r *Report) headline() string {
	verdict := r.verdict()
	return strings.ToUpper(verdict[:1]) + verdict[1:] + "."
}

// imports are the blocks of all objects that can be imported.
func (r *Report) imports() string {
	var blocks []string
	for i := range r.Objects {
		if r.Objects[i].Import != "" {
			blocks = append(blocks, r.Objects[i].Import)
		}
	}
	return strings.Join(blocks, "\n")
}

// writeTable writes the report for a terminal.
func (r *Report) writeTable(out io.Writer) error {
	var b strings.Builder
	b.WriteString(r.headline() + "\n" + r.compared() + "\n")
	if len(r.Objects) > 0 {
		w := cost.NewTable(3, 4, 5)
		w.AppendRow(table.Row{"kind", "name", "age", "per hour", "per month", "owner"})
		for i := range r.Objects {
			o := &r.Objects[i]
			w.AppendRow(table.Row{o.Kind, line(o.title()), r.age(o), hourCell(o.Rate), monthCell(o.Rate), ownerCell(o)})
		}
		b.WriteString("\n")
		for i, row := range strings.Split(w.Render(), "\n") {
			b.WriteString(row + "\n")
			if i == 0 {
				continue
			}
			b.WriteString("  id " + line(r.Objects[i-1].ID) + "\n")
			if details := r.Objects[i-1].details(); details != "" {
				b.WriteString("  " + details + "\n")
			}
		}
	}
	if remarks := r.remarks(); len(remarks) > 0 {
		b.WriteString("\n")
		for _, remark := range remarks {
			b.WriteString(line(remark) + "\n")
		}
	}
	if imports := r.imports(); imports != "" {
		b.WriteString("\n" + toManage + "\n\n" + imports)
	}
	_, err := io.WriteString(out, b.String())
	return err
}
