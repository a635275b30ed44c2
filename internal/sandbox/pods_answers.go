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
			ip, dns := fmt.Sprintf("10.0.%d.%d", p.hash(250), p.hash(241)+2), p.id+".runpod.internal"
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
