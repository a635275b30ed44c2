//go:build unix

package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// pollInterval is how often the provider looks at pods that boot.
const pollInterval = 5 * time.Second

// boot makes many pods at once and counts how often they are looked at; and then
// two waves of them, as many at a time as the CLI has it by default.
func (b *bench) boot(ctx context.Context, r *report) error {
	t := table{
		title: fmt.Sprintf("An apply of pods that take %s to boot", b.settings.boot),
		intro: fmt.Sprintf("While pods boot, the provider polls every %s. It reads a single pod by its ID.", pollInterval),
		rows:  [][]string{{"pods", "`-parallelism`", "time", "lists", "pods by ID", "one GET per pod and poll"}},
	}
	for _, wave := range []struct{ pods, parallelism int }{{b.pods, b.pods}, {min(20, b.pods), 10}} {
		a, err := newAccount(ctx, sandbox.Options{BootTime: b.settings.boot})
		if err != nil {
			return err
		}
		f, err := b.newFolder(mix{{pods, wave.pods}}.config(), a)
		if err != nil {
			return err
		}
		u, err := f.run(ctx, "apply", "-auto-approve", "-no-color", fmt.Sprintf("-parallelism=%d", wave.parallelism))
		if err != nil {
			return err
		}
		l := looksAtPods(a.Requests())
		t.rows = append(t.rows, []string{fmt.Sprint(wave.pods), fmt.Sprint(wave.parallelism), seconds(u.wall),
			fmt.Sprint(l.lists), fmt.Sprint(l.gets), fmt.Sprint(wave.pods * int(b.settings.boot/pollInterval))})
		// Before each wave is made, one list says what is there.
		waves := (wave.pods + wave.parallelism - 1) / wave.parallelism
		r.count(fmt.Sprintf("lists in the %s that %d pods take, -parallelism=%d", l.span.Round(time.Second), wave.pods, wave.parallelism),
			l.lists, waves+1+int(l.span/pollInterval))
	}
	r.add(t)
	return nil
}

// looks are the requests for pods, and the time from the first to the last.
type looks struct {
	lists, gets int
	span        time.Duration
}

func looksAtPods(requests []sandbox.Request) looks {
	var l looks
	var first time.Time
	for _, r := range requests {
		path, isPods := strings.CutPrefix(r.Path, "/v2/pods")
		switch {
		case !isPods:
			continue
		case r.Method == http.MethodGet && path == "":
			l.lists++
		case r.Method == http.MethodGet:
			l.gets++
		}
		if first.IsZero() {
			first = r.Time
		}
		l.span = r.Time.Sub(first)
	}
	return l
}
