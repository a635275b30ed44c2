package sandbox

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// laterAnswer is one that its caller waits for.
type laterAnswer struct {
	request  *request
	endpoint *endpoint
	until    time.Time // when the caller gets what there is by then
}

// await waits until there is an answer. The time that passes is the account's.
func (a *Account) await(ctx context.Context, l *laterAnswer) error {
	for {
		wait, stirred := a.untilNext(l)
		if wait <= 0 || ctx.Err() != nil {
			return ctx.Err()
		}
		asleep, wake := context.WithCancel(ctx)
		go func() {
			select {
			case <-stirred:
			case <-a.closing:
			case <-asleep.Done():
			}
			wake()
		}()
		_ = a.clock.Sleep(asleep, wait) // who wakes it looks again
		wake()
	}
}

// untilNext is how long nothing happens at an endpoint, unless somebody stirs it; no time where
// the answer is there.
func (a *Account) untilNext(l *laterAnswer) (wait time.Duration, stirred <-chan struct{}) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	a.catchUpTraffic(now)
	a.readMeter(now)
	if l.over(now) || a.isClosing() {
		return 0, nil
	}
	next := l.until
	if s := a.scalers[l.endpoint.wire.ID]; s != nil && len(s.events) > 0 && (s.dueAt().Before(next) || l.limitless()) {
		next = s.dueAt()
	}
	return max(next.Sub(now), time.Millisecond), a.stirred
}

// stir wakes whoever waits for an answer of an endpoint: things may come sooner now.
func (a *Account) stir() {
	close(a.stirred)
	a.stirred = make(chan struct{})
}

func (a *Account) isClosing() bool {
	select {
	case <-a.closing:
		return true
	default:
		return false
	}
}

// limitless reports whether only the end of the request is waited for.
func (l *laterAnswer) limitless() bool {
	return l.request.job.balanced && !l.request.started.IsZero()
}

func (l *laterAnswer) over(now time.Time) bool {
	return l.request.status.final() || !l.limitless() && !now.Before(l.until)
}

// complete puts the answer that was waited for in its place.
func (a *Account) complete(ans *answer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	l := ans.later
	var body any = l.request.shown()
	var err error
	switch {
	case l.request.job.balanced:
		body, err = a.balancedAnswer(l)
	case l.request.job.shows != nil:
		body, err = openAIAnswer(l.request)
	}
	if err != nil {
		ans.setError(err)
		return
	}
	ans.setBody(body)
}

// shown is a job as Runpod shows it. Times are in milliseconds.
func (r *request) shown() map[string]any {
	shown := map[string]any{"id": r.job.id, "status": r.status}
	if !r.started.IsZero() {
		shown["delayTime"], shown["workerId"] = r.started.Sub(r.arrived).Milliseconds(), r.server.id
	}
	if !r.status.final() || r.started.IsZero() {
		return shown
	}
	shown["executionTime"] = r.ended.Sub(r.started).Milliseconds()
	switch r.status {
	case jobCompleted:
		shown["output"] = r.output()
	case jobFailed:
		shown["error"] = r.job.fails
	case jobTimedOut:
		shown["error"] = "job timed out after " + r.ended.Sub(r.started).String()
	}
	return shown
}

// output is what the worker answers: the input, and how long it took.
func (r *request) output() map[string]any {
	return map[string]any{"input": r.job.input, "seconds": r.execution.Seconds()}
}

func jobStatusOf(_ *call, _ *endpoint, r *request) (any, error) {
	return r.shown(), nil
}

// streamJob hands out what there is of the output. The workers here answer in one piece.
func streamJob(_ *call, _ *endpoint, r *request) (any, error) {
	pieces := []any{}
	if r.status == jobCompleted && !r.job.streamed {
		r.job.streamed = true
		pieces = append(pieces, map[string]any{"output": r.output()})
	}
	return map[string]any{"status": r.status, "stream": pieces}, nil
}

func (a *Account) cancelJob(c *call, e *endpoint, r *request) (any, error) {
	if !r.status.final() {
		a.scalerOf(e, c.now).cancel(r)
		a.stir()
	}
	return map[string]any{"id": r.job.id, "status": r.status}, nil
}

// retryJob puts a job into the queue again that failed or took too long.
func (a *Account) retryJob(c *call, e *endpoint, r *request) (any, error) {
	if r.status != jobFailed && r.status != jobTimedOut {
		return nil, badRequest("job is %s: only jobs that are FAILED or TIMED_OUT can be retried", r.status)
	}
	s := a.scalerOf(e, c.now)
	s.board.ended = slices.DeleteFunc(s.board.ended, func(other *request) bool { return other == r })
	s.board.retried++
	again := *r.job
	again.streamed = false
	a.submit(e, c.now, &again, r.execution)
	return map[string]any{"id": r.job.id, "status": jobInQueue}, nil
}

func (a *Account) purgeQueue(c *call, e *endpoint) (any, error) {
	s := a.scalerOf(e, c.now)
	waiting := slices.Clone(s.waiting)
	for _, r := range waiting {
		s.cancel(r)
	}
	a.stir()
	return map[string]any{"removed": len(waiting), "status": "completed"}, nil
}

func (a *Account) health(c *call, e *endpoint) (any, error) {
	s := a.scalerOf(e, c.now)
	workers := a.workerList(e, c.now).Summary
	return map[string]any{
		"jobs": map[string]any{
			"completed": s.board.completed, "failed": s.board.failed, "inProgress": s.running, "inQueue": len(s.waiting), "retried": s.board.retried,
		},
		"workers": map[string]any{
			"idle": workers.Idle, "initializing": workers.Initializing, "ready": workers.Idle + workers.Running, "running": workers.Running,
			"throttled": workers.Throttled, "unhealthy": workers.Unhealthy,
		},
	}, nil
}

// As Runpod documents them, of load balancers.
const (
	balancerWait     = 2 * time.Minute   // that a request waits for a worker
	balancerTimeout  = 330 * time.Second // of the execution
	maxBalancedBytes = 30 << 20
	statusTimeout    = 524 // Cloudflare's
)

// balance takes a request to a worker of a load balancer, whatever its path.
func (a *Account) balance(c *call, e *endpoint) (any, error) {
	if e.wire.Type != runpod.EndpointTypeLoadBalancer {
		return nil, noRoute(c.r)
	}
	if c.r.PathValue("path") == "ping" {
		return a.ping(c, e)
	}
	if len(c.body) > maxBalancedBytes {
		return nil, refuse(http.StatusRequestEntityTooLarge, "The request body has %d bytes, and %d are allowed.", len(c.body), maxBalancedBytes)
	}
	asks := c.body
	if seconds := c.r.URL.Query().Get("seconds"); seconds != "" {
		asks = []byte(`{"seconds": ` + seconds + `}`)
	}
	execution, _, err := a.asked(asks)
	if err != nil {
		return nil, err
	}
	r := a.submit(e, c.now, &job{id: a.newJobID(), balanced: true}, execution)
	return &laterAnswer{request: r, endpoint: e, until: c.now.Add(balancerWait)}, nil
}

// ping is the health of a load balancer: that of its workers.
func (a *Account) ping(c *call, e *endpoint) (any, error) {
	if workers := a.workerList(e, c.now).Summary; workers.Idle+workers.Running == 0 {
		return nil, nil // 204: not ready yet
	}
	return map[string]any{"status": "healthy"}, nil
}

// balancedAnswer is what a worker answers that is sent a request by a load balancer.
func (a *Account) balancedAnswer(l *laterAnswer) (any, error) {
	r := l.request
	switch {
	case r.status == jobCompleted:
		return map[string]any{
			"workerId": r.server.id, "delayTime": r.started.Sub(r.arrived).Milliseconds(), "executionTime": r.ended.Sub(r.started).Milliseconds(),
		}, nil
	case r.status == jobTimedOut:
		p := refuse(statusTimeout, "The worker has not answered within %v.", balancerTimeout)
		p.Title = "A Timeout Occurred"
		return nil, p
	case r.status.final():
		return nil, notFound("endpoint")
	}
	if s := a.scalers[l.endpoint.wire.ID]; s != nil {
		s.cancel(r)
	}
	return nil, badRequest("no workers available: the request has waited for %v", balancerWait)
}
