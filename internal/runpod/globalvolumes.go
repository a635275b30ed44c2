package runpod

import (
	"context"
	"net/http"
	"time"
)

// GlobalVolume is storage that belongs to no data center and grows with what is in it.
type GlobalVolume struct {
	ID              string    `json:"id"`
	Name            string    `json:"name"` // not unique
	CreatedAt       time.Time `json:"createdAt"`
	CreatedByUserID *string   `json:"createdByUserId"`
}

// CreateGlobalVolumeRequest asks for a global volume.
type CreateGlobalVolumeRequest struct {
	Name string `json:"name"` // 1 to 191 characters, trimmed by Runpod
}

// UpdateGlobalVolumeRequest renames a global volume.
type UpdateGlobalVolumeRequest struct {
	Name *string `json:"name,omitzero"`
}

type listGlobalVolumesResponse struct {
	paginated
	GlobalVolumes []GlobalVolume `json:"globalVolumes"`
}

// ListGlobalVolumes returns all global volumes of the account.
func (c *Client) ListGlobalVolumes(ctx context.Context) ([]GlobalVolume, error) {
	return list(ctx, c, route{"global-volumes"}, nil, anyPage, func(r *listGlobalVolumesResponse) []GlobalVolume { return r.GlobalVolumes })
}

// CreateGlobalVolume creates a global volume.
func (c *Client) CreateGlobalVolume(ctx context.Context, req CreateGlobalVolumeRequest) (*GlobalVolume, error) {
	return object[GlobalVolume](ctx, c, http.MethodPost, route{"global-volumes"}, nil, req)
}

// GetGlobalVolume returns a global volume.
func (c *Client) GetGlobalVolume(ctx context.Context, id string) (*GlobalVolume, error) {
	return object[GlobalVolume](ctx, c, http.MethodGet, route{"global-volumes", id}, nil, nil)
}

// UpdateGlobalVolume renames a global volume.
func (c *Client) UpdateGlobalVolume(ctx context.Context, id string, req UpdateGlobalVolumeRequest) (*GlobalVolume, error) {
	return object[GlobalVolume](ctx, c, http.MethodPatch, route{"global-volumes", id}, nil, req)
}

// DeleteGlobalVolume deletes a global volume and its data.
func (c *Client) DeleteGlobalVolume(ctx context.Context, id string) error {
	return c.remove(ctx, route{"global-volumes", id})
}
