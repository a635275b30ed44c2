//go:build unix

// Command bench measures the provider at work and prints tables with ratios: what
// it asks of Runpod, what it costs in time and memory, and how that grows. It runs
// the CLI on Runpod accounts in memory, writes the figures into a page of the
// documentation, and exits with 1 when a bound is broken.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// settings say what to measure. The defaults are what the page shows.
type settings struct {
	cli     string        // path of terraform or tofu
	page    string        // whose figures are replaced; none when empty
	largest int           // resources in the largest plan
	runs    int           // of each thing that is timed; the best counts
	pods    int           // made at once
	boot    time.Duration // of each of them
}

func main() {
	if len(os.Args) > 2 && os.Args[1] == recordCommand {
		os.Exit(record(os.Args[2], os.Args[3:]))
	}
	if err := run(os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var s settings
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.StringVar(&s.cli, "cli", "terraform", "`path` of terraform or tofu")
	flags.StringVar(&s.page, "page", "", "`file` whose figures are replaced")
	flags.IntVar(&s.largest, "largest", 1000, "`resources` in the largest plan, a multiple of 100")
	flags.IntVar(&s.runs, "runs", 5, "`times` that each thing is timed")
	flags.IntVar(&s.pods, "pods", 100, "`pods` made at once")
	flags.DurationVar(&s.boot, "boot-time", 30*time.Second, "`duration` that each of them takes")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if s.largest < 100 || s.largest%100 != 0 || s.runs < 1 || s.pods < 2 {
		return errors.New("-largest is a multiple of 100, -runs at least 1, -pods at least 2")
	}
	work, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return fmt.Errorf("making a folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(work) }()

	r := &report{}
	b, err := newBench(ctx, s, work)
	if err != nil {
		return err
	}
	for _, part := range []struct {
		name    string
		measure func(context.Context, *report) error
	}{
		{"start-up and size", b.start},
		{"requests", b.requests},
		{"a rate limit", b.rateLimit},
		{"pods that boot", b.boot},
		{"overhead and growth", b.growth},
	} {
		began := time.Now()
		if err := part.measure(ctx, r); err != nil {
			return fmt.Errorf("measuring %s: %w", part.name, err)
		}
		fmt.Fprintf(os.Stderr, "%s: measured in %s\n", part.name, time.Since(began).Round(time.Second))
	}
	figures := machine(ctx, b) + r.markdown()
	fmt.Print(figures)
	if s.page != "" {
		if err := replaceFigures(s.page, figures); err != nil {
			return err
		}
	}
	return r.broken()
}
