//go:build unix

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// figures are those of a plan of one size that changes nothing.
type figures struct {
	n            int
	ours         usage
	bare         usage // the framework alone, over the same state
	alike, plain usage // Terraform's own resource, with the same content and with none
	process      processUse
	requests     counts
}

// growth measures plans of several sizes, and of each kind by itself.
func (b *bench) growth(ctx context.Context, r *report) error {
	grown := table{title: "How a plan without changes grows",
		intro: "Of ten resources, two each are pods, endpoints, network volumes and templates, and one each is a secret and a registry credential.",
		rows:  [][]string{{"resources", "requests", "most for one kind", "time", "CPU, all processes", "CPU, provider", "memory of the provider"}}}
	overhead := table{title: "Compared with `terraform_data` and with the framework alone",
		intro: "*Alike*: the same number of `terraform_data` resources with the same content. *Plain*: the same number with one short string each. *Bare*: the same resources in the smallest " +
			"provider of the same framework with the same attributes, over the same state. It reads, checks and estimates nothing. `terraform_data` sends no requests. CPU is that of all processes.",
		rows: [][]string{{"resources", "time", "alike", "ratio", "plain", "ratio", "bare", "ratio", "CPU", "alike", "ratio", "plain", "ratio", "bare", "ratio"}}}
	var all []figures
	for n := b.largest / 100; n <= b.largest; n *= 10 {
		f, err := b.measure(ctx, mixed(n), n)
		if err != nil {
			return err
		}
		all = append(all, f)
		r.count(fmt.Sprintf("requests for one kind, a plan of %d", n), f.requests.most(), perKind)
		r.count(fmt.Sprintf("requests in all, a plan of %d", n), f.requests.total, perKind*len(mixed(n))+catalogMost)
		grown.rows = append(grown.rows, []string{fmt.Sprint(n), fmt.Sprint(f.requests.total), fmt.Sprint(f.requests.most()),
			seconds(f.ours.wall), seconds(f.ours.cpu), seconds(f.process.CPU), megabytes(f.process.Peak)})
		overhead.rows = append(overhead.rows, overheadRow(fmt.Sprint(n), f))
	}
	each := b.largest / 10
	for _, k := range []kind{pods, endpoints, volumes, templates, secrets, auths} {
		f, err := b.measure(ctx, mix{{k, each}}, each)
		if err != nil {
			return err
		}
		overhead.rows = append(overhead.rows, overheadRow(fmt.Sprintf("%d `runpod_%s`", each, k.resource), f))
	}
	r.add(grown)
	r.add(overhead)

	last := all[len(all)-1]
	name := fmt.Sprintf("a plan of %d", last.n)
	r.against("alike", name, last, last.alike, 2)
	r.against("plain", name, last, last.plain, 6)
	r.bound(last.process.Peak < 150e6, "memory of the provider, "+name, megabytes(last.process.Peak), "under 150 MB")
	for i := 1; i < len(all); i++ {
		r.linear(all[i-1], all[i])
	}
	return nil
}

func overheadRow(name string, f figures) []string {
	row := []string{name, seconds(f.ours.wall)}
	for _, base := range []usage{f.alike, f.plain, f.bare} {
		row = append(row, seconds(base.wall), times(f.ours.wall.Seconds(), base.wall.Seconds()))
	}
	row = append(row, seconds(f.ours.cpu))
	for _, base := range []usage{f.alike, f.plain, f.bare} {
		row = append(row, seconds(base.cpu), times(f.ours.cpu.Seconds(), base.cpu.Seconds()))
	}
	return row
}

// overBare is how many times what the framework alone takes a plan may take.
const overBare = 1.15

// against adds the bounds of a plan against terraform_data: most, or, where the framework alone is
// above that or close, some more than that takes.
func (r *report) against(what, name string, f figures, base usage, most float64) {
	name += ", as a ratio to terraform_data " + what
	r.ratio("time of "+name, ratioOf(f.ours.wall, base.wall), max(most, overBare*ratioOf(f.bare.wall, base.wall)))
	r.ratio("CPU of "+name, ratioOf(f.ours.cpu, base.cpu), max(most, overBare*ratioOf(f.bare.cpu, base.cpu)))
}

// linear adds the bounds of how figures grow from one size to the next.
func (r *report) linear(less, more figures) {
	by := float64(more.n) / float64(less.n)
	name := fmt.Sprintf("from %d to %d resources", less.n, more.n)
	r.ratio("growth of the time "+name, ratioOf(more.ours.wall, less.ours.wall), by)
	r.ratio("growth of the CPU "+name, ratioOf(more.ours.cpu, less.ours.cpu), by)
	r.ratio("growth of the provider's CPU "+name, ratioOf(more.process.CPU, less.process.CPU), by)
	r.ratio("growth of the provider's memory "+name, float64(more.process.Peak)/float64(less.process.Peak), by)
}

// measure measures a plan of the mix, which is n resources.
func (b *bench) measure(ctx context.Context, m mix, n int) (figures, error) {
	f := figures{n: n}
	a, err := newAccount(ctx, sandbox.Options{BootTime: time.Millisecond})
	if err != nil {
		return f, err
	}
	ours, err := b.filledFolder(ctx, m, a)
	if err != nil {
		return f, err
	}
	config, err := alikeConfig(ours, m)
	if err != nil {
		return f, err
	}
	alike, err := b.dataFolder(ctx, config)
	if err != nil {
		return f, err
	}
	plain, err := b.dataFolder(ctx, plainConfig(n))
	if err != nil {
		return f, err
	}
	if f.process, err = ours.planRecorded(ctx); err != nil {
		return f, err
	}
	a.mark()
	if _, err := ours.plan(ctx); err != nil {
		return f, err
	}
	if f.requests, err = a.counted(); err != nil {
		return f, err
	}
	// In turns, so that whatever else the machine does meets all of them.
	for i := range 1 + b.runs {
		for _, one := range []struct {
			plan func(context.Context) (usage, error)
			best *usage
		}{{ours.plan, &f.ours}, {ours.planBare, &f.bare}, {alike.plan, &f.alike}, {plain.plan, &f.plain}} {
			u, err := one.plan(ctx)
			if err != nil {
				return f, err
			}
			if i <= 1 { // the first fills caches, and does not count
				*one.best = u
			}
			one.best.wall, one.best.cpu = min(one.best.wall, u.wall), min(one.best.cpu, u.cpu)
		}
	}
	return f, nil
}
