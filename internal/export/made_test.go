package export_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// thing is an object of an account: its kind, its name, how it is made, and what happened
// to it since.
type thing struct {
	kind, name    string
	variant, fate int
}

// variants and fates are how many of each a kind has.
var (
	variants = map[string]int{"volume": 3, "template": 4, "pod": 9, "endpoint": 6, "cluster": 3, "secret": 2, "registry": 1, "delegation": 1, "key": 2, "center": 1, "global": 1}
	fates    = map[string]int{"pod": 5, "endpoint": 3}
)

// maker makes things by hand, as people do in the console.
type maker struct {
	*testing.T
	env    *acctest.Env
	client *runpod.Client
	n      int
	// What other things refer to; empty as long as there is none.
	volume, registry, center, secret, podTemplate, workerTemplate string
}

const image = "acme/app:1.2"

func newMaker(t *testing.T) *maker {
	t.Helper()
	env := acctest.New(t)
	env.Account.SetBalance(decimal.NewFromInt(100_000))
	env.Account.SetSpendLimit(decimal.NewFromInt(100_000))
	env.Account.SetWorkerQuota(10_000)
	return &maker{T: t, env: env, client: env.Client()}
}

// make makes a thing, or reports that there was no room for it.
func (m *maker) make(x thing) error {
	m.n++
	switch x.kind {
	case "volume":
		return m.makeVolume(x)
	case "template":
		return m.makeTemplate(x)
	case "pod":
		return m.makePod(x)
	case "endpoint":
		return m.makeEndpoint(x)
	case "cluster":
		return m.makeCluster(x)
	default:
		return m.makeOther(x)
	}
}

func (m *maker) makeVolume(x thing) error {
	req := runpod.CreateNetworkVolumeRequest{Name: x.name, Size: 10 + int64(m.n), DataCenter: "EU-RO-1"}
	switch x.variant {
	case 1:
		req.Size, req.DataCenter, req.Type = 500, "EU-CZ-1", new(runpod.VolumeTypeHighPerformance)
	case 2:
		req.Size = 1500
	}
	made, err := m.client.CreateNetworkVolume(m.Context(), req)
	if err == nil && req.DataCenter == "EU-RO-1" {
		m.volume = made.ID
	}
	return m.label(runpod.TagResourceTypeNetworkVolume, func() string { return made.ID }, err)
}

func (m *maker) container(x thing) runpod.ContainerConfig {
	var c runpod.ContainerConfig
	c.Image, c.Disk = new(image), new(int64(50))
	if x.variant%2 == 1 {
		c.Env = map[string]string{"LONG": strings.Repeat("0123456789 \"${HOME}\" %{if}\n", 60), "a.b": "", "for": "1", "API_TOKEN": "plain"}
		if m.secret != "" {
			c.Env["TOKEN"], c.Env["URL"] = "{{ RUNPOD_SECRET_"+m.secret+" }}", "https://{{ RUNPOD_SECRET_"+m.secret+" }}@host"
		}
	}
	return c
}

func (m *maker) makeTemplate(x thing) error {
	req := runpod.CreateTemplateRequest{Name: fmt.Sprintf("%s %d", x.name, m.n), ContainerConfig: m.container(x), Serverless: new(x.variant == 1)}
	switch x.variant {
	case 1:
		req.Disk = new(int64(30))
	case 2:
		req.Public, req.Ports, req.StartSSH = new(false), []string{"8888/http"}, new(true)
		req.Mounts = &runpod.TemplateMounts{Persistent: &runpod.PersistentMount{Size: 40, Path: "/data"}}
	case 3:
		req.Args, req.AllowedCUDAVersions = new("sh -c 'echo $HOME'"), []string{"12.8"}
		if m.registry != "" {
			req.Registry = runpod.NullableOf(m.registry)
		}
	}
	made, err := m.client.CreateTemplate(m.Context(), req)
	if err != nil {
		return err
	}
	if x.variant == 1 {
		m.workerTemplate = made.ID
	} else {
		m.podTemplate = made.ID
	}
	return nil
}

func (m *maker) makePod(x thing) error {
	req := runpod.CreatePodRequest{Name: x.name, ContainerConfig: m.container(x), GPU: &runpod.CreateGPUConfig{ID: "NVIDIA L40S", Count: new(int64(1))}}
	switch {
	case x.variant == 1:
		req.GPU.Count, req.Ports, req.Disk, req.Cmd, req.StartSSH = new(int64(2)), []string{"8888/http", "22/tcp"}, new(int64(80)), []string{"sleep", "${HOME}"}, new(true)
		req.Mounts = &runpod.Mounts{Persistent: &runpod.PersistentMount{Size: 100, Path: "/workspace"}}
	case x.variant == 2:
		req.GPU, req.CPU, req.Disk, req.Args = nil, &runpod.CreateCPUConfig{ID: "cpu5c", VCPUCount: 4}, new(int64(20)), new("bash -c 'sleep 1'")
	case x.variant == 3:
		req.Cloud, req.GPU.ID = new(runpod.CloudCommunity), "NVIDIA GeForce RTX 4090"
	case x.variant == 4 && m.podTemplate != "":
		req.ContainerConfig, req.TemplateID = runpod.ContainerConfig{}, &m.podTemplate
	case x.variant == 5 && m.volume != "":
		req.DataCenterIDs, req.Mounts = []string{"EU-RO-1"}, &runpod.Mounts{Network: []runpod.NetworkMount{{VolumeID: m.volume, Path: "/data"}}}
	case x.variant == 6:
		req.GPU.ID, req.DataCenterIDs, req.GlobalNetworking = "NVIDIA A100 80GB PCIe", nil, new(true)
	case x.variant == 7 && m.registry != "":
		req.Registry = runpod.NullableOf(m.registry)
	case x.variant == 8:
		req.Entrypoint, req.Cmd, req.StartJupyter = []string{"/start"}, []string{"a b"}, new(true)
	}
	made, err := m.client.CreatePod(m.Context(), req)
	if err := m.label(runpod.TagResourceTypePod, func() string { return made.ID }, err); err != nil {
		return err
	}
	m.env.Clock.Advance(10 * time.Minute)
	switch x.fate {
	case 1:
		_, err = m.client.PodAction(m.Context(), made.ID, runpod.PodActionStop)
	case 2:
		m.env.Account.FailPod(made.ID)
	case 3:
		m.env.Account.StopPodByItself(made.ID)
	case 4:
		_, err = m.client.UpdatePod(m.Context(), made.ID, runpod.UpdatePodRequest{Locked: new(true), Name: new(x.name + " (renamed)")})
	}
	return err
}

func (m *maker) makeEndpoint(x thing) error {
	req := runpod.CreateEndpointRequest{
		Name: x.name, Type: runpod.EndpointTypeQueue, ContainerConfig: m.container(x), Timeout: new(int64(300_000)),
		GPU:     &runpod.CreateEndpointGPUConfig{Pools: []string{"AMPERE_80"}, Count: new(int64(1))},
		Scaling: runpod.EndpointScaling{Type: runpod.ScalingTypeQueueDelay, QueueDelay: new(4.0)},
		Workers: &runpod.EndpointWorkersRequest{Min: new(int64(0)), Max: new(int64(3))},
	}
	byCount := runpod.EndpointScaling{Type: runpod.ScalingTypeRequestCount, RequestCount: new(int64(3))}
	switch {
	case x.variant == 1:
		req.GPU = &runpod.CreateEndpointGPUConfig{Pools: []string{"ADA_24", "AMPERE_80"}, Count: new(int64(2)), ExcludedTypes: []string{"NVIDIA A100-SXM4-80GB"}, AllowedCUDAVersions: []string{"12.8"}}
		req.Scaling, req.Workers.Min, req.DataCenterIDs, req.FlashBoot = byCount, new(int64(1)), []string{"EU-RO-1"}, new(runpod.FlashBootEnabled)
	case x.variant == 2:
		req.GPU, req.CPU = nil, []runpod.CreateCPUConfig{{ID: "cpu3g", VCPUCount: 2}, {ID: "cpu3c", VCPUCount: 4}}
		req.Type, req.Scaling, req.Ports = runpod.EndpointTypeLoadBalancer, byCount, []string{"8000/http"}
	case x.variant == 3 && m.workerTemplate != "":
		req.ContainerConfig, req.TemplateID = runpod.ContainerConfig{}, &m.workerTemplate
	case x.variant == 4 && m.volume != "":
		req.NetworkVolumes, req.DataCenterIDs = []string{m.volume}, []string{"EU-RO-1"}
	case x.variant == 5:
		req.Timeout, req.Scaling.QueueDelay, req.Workers.IdleTimeout = new(int64(600_000)), new(1.5), new(int64(60))
	}
	made, err := m.client.CreateEndpoint(m.Context(), req)
	if err := m.label(runpod.TagResourceTypeEndpoint, func() string { return made.ID }, err); err != nil {
		return err
	}
	switch x.fate {
	case 1: // nobody asked it for a week
		m.env.Account.EditEndpoint(made.ID, func(e *runpod.Endpoint) { e.Workers.Max = e.Workers.Min })
	case 2:
		m.env.Account.EditEndpoint(made.ID, func(e *runpod.Endpoint) { e.Name += " -fb" })
	}
	return nil
}

func (m *maker) makeCluster(x thing) error {
	req := runpod.CreateClusterRequest{Name: x.name, Type: runpod.ClusterTypeTraining, Compute: runpod.ClusterCompute{GPUTypeID: "NVIDIA H100 80GB HBM3", GPUCountPerPod: 1, PodCount: 2}}
	req.BaseContainerConfig = m.container(x).BaseContainerConfig
	switch {
	case x.variant == 1:
		req.Type, req.Ports = runpod.ClusterTypeRay, []string{"22/tcp"}
		req.Mounts = &runpod.Mounts{Persistent: &runpod.PersistentMount{Size: 100, Path: "/workspace"}}
	case x.variant == 2 && m.podTemplate != "":
		req.BaseContainerConfig, req.TemplateID = runpod.BaseContainerConfig{}, &m.podTemplate
	}
	made, err := m.client.CreateCluster(m.Context(), req)
	return m.label(runpod.TagResourceTypeCluster, func() string { return made.ID }, err)
}

func (m *maker) makeOther(x thing) (err error) {
	switch x.kind {
	case "secret":
		name := fmt.Sprintf("s%d/%s", m.n, strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' {
				return r
			}
			return '_'
		}, strings.ToLower(x.name)))
		req := runpod.CreateSecretRequest{Name: name, Value: "hush-" + name}
		if x.variant == 1 {
			req.Description = new("of {{ RUNPOD_SECRET_" + name + " }}")
		}
		if _, err = m.client.CreateSecret(m.Context(), req); err == nil {
			m.secret = name
		}
	case "registry":
		var made *runpod.Registry
		if made, err = m.client.CreateRegistry(m.Context(), runpod.CreateRegistryRequest{Name: fmt.Sprintf("%s %d", x.name, m.n), Username: "ada", Password: "hush-registry"}); err == nil {
			m.registry = made.ID
		}
	case "delegation":
		_, err = m.client.CreateDelegation(m.Context(), runpod.CreateDelegationRequest{Resource: fmt.Sprintf("arn:aws:ecr:us-east-1:123456789012:repository/acme/app%d", m.n), Name: &x.name})
	case "key":
		key := sshKey(m.n)
		if x.variant == 1 {
			key += " " + strings.Join(strings.Fields(x.name), "_") + "@laptop"
		}
		m.env.Account.SetSSHKeys(append(m.env.Account.SSHKeys(), key)...)
	case "center":
		var made *runpod.CostCenter
		if made, err = m.client.CreateCostCenter(m.Context(), runpod.CreateCostCenterRequest{Value: fmt.Sprintf("%.40s %d", x.name, m.n)}); err == nil {
			m.center = made.ID
		}
	case "global":
		_, err = m.client.CreateGlobalVolume(m.Context(), runpod.CreateGlobalVolumeRequest{Name: x.name})
	}
	return err
}

// label gives every other thing a tag and a cost center.
func (m *maker) label(kind runpod.TagResourceType, id func() string, err error) error {
	if err != nil || m.n%2 == 0 || !acctest.Offers(runpod.GroupTags) {
		return err
	}
	object := runpod.Labelled{ID: id(), Type: kind}
	if _, err := m.client.CreateTag(m.Context(), runpod.CreateTagRequest{Key: "team", Value: fmt.Sprintf("ml-%d", m.n), Resources: []runpod.Labelled{object}}); err != nil {
		return err
	}
	if m.center == "" {
		return nil
	}
	return m.client.AttributeCostCenterResource(m.Context(), m.center, object)
}
