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

// look renders the pod for somebody who reads it.
func (p *pod) look(now time.Time) runpod.Pod {
	answer := p.render(now)
	if p.stale {
		p.stale = false
		answer.Runtime, answer.SSH.Direct = p.before.runtime, p.before.direct
	}
	return answer
}

// render puts the pod into Runpod's form.
func (p *pod) render(now time.Time) runpod.Pod {
	status := p.status(now)
	answer := runpod.Pod{
		ID: p.id, Name: p.name, Container: p.container, Status: status, Actions: actionsIn(status), Mounts: p.mounts,
		GPU: p.placedGPU(), CPU: p.cpu, Cloud: p.cloud, Cluster: p.cluster, Cost: "0", Locked: p.locked, SSH: runpod.PodSSH{Direct: p.directSSH(now)},
		GlobalNetworking: runpod.PodGlobalNetworking{Enabled: p.globalNetworking},
		Runtime:          p.runtime(now), CreatedAt: stamp(p.createdAt),
	}
	if since := p.since(now); !since.IsZero() {
		answer.StartedAt = new(stamp(since))
	}
	if p.placed(now) {
		answer.DataCenterID = &p.dataCenter
		if p.cuda != "" {
			answer.CUDAVersion = &p.cuda
		}
	}
	if p.holds() || !p.documented {
		answer.Cost = number(decimal.NewNullDecimal(p.rate()))
	}
	if p.runs(now) || !p.documented {
		answer.SSH.Proxy = p.proxySSH()
	}
	if p.runs(now) && p.networked {
		ip, dns := fmt.Sprintf("10.0.%d.%d", p.hash(250), p.hash(241)+2), p.id+".runpod.internal"
		answer.GlobalNetworking.IP, answer.GlobalNetworking.InternalDNS = &ip, &dns
	}
	return answer
}

// runtime is null until the container runs; by the document it is empty while that
// starts.
func (p *pod) runtime(now time.Time) *runpod.PodRuntime {
	switch phase := p.phase(now); {
	case phase == phaseBooting && p.documented:
		return &runpod.PodRuntime{}
	case !p.runs(now):
		return nil
	}
	r := &runpod.PodRuntime{
		Uptime: int64(now.Sub(p.runningAt()) / time.Second),
		CPU:    &runpod.Utilization{},
		Memory: &runpod.Utilization{},
	}
	if r.Uptime >= idleSeconds {
		r.CPU.Util, r.Memory.Util = 3, 5
	}
	if p.gpu != nil {
		r.GPUs = make([]runpod.PodGPUUtilization, p.gpu.Count)
	}
	if p.mapped(now) {
		r.Ports = p.ports()
	}
	return r
}

// idleSeconds is how long a container does nothing after its start.
const idleSeconds = 10

// agentPort is mapped on every pod, though nobody declares it.
const agentPort = 19123

// ports maps the TCP ports. HTTP ports are reached through Runpod's proxy: the document
// has no address for them, recorded was a private one.
func (p *pod) ports() []runpod.PodRuntimePort {
	ports := []runpod.PodRuntimePort{}
	for i, port := range p.container.Ports {
		private, kind, _ := strings.Cut(port, "/")
		number, err := strconv.ParseInt(private, 10, 64)
		if err != nil {
			continue // edited into something that the API would have refused
		}
		ports = append(ports, p.port(number, kind, i))
	}
	if !p.documented {
		ports = append(ports, p.port(agentPort, "http", len(p.container.Ports)))
	}
	return ports
}

// port maps the i-th port.
func (p *pod) port(private int64, kind string, i int) runpod.PodRuntimePort {
	mapped := runpod.PodRuntimePort{Private: private, Type: kind}
	switch {
	case kind == "tcp":
		mapped.IP, mapped.Public = new(p.publicIP()), new(p.publicPort(i))
	case !p.documented:
		mapped.IP, mapped.Public = new(fmt.Sprintf("100.65.%d.%d", p.hash(256), p.hash(254)+1)), new(p.publicPort(i))
	}
	return mapped
}

// publicPort is the i-th port outside. It moves with every start.
func (p *pod) publicPort(i int) int64 {
	return 10_000 + (p.hash(50_000)+int64(p.starts)*7_919+int64(i))%50_000
}

func (p *pod) publicIP() string {
	return fmt.Sprintf("203.0.113.%d", p.hash(254)+1)
}

// hash is below limit and always the same for a pod.
func (p *pod) hash(limit int64) int64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(p.id))
	return int64(h.Sum32()) % limit
}

func (p *pod) proxySSH() *runpod.PodSSHEndpoint {
	user := fmt.Sprintf("%s-%08x", p.id, p.hash(1<<31))
	return &runpod.PodSSHEndpoint{Host: "ssh.runpod.io", Port: 22, Username: user, Command: "ssh " + user + "@ssh.runpod.io"}
}

func (p *pod) directSSH(now time.Time) *runpod.PodSSHEndpoint {
	i := slices.Index(p.container.Ports, "22/tcp")
	if i < 0 || !p.mapped(now) {
		return nil
	}
	host, port := p.publicIP(), p.publicPort(i)
	return &runpod.PodSSHEndpoint{
		Host: host, Port: port, Username: "root", Command: fmt.Sprintf("ssh root@%s -p %d", host, port),
	}
}
