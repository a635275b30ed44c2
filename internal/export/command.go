// Package export writes the objects of an account as configuration: the subcommand
// export. It drives the provider by Terraform's protocol, in process: what a CLI would
// generate and import is what it writes, with names, references and variables added.
package export

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/runpod-iac/terraform-provider-runpod/internal/naming"
	"github.com/runpod-iac/terraform-provider-runpod/internal/states"
)

// exitUsage is the exit code for wrong usage.
const exitUsage = 2

const usage = `Usage: runpod export [flags]

Writes the account of RUNPOD_API_KEY as configuration: a .tf file for each kind of object (pods.tf, endpoints.tf, ...), in
which objects refer to each other; imports.tf with an import block for each object; variables.tf for values that Runpod
never returns; costs.tf, which adds up the costs; and versions.tf. The configuration requires Terraform 1.8 or OpenTofu 1.8,
or 1.11 of either if it contains secrets or registry credentials.

  runpod export -out infra && cd infra && terraform init && terraform apply

That apply imports and changes nothing. You can then delete imports.tf. The export itself only reads. It never overwrites
a file, and writes either all files or none.

Values of secrets and registry credentials stay as they are on Runpod: their variables are null by default. Members of
clusters are not exported, because their runpod_cluster manages them; neither are terminated pods or the public templates
of other accounts. Runpod does not return the template that an object was created from, so its settings are written out.

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
	out    string
	only   []string // resource types; all where there are none
	name   naming.Glob
	states []string
}

// Command is the subcommand export. What was written, what was left out, and what is
// billed goes to out, usage and complaints to stderr; a state may come from in. Its errors
// know the program's exit code (ExitCode), where that is not 1. Version is the provider's,
// to be required.
func Command(ctx context.Context, args []string, in io.Reader, out, stderr io.Writer, server tfprotov6.ProviderServer, constraint string) error {
	provider, err := connect(ctx, server)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	opts, err := parseFlags(args, stderr, provider.types())
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return &exitError{fmt.Errorf("export: %w", err), exitUsage}
	}
	if err := opts.run(ctx, provider, constraint, in, out); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

func parseFlags(args []string, stderr io.Writer, types []string) (options, error) {
	var opts options
	var kinds []string
	for _, t := range types {
		kinds = append(kinds, kindOf(t))
	}
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&opts.out, "out", ".", "`directory` to write to; created if it does not exist")
	flags.Func("only", "`kinds` to export, separated by commas: "+strings.Join(kinds, ", "), func(list string) error {
		for kind := range strings.SplitSeq(list, ",") {
			i := slices.IndexFunc(kinds, func(k string) bool { return kind == k || kind == k+"s" || kind == "runpod_"+k })
			if i < 0 {
				return fmt.Errorf("unknown kind %q: use %s", kind, strings.Join(kinds, ", "))
			}
			opts.only = append(opts.only, types[i])
		}
		return nil
	})
	flags.Func("name", "`pattern` of the names to export, such as 'prod-*': * stands for any text, ? for one character", func(pattern string) error {
		opts.name = naming.Glob(pattern)
		return nil
	})
	flags.Func("state", "state `file`, or output of terraform show -json or terraform state pull, whose objects are not exported; - is standard input; can be repeated", func(name string) error {
		opts.states = append(opts.states, name)
		return nil
	})
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), usage)
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	if flags.NArg() > 0 {
		return options{}, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return opts, nil
}

func (o options) run(ctx context.Context, provider *provider, constraint string, in io.Reader, out io.Writer) error {
	held, err := states.Load(o.states, in)
	if err != nil {
		return err
	}
	if err := provider.configure(ctx); err != nil {
		return err
	}
	found, err := provider.read(ctx, o, held)
	if err != nil {
		return err
	}
	if len(found.objects) == 0 {
		return found.report(out, o.out, nil)
	}
	before, err := declaredIn(o.out)
	if err != nil {
		return err
	}
	found.label(before.resources)
	module := newModule(provider, found, before)
	files := module.files(constraint)
	if err := writeAll(o.out, files); err != nil {
		return err
	}
	return found.report(out, o.out, files)
}

// kindOf is a resource type without the provider's name, such as "network_volume".
func kindOf(typeName string) string { return strings.TrimPrefix(typeName, "runpod_") }
