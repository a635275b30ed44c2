package sandbox_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// shape is an endpoint and its traffic, at random.
type shape struct {
	scaling     string
	kind        string
	least, most int
	idle        int // seconds; 0 where there is none
	places      int
	cold        time.Duration
	concurrency int
	arrivals    []sandbox.Arrival
}

func drawShape(t *rapid.T) shape {
	s := shape{
		kind: rapid.SampledFrom([]string{"QUEUE", "QUEUE", "LOAD_BALANCER"}).Draw(t, "type"), least: rapid.IntRange(0, 2).Draw(t, "active"),
		cold: time.Duration(rapid.IntRange(0, 30_000).Draw(t, "cold start, ms")) * time.Millisecond, concurrency: rapid.IntRange(1, 3).Draw(t, "concurrency"),
	}
	s.most = s.least + rapid.IntRange(0, 4).Draw(t, "flex")
	if s.most == 0 {
		s.most = 1
	}
	s.places = s.concurrency
	s.idle = rapid.IntRange(1, 60).Draw(t, "idle")
	if s.kind == "QUEUE" && rapid.Bool().Draw(t, "by delay") {
		s.scaling = fmt.Sprintf(`{"type": "QUEUE_DELAY", "queueDelay": %d}`, rapid.IntRange(1, 20).Draw(t, "delay"))
	} else {
		count := rapid.IntRange(1, 4).Draw(t, "count")
		s.scaling = fmt.Sprintf(`{"type": "REQUEST_COUNT", "requestCount": %d}`, count)
		if s.kind == "LOAD_BALANCER" {
			s.places = count
		} else {
			s.idle = 0
		}
	}
	var after time.Duration
	for range rapid.IntRange(1, 60).Draw(t, "requests") {
		if rapid.Bool().Draw(t, "apart") {
			after += time.Duration(rapid.IntRange(0, 90_000).Draw(t, "gap, ms")) * time.Millisecond
		}
		s.arrivals = append(s.arrivals, sandbox.Arrival{After: after, Execution: time.Duration(rapid.IntRange(0, 60_000).Draw(t, "execution, ms")) * time.Millisecond})
	}
	return s
}

func (s shape) endpoint() []string {
	workers := fmt.Sprintf(`{"min": %d, "max": %d}`, s.least, s.most)
	if s.idle > 0 {
		workers = fmt.Sprintf(`{"min": %d, "max": %d, "idleTimeout": %d}`, s.least, s.most, s.idle)
	}
	return []string{"type", `"` + s.kind + `"`, "workers", workers, "scaling", s.scaling}
}

// played is what has come of a shape: who was served when, and how long flex workers were paid for.
type played struct {
	served  []sandbox.Served
	seconds int64
	most    int // workers at a time, as the API shows them
}

func (s shape) play(t *testing.T, look time.Duration) played {
	r, id := trafficRig(t, s.endpoint()...)
	began := r.clock.Now()
	sent := r.account.SendTraffic(id, s.arrivals, sandbox.Traffic{ColdStart: s.cold, Concurrency: s.concurrency})
	var p played
	for at := time.Duration(0); at < 4*time.Hour; at += look {
		r.clock.Advance(look)
		total := dig(r.want(200, "GET", "/v2/serverless/"+id+"/workers", ""), "summary", "total").(float64)
		p.most = max(p.most, int(total))
	}
	p.served = sent.Served()
	p.seconds = r.flexSeconds(id, int64(s.least)*int64(r.clock.Now().Sub(began.Add(-time.Hour)).Seconds()))
	return p
}

// Whatever comes: everything is served, in the order of its arrival, by no more workers than are
// allowed, and nobody works who is not paid.
func TestTrafficHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := drawShape(rt)
		p := s.play(t, 10*time.Minute)
		if p.most > s.most {
			rt.Errorf("%d workers, where %d are allowed", p.most, s.most)
		}
		var busy, activeBusy time.Duration
		for i, r := range p.served {
			if !r.Ended {
				rt.Fatalf("request %d is not served: %+v", i, r)
			}
			if i > 0 && r.Arrived.Add(r.Wait).Before(p.served[i-1].Arrived.Add(p.served[i-1].Wait)) {
				rt.Errorf("request %d overtakes the one before: %+v, %+v", i, p.served[i-1], r)
			}
			busy += s.arrivals[i].Execution
		}
		// Active workers can have taken no more than all their places for all the time.
		for at, r := range p.served {
			end := r.Arrived.Add(r.Wait + s.arrivals[at].Execution)
			activeBusy = max(activeBusy, end.Sub(p.served[0].Arrived))
		}
		activeBusy *= time.Duration(s.least * s.places)
		if billed := time.Duration(p.seconds) * time.Second * time.Duration(s.places); billed < busy-activeBusy {
			rt.Errorf("billed %v for %v of work", billed, busy-activeBusy)
		}
		if s.most == s.least && p.seconds != 0 {
			rt.Errorf("billed %d s of flex workers, where there are none", p.seconds)
		}
	})
}

// At no moment more requests are executed than workers have places.
func TestTrafficKeepsToItsPlaces(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := drawShape(rt)
		served := s.play(t, 4*time.Hour).served
		for i, r := range served {
			start, running := r.Arrived.Add(r.Wait), 0
			for j, other := range served {
				begins := other.Arrived.Add(other.Wait)
				if !begins.After(start) && begins.Add(s.arrivals[j].Execution).After(start) {
					running++
				}
			}
			if running > s.most*s.places {
				rt.Errorf("when request %d starts, %d are executed in %d places", i, running, s.most*s.places)
			}
		}
	})
}

// Weeks of traffic, and their bill, take no time worth mentioning.
func BenchmarkTraffic(b *testing.B) {
	for range b.N {
		r := newRig(b, sandbox.Options{})
		id := r.create("/v2/serverless", with(flexEndpoint, "workers", workers(0, 10, 5)))
		arrivals := make([]sandbox.Arrival, 100_000)
		for i := range arrivals {
			arrivals[i] = sandbox.Arrival{After: time.Duration(i) * 24 * second, Execution: time.Duration(1+i%17) * second}
		}
		r.account.SendTraffic(id, arrivals, sandbox.Traffic{ColdStart: 3 * second})
		r.clock.Advance(28 * 24 * time.Hour)
		r.want(200, "GET", "/v2/billing/serverless?bucketSize=hour", "")
	}
}
