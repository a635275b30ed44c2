//go:build unix

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const (
	perKind     = 2    // requests for a kind that fits on a page
	catalogMost = 3    // GPU types, CPU types, data centers
	pageSize    = 1000 // of the largest page
	perMinute   = 60   // requests that Runpod allows, as it documents
)

// requests counts what a plan that changes nothing asks of Runpod.
func (b *bench) requests(ctx context.Context, r *report) error {
	t := table{title: "Requests of a plan without changes", intro: "The last column is the number of requests of a provider that gets each resource by its ID. The catalog is read for today's prices.",
		rows: [][]string{{"resources", "requests", "most for one kind", "catalog", "one GET each"}}}
	for _, size := range []struct {
		name string
		mix  mix
		n    int
	}{
		{"1 pod", mixed(1), 1},
		{fmt.Sprintf("%d: pods, endpoints and volumes in equal parts", b.billed()), billed(b.billed()), b.billed()},
	} {
		c, err := b.countPlan(ctx, size.mix)
		if err != nil {
			return err
		}
		t.rows = append(t.rows, countRow(size.name, c, size.n))
		most, all := perKind, perKind*len(size.mix)+catalogMost
		if size.n == 1 {
			most, all = 1, 1+catalogMost
		}
		r.count("requests for one kind, "+size.name, c.most(), most)
		r.count("requests in all, "+size.name, c.total, all)
	}
	c, listed, err := b.countPages(ctx)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("10 templates, on an account with %d", listed)
	t.rows = append(t.rows, countRow(name, c, 10))
	r.count("requests for one kind, "+name, c.most(), 1+(listed+pageSize-1)/pageSize)
	r.add(t)
	return nil
}

func countRow(name string, c counts, n int) []string {
	return []string{name, fmt.Sprint(c.total), fmt.Sprint(c.most()), fmt.Sprint(c.lists[catalog]), fmt.Sprint(n)}
}

// billed is how many resources the plan of middle size has.
func (b *bench) billed() int { return 300 * b.largest / 1000 / 3 * 3 }

func (b *bench) countPlan(ctx context.Context, m mix) (counts, error) {
	a, err := newAccount(ctx, sandbox.Options{BootTime: time.Millisecond})
	if err != nil {
		return counts{}, err
	}
	f, err := b.filledFolder(ctx, m, a)
	if err != nil {
		return counts{}, err
	}
	a.mark()
	if _, err := f.plan(ctx); err != nil {
		return counts{}, err
	}
	return a.counted()
}

// countPages counts a plan of a few on an account with several pages full.
func (b *bench) countPages(ctx context.Context) (c counts, listed int, err error) {
	a, err := newAccount(ctx, sandbox.Options{})
	if err != nil {
		return counts{}, 0, err
	}
	client, err := runpod.New(runpod.Config{BaseURL: a.url, APIKey: a.APIKey()})
	if err != nil {
		return counts{}, 0, err
	}
	image, disk := "busybox:1", int64(20)
	for i := range 2*pageSize + pageSize/2 {
		req := runpod.CreateTemplateRequest{Name: fmt.Sprintf("other-%d", i)}
		req.Image, req.Disk = &image, &disk
		if _, err := client.CreateTemplate(ctx, req); err != nil {
			return counts{}, 0, err
		}
	}
	f, err := b.filledFolder(ctx, mix{{templates, 10}}, a)
	if err != nil {
		return counts{}, 0, err
	}
	a.mark()
	if _, err := f.plan(ctx); err != nil {
		return counts{}, 0, err
	}
	c, err = a.counted()
	return c, len(a.Templates()), err
}

// rateLimit plans under the rate limit that Runpod documents.
func (b *bench) rateLimit(ctx context.Context, r *report) error {
	a, err := newAccount(ctx, sandbox.Options{BootTime: time.Millisecond, RateLimit: perMinute})
	if err != nil {
		return err
	}
	n := b.billed()
	f, err := b.filledFolder(ctx, billed(n), a)
	if err != nil {
		return err
	}
	u, err := f.plan(ctx)
	if err != nil {
		return err
	}
	const most = 15 * time.Second
	floor := time.Duration((n-1)/perMinute) * time.Minute
	r.add(table{
		title: fmt.Sprintf("A plan at %d requests a minute", perMinute),
		intro: "The last column is computed: the time until Runpod's rate limit allows the last of one GET request per resource.",
		rows:  [][]string{{"resources", "time", "one GET each takes at least"}, {fmt.Sprint(n), seconds(u.wall), floor.String()}},
	})
	r.bound(u.wall < most, fmt.Sprintf("a plan of %d at %d requests a minute", n, perMinute), seconds(u.wall), "under "+most.String())
	return nil
}
