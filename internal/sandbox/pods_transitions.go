package sandbox

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// pod is a pod. What its status is follows from course, the times and the clock.
type pod struct {
	id, name         string
	container        runpod.Container
	templateID       string // of the template it was last made from
	mounts           runpod.Mounts
	gpu              *runpod.GPUConfig
	cpu              *runpod.CPUConfig
	cloud            runpod.Cloud
	dataCenter       string
	cuda             string // empty without an NVIDIA GPU
	price            decimal.Decimal
	cluster          *runpod.PodCluster
	locked           bool
	globalNetworking bool // wanted from the next start on
	networked        bool // as of the last start
	startSSH         bool // for these two, env has something from the creation on
	startJupyter     bool

	bare       bool // it runs without its GPUs: see Options.BareStarts
	course     course
	createdAt  time.Time
	bootedAt   time.Time // when the last boot began
	startedAt  time.Time // of a pod that does not run, when it did: see since
	endedAt    time.Time // of a pod that is terminated
	bootTime   time.Duration
	documented bool // see LifecycleDocumented
	starts     int  // how often it was started after a stop
	vanishes   bool // once terminated, it is not found at all
	log        []logLine

	// What was reachable before the last stop. The first look after a start
	// shows it once more.
	before *reach
	stale  bool
}

// course is where a pod is heading.
type course int

const (
	courseRunning course = iota // to RUNNING, or there
	courseExited
	courseFailed
	courseTerminated
)

// reach is how a pod can be reached from outside.
type reach struct {
	runtime *runpod.PodRuntime
	direct  *runpod.PodSSHEndpoint
}

// terminatedTime is how long a terminated pod can still be looked at.
const terminatedTime = 10 * time.Minute

// attaches reports whether the pod keeps a network volume from being deleted. A
// deleted pod does so for a moment, until it is really gone.
func (p *pod) attaches(volumeID string, now time.Time) bool {
	if p.gone() && !now.Before(p.endedAt.Add(p.bootTime/6)) {
		return false
	}
	return slices.ContainsFunc(p.mounts.Network, func(m runpod.NetworkMount) bool { return m.VolumeID == volumeID })
}

// site is where a pod stands, and how many GPUs or vCPUs it takes while it runs.
func (p *pod) site() (site, int64) {
	if p.cpu != nil {
		return site{p.cpu.ID, p.dataCenter, p.cloud}, p.cpu.VCPUCount
	}
	need := p.gpu.Count
	if p.bare {
		need = 0
	}
	return site{p.gpu.ID, p.dataCenter, p.cloud}, need
}

// placedGPU is the GPU as Runpod tells it: none where the pod runs without.
func (p *pod) placedGPU() *runpod.GPUConfig {
	if p.bare {
		return nil
	}
	return p.gpu
}

// rate is what the pod's compute costs an hour.
func (p *pod) rate() decimal.Decimal {
	if p.bare {
		return decimal.Zero
	}
	return p.price
}

// halt ends what runs.
func (p *pod) halt(now time.Time, to course) {
	if p.holds() {
		p.startedAt = p.since(now)
	}
	if p.mapped(now) {
		p.before = &reach{runtime: p.runtime(now), direct: p.directSSH(now)}
	}
	p.course, p.stale, p.bare = to, false, false
}

// start boots a pod that was stopped. Its public ports are others than before.
func (p *pod) start(now time.Time) {
	p.course = courseRunning
	p.starts++
	p.stale = p.before != nil
	p.boot(now)
}

// boot starts the container again. Its public ports stay.
func (p *pod) boot(now time.Time) {
	p.bootedAt, p.startedAt = now, time.Time{}
	p.networked = p.globalNetworking
	p.note(now, "start container")
}

// restart starts the container again if there is one.
func (p *pod) restart(now time.Time) {
	if at := p.phase(now); at != phaseOver && at != phasePlacing {
		p.boot(now)
	}
}

// terminate ends a pod. Of two, one is not found any more and one is TERMINATED
// for a while: Runpod does either.
func (a *Account) terminate(p *pod, now time.Time) {
	p.halt(now, courseTerminated)
	p.endedAt = now
	p.vanishes = a.podsDeleted%2 == 0
	a.podsDeleted++
}
