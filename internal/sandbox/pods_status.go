package sandbox

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
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

	course    course
	createdAt time.Time
	bootedAt  time.Time  // when the last boot began
	startedAt *time.Time // when the boot before that ended
	endedAt   time.Time  // of a pod that is terminated
	bootTime  time.Duration
	starts    int  // how often it was started after a stop
	vanishes  bool // once terminated, it is not found at all
	log       []logLine

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

// status follows from the clock: a third of the boot time PROVISIONING on the
// way to a machine, then STARTING, then RUNNING.
func (p *pod) status(now time.Time) runpod.PodStatus {
	switch {
	case p.course == courseTerminated:
		return runpod.PodStatusTerminated
	case p.course == courseFailed:
		return runpod.PodStatusError
	case p.course == courseExited:
		return runpod.PodStatusExited
	case !p.placed(now):
		return runpod.PodStatusProvisioning
	case now.Before(p.runningAt()):
		return runpod.PodStatusStarting
	default:
		return runpod.PodStatusRunning
	}
}

func (p *pod) placed(now time.Time) bool  { return !now.Before(p.createdAt.Add(p.bootTime / 3)) }
func (p *pod) runningAt() time.Time       { return p.bootedAt.Add(p.bootTime) }
func (p *pod) holds() bool                { return p.course == courseRunning }
func (p *pod) gone() bool                 { return p.course == courseTerminated }
func (p *pod) isRunning(t time.Time) bool { return p.status(t) == runpod.PodStatusRunning }

// mapped reports whether ports are reachable from outside: some time after
// RUNNING, as long as the boot took.
func (p *pod) mapped(now time.Time) bool {
	return p.isRunning(now) && !now.Before(p.runningAt().Add(p.bootTime))
}

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
	return site{p.gpu.ID, p.dataCenter, p.cloud}, p.gpu.Count
}

// halt ends what runs.
func (p *pod) halt(now time.Time, to course) {
	if p.isRunning(now) {
		started := p.runningAt()
		p.startedAt = &started
	}
	if p.mapped(now) {
		p.before = &reach{runtime: p.runtime(now), direct: p.directSSH(now)}
	}
	p.course, p.stale = to, false
}

// start boots a pod that was stopped. Its public ports are others than before.
func (p *pod) start(now time.Time) {
	p.course = courseRunning
	p.starts++
	p.stale = p.before != nil
	p.boot(now)
}

// boot starts the container anew. Its public ports stay.
func (p *pod) boot(now time.Time) {
	p.bootedAt, p.startedAt = now, nil
	p.networked = p.globalNetworking
	p.note(now, "start container")
}

// look renders the pod for somebody who reads it.
func (p *pod) look(now time.Time) runpod.Pod {
	answer := p.render(now)
	if p.stale {
		p.stale = false
		answer.Runtime, answer.SSH.Direct = p.before.runtime, p.before.direct
	}
	return answer
}

// render puts the pod into RunPod's form.
func (p *pod) render(now time.Time) runpod.Pod {
	status := p.status(now)
	answer := runpod.Pod{
		ID: p.id, Name: p.name, Container: p.container, Status: status, Actions: actionsIn(status), Mounts: p.mounts,
		GPU: p.gpu, CPU: p.cpu, Cloud: p.cloud, Cluster: p.cluster, Cost: "0", Locked: p.locked,
		GlobalNetworking: runpod.PodGlobalNetworking{Enabled: p.globalNetworking},
		Runtime:          p.runtime(now), CreatedAt: p.createdAt, StartedAt: p.startedAt,
	}
	if p.placed(now) {
		answer.DataCenterID = &p.dataCenter
		if p.cuda != "" {
			answer.CUDAVersion = &p.cuda
		}
	}
	if p.holds() {
		answer.Cost = number(decimal.NewNullDecimal(p.price))
	}
	if status == runpod.PodStatusRunning {
		started := p.runningAt()
		answer.StartedAt = &started
		answer.SSH = runpod.PodSSH{Proxy: p.proxySSH(), Direct: p.directSSH(now)}
		if p.networked {
			ip, dns := fmt.Sprintf("10.0.%d.%d", p.number(250), p.number(241)+2), p.id+".runpod.internal"
			answer.GlobalNetworking.IP, answer.GlobalNetworking.InternalDNS = &ip, &dns
		}
	}
	return answer
}

// runtime is null until the pod is placed, and empty until it runs.
func (p *pod) runtime(now time.Time) *runpod.PodRuntime {
	switch p.status(now) {
	case runpod.PodStatusStarting:
		return &runpod.PodRuntime{}
	case runpod.PodStatusRunning:
	default:
		return nil
	}
	r := &runpod.PodRuntime{
		Uptime: int64(now.Sub(p.runningAt()) / time.Second),
		CPU:    &runpod.Utilization{Util: 3},
		Memory: &runpod.Utilization{Util: 5},
	}
	if p.gpu != nil {
		r.GPUs = make([]runpod.PodGPUUtilization, p.gpu.Count)
	}
	if p.mapped(now) {
		r.Ports = p.ports()
	}
	return r
}

// ports maps the TCP ports. HTTP ports are reached through RunPod's proxy.
func (p *pod) ports() []runpod.PodRuntimePort {
	ports := []runpod.PodRuntimePort{}
	for i, port := range p.container.Ports {
		private, kind, _ := strings.Cut(port, "/")
		number, err := strconv.ParseInt(private, 10, 64)
		if err != nil {
			continue // edited into something that the API would have refused
		}
		mapped := runpod.PodRuntimePort{Private: number, Type: kind}
		if kind == "tcp" {
			ip, public := p.publicIP(), p.publicPort(i)
			mapped.IP, mapped.Public = &ip, &public
		}
		ports = append(ports, mapped)
	}
	return ports
}

// publicPort is the i-th port outside. It moves with every start.
func (p *pod) publicPort(i int) int64 {
	return 10_000 + (p.number(50_000)+int64(p.starts)*7_919+int64(i))%50_000
}

func (p *pod) publicIP() string {
	return fmt.Sprintf("203.0.113.%d", p.number(254)+1)
}

// number is below limit and always the same for a pod.
func (p *pod) number(limit int64) int64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(p.id))
	return int64(h.Sum32()) % limit
}

func (p *pod) proxySSH() *runpod.PodSSHEndpoint {
	user := fmt.Sprintf("%s-%08x", p.id, p.number(1<<31))
	return &runpod.PodSSHEndpoint{Host: "ssh.runpod.io", Port: 22, Username: user, Command: "ssh " + user + "@ssh.runpod.io -i ~/.ssh/id_ed25519"}
}

func (p *pod) directSSH(now time.Time) *runpod.PodSSHEndpoint {
	i := slices.Index(p.container.Ports, "22/tcp")
	if i < 0 || !p.mapped(now) {
		return nil
	}
	host, port := p.publicIP(), p.publicPort(i)
	return &runpod.PodSSHEndpoint{
		Host: host, Port: port, Username: "root", Command: fmt.Sprintf("ssh root@%s -p %d -i ~/.ssh/id_ed25519", host, port),
	}
}
