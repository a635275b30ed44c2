package sandbox

import (
	"net/http"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func networkVolumeRoutes() []route {
	return []route{
		{"GET /v2/network-volumes", listNetworkVolumes},
		{"POST /v2/network-volumes", createNetworkVolume},
		{"GET /v2/network-volumes/{id}", getNetworkVolume},
		{"PATCH /v2/network-volumes/{id}", updateNetworkVolume},
		{"DELETE /v2/network-volumes/{id}", deleteNetworkVolume},
	}
}

func volumeSize() *rule {
	return integer().atLeast(10).atMost(4096)
}

func listNetworkVolumes(a *Account, _ *call) (int, any, error) {
	return http.StatusOK, map[string]any{"networkVolumes": a.networkVolumes.all()}, nil
}

func createNetworkVolume(a *Account, c *call) (int, any, error) {
	var req runpod.CreateNetworkVolumeRequest
	if err := c.decode(closed(
		required("name", text().atLeast(1)),
		required("size", volumeSize()),
		required("dataCenter", text().atLeast(1)),
		optional("type", oneOf(runpod.VolumeTypeStandard, runpod.VolumeTypeHighPerformance)),
	), &req); err != nil {
		return 0, nil, err
	}
	d := a.catalog.dataCenter(req.DataCenter)
	if d == nil {
		return 0, nil, badRequest("Data center %q not found", req.DataCenter)
	}
	v := &runpod.NetworkVolume{
		ID: a.newID(10), Name: req.Name, Size: req.Size, DataCenter: req.DataCenter, Type: runpod.VolumeTypeStandard,
	}
	if req.Type != nil {
		v.Type = *req.Type
	}
	if !d.hasVolumes(v.Type) {
		return 0, nil, badRequest("Data center %s does not support %s network volumes. Data centers that do: %s", req.DataCenter, v.Type, a.catalog.dataCentersWith(v.Type))
	}
	a.networkVolumes.add(v.ID, v)
	return http.StatusCreated, v, nil
}

func (a *Account) networkVolume(id string) (*runpod.NetworkVolume, error) {
	v, ok := a.networkVolumes.get(id)
	if !ok {
		return nil, notFound("network volume", id)
	}
	return v, nil
}

func getNetworkVolume(a *Account, c *call) (int, any, error) {
	v, err := a.networkVolume(c.id())
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, v, nil
}

func updateNetworkVolume(a *Account, c *call) (int, any, error) {
	v, err := a.networkVolume(c.id())
	if err != nil {
		return 0, nil, err
	}
	var req runpod.UpdateNetworkVolumeRequest
	if err := c.decode(closed(
		optional("name", text().atLeast(1)),
		optional("size", volumeSize()),
	).atLeast(1), &req); err != nil {
		return 0, nil, err
	}
	if req.Size != nil && *req.Size < v.Size {
		return 0, nil, badRequest("Network volume size can only be increased: it is %d GB", v.Size)
	}
	if req.Name != nil {
		v.Name = *req.Name
	}
	if req.Size != nil {
		v.Size = *req.Size
	}
	return http.StatusOK, v, nil
}

func deleteNetworkVolume(a *Account, c *call) (int, any, error) {
	v, err := a.networkVolume(c.id())
	if err != nil {
		return 0, nil, err
	}
	if a.volumeAttached(v.ID, c.now) {
		return 0, nil, badRequest("You must remove this network volume from all pods before deleting it.")
	}
	a.networkVolumes.remove(v.ID)
	return http.StatusNoContent, nil, nil
}
