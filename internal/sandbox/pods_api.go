package sandbox

import (
	"maps"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func (a *Account) podRoutes() []route {
	action := closed(required("action", oneOf(
		runpod.PodActionStart, runpod.PodActionStop, runpod.PodActionRestart, runpod.PodActionTerminate)))
	return []route{
		{"GET /v2/pods", a.listPods},
		{"POST /v2/pods", taking(createPodRule(), a.createPod)},
		{"GET /v2/pods/{id}", with(a.pod, func(c *call, p *pod) (any, error) { return p.look(c.now), nil })},
		{"PATCH /v2/pods/{id}", changing(a.livePod, updatePodRule(), a.updatePod)},
		{"DELETE /v2/pods/{id}", with(a.livePod, a.deletePod)},
		{"POST /v2/pods/{id}/action", changing(a.pod, action, a.actOnPod)},
		{"GET /v2/pods/{id}/logs", with(a.pod, getPodLogs)},
	}
}

// What Runpod puts into env for those who want to get in.
const (
	publicKeyEnv       = "PUBLIC_KEY"
	jupyterPasswordEnv = "JUPYTER_PASSWORD"
)

// listPods cuts the page first and drops pods of clusters, and those that are
// gone, after: a page may be short without being the last.
func (a *Account) listPods(c *call) (any, error) {
	page, pages, q, err := pageOf(c, &a.pods, objectPages, optional("includeClusterPods", boolean()))
	if err != nil {
		return nil, err
	}
	pods := []runpod.Pod{}
	for _, p := range page {
		if !p.gone() && (p.cluster == nil || q.flag("includeClusterPods")) {
			pods = append(pods, p.look(c.now))
		}
	}
	return map[string]any{"pods": pods, "pagination": pages}, nil
}

// pod finds a pod. One that was terminated may still be there, for a while.
func (a *Account) pod(c *call) (*pod, error) {
	p, err := a.pods.find(c)
	if err == nil && p.gone() && (p.vanishes || c.now.Sub(p.endedAt) >= terminatedTime) {
		err = notFound("pod")
	}
	return p, err
}

// livePod finds a pod that can still be changed.
func (a *Account) livePod(c *call) (*pod, error) {
	p, err := a.pod(c)
	if err == nil && p.gone() {
		err = notFound("pod")
	}
	if err == nil {
		err = p.checkStandalone()
	}
	return p, err
}

// checkStandalone refuses to touch a pod apart from its cluster.
func (p *pod) checkStandalone() error {
	if p.cluster == nil {
		return nil
	}
	return conflict("pod %q is a member of cluster %q: change the cluster instead", p.id, p.cluster.ID)
}

func (a *Account) createPod(c *call, req *runpod.CreatePodRequest) (any, error) {
	p, err := a.draftPod(c, req)
	if err != nil {
		return nil, err
	}
	if err := a.admitPods(p, c, req, 1); err != nil {
		return nil, err
	}
	a.addPod(p, c.now)
	return created{p.render(c.now)}, nil
}

// draftPod starts a pod from a request and the template that it names.
func (a *Account) draftPod(c *call, req *runpod.CreatePodRequest) (*pod, error) {
	p := &pod{
		name: req.Name, container: newContainer(),
		cloud: cloudOf(req), globalNetworking: deref(req.GlobalNetworking), networked: deref(req.GlobalNetworking),
		createdAt: c.now, bootedAt: c.now, bootTime: a.bootTime, documented: a.documented,
		startSSH: deref(req.StartSSH), startJupyter: deref(req.StartJupyter),
	}
	if req.Mounts != nil {
		p.mounts = *req.Mounts
	}
	if req.TemplateID == nil {
		return p, nil
	}
	t, err := a.template(*req.TemplateID, false)
	if err != nil {
		return nil, err
	}
	p.container, p.templateID = fromTemplate(t), t.ID
	req.Env = merged(p.container.Env, req.Env)
	if req.Mounts == nil && req.CPU == nil {
		p.mounts.Persistent = t.Mounts.Persistent
	}
	p.startSSH, p.startJupyter = t.StartSSH, t.StartJupyter
	set(&p.startSSH, req.StartSSH)
	set(&p.startJupyter, req.StartJupyter)
	return p, nil
}

// admitPods decides whether that many pods can be made as asked, and where they go:
// all to one data center.
func (a *Account) admitPods(p *pod, c *call, req *runpod.CreatePodRequest, pods int64) error {
	if err := checkPodRequest(req); err != nil {
		return err
	}
	if err := a.changeContainer(&p.container, &req.ContainerConfig); err != nil {
		return err
	}
	if err := checkConfigSize(p.container, len(c.body)); err != nil {
		return err
	}
	if p.container.Disk == 0 {
		return badRequest(needsTemplateOrDisk)
	}
	if err := a.equip(p, req); err != nil {
		return err
	}
	if err := a.place(p, req.DataCenterIDs, pods); err != nil {
		return err
	}
	return a.startable(c.now, p.price.Mul(decimal.NewFromInt(pods)))
}

// addPod puts a pod that is admitted on the account.
func (a *Account) addPod(p *pod, now time.Time) {
	p.id = a.newID(14)
	a.addAccessEnv(p)
	p.note(now, "create pod")
	p.note(now, "start container")
	a.pods.add(p.id, p)
}

// addAccessEnv adds to env what Runpod adds once, at creation.
func (a *Account) addAccessEnv(p *pod) {
	env := maps.Clone(p.container.Env)
	if _, ok := env[publicKeyEnv]; p.startSSH && !ok {
		env[publicKeyEnv] = a.publicKey()
	}
	if _, ok := env[jupyterPasswordEnv]; p.startJupyter && !ok {
		env[jupyterPasswordEnv] = a.newID(20)
	}
	p.container.Env = env
}

func merged(base, over map[string]string) map[string]string {
	all := maps.Clone(base)
	maps.Copy(all, over)
	return all
}

func (a *Account) deletePod(c *call, p *pod) (any, error) {
	a.terminate(p, c.now)
	return nil, nil
}
