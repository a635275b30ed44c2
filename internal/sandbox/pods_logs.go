package sandbox

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// logLine is one line of a pod's log.
type logLine struct {
	at     time.Time
	source runpod.LogSource
	text   string
}

const defaultTail = 100

// note writes to the system's log.
func (p *pod) note(at time.Time, text string) {
	p.log = append(p.log, logLine{at: at, source: runpod.LogSourceSystem, text: text})
}

// lines is the log as far as it has come: what was noted, and what the boot
// that is under way, or done, has added.
func (p *pod) lines(now time.Time) []logLine {
	lines := slices.Clone(p.log)
	if p.isRunning(now) {
		lines = append(lines,
			logLine{p.runningAt(), runpod.LogSourceSystem, "container is running"},
			logLine{p.runningAt(), runpod.LogSourceContainer, "hello from " + p.container.Image})
	}
	return lines
}

// getPodLogs sends what there is and ends the stream, where RunPod would go on
// for as long as the pod does.
func getPodLogs(c *call, p *pod) (any, error) {
	return streamLogs(c, p.lines(c.now))
}

// streamLogs sends those of the lines that the parameters of the call choose.
// Ids of events are times; several lines may share one.
func streamLogs(c *call, lines []logLine) (any, error) {
	q, err := c.query(
		optional("source", oneOf(runpod.LogSourceContainer, runpod.LogSourceSystem)),
		optional("tail", integer().atLeast(0).atMost(5000)),
		optional("since", timestamp()),
	)
	if err != nil {
		return nil, err
	}
	since, _ := time.Parse(time.RFC3339Nano, q.text("since")) // checked; the zero time when left out
	var seen time.Time
	if id := c.r.Header.Get("Last-Event-ID"); id != "" {
		if seen, err = time.Parse(time.RFC3339Nano, id); err != nil {
			return nil, unprocessable([]string{wrongKind("Last-Event-ID", "an RFC 3339 date-time")})
		}
	}
	source := runpod.LogSource(q.text("source"))
	var chosen []logLine
	for _, line := range lines {
		if (source == "" || source == line.source) && !line.at.Before(since) && line.at.After(seen) {
			chosen = append(chosen, line)
		}
	}
	if tail := int(q.integer("tail", defaultTail)); len(chosen) > tail {
		chosen = chosen[len(chosen)-tail:]
	}
	var b bytes.Buffer
	for _, line := range chosen {
		fmt.Fprintf(&b, "id: %s\ndata: %s\n\n", line.at.UTC().Format(time.RFC3339Nano), line.text)
	}
	return eventStream(b.Bytes()), nil
}
