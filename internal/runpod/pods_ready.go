package runpod

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// SSHPort is what a pod declares to be reached by SSH.
const SSHPort = "22/tcp"

// Runs reports whether the container runs. Runpod calls a pod RUNNING from its
// creation on; it is the runtime that comes with the container, and is absent or empty before.
func (p *Pod) Runs() bool {
	r := p.Runtime
	return p.Status == PodStatusRunning && r != nil && (r.Uptime != 0 || r.CPU != nil || r.Memory != nil || len(r.GPUs) > 0 || len(r.Ports) > 0)
}

// Uptime is how long the container runs; Runpod says -1 where it does not know.
func (p *Pod) Uptime() time.Duration {
	if p.Runtime == nil {
		return 0
	}
	return time.Duration(max(p.Runtime.Uptime, 0)) * time.Second
}

// Unmapped returns the declared ports that cannot be reached yet. SSH also takes an
// address of its own, which follows later.
func (p *Pod) Unmapped() []string {
	var missing []string
	for _, port := range p.Ports {
		if !p.maps(port) || port == SSHPort && p.SSH.Direct == nil {
			missing = append(missing, port)
		}
	}
	return missing
}

// maps reports whether a declared port is among those of the runtime. HTTP goes
// through Runpod's proxy, which needs no public port.
func (p *Pod) maps(port string) bool {
	private, kind, _ := strings.Cut(port, "/")
	return p.Runtime != nil && slices.ContainsFunc(p.Runtime.Ports, func(r PodRuntimePort) bool {
		return strconv.FormatInt(r.Private, 10) == private && r.Type == kind && (kind == "http" || r.Public != nil)
	})
}
