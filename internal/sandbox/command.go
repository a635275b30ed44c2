package sandbox

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
)

// Command is the subcommand sandbox: it serves an account on loopback until the
// context ends. To stdout it writes RUNPOD_API_URL=... and RUNPOD_API_KEY=...,
// one line each, once it listens; usage and complaints go to stderr.
func Command(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var opts Options
	var faults []Fault
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintf(stderr, "Usage of sandbox: a RunPod account in memory, on loopback, until it is interrupted.\n\n")
		flags.PrintDefaults()
		fmt.Fprint(stderr, "\n"+faultHelp)
	}
	listen := flags.String("listen", "127.0.0.1:8787", "loopback `address` to listen on; port 0 picks one")
	flags.DurationVar(&opts.Latency, "latency", 0, "`duration` by which every answer is late")
	flags.IntVar(&opts.RateLimit, "rate-limit", 0, "`requests` a minute, 0 for no limit")
	flags.DurationVar(&opts.BootTime, "boot-time", DefaultBootTime, "`duration` from a pod's creation to RUNNING")
	flags.Uint64Var(&opts.Seed, "seed", 0, "`number` that ids, ports and the API key follow from")
	flags.Func("fault", "`fault` to inject, as in \"POST /pods after-502 x1\" (see below); repeatable", func(text string) error {
		f, err := ParseFault(text)
		faults = append(faults, f)
		return err
	})
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("sandbox: unexpected argument %q", flags.Arg(0))
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
	if _, err := fmt.Fprintf(stdout, "RUNPOD_API_URL=http://%s/v2\nRUNPOD_API_KEY=%s\n", listener.Addr(), account.APIKey()); err != nil {
		return errors.Join(fmt.Errorf("sandbox: say where it listens: %w", err), listener.Close())
	}
	return account.Serve(ctx, listener)
}

// onLoopback refuses addresses that other machines could reach: the account
// has no secrets worth the name, but no defences either.
func onLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("sandbox: -listen: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("sandbox: -listen %s: want a loopback address, as in 127.0.0.1:8787", address)
	}
	return nil
}
