// Command conformance sends the same requests to a Runpod account and to the sandbox, and
// reports each field in which their answers differ, in the form in which recordings of the
// live API are kept. What it makes costs nothing or cents, has a name that begins with
// "tf-conformance-", and is deleted in the end, whatever happens.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const defaultURL = "https://api.runpod.io/v2"

// Exit codes, beside 0 and 1.
const (
	exitUsage       = 2
	exitDifferences = 3
	exitLeft        = 4
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code, err := command(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
	}
	os.Exit(code)
}

// command returns the exit code. Interrupting it ends the requests, not the cleaning up.
func command(ctx context.Context, args []string, env func(string) string, out, stderr io.Writer) (int, error) {
	flags := flag.NewFlagSet("conformance", flag.ContinueOnError)
	flags.SetOutput(stderr)
	allowed := flags.Bool("live", false, "send requests to an address that is not on this machine: this costs some cents")
	file := flags.String("report", "", "`file` for the report (default: none is written)")
	pause := flags.Duration("pause", 1100*time.Millisecond, "time between two requests to the account, which may have a limit of 60 a minute")
	patience := flags.Duration("patience", 10*time.Minute, "how long to wait for a pod to run, or to stop")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0, nil
		}
		return exitUsage, nil
	}
	address, key := env("RUNPOD_API_URL"), env("RUNPOD_API_KEY")
	if address == "" {
		address = defaultURL
	}
	switch {
	case key == "":
		return exitUsage, errors.New("RUNPOD_API_KEY is not set")
	case !*allowed && !isLocal(address):
		return exitUsage, fmt.Errorf("%s is not on this machine: with -live, requests are sent there, and some cents are spent", address)
	}
	prefix := prefixOfAll + strings.ToLower(rand.Text()[:8]) + "-"
	reference, end, err := reference(ctx, prefix)
	if err != nil {
		return 1, err
	}
	defer end()
	live := newSide("live", address, key, prefix, runpod.SystemClock())
	live.pause, live.poll = *pause, 5**pause
	r := run{live: live, sandbox: reference, steps: steps(), patience: *patience}
	failed := r.do(ctx)
	if err := r.report.summary(out); err != nil {
		return 1, errors.Join(failed, err)
	}
	if *file != "" {
		text, err := r.report.json(key, reference.key)
		if err == nil {
			err = os.WriteFile(*file, text, 0o600)
		}
		if err != nil {
			return 1, errors.Join(failed, err)
		}
	}
	switch {
	case len(r.report.left) > 0:
		return exitLeft, failed
	case failed != nil:
		return 1, failed
	case len(r.report.differences) > 0:
		return exitDifferences, nil
	}
	return 0, nil
}

func isLocal(address string) bool {
	parsed, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(parsed.Hostname())
	return parsed.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// pollSandbox is how much of the sandbox's time passes from one repetition of a request to
// the next. Otherwise its time stands still, so that it answers as at the first moment.
const pollSandbox = 5 * time.Second

// reference is an account in memory that answers until end is called.
func reference(ctx context.Context, prefix string) (s *side, end func(), err error) {
	clock := sandbox.NewFakeClock(time.Now())
	account := sandbox.New(sandbox.Options{Clock: clock})
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, fmt.Errorf("starting the sandbox: %w", err)
	}
	server := &http.Server{Handler: account, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }() // ends with Close, and says so to whoever still asks
	s = newSide("sandbox", "http://"+listener.Addr().String()+"/v2", account.APIKey(), prefix, clock)
	s.poll = pollSandbox
	return s, func() { _ = server.Close() }, nil
}
