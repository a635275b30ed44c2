package plancost

import (
	"fmt"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// writeMermaid writes a pie of the largest items, which GitHub and GitLab draw.
func (r *Report) writeMermaid(b *strings.Builder) {
	bars := r.bars()
	if bars == nil {
		return
	}
	b.WriteString("\n```mermaid\npie showData\n")
	fmt.Fprintf(b, "    title %s\n", r.chartTitle())
	for _, bar := range bars {
		fmt.Fprintf(b, "    %q : %s\n", mermaidText(clipTo(bar.Label, maxChartLabel)), cost.Cents(bar.USD).StringFixed(2))
	}
	b.WriteString("```\n")
}

// mermaidText has no character that ends a label or the fence around the chart, or is markup in a label.
func mermaidText(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '"', '`', '<', '>':
			return '\''
		case '\\', '#', ';', '&', '%':
			return '_'
		default:
			return r
		}
	}, s)
}
