package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const usage = `Usage: runpod sandbox [flags] [-- COMMAND [ARGUMENT ...]]

Runs a Runpod account in memory, on a loopback address, until it is interrupted. Its endpoints accept requests at their own
request URLs. It prints RUNPOD_API_URL=... and RUNPOD_API_KEY=...

With a COMMAND it listens on a free port, prints nothing, runs the command with both variables set, and exits with its exit
code. The command cannot reach a real key in the environment.

`

// How fast time may pass.
const (
	minSpeed = 0.01
	maxSpeed = 100_000
)

// defaultListen is where an account listens that nobody has given a place.
const defaultListen = "127.0.0.1:8787"

// Command is the subcommand sandbox: it serves an account on loopback until the
// context ends. To stdout it writes RUNPOD_API_URL=... and RUNPOD_API_KEY=...,
// one line each, once it listens; usage and complaints go to stderr. What follows
// "--" is a command that is run with the account instead, see runWith.
func Command(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var command []string
	if i := slices.Index(args, "--"); i >= 0 {
		args, command = args[:i], args[i+1:]
		if len(command) == 0 {
			return errors.New("sandbox: no command after --, as in: sandbox -- terraform plan")
		}
	}
	opts := Options{Lifecycle: LifecycleRecorded, OpenAPI: os.Getenv("RUNPOD_OPENAPI")}
	var faults []Fault
	flags := opts.flags(&faults)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
		fmt.Fprint(stderr, "\n"+faultHelp)
	}
	listen := flags.String("listen", defaultListen, "loopback `address` to listen on; port 0 picks one")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("sandbox: unexpected argument %q: write the command after --", flags.Arg(0))
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if !given["seed"] {
		opts.APIKey = randomKey()
	}
	if command != nil && !given["listen"] {
		*listen = "127.0.0.1:0"
	}
	if err := onLoopback(*listen); err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", *listen)
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	account := New(opts)
	for _, f := range faults {
		account.Inject(f)
	}
	url := fmt.Sprintf("http://%s/v2", listener.Addr())
	if command != nil {
		return account.runWith(ctx, listener, url, command)
	}
	if _, err := fmt.Fprintf(stdout, "RUNPOD_API_URL=%s\nRUNPOD_API_KEY=%s\n", url, account.APIKey()); err != nil {
		return errors.Join(fmt.Errorf("sandbox: printing the address: %w", err), listener.Close())
	}
	return account.Serve(ctx, listener)
}

// flags are those of the subcommand that say how the account is to be.
func (opts *Options) flags(faults *[]Fault) *flag.FlagSet {
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	flags.DurationVar(&opts.Latency, "latency", 0, "`duration` to delay every response")
	flags.IntVar(&opts.RateLimit, "rate-limit", 0, "`requests` per minute, 0 for no limit")
	flags.DurationVar(&opts.BootTime, "boot-time", DefaultBootTime, "`duration` until a new pod's container runs")
	flags.Var(&opts.Lifecycle, "lifecycle", "`how` pods report their status: \"recorded\", as recorded from Runpod's API, or \"documented\", as in its OpenAPI document")
	flags.IntVar(&opts.BareStarts, "bare-starts", 0, "`number` of starts of stopped GPU pods that find no free GPU: Runpod then runs the pod without its GPUs")
	flags.DurationVar(&opts.JobTime, "job-time", DefaultJobTime, "`duration` of a job sent to an endpoint, unless its input says {\"seconds\": 30}")
	flags.Func("cold-start", "`duration` of the start of a flex worker (default 2.3s with flashboot, 10s without)", func(text string) error {
		d, err := time.ParseDuration(text)
		if err == nil && d < 0 {
			err = errors.New("use a duration, such as 10s")
		}
		opts.ColdStart = &d
		return err
	})
	flags.Func("speed", "`factor` by which time passes faster than on this machine (default 1)", func(text string) error {
		speed, err := strconv.ParseFloat(text, 64)
		if err != nil || !(speed >= minSpeed && speed <= maxSpeed) {
			return fmt.Errorf("use a number from %g to %g", float64(minSpeed), float64(maxSpeed))
		}
		opts.Clock = FastClock(speed)
		return nil
	})
	flags.Uint64Var(&opts.Seed, "seed", 0, "`seed` of IDs, ports and the API key; without it, each start has a new key")
	flags.Func("fault", "`fault` to inject, such as \"POST /pods after-502 x1\" (see below); can be repeated", func(text string) error {
		f, err := ParseFault(text)
		*faults = append(*faults, f)
		return err
	})
	flags.Func("balance", "credit in `USD`, used up by everything that runs; default: no limit", func(text string) error {
		return readUSD(text, &opts.Balance)
	})
	flags.Func("spend-limit", "maximum `USD` per hour of everything that runs; default: no limit", func(text string) error {
		return readUSD(text, &opts.SpendLimit)
	})
	flags.Func("billing-mode", "`MODE` of the account, PREPAID or POSTPAID (default PREPAID with -balance, else POSTPAID)", func(text string) error {
		opts.BillingMode = runpod.BillingMode(text)
		if opts.BillingMode != runpod.BillingModePrepaid && opts.BillingMode != runpod.BillingModePostpaid {
			return errors.New("use PREPAID or POSTPAID")
		}
		return nil
	})
	flags.Int64Var(&opts.WorkerQuota, "worker-quota", 0, "maximum `workers` of all endpoints together; default: depends on the balance")
	flags.Func("without", "`groups` of operations that the account does not offer, such as tags,balance=403,limits=501 (default status: 404): "+groupNames(),
		func(text string) (err error) {
			opts.Without, err = ParseWithout(text)
			return err
		})
	return flags
}

func readUSD(text string, into *decimal.NullDecimal) error {
	usd, err := decimal.NewFromString(text)
	if err != nil || usd.IsNegative() {
		return errors.New("use an amount in USD, such as 25.50")
	}
	*into = decimal.NewNullDecimal(usd)
	return nil
}

// randomKey is a key that no page in a browser can guess.
func randomKey() string {
	return keyPrefix + rand.Text() + rand.Text()
}

// onLoopback refuses addresses that other machines could reach: the account
// has no secrets worth the name, but no defences either.
func onLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("sandbox: -listen: %w", err)
	}
	if !isLoopback(host) {
		return fmt.Errorf("sandbox: -listen %s: use a loopback address, such as 127.0.0.1:8787", address)
	}
	return nil
}
