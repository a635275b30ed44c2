package runpod

import (
	"context"
	"net/http"
)

// VolumeType is the storage tier of a network volume.
type VolumeType string

// The tiers.
const (
	VolumeTypeStandard        VolumeType = "STANDARD"
	VolumeTypeHighPerformance VolumeType = "HIGH_PERFORMANCE"
)

// NetworkVolume is storage that outlives pods. Its data center and type are fixed.
type NetworkVolume struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"` // not unique
	Size       int64      `json:"size"` // GB, 10 to 4096
	DataCenter string     `json:"dataCenter"`
	Type       VolumeType `json:"type"`
}

// CreateNetworkVolumeRequest asks for a volume.
type CreateNetworkVolumeRequest struct {
	DataCenter string      `json:"dataCenter"`
	Name       string      `json:"name"`
	Size       int64       `json:"size"` // GB
	Type       *VolumeType `json:"type,omitzero"`
}

// UpdateNetworkVolumeRequest renames or grows a volume; it cannot shrink.
type UpdateNetworkVolumeRequest struct {
	Name *string `json:"name,omitzero"`
	Size *int64  `json:"size,omitzero"` // GB
}

type listNetworkVolumesResponse struct {
	paginated
	NetworkVolumes []NetworkVolume `json:"networkVolumes"`
}

// ListNetworkVolumes returns all network volumes of the account.
func (c *Client) ListNetworkVolumes(ctx context.Context) ([]NetworkVolume, error) {
	return list(ctx, c, route{"network-volumes"}, nil, anyPage, func(r *listNetworkVolumesResponse) []NetworkVolume { return r.NetworkVolumes })
}

// CreateNetworkVolume creates a volume.
func (c *Client) CreateNetworkVolume(ctx context.Context, req CreateNetworkVolumeRequest) (*NetworkVolume, error) {
	return object[NetworkVolume](ctx, c, http.MethodPost, route{"network-volumes"}, nil, req)
}

// GetNetworkVolume returns a volume.
func (c *Client) GetNetworkVolume(ctx context.Context, id string) (*NetworkVolume, error) {
	return object[NetworkVolume](ctx, c, http.MethodGet, route{"network-volumes", id}, nil, nil)
}

// UpdateNetworkVolume renames or grows a volume.
func (c *Client) UpdateNetworkVolume(ctx context.Context, id string, req UpdateNetworkVolumeRequest) (*NetworkVolume, error) {
	return object[NetworkVolume](ctx, c, http.MethodPatch, route{"network-volumes", id}, nil, req)
}

// DeleteNetworkVolume deletes a volume and its data. It fails while a pod uses it.
func (c *Client) DeleteNetworkVolume(ctx context.Context, id string) error {
	return c.remove(ctx, route{"network-volumes", id})
}
