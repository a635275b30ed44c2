package unmanaged

import (
	"fmt"
	"io"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/markup"
)

// The summary of a job on GitHub has at most 1 MiB, and a comment 65,536 characters. These bounds keep within both, whatever the
// account has; the sums always cover everything.
const (
	maxRows     = 100
	maxTable    = 32_000
	maxBlocks   = 50
	maxRemark   = 1_000
	maxMarkdown = 48_000
)

// writeMarkdown writes the report for the summary of a job.
func (r *Report) writeMarkdown(out io.Writer) error {
	var b strings.Builder
	b.WriteString("### Runpod: " + markup.Escape(r.headline()) + "\n\n" + markup.Escape(r.compared()) + "\n")
	if len(r.Objects) > 0 {
		r.writeRows(&b)
	}
	for _, remark := range r.remarks() {
		if runes := []rune(line(remark)); len(runes) > maxRemark {
			remark = string(runes[:maxRemark-1]) + "…"
		}
		b.WriteString("\n" + markup.Escape(line(remark)) + "\n")
	}
	if r.imports() != "" {
		b.WriteString("\n<details><summary>Import blocks</summary>\n\n" + toManage + "\n\n```hcl\n")
		written := 0
		for i := range r.Objects {
			block := r.Objects[i].Import
			// What is fenced has no fence in it: an ID is quoted on one line, so a fence cannot begin one.
			if block == "" || written == maxBlocks || b.Len()+len(block) > maxMarkdown {
				continue
			}
			if written > 0 {
				b.WriteString("\n")
			}
			b.WriteString(block)
			written++
		}
		b.WriteString("```\n\n</details>\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func (r *Report) writeRows(b *strings.Builder) {
	b.WriteString("\n| what | age | per hour | per month | owner |\n|---|--:|--:|--:|---|\n")
	for i := range r.Objects {
		if i == maxRows || b.Len() > maxTable {
			fmt.Fprintf(b, "\nand %d more, included in the sums above.\n", len(r.Objects)-i)
			return
		}
		o := &r.Objects[i]
		details := o.details()
		if details != "" {
			details = "<br>" + markup.Escape(details)
		}
		fmt.Fprintf(b, "| %s %s %s%s | %s | %s | %s | %s |\n", o.Kind, markup.Code(line(o.title())), markup.Code(line(o.ID)), details, r.age(o), hourCell(o.Rate), monthCell(o.Rate),
			markup.Escape(ownerCell(o)))
	}
}
