//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	pretty "github.com/jedib0t/go-pretty/v6/table"
)

// report is what is printed, and stands on the page.
type report struct {
	tables []table
	checks []check
}

type table struct {
	title string
	intro string
	rows  [][]string // the first is the head
}

// check is one bound.
type check struct {
	what, measured, bound string
	holds                 bool
}

func (r *report) add(t table) { r.tables = append(r.tables, t) }

// bound adds a bound; a broken one fails the run in the end.
func (r *report) bound(holds bool, what, measured, bound string) {
	r.checks = append(r.checks, check{what, measured, bound, holds})
}

// ratio adds the bound of one figure over another.
func (r *report) ratio(what string, measured, most float64) {
	r.bound(measured <= most, what, fmt.Sprintf("%.2f", measured), fmt.Sprintf("at most %.2g", most))
}

// count adds the bound of a number.
func (r *report) count(what string, measured, most int) {
	r.bound(measured <= most, what, fmt.Sprint(measured), fmt.Sprintf("at most %d", most))
}

func (r *report) broken() error {
	var errs []error
	for _, c := range r.checks {
		if !c.holds {
			errs = append(errs, fmt.Errorf("%s: %s, want %s", c.what, c.measured, c.bound))
		}
	}
	return errors.Join(errs...)
}

func (r *report) markdown() string {
	bounds := table{title: "Bounds", rows: [][]string{{"what", "measured", "bound", ""}}}
	for _, c := range r.checks {
		verdict := "holds"
		if !c.holds {
			verdict = "**broken**"
		}
		bounds.rows = append(bounds.rows, []string{c.what, c.measured, c.bound, verdict})
	}
	var b strings.Builder
	for _, t := range append(r.tables, bounds) {
		b.WriteString(t.markdown())
	}
	return b.String()
}

func (t table) markdown() string {
	w := pretty.NewWriter()
	w.Style().Markdown.PadContent = true
	for i, cells := range t.rows {
		row := pretty.Row{}
		for _, cell := range cells {
			row = append(row, cell)
		}
		if i == 0 {
			w.AppendHeader(row)
		} else {
			w.AppendRow(row)
		}
	}
	intro := ""
	if t.intro != "" {
		intro = t.intro + "\n\n"
	}
	return fmt.Sprintf("\n### %s\n\n%s%s\n", t.title, intro, w.RenderMarkdown())
}

// The figures stand between these two lines of the page.
const (
	figuresBegin = "<!-- figures: written by make bench -->\n"
	figuresEnd   = "<!-- end of figures -->\n"
)

// replaceFigures puts figures into a page, in the place of those from before.
func replaceFigures(page, figures string) error {
	text, err := os.ReadFile(page)
	if err != nil {
		return fmt.Errorf("reading the page: %w", err)
	}
	before, rest, begins := strings.Cut(string(text), figuresBegin)
	_, after, ends := strings.Cut(rest, figuresEnd)
	if !begins || !ends {
		return fmt.Errorf("%s has no place for the figures: the lines %q and %q", page, figuresBegin, figuresEnd)
	}
	if err := os.WriteFile(page, []byte(before+figuresBegin+figures+figuresEnd+after), 0o644); err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	return nil
}

// machine says what the figures come from.
func machine(ctx context.Context, b *bench) string {
	version := "unknown CLI"
	if out, err := exec.CommandContext(ctx, b.cli, "version").Output(); err == nil {
		version, _, _ = strings.Cut(string(out), "\n")
	}
	return fmt.Sprintf("Measured on %s: %s, %d processors, %s of memory, %s; %s, %s. Times are the best of %d runs.\n",
		time.Now().UTC().Format("2006-01-02"), field("/proc/cpuinfo", "model name", runtime.GOARCH), runtime.NumCPU(), memory(),
		strings.Trim(field("/etc/os-release", "PRETTY_NAME", runtime.GOOS), `"`), runtime.Version(), version, b.runs)
}

// field is a value in a file of lines like "name: value" or "NAME=value".
func field(file, name, otherwise string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return otherwise
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			return strings.TrimSpace(strings.TrimLeft(rest, " \t:="))
		}
	}
	return otherwise
}

func memory() string {
	var kib int64
	if _, err := fmt.Sscanf(field("/proc/meminfo", "MemTotal", ""), "%d kB", &kib); err != nil {
		return "unknown"
	}
	return fmt.Sprintf("%.0f GiB", float64(kib)/(1<<20))
}

// How figures are written.
func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
func millis(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}
func megabytes(bytes int64) string              { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }
func times(part, whole float64) string          { return fmt.Sprintf("%.2f", part/whole) }
func ratioOf(part, whole time.Duration) float64 { return part.Seconds() / whole.Seconds() }
