// Command prices fills the tables of prices into a page: it copies standard input to standard output, and puts a table in
// the place of each line that is a comment with its name. All figures come from the list that ships with the provider.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "prices:", err)
		os.Exit(1)
	}
}

func run() error {
	page, err := io.ReadAll(os.Stdin)
	if err != nil {
		return fmt.Errorf("reading the page: %w", err)
	}
	text, list := string(page), cost.Snapshot()
	for name, table := range map[string]string{
		"date": "Prices of " + strings.TrimPrefix(string(cost.SourceSnapshot), "snapshot ") + ".", "GPU types": gpus(list), "pools": pools(list), "CPU flavors": cpus(list), "data centers": places(),
	} {
		mark := "<!-- table: " + name + " -->"
		if !strings.Contains(text, mark) {
			return fmt.Errorf("the page has no line %q", mark)
		}
		text = strings.ReplaceAll(text, mark, strings.TrimSuffix(table, "\n"))
	}
	_, err = os.Stdout.WriteString(text)
	return err
}

func gpus(list *cost.Prices) string {
	var table strings.Builder
	table.WriteString("| GPU type | name | VRAM | pool | secure, USD per hour | community, USD per hour | flex, USD per second |\n| --- | --- | ---: | --- | ---: | ---: | ---: |\n")
	for _, g := range list.GPUs() {
		pool := ""
		if g.Pool != "" {
			pool = "`" + g.Pool + "`"
		}
		fmt.Fprintf(&table, "| `%s` | %s | %d GB | %s | %s | %s | %s |\n", g.ID, g.Name, g.VRAMGB, pool,
			dated(g.SecurePerHour, g.SecureSource), dated(g.CommunityPerHour, g.CommunitySource), perSecond(g.FlexPerHour))
	}
	return table.String()
}

func pools(list *cost.Prices) string {
	var table strings.Builder
	table.WriteString("| pool | GPU types | flex, USD per second | an hour |\n| --- | --- | ---: | ---: |\n")
	for _, pool := range list.Pools() {
		types := list.Pool(pool)
		var names []string
		for _, g := range types {
			names = append(names, g.Name)
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s | %s |\n", pool, strings.Join(names, ", "), perSecond(types[0].FlexPerHour), dated(types[0].FlexPerHour, ""))
	}
	return table.String()
}

func cpus(list *cost.Prices) string {
	var table strings.Builder
	table.WriteString("| CPU flavor | vCPUs | RAM per vCPU | pods, USD per vCPU-hour | workers, USD per vCPU-hour |\n| --- | --- | ---: | ---: | ---: |\n")
	for _, c := range list.CPUs() {
		vcpus := fmt.Sprintf("%d to %d", c.VCPUMin, c.VCPUMax)
		if c.VCPUMax == 0 {
			vcpus = fmt.Sprintf("from %d", c.VCPUMin)
		}
		fmt.Fprintf(&table, "| `%s` | %s | %d GB | %s | %s |\n", c.ID, vcpus, c.RAMGBPerVCPU, dated(c.PodPerVCPUHour, ""), dated(c.ServerlessPerVCPUHour, ""))
	}
	return table.String()
}

func places() string {
	var table strings.Builder
	table.WriteString("| data center | name | region |\n| --- | --- | --- |\n")
	for _, d := range cost.SnapshotDataCenters() {
		fmt.Fprintf(&table, "| `%s` | %s | `%s` |\n", d.ID, d.Name, d.Region)
	}
	return table.String()
}

// dated shows a price, with its day where it was read later than the list. What is not offered, or not known, is empty.
func dated(price decimal.NullDecimal, source cost.Source) string {
	if !price.Valid {
		return ""
	}
	text := price.Decimal.StringFixed(max(2, -price.Decimal.Exponent()))
	if _, day, ok := strings.Cut(string(source), " "); ok {
		text += " (" + day + ")"
	}
	return text
}

func perSecond(perHour decimal.NullDecimal) string {
	if !perHour.Valid {
		return ""
	}
	return perHour.Decimal.Div(decimal.NewFromInt(3600)).StringFixed(5)
}
