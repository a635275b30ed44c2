package sandbox

import (
	"slices"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func (a *Account) actOnPod(c *call, p *pod, req *runpod.PodActionRequest) (any, error) {
	if err := p.checkStandalone(); err != nil {
		return nil, err
	}
	status := p.status(c.now)
	if !slices.Contains(actionsIn(status), req.Action) {
		return nil, conflict("pod %q cannot %s: it is %s", p.id, req.Action, status)
	}
	if err := a.act(p, c, req.Action); err != nil {
		return nil, err
	}
	if req.Action == runpod.PodActionTerminate {
		return nil, nil
	}
	return p.render(c.now), nil
}

// actionsIn is what a status allows.
func actionsIn(status runpod.PodStatus) []runpod.PodAction {
	switch status {
	case runpod.PodStatusRunning:
		return []runpod.PodAction{runpod.PodActionStop, runpod.PodActionRestart, runpod.PodActionTerminate}
	case runpod.PodStatusExited, runpod.PodStatusError:
		return []runpod.PodAction{runpod.PodActionStart, runpod.PodActionTerminate}
	case runpod.PodStatusProvisioning, runpod.PodStatusStarting:
		return []runpod.PodAction{runpod.PodActionStop, runpod.PodActionTerminate}
	default:
		return []runpod.PodAction{}
	}
}

// act carries out an action that the pod's status allows.
func (a *Account) act(p *pod, c *call, action runpod.PodAction) error {
	switch action {
	case runpod.PodActionStart:
		if err := a.resources(c.now, p); err != nil {
			return err
		}
		p.start(c.now)
	case runpod.PodActionStop:
		if p.locked {
			return conflict("pod %q is locked: unlock it to stop it", p.id)
		}
		p.halt(c.now, courseExited)
		p.note(c.now, "stop container")
	case runpod.PodActionRestart:
		p.boot(c.now)
	case runpod.PodActionTerminate:
		a.terminate(p, c.now)
	}
	return nil
}
