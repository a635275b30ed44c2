package sandbox

import (
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

// note writes to the system's log.
func (p *pod) note(at time.Time, text string) {
	p.log = append(p.log, logLine{at: at, source: runpod.LogSourceSystem, text: text})
}

// lines is the log as far as it has come: what was noted, and what the boot
// that is under way, or done, has added.
func (p *pod) lines(now time.Time) []logLine {
	lines := slices.Clone(p.log)
	if p.runs(now) {
		lines = append(lines,
			logLine{p.runningAt(), runpod.LogSourceSystem, "container is running"},
			logLine{p.runningAt(), runpod.LogSourceContainer, "hello from " + p.container.Image})
	}
	return lines
}

// getPodLogs goes on for as long as the pod does.
func getPodLogs(c *call, p *pod) (any, error) {
	return streamLogs(c, func(now time.Time) ([]logLine, bool) { return p.lines(now), p.gone() })
}
