package plancost

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/shopspring/decimal"
)

// Exit codes, beside 0 and 1.
const (
	exitUsage     = 2
	exitOverLimit = 3
	exitUndecided = 4
)

// Flags of limits.
const (
	flagMaxIncrease = "max-increase-usd"
	flagMaxMonthly  = "max-monthly-usd"
	flagMaxPossible = "max-possible-usd"
	flagMaxHourly   = "max-hourly-usd"
)

const usage = `Usage: terraform show -json [PLAN] | runpod cost [flags]

Reads the JSON of a Terraform or OpenTofu plan or state from standard input. For a plan it prints how the monthly cost of
Runpod resources changes, by resource and in total; for a state, the current cost. It adds up the estimated_cost of each
resource, rounded to cents (data.runpod_cost_estimate adds exact amounts, and may differ by a cent), so every sum is the
sum of its rows. It does not use the network. Runpod resources are those of a type runpod_*, whatever the address of
their provider.

Changes of assumptions alone (usage or a price) and imports are summed separately, and not netted against other changes.
If usage and hardware change together, a saving counts as an assumption. For -max-increase-usd, an assumption or import
that costs more counts as well, and one that costs less offsets nothing.

Resources without a known cost are listed and never counted as 0: the totals are then partial. For the limits, an
endpoint without usage counts at its monthly maximum. A limit is UNDECIDED if an unknown cost may exceed it: resources
without a known cost, failed planning, deferred changes, no Runpod resource at all, and keys of resources or of the
provider that Terraform drops. Such keys, inside nested attributes and in no schema (gpu = { cuont = 4 }), are always
listed, but only if the whole attribute is written out: a plan has no keys of an attribute that contains a reference.

Exit codes: 0; 1 if the input is neither a plan nor a state; 2 for wrong usage; 3 if a limit is exceeded; 4 if a limit is
undecided (0 with -allow-unknown). Without limits, only 0, 1 and 2.

-format json prints one object, stable within format_version 1.x:
  format_version, source ("plan" or "state"), errored, complete, notes
  monthly_usd     before, after, partial; and changes, assumptions, imports and unchanged, each with before, after,
                  difference and partial
  max_hourly_usd  before, after, difference of all, and partial
  resources       address, module, type, label, action, kind (change, assumption, import, unchanged), imported, notes;
                  before, after, difference of monthly_usd, monthly_min_usd, monthly_max_usd and max_hourly_usd;
                  parts (before, after): what the cost is made of; assumptions; where they apply: previous_address,
                  deposed, service (how long requests wait), price_source, priced_at, not_known (why)
  modules         with -group-by module: module and monthly_usd of each
  not_known       names of the resources that the monthly totals do not count in full
  dropped_keys    address, path and suggestion
  limits          flag, limit_usd, counted_usd, exceeded, undecided; names of resources: counted_at_maximum,
                  earlier_not_known (taken at its minimum), not_known; hidden_by (what else hides costs)
Money is a JSON number in US dollars with exact digits, null where it is not known. Actions are create, update, replace,
delete, forget, "forget and create", no-op, deferred and "not planned".

Flags:
`

// exitError ends the program with a code of its own.
type exitError struct {
	error
	code int
}

func (e *exitError) ExitCode() int { return e.code }

func (e *exitError) Unwrap() error { return e.error }

// grouping is how rows are grouped; empty for not at all.
type grouping string

const groupByModule grouping = "module"

// formats that -format takes; the first is the default.
func formats() []string { return []string{"table", "markdown", "json", "html"} }

// options are the command's flags.
type options struct {
	format                                          string
	by                                              grouping
	maxIncrease, maxMonthly, maxPossible, maxHourly decimal.NullDecimal
	allowUnknown                                    bool
}

// Command is the subcommand cost: it reads a plan or a state on in and writes its cost to out. Usage and complaints go to
// stderr. Its errors know the program's exit code (ExitCode) where that is not 1.
func Command(args []string, in io.Reader, out, stderr io.Writer, schemas *Schemas) error {
	opts, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return &exitError{fmt.Errorf("cost: %w", err), exitUsage}
	case isTerminal(in):
		return &exitError{errors.New("cost: no plan on standard input: " + howTo), exitUsage}
	}
	report, err := Read(in, schemas)
	if err != nil {
		return fmt.Errorf("cost: %w", err)
	}
	if report.Source == SourceState && opts.maxIncrease.Valid {
		return &exitError{fmt.Errorf("cost: a state adds no cost: -%s needs a plan; -%s accepts a plan or a state", flagMaxIncrease, flagMaxMonthly), exitUsage}
	}
	limits := report.limits(opts)
	switch opts.format {
	case "markdown":
		err = report.writeMarkdown(out, limits, opts.by)
	case "json":
		err = report.writeJSON(out, limits, opts.by)
	case "html":
		err = report.writeHTML(out, limits, opts.by)
	default:
		err = report.writeTable(out, limits, opts.by, paint(isTerminal(out) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"))
	}
	if err != nil {
		return fmt.Errorf("cost: writing the report: %w", err)
	}
	return verdict(limits)
}

// verdict is the error of the limits that are not kept, with the exit code of the worst.
func verdict(limits []Limit) error {
	code := 0
	var said []string
	for _, limit := range limits {
		switch {
		case limit.Exceeded():
			code = exitOverLimit
		case limit.Undecided() && code == 0:
			code = exitUndecided
		}
		if limit.Exceeded() || limit.Undecided() {
			said = append(said, limit.String())
		}
	}
	if code == 0 {
		return nil
	}
	return &exitError{errors.New("cost: " + strings.Join(said, " ")), code}
}

func parse(args []string, stderr io.Writer) (options, error) {
	var opts options
	var by string
	flags := flag.NewFlagSet("cost", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&opts.format, "format", formats()[0], "`table`, markdown (for a comment on a pull request, with a Mermaid chart), json or html (one file with its chart)")
	flags.StringVar(&by, "group-by", "", "`module`: also print the sums of each module")
	flags.Func(flagMaxIncrease, "exit with 3 if the plan adds more than this `amount` to the monthly cost", dollarsFlag(&opts.maxIncrease))
	flags.Func(flagMaxMonthly, "exit with 3 if the expected monthly cost is more than this `amount`", dollarsFlag(&opts.maxMonthly))
	flags.Func(flagMaxPossible, "exit with 3 if the maximum monthly cost is more than this `amount`", dollarsFlag(&opts.maxPossible))
	flags.Func(flagMaxHourly, "exit with 3 if an hour of compute with everything running costs more than this `amount`", dollarsFlag(&opts.maxHourly))
	flags.BoolVar(&opts.allowUnknown, "allow-unknown", false, "count only known costs: exit with 0 if a limit would be undecided")
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), usage)
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	opts.by = grouping(by)
	switch {
	case !slices.Contains(formats(), opts.format):
		return options{}, fmt.Errorf("-format %q: use table, markdown, json or html", opts.format)
	case opts.by != "" && opts.by != groupByModule:
		return options{}, fmt.Errorf("-group-by %q: use module", by)
	case flags.NArg() > 0:
		return options{}, fmt.Errorf("unexpected argument %q: %s", flags.Arg(0), howTo)
	}
	return opts, nil
}

// dollarsFlag parses an amount exactly.
func dollarsFlag(amount *decimal.NullDecimal) func(string) error {
	return func(value string) error {
		parsed, err := amountOf(json.Number(value))
		if err != nil {
			return errors.New("use an amount in USD, such as 500 or 99.50")
		}
		*amount = parsed
		return nil
	}
}

// isTerminal reports whether a reader or writer is one.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && (isatty.IsTerminal(file.Fd()) || isatty.IsCygwinTerminal(file.Fd()))
}
