package unmanaged

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/markup"
	"github.com/runpod-iac/terraform-provider-runpod/internal/naming"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/states"
)

// Exit codes, beside 0 and 1.
const (
	exitUsage = 2
	exitBills = 3
)

const usage = `Usage: runpod unmanaged [flags] [-state FILE ...]

Compares the account of RUNPOD_API_KEY with any number of states, and lists the objects that are in none of them: what they
are, their age, their owner if Runpod's API returns it, what they bill now, and import blocks for them. Objects that bill come
first, the highest rate before the others. Stopped pods with a volume disk and network volumes bill as well.

  terraform show -json | runpod unmanaged -state -
  runpod unmanaged -state prod.json staging.tfstate

A state is the output of terraform show -json or terraform state pull, or a state file (version 4), from any backend and workspace,
including states of the providers runpod/runpod and decentralized-infrastructure/runpod; - is standard input. A file may contain
several states, one after the other. Without a state, everything on the account is unmanaged.

The rate is the one that Runpod returns (pods, the pods of clusters), with disks at the documented rates; otherwise the provider's
estimate (network volumes, active workers of endpoints). Flex workers bill by request and are in no rate. A month has 730 hours.

It sends only GET requests, so a read-only key is enough. Anything that cannot be read is an error, never an empty list. Only
what Runpod does not offer to every account (global volumes, cost centers, tags) may be missing; the report then names it.

Exit codes: 0 if nothing unmanaged bills; 1 if the account or a state cannot be read; 2 for wrong usage; 3 if something
unmanaged bills that is not allowed.

-format json prints one object, stable within format_version 1.x:
  format_version, at (when the account was read), states (read, objects), seen (objects on the account)
  usd_per_hour, usd_per_month, partial (something bills at a rate that is not known), billing (how many objects bill)
  objects   kind, type, id, name, what, created_at, owner, bills, usd_per_hour, usd_per_month, parts, remarks, address, import
  allowed   the same for objects that -allow and -allow-name exclude from everything else
  not_looked_at, notes
Money is a JSON number in US dollars with exact digits, null where it is not known. created_at is null if Runpod does
not return it; address and import are null for objects that cannot be imported.

Flags:
`

// exitError ends the program with a code of its own.
type exitError struct {
	error
	code int
}

func (e *exitError) ExitCode() int { return e.code }

func (e *exitError) Unwrap() error { return e.error }

// Account is what the command looks at.
type Account struct {
	// Kinds are those of everything that a resource manages.
	Kinds []account.AnyKind
	// Connect makes the client.
	Connect func(context.Context) (*runpod.Client, error)
	// Prices of what Runpod does not return the rate of.
	Prices func(*runpod.Client) Prices
}

// formats that -format takes; the first is the default.
func formats() map[string]func(*Report, io.Writer) error {
	return map[string]func(*Report, io.Writer) error{"table": (*Report).writeTable, "markdown": (*Report).writeMarkdown, "json": (*Report).writeJSON}
}

// options are the command's flags.
type options struct {
	states []string
	format string
	allow  Allowance
}

// Command is the subcommand unmanaged: it writes the report to out, usage and complaints to stderr. A state may come in by in. Its
// errors know the program's exit code (ExitCode) where that is not 1.
func Command(ctx context.Context, args []string, in io.Reader, out, stderr io.Writer, on Account) error {
	opts, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return &exitError{fmt.Errorf("unmanaged: %w", err), exitUsage}
	}
	held, err := states.Load(opts.states, in)
	if err != nil {
		return fmt.Errorf("unmanaged: nothing was compared: %w", err)
	}
	client, err := on.Connect(ctx)
	if err != nil {
		return fmt.Errorf("unmanaged: nothing was compared: %w", err)
	}
	report, err := Compare(ctx, client, on.Kinds, on.Prices(client), held, opts.allow)
	if err != nil {
		return fmt.Errorf("unmanaged: nothing was compared: %w", withNextStep(err))
	}
	if err := formats()[opts.format](report, out); err != nil {
		return fmt.Errorf("unmanaged: writing the report: %w", err)
	}
	if len(report.Billing()) > 0 {
		return &exitError{errors.New("unmanaged: " + report.verdict()), exitBills}
	}
	return nil
}

// withNextStep says what the user can do about a failure.
func withNextStep(err error) error {
	if runpod.HasStatus(err, http.StatusUnauthorized, http.StatusForbidden) {
		return fmt.Errorf("%w: use a key that can read everything on the account", err)
	}
	return err
}

func parse(args []string, stderr io.Writer) (options, error) {
	var opts options
	flags := flag.NewFlagSet("unmanaged", flag.ContinueOnError)
	flags.SetOutput(stderr)
	appendTo := func(list *[]string) func(string) error {
		return func(value string) error {
			if value == "" {
				return errors.New("it is empty")
			}
			*list = append(*list, value)
			return nil
		}
	}
	flags.Func("state", "`file` with a state, or several; can be repeated, and further files can follow (-state *.tfstate)", appendTo(&opts.states))
	flags.Func("allow", "`id` of an object that may be unmanaged; can be repeated", appendTo(&opts.allow.IDs))
	flags.Func("allow-name", "`pattern` of names that may be unmanaged, such as 'scratch-*': * stands for any text, ? for one character; can be repeated", func(glob string) error {
		if glob == "" {
			return errors.New("it is empty")
		}
		opts.allow.Names = append(opts.allow.Names, naming.Glob(glob))
		return nil
	})
	flags.StringVar(&opts.format, "format", "table", "`table`, markdown (for the summary of a job) or json")
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), usage)
		flags.PrintDefaults()
	}
	// Files may stand between flags, as where a shell has filled in -state *.tfstate.
	for rest := args; len(rest) > 0; {
		if err := flags.Parse(rest); err != nil {
			return options{}, err
		}
		if rest = flags.Args(); len(rest) > 0 {
			if len(opts.states) == 0 {
				return options{}, fmt.Errorf("unexpected argument %q: pass states with -state", rest[0])
			}
			opts.states, rest = append(opts.states, rest[0]), rest[1:]
		}
	}
	if formats()[opts.format] == nil {
		return options{}, fmt.Errorf("-format %q: use table, markdown or json", opts.format)
	}
	return opts, nil
}

// verdict is the report in a sentence.
func (r *Report) verdict() string {
	billing := r.Billing()
	if len(billing) == 0 {
		text := "nothing unmanaged bills"
		if len(r.NotLookedAt) > 0 {
			text += " among what could be read"
		}
		return text
	}
	usd, partial := r.Hourly()
	what := fmt.Sprintf("%d unmanaged objects bill", len(billing))
	if len(billing) == 1 {
		what = "1 unmanaged object bills"
	}
	if partial && usd.IsZero() {
		return what + " at a rate that is not known"
	}
	more := ""
	if partial {
		more = ", and more at rates that are not known"
	}
	return fmt.Sprintf("%s %s an hour, %s a month%s", what, cost.Rate(usd.Round(hourPlaces)), cost.USD(usd.Mul(hoursPerMonth())), more)
}

// compared says what the account was compared with.
func (r *Report) compared() string {
	if r.States == 0 {
		return fmt.Sprintf("No state was given, so everything on the account is unmanaged: %s.", markup.Count(r.Seen, "object"))
	}
	return fmt.Sprintf("Compared %s of the account with %s (%s in it).", markup.Count(r.Seen, "object"), markup.Count(r.States, "state"), markup.Count(r.Held, "object"))
}

// remarks are what stands below the list.
func (r *Report) remarks() []string {
	var all []string
	for _, what := range r.NotLookedAt {
		all = append(all, "Not read: "+what)
	}
	if n := len(r.Allowed); n > 0 {
		var names []string
		for i := range r.Allowed {
			names = append(names, r.Allowed[i].Kind+" "+r.Allowed[i].title())
		}
		const most = 20
		if len(names) > most {
			names = append(names[:most], fmt.Sprintf("and %d more", n-most))
		}
		all = append(all, "Allowed, and not counted: "+strings.Join(names, ", ")+".")
	}
	return slices.Concat(all, r.Notes)
}

// title is the name, or the ID of what has none.
func (o *Object) title() string {
	if o.Name == "" {
		return o.ID
	}
	return o.Name
}
