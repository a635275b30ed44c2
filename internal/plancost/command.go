package plancost

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/shopspring/decimal"
)

// Exit codes, beside 0 and 1.
const (
	exitUsage     = 2
	exitOverLimit = 3
)

const (
	flagMaxIncrease = "max-increase-usd"
	flagMaxMonthly  = "max-monthly-usd"
)

const usage = `Usage: terraform show -json PLAN | terraform-provider-runpod cost [flags]

Reads the JSON of a plan of Terraform or OpenTofu on standard input and prints what it changes in the monthly cost of
RunPod resources, resource by resource and in total. It adds up the estimated_cost that stands in the plan, as rounded to
cents there (data.runpod_cost_estimate adds exact amounts, and may be a cent off); no network.

Exit codes: 0; 1 if the input is no plan; 2 for wrong usage; 3 if the plan is over a limit.

What has no known cost is listed and never counted as 0: the totals are then partial. For the limits, an endpoint
without usage counts at its most (monthly_max_usd), and what has no cost at all is left out and named.

-format json prints one object, stable within format_version 1.x:
  format_version, errored, complete, notes
  monthly_usd, max_hourly_usd  before, after, difference of all, and partial
  resources                    address, type, action, imported, notes, and before, after, difference of monthly_usd,
                               monthly_min_usd, monthly_max_usd and max_hourly_usd; where they apply: previous_address,
                               deposed, not_priced (why)
  not_priced                   names of the resources that the monthly totals do not count in full
  limits                       flag, limit_usd, counted_usd, exceeded, assumed (counted at their most), ignored
Money is a JSON number in US dollars with exact digits, null where it is not known. Actions are create, update, replace,
delete, forget, "forget and create", no-op and "not planned".

Flags:
`

// exitError ends the program with a code of its own.
type exitError struct {
	error
	code int
}

func (e *exitError) ExitCode() int { return e.code }

func (e *exitError) Unwrap() error { return e.error }

// options are the command's flags.
type options struct {
	format                  string
	maxIncrease, maxMonthly decimal.NullDecimal
}

// Command is the subcommand cost: it reads a plan on in and writes its cost to out. Usage and complaints go to stderr.
// Its errors know the program's exit code (ExitCode) where that is not 1.
func Command(args []string, in io.Reader, out, stderr io.Writer) error {
	opts, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return &exitError{fmt.Errorf("cost: %w", err), exitUsage}
	case isTerminal(in):
		return &exitError{errors.New("cost: it reads a plan on standard input: " + howTo), exitUsage}
	}
	report, err := Read(in)
	if err != nil {
		return fmt.Errorf("cost: %w", err)
	}
	limits := report.limits(opts)
	switch opts.format {
	case "markdown":
		err = report.writeMarkdown(out, limits)
	case "json":
		err = report.writeJSON(out, limits)
	default:
		err = report.writeTable(out, limits, paint(isTerminal(out) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"))
	}
	if err != nil {
		return fmt.Errorf("cost: writing the report: %w", err)
	}
	var over []string
	for _, limit := range limits {
		if limit.Exceeded() {
			over = append(over, limit.String())
		}
	}
	if len(over) > 0 {
		return &exitError{errors.New("cost: " + strings.Join(over, " ")), exitOverLimit}
	}
	return nil
}

func parse(args []string, stderr io.Writer) (options, error) {
	var opts options
	flags := flag.NewFlagSet("cost", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&opts.format, "format", "table", "`table`, markdown (for a comment on a pull request) or json")
	flags.Func(flagMaxIncrease, "exit with 3 if the plan adds more than this `amount` to the monthly cost", dollarsFlag(&opts.maxIncrease))
	flags.Func(flagMaxMonthly, "exit with 3 if the monthly cost after the plan is more than this `amount`", dollarsFlag(&opts.maxMonthly))
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), usage)
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	switch opts.format {
	case "table", "markdown", "json":
	default:
		return options{}, fmt.Errorf("-format %q: write table, markdown or json", opts.format)
	}
	if flags.NArg() > 0 {
		return options{}, fmt.Errorf("unexpected argument %q: %s", flags.Arg(0), howTo)
	}
	return opts, nil
}

// dollarsFlag parses an amount exactly.
func dollarsFlag(amount *decimal.NullDecimal) func(string) error {
	return func(value string) error {
		parsed, err := amountOf(json.Number(value))
		if err != nil {
			return errors.New("write dollars such as 500 or 99.50")
		}
		*amount = parsed
		return nil
	}
}

func (r *Report) limits(opts options) []Limit {
	var limits []Limit
	if opts.maxIncrease.Valid {
		limits = append(limits, r.maxIncrease(opts.maxIncrease.Decimal))
	}
	if opts.maxMonthly.Valid {
		limits = append(limits, r.maxMonthly(opts.maxMonthly.Decimal))
	}
	return limits
}

// isTerminal reports whether a reader or writer is one.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && (isatty.IsTerminal(file.Fd()) || isatty.IsCygwinTerminal(file.Fd()))
}
