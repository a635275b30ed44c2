package sandbox

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// requestsPath is where endpoints take requests, each below its ID. On Runpod that is another
// host than the API's.
const requestsPath = "/endpoints/"

// DefaultJobTime is how long a job is executed that says nothing else.
const DefaultJobTime = time.Second

// How long a flex worker takes to start. With flashboot it is what Runpod has published for 95 %
// of all starts; without, a guess.
const (
	flashColdStart = 2300 * time.Millisecond
	plainColdStart = 10 * time.Second
)

// As Runpod documents them.
const (
	asyncResultTime = 30 * time.Minute // that the result of a job is kept
	syncResultTime  = time.Minute
	syncWait        = 90 * time.Second // that a caller of runsync waits unless told otherwise
	minSyncWait     = 1000             // milliseconds
	maxSyncWait     = 300_000
	maxJobBytes     = 10 << 20
	maxSyncJobBytes = 20 << 20
)

// longestJob bounds what a job may say that it takes.
const longestJob = 7 * 24 * time.Hour

// job is a request that came over HTTP.
type job struct {
	id       string
	input    json.RawMessage
	balanced bool                          // to a load balancer: its caller waits, and nobody asks for it later
	timeout  time.Duration                 // of its execution; the endpoint's when 0
	fails    string                        // with this error; it does not when empty
	kept     time.Duration                 // after its end
	shows    func(*request) map[string]any // of the OpenAI-compatible API: its answer
	streamed bool                          // its output was handed out in pieces, of which there is one
}

// board holds the jobs of an endpoint.
type board struct {
	jobs                       map[string]*request
	ended                      []*request // to be forgotten, the first one first
	completed, failed, retried int64
}

// forget drops jobs that ended too long ago.
func (b *board) forget(now time.Time) {
	for len(b.ended) > 0 && !b.ended[0].known(now) {
		if r := b.ended[0]; r.status.final() { // or it was retried
			delete(b.jobs, r.job.id)
		}
		b.ended = b.ended[1:]
	}
}

// known reports whether Runpod still reports a job.
func (r *request) known(now time.Time) bool {
	return r.status.final() && now.Before(r.ended.Add(r.job.kept))
}

func toEndpoint(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, requestsPath)
}

func (a *Account) jobRoutes() []route {
	job := func(run func(*call, *endpoint, *request) (any, error)) operation {
		return a.onQueue(func(c *call, e *endpoint) (any, error) {
			s := a.scalerOf(e, c.now)
			s.board.forget(c.now)
			r := s.board.jobs[c.r.PathValue("job")]
			if r == nil || r.status.final() && !r.known(c.now) {
				return nil, notFound("job")
			}
			return run(c, e, r)
		})
	}
	return append(a.openAIRoutes(), []route{
		{"POST /endpoints/{id}/run", a.onQueue(a.runJob)},
		{"POST /endpoints/{id}/runsync", a.onQueue(a.runJobSync)},
		{"GET /endpoints/{id}/status/{job}", job(jobStatusOf)},
		{"GET /endpoints/{id}/stream/{job}", job(streamJob)},
		{"POST /endpoints/{id}/cancel/{job}", job(a.cancelJob)},
		{"POST /endpoints/{id}/retry/{job}", job(a.retryJob)},
		{"POST /endpoints/{id}/purge-queue", a.onQueue(a.purgeQueue)},
		{"GET /endpoints/{id}/health", a.onQueue(a.health)},
		{"/endpoints/{id}", with(a.endpoint, a.balance)},
		{"/endpoints/{id}/{path...}", with(a.endpoint, a.balance)},
	}...)
}

// onQueue makes an operation of queues, whose path leads to a worker on a load balancer.
func (a *Account) onQueue(run func(*call, *endpoint) (any, error)) operation {
	return with(a.endpoint, func(c *call, e *endpoint) (any, error) {
		if e.wire.Type == runpod.EndpointTypeLoadBalancer {
			return a.balance(c, e)
		}
		return run(c, e)
	})
}

// jobRequest is what a job is sent as.
type jobRequest struct {
	Input  json.RawMessage `json:"input"`
	Policy struct {
		ExecutionTimeout int64 `json:"executionTimeout"` // milliseconds
	} `json:"policy"`
}

func (a *Account) runJob(c *call, e *endpoint) (any, error) {
	r, err := a.submitJob(c, e, "", maxJobBytes)
	if err != nil {
		return nil, err
	}
	r.job.kept = asyncResultTime
	return map[string]any{"id": r.job.id, "status": jobInQueue}, nil
}

func (a *Account) runJobSync(c *call, e *endpoint) (any, error) {
	wait, kept := syncWait, syncResultTime
	if asked := c.r.URL.Query().Get("wait"); asked != "" {
		milliseconds, err := strconv.ParseInt(asked, 10, 64)
		if err != nil || milliseconds < minSyncWait || milliseconds > maxSyncWait {
			return nil, badRequest("wait is %s: want from %d to %d milliseconds", quoted(asked), minSyncWait, maxSyncWait)
		}
		wait = time.Duration(milliseconds) * time.Millisecond
		kept = max(wait, kept)
	}
	r, err := a.submitJob(c, e, "sync-", maxSyncJobBytes)
	if err != nil {
		return nil, err
	}
	r.job.kept = kept
	return &laterAnswer{request: r, endpoint: e, until: c.now.Add(wait)}, nil
}

// submitJob puts a job into the queue.
func (a *Account) submitJob(c *call, e *endpoint, prefix string, most int) (*request, error) {
	if len(c.body) > most {
		return nil, refuse(http.StatusRequestEntityTooLarge, "The job has %d bytes, and %d are allowed.", len(c.body), most)
	}
	var body jobRequest
	if err := json.Unmarshal(c.body, &body); err != nil {
		return nil, badRequest("request body is not valid JSON: %v", err)
	}
	if len(body.Input) == 0 {
		return nil, badRequest("input is missing from the request body")
	}
	execution, fails, err := a.asked(body.Input)
	if err != nil {
		return nil, err
	}
	j := &job{
		id: prefix + a.newJobID(), input: body.Input, fails: fails,
		timeout: time.Duration(body.Policy.ExecutionTimeout) * time.Millisecond,
	}
	return a.submit(e, c.now, j, execution), nil
}

// asked is what an input says of its own execution: how many seconds it takes, and the error that
// it ends in.
func (a *Account) asked(input json.RawMessage) (execution time.Duration, fails string, err error) {
	var says struct {
		Seconds any `json:"seconds"`
		Error   any `json:"error"`
	}
	execution = a.jobTime
	_ = json.Unmarshal(input, &says) // one that is not an object says nothing of that
	if seconds, ok := says.Seconds.(float64); ok {
		if seconds < 0 || seconds > longestJob.Seconds() {
			return 0, "", badRequest("seconds is %v: a job takes from 0 to %v seconds", seconds, longestJob.Seconds())
		}
		execution = time.Duration(seconds * float64(time.Second))
	}
	fails, _ = says.Error.(string)
	return execution, fails, nil
}

// submit lets a job arrive.
func (a *Account) submit(e *endpoint, now time.Time, j *job, execution time.Duration) *request {
	s := a.scalerOf(e, now)
	s.board.forget(now)
	r := &request{arrived: now, execution: execution, traffic: Traffic{ColdStart: a.coldStart(e)}, job: j}
	if s.board.jobs == nil {
		s.board.jobs = map[string]*request{}
	}
	s.board.jobs[j.id] = r
	s.expect(r)
	s.advance(now)
	a.stir()
	return r
}

func (a *Account) coldStart(e *endpoint) time.Duration {
	switch {
	case a.cold != nil:
		return *a.cold
	case e.wire.FlashBoot == runpod.FlashBootOff:
		return plainColdStart
	}
	return flashColdStart
}

// newJobID makes an ID as Runpod does.
func (a *Account) newJobID() string {
	const hex = "0123456789abcdef"
	parts := []string{a.newText(hex, 8), a.newText(hex, 4), a.newText(hex, 4), a.newText(hex, 4), a.newText(hex, 12)}
	return strings.Join(parts, "-") + "-u1"
}
