package runpod

import (
	"context"
	"net/http"
)

// TemplateCategory is the hardware a template is meant for.
type TemplateCategory string

// The categories.
const (
	TemplateCategoryCPU    TemplateCategory = "CPU"
	TemplateCategoryNVIDIA TemplateCategory = "NVIDIA"
	TemplateCategoryAMD    TemplateCategory = "AMD"
)

// Template is a stored set of container settings.
type Template struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Container
	Mounts              TemplateMounts   `json:"mounts"` // may be missing when there are none
	Serverless          bool             `json:"serverless"`
	Public              bool             `json:"public"`
	Category            TemplateCategory `json:"category"`
	StartSSH            bool             `json:"startSsh"`
	StartJupyter        bool             `json:"startJupyter"`
	AllowedCUDAVersions []string         `json:"allowedCudaVersions"`
}

// TemplateMounts are the disks a template asks for.
type TemplateMounts struct {
	Persistent *PersistentMount `json:"persistent,omitzero"`
}

// CreateTemplateRequest asks for a template. StartSSH and StartJupyter default to true.
type CreateTemplateRequest struct {
	Name string `json:"name"`
	ContainerConfig
	AllowedCUDAVersions []string          `json:"allowedCudaVersions,omitzero"`
	Category            *TemplateCategory `json:"category,omitzero"` // default NVIDIA
	Mounts              *TemplateMounts   `json:"mounts,omitzero"`
	Public              *bool             `json:"public,omitzero"`
	Serverless          *bool             `json:"serverless,omitzero"`
	StartJupyter        *bool             `json:"startJupyter,omitzero"`
	StartSSH            *bool             `json:"startSsh,omitzero"`
}

// UpdateTemplateRequest changes a template. Pods made from it do not follow.
type UpdateTemplateRequest struct {
	ContainerConfig
	AllowedCUDAVersions []string          `json:"allowedCudaVersions,omitzero"`
	Category            *TemplateCategory `json:"category,omitzero"`
	Mounts              *TemplateMounts   `json:"mounts,omitzero"`
	Name                *string           `json:"name,omitzero"`
	Public              *bool             `json:"public,omitzero"`
	Serverless          *bool             `json:"serverless,omitzero"`
	StartJupyter        *bool             `json:"startJupyter,omitzero"`
	StartSSH            *bool             `json:"startSsh,omitzero"`
}

type listTemplatesResponse struct {
	paginated
	Templates []Template `json:"templates"`
}

// ListTemplates returns all templates of the account.
func (c *Client) ListTemplates(ctx context.Context) ([]Template, error) {
	return list(ctx, c, route{"templates"}, nil, maxPage, func(r *listTemplatesResponse) []Template { return r.Templates })
}

// CreateTemplate creates a template.
func (c *Client) CreateTemplate(ctx context.Context, req CreateTemplateRequest) (*Template, error) {
	return object[Template](ctx, c, http.MethodPost, route{"templates"}, nil, req)
}

// GetTemplate returns a template of the account; another's or a public one is a 404.
func (c *Client) GetTemplate(ctx context.Context, id string) (*Template, error) {
	return object[Template](ctx, c, http.MethodGet, route{"templates", id}, nil, nil)
}

// UpdateTemplate changes a template.
func (c *Client) UpdateTemplate(ctx context.Context, id string, req UpdateTemplateRequest) (*Template, error) {
	return object[Template](ctx, c, http.MethodPatch, route{"templates", id}, nil, req)
}

// DeleteTemplate deletes a template. It fails with a 400 while one is in use.
func (c *Client) DeleteTemplate(ctx context.Context, id string) error {
	return c.remove(ctx, route{"templates", id})
}
