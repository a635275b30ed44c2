package sandbox

import (
	"fmt"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Lifecycle is how pods report their status. Runpod was recorded to do so differently
// than its document says.
type Lifecycle string

const (
	// LifecycleRecorded has pods RUNNING from the moment of creation or start, without a
	// runtime until the container runs. A stopped pod keeps its proxy SSH and its rate.
	LifecycleRecorded Lifecycle = "recorded"
	// LifecycleDocumented has pods PROVISIONING, then STARTING, and RUNNING once the
	// container runs. A stopped pod has no SSH and costs 0.
	LifecycleDocumented Lifecycle = "documented"
)

// Lifecycles are all there are, the default first.
func Lifecycles() []Lifecycle {
	return []Lifecycle{LifecycleRecorded, LifecycleDocumented}
}

// Set makes a Lifecycle of a flag's text.
func (l *Lifecycle) Set(text string) error {
	for _, known := range Lifecycles() {
		if text == string(known) {
			*l = known
			return nil
		}
	}
	return fmt.Errorf("use %s or %s", LifecycleRecorded, LifecycleDocumented)
}

func (l *Lifecycle) String() string { return string(*l) }

// phase is how far a pod has come, whatever its status says.
type phase int

const (
	phasePlacing phase = iota // on the way to a machine
	phaseBooting              // there, and the container does not run yet
	phaseRunning              // the container runs
	phaseMapped               // and its ports can be reached from outside
	phaseOver                 // stopped, failed or terminated
)

// phase follows from the clock: a third of the boot time until the pod is placed, all
// of it until the container runs. The document has ports mapped as long after that as
// the boot took; recorded were three seconds.
func (p *pod) phase(now time.Time) phase {
	mapping := p.bootTime
	if !p.documented {
		mapping /= 10
	}
	switch {
	case !p.holds():
		return phaseOver
	case now.Before(p.createdAt.Add(p.bootTime / 3)):
		return phasePlacing
	case now.Before(p.runningAt()):
		return phaseBooting
	case now.Before(p.runningAt().Add(mapping)):
		return phaseRunning
	default:
		return phaseMapped
	}
}

// status is what Runpod calls where the pod stands.
func (p *pod) status(now time.Time) runpod.PodStatus {
	switch p.course {
	case courseTerminated:
		return runpod.PodStatusTerminated
	case courseFailed:
		return runpod.PodStatusError
	case courseExited:
		return runpod.PodStatusExited
	case courseRunning:
	}
	switch phase := p.phase(now); {
	case p.documented && phase == phasePlacing:
		return runpod.PodStatusProvisioning
	case p.documented && phase == phaseBooting:
		return runpod.PodStatusStarting
	default:
		return runpod.PodStatusRunning
	}
}

// since is the start time that Runpod reports: of the container by the document, of the
// creation or start as recorded. It is zero while there is none.
func (p *pod) since(now time.Time) time.Time {
	switch {
	case !p.holds():
		return p.startedAt
	case !p.documented:
		return p.bootedAt
	case p.runs(now):
		return p.runningAt()
	default:
		return time.Time{}
	}
}

// placed reports whether Runpod reports where the pod is: at once as recorded, by the
// document once it has a machine.
func (p *pod) placed(now time.Time) bool {
	return !p.documented || !now.Before(p.createdAt.Add(p.bootTime/3))
}

func (p *pod) runningAt() time.Time { return p.bootedAt.Add(p.bootTime) }
func (p *pod) holds() bool          { return p.course == courseRunning }
func (p *pod) gone() bool           { return p.course == courseTerminated }
func (p *pod) runs(now time.Time) bool {
	at := p.phase(now)
	return at == phaseRunning || at == phaseMapped
}
func (p *pod) mapped(now time.Time) bool { return p.phase(now) == phaseMapped }
