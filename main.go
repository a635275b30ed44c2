// Command terraform-provider-runpod serves the Runpod provider to Terraform and
// OpenTofu. Its subcommands are for users, who call it runpod: sandbox runs a Runpod
// account in memory, cost prints how a plan changes the monthly cost or what a state
// costs, export writes an account as configuration, unmanaged lists objects that no
// state contains, and migrate rewrites configurations of older providers.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/export"
	"github.com/runpod-iac/terraform-provider-runpod/internal/legacy"
	"github.com/runpod-iac/terraform-provider-runpod/internal/plancost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
	"github.com/runpod-iac/terraform-provider-runpod/internal/unmanaged"
)

// version is set by the release build.
var version = "dev"

func main() {
	err := run(os.Args[1:])
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return
	}
	if err.Error() != "" { // a command that the sandbox ran has said it all
		fmt.Fprintf(os.Stderr, "%s: %v\n", calledBy(os.Args), err)
	}
	var coded interface{ ExitCode() int }
	if errors.As(err, &coded) {
		os.Exit(coded.ExitCode())
	}
	os.Exit(1)
}

// calledBy is the name that the program was called by, such as runpod. Its errors begin
// with it.
func calledBy(args []string) string {
	if len(args) == 0 || args[0] == "" {
		return "runpod"
	}
	return strings.TrimSuffix(filepath.Base(args[0]), ".exe")
}

func run(args []string) error {
	if len(args) > 0 && args[0] == "sandbox" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		return sandbox.Command(ctx, args[1:], os.Stdout, os.Stderr)
	}
	if len(args) > 0 && args[0] == "cost" {
		schemas, err := provider.Schemas(context.Background())
		if err != nil {
			return err
		}
		return plancost.Command(args[1:], os.Stdin, os.Stdout, os.Stderr, (*plancost.Schemas)(schemas))
	}
	if len(args) > 0 && args[0] == "unmanaged" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		return unmanaged.Command(ctx, args[1:], os.Stdin, os.Stdout, os.Stderr, theAccount())
	}
	if len(args) > 0 && args[0] == "migrate" {
		return legacy.Command(args[1:], os.Stdout, os.Stderr, provider.Constraint(version))
	}
	if len(args) > 0 && args[0] == "export" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		provider.SweepLate()
		return export.Command(ctx, args[1:], os.Stdin, os.Stdout, os.Stderr, provider.NewServer(provider.Options{Version: version})(), provider.Constraint(version))
	}
	flags := flag.NewFlagSet(calledBy(os.Args), flag.ContinueOnError)
	debug := flags.Bool("debug", false, "serve for a debugger, and print the value to set TF_REATTACH_PROVIDERS to")
	showVersion := flags.Bool("version", false, "print the version and exit")
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), "Terraform and OpenTofu start this program themselves. Run it yourself for:\n\n"+
			"  runpod sandbox    run a Runpod account in memory (see sandbox -help)\n"+
			"  runpod cost       print how a plan changes the monthly cost, or what a state costs (see cost -help)\n"+
			"  runpod export     write an account as configuration (see export -help)\n"+
			"  runpod unmanaged  list the objects of an account that no state contains, and what they bill (see unmanaged -help)\n"+
			"  runpod migrate    rewrite a configuration of an older provider (see migrate -help)\n\nFlags:\n")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *showVersion {
		fmt.Println(version)
		return nil
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unknown subcommand %q: use sandbox, cost, export, unmanaged or migrate", flags.Arg(0))
	}
	return provider.Serve(provider.Options{Version: version}, *debug)
}

// theAccount is the account of the key in the environment.
func theAccount() unmanaged.Account {
	return unmanaged.Account{
		Kinds: provider.Kinds(),
		Connect: func(ctx context.Context) (*runpod.Client, error) {
			return provider.Connect(ctx, provider.Options{Version: version})
		},
		Prices: func(client *runpod.Client) unmanaged.Prices {
			return func(ctx context.Context) (cost.Estimator, []string, error) {
				return provider.Estimator(ctx, client, runpod.SystemClock())
			}
		},
	}
}
