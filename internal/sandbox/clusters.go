package sandbox

import (
	"fmt"
	"slices"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func (a *Account) clusterRoutes() []route {
	update := closed(optional("name", text().atLeast(1))).atLeast(1)
	return []route{
		{"GET /v2/clusters", a.listClusters},
		{"POST /v2/clusters", taking(createClusterRule(), a.createCluster)},
		{"GET /v2/clusters/{id}", with(a.cluster, func(c *call, g *cluster) (any, error) { return g.render(c.now), nil })},
		{"PATCH /v2/clusters/{id}", changing(a.liveCluster, update, updateCluster)},
		{"DELETE /v2/clusters/{id}", with(a.liveCluster, a.deleteCluster)},
		{"GET /v2/clusters/{id}/pods", with(a.cluster, listClusterPods)},
	}
}

// cluster ties pods together. How it fares follows from its pods.
type cluster struct {
	id, name   string
	kind       runpod.ClusterType
	compute    runpod.ClusterCompute
	templateID string // empty without one
	members    []*pod // by rank
	createdAt  time.Time
	endedAt    time.Time // zero until it is deleted
}

// The overlay network of a cluster. Every cluster has one of its own, so all of
// them may have the same addresses.
const (
	clusterCIDR      = "10.65.0.0/16"
	clusterVXLANPort = 4789
)

// gone reports whether a deleted cluster is not found any more: not as long as its pods
// hold on to what they have mounted.
func (g *cluster) gone(now time.Time) bool {
	return !g.endedAt.IsZero() && !now.Before(g.endedAt.Add(g.primary().bootTime/6))
}

func (g *cluster) primary() *pod { return g.members[0] }

func (g *cluster) render(now time.Time) runpod.Cluster {
	primary, vxlan := g.primary(), 1+g.primary().hash(1<<20)
	answer := runpod.Cluster{
		ID: g.id, Name: g.name, Type: g.kind, Compute: g.compute, CreatedAt: g.createdAt,
		Pods: runpod.ClusterPodsSummary{Total: int64(len(g.members)), ByStatus: map[runpod.PodStatus]int64{}},
		Network: &runpod.ClusterNetwork{
			CIDR: clusterCIDR, VXLANID: &vxlan, VXLANPort: new(int64(clusterVXLANPort)),
		},
		Primary: &runpod.ClusterPrimary{PodID: primary.id, Status: primary.status(now)},
	}
	if g.templateID != "" {
		answer.Template = &g.templateID
	}
	for _, p := range g.members {
		answer.Pods.ByStatus[p.status(now)]++
	}
	if primary.placed(now) {
		answer.DataCenterID = &primary.dataCenter
	}
	if ssh := primary.directSSH(now); ssh != nil {
		answer.Primary.SSHEndpoint = new(fmt.Sprintf("%s:%d", ssh.Host, ssh.Port))
	}
	return answer
}

// membership is a pod's place in a cluster. Only some software has roles.
func (g *cluster) membership(rank int64) *runpod.PodCluster {
	roles := map[runpod.ClusterType][2]runpod.PodClusterRole{
		runpod.ClusterTypeSlurm: {runpod.PodClusterRoleSlurmController, runpod.PodClusterRoleSlurmCompute},
		runpod.ClusterTypeRay:   {runpod.PodClusterRoleRayHead, runpod.PodClusterRoleRayWorker},
	}
	place := &runpod.PodCluster{ID: g.id, Rank: &rank, IP: new(fmt.Sprintf("10.65.%d.%d", (rank+2)/256, (rank+2)%256))}
	if pair, ok := roles[g.kind]; ok {
		place.Role = &pair[min(rank, 1)]
	}
	return place
}

func (a *Account) cluster(c *call) (*cluster, error) {
	g, err := a.clusters.find(c)
	if err == nil && g.gone(c.now) {
		err = notFound("cluster")
	}
	return g, err
}

// liveCluster finds a cluster that can still be changed.
func (a *Account) liveCluster(c *call) (*cluster, error) {
	g, err := a.cluster(c)
	if err == nil && !g.endedAt.IsZero() {
		err = notFound("cluster")
	}
	return g, err
}

func (a *Account) listClusters(c *call) (any, error) {
	clusters := []runpod.Cluster{}
	for _, g := range a.clusters.all() {
		if !g.gone(c.now) {
			clusters = append(clusters, g.render(c.now))
		}
	}
	return map[string]any{"clusters": clusters}, nil
}

func listClusterPods(c *call, g *cluster) (any, error) {
	pods := []runpod.Pod{}
	for _, p := range g.members {
		if !p.gone() {
			pods = append(pods, p.look(c.now))
		}
	}
	return map[string]any{"pods": pods}, nil
}

func updateCluster(c *call, g *cluster, req *runpod.UpdateClusterRequest) (any, error) {
	g.name = *req.Name
	return g.render(c.now), nil
}

func (a *Account) deleteCluster(c *call, g *cluster) (any, error) {
	a.endCluster(g, c.now)
	return nil, nil
}

func (a *Account) endCluster(g *cluster, now time.Time) {
	for _, p := range g.members {
		if !p.gone() {
			a.terminate(p, now)
		}
	}
	g.endedAt = now
}

// createClusterRule has no registry: credentials come with a template only.
func createClusterRule() *rule {
	fields := containerFields(
		required("name", text().atLeast(1)),
		required("type", oneOf(runpod.ClusterTypeApplication, runpod.ClusterTypeTraining, runpod.ClusterTypeSlurm, runpod.ClusterTypeRay)),
		required("compute", closed(
			required("gpuTypeId", text().atLeast(1)),
			required("gpuCountPerPod", integer().atLeast(1)),
			required("podCount", integer().atLeast(2).atMost(250)),
		)),
		optional("image", text()),
		optional("dataCenterIds", list(text())),
		optional("mounts", mountsRule()),
		optional("startJupyter", boolean()),
		optional("startSsh", boolean()),
		optional("templateId", text().atLeast(1)),
	)
	return closed(slices.DeleteFunc(fields, func(f field) bool { return f.name == "registry" })...)
}

func (a *Account) createCluster(c *call, req *runpod.CreateClusterRequest) (any, error) {
	if err := checkClusterContainer(req); err != nil {
		return nil, err
	}
	each := runpod.CreatePodRequest{
		ContainerConfig: runpod.ContainerConfig{BaseContainerConfig: req.BaseContainerConfig},
		DataCenterIDs:   req.DataCenterIDs, Mounts: req.Mounts, StartJupyter: req.StartJupyter, StartSSH: req.StartSSH, TemplateID: req.TemplateID,
		GPU: &runpod.CreateGPUConfig{ID: req.Compute.GPUTypeID, Count: &req.Compute.GPUCountPerPod},
	}
	mold, err := a.draftPod(c, &each)
	if err != nil {
		return nil, err
	}
	if t := a.catalog.gpu(req.Compute.GPUTypeID); t != nil && !sells(t, runpod.CloudSecure, query{"product": []any{string(runpod.ProductCluster)}}) {
		return nil, badRequest(noInstances)
	}
	if err := a.admitPods(mold, c, &each, req.Compute.PodCount); err != nil {
		return nil, err
	}
	g := &cluster{
		id: a.newID(14), name: req.Name, kind: req.Type, compute: req.Compute, templateID: deref(req.TemplateID), createdAt: c.now,
	}
	for rank := range req.Compute.PodCount {
		p := *mold
		p.name, p.cluster = fmt.Sprintf("%s-%d", req.Name, rank), g.membership(rank)
		a.addPod(&p, c.now)
		g.members = append(g.members, &p)
	}
	a.clusters.add(g.id, g)
	return created{g.render(c.now)}, nil
}

// checkClusterContainer lets settings come from the request or from a template,
// but not from both.
func checkClusterContainer(req *runpod.CreateClusterRequest) error {
	if req.TemplateID == nil {
		switch {
		case deref(req.Image) == "":
			return badRequest("image is required without templateId")
		case req.Disk == nil:
			return badRequest(needsTemplateOrDisk)
		}
		return nil
	}
	for _, setting := range []struct {
		name  string
		given bool
	}{
		{"image", req.Image != nil},
		{"args", req.Args != nil},
		{"cmd", req.Cmd != nil},
		{"entrypoint", req.Entrypoint != nil},
		{"disk", req.Disk != nil},
		{"env", req.Env != nil},
		{"ports", req.Ports != nil},
	} {
		if setting.given {
			return badRequest("templateId and %s are mutually exclusive on a cluster", setting.name)
		}
	}
	return nil
}

// Clusters returns the clusters that are not deleted, oldest first.
func (a *Account) Clusters() []runpod.Cluster {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	var clusters []runpod.Cluster
	for _, g := range a.clusters.all() {
		if g.endedAt.IsZero() {
			clusters = append(clusters, deepCopy(g.render(now)))
		}
	}
	return clusters
}

// RenameCluster renames a cluster as if in the console. It panics if there is no
// such cluster.
func (a *Account) RenameCluster(id, name string) {
	a.behind(func(time.Time) { a.clusters.known(id).name = name })
}

// RemoveCluster deletes a cluster as if in the console. It panics if there is no
// such cluster.
func (a *Account) RemoveCluster(id string) {
	a.behind(func(now time.Time) { a.endCluster(a.clusters.known(id), now) })
}
