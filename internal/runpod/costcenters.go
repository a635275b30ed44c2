package runpod

import (
	"context"
	"net/http"
)

// CostCenter is a name under which an invoice adds up what its resources cost.
type CostCenter struct {
	ID    string `json:"id"`
	Value string `json:"value"` // the name, 1 to 50 characters
}

// CreateCostCenterRequest asks for a cost center.
type CreateCostCenterRequest struct {
	Value     string     `json:"value"`
	Resources []Labelled `json:"resources,omitzero"`
}

// RenameCostCenterRequest renames a cost center. Invoices that were issued keep the old
// name.
type RenameCostCenterRequest struct {
	Value string `json:"value"`
}

type listCostCentersResponse struct {
	paginated
	CostCenters []CostCenter `json:"costCenters"`
}

type listCostCenterResourcesResponse struct {
	paginated
	Resources []Labelled `json:"resources"`
}

// ListCostCenters returns all cost centers of the account.
func (c *Client) ListCostCenters(ctx context.Context) ([]CostCenter, error) {
	return list(ctx, c, route{"cost-centers"}, nil, maxPage, func(r *listCostCentersResponse) []CostCenter { return r.CostCenters })
}

// CreateCostCenter creates a cost center.
func (c *Client) CreateCostCenter(ctx context.Context, req CreateCostCenterRequest) (*CostCenter, error) {
	return object[CostCenter](ctx, c, http.MethodPost, route{"cost-centers"}, nil, req)
}

// GetCostCenter returns a cost center.
func (c *Client) GetCostCenter(ctx context.Context, id string) (*CostCenter, error) {
	return object[CostCenter](ctx, c, http.MethodGet, route{"cost-centers", id}, nil, nil)
}

// RenameCostCenter renames a cost center.
func (c *Client) RenameCostCenter(ctx context.Context, id string, req RenameCostCenterRequest) (*CostCenter, error) {
	return object[CostCenter](ctx, c, http.MethodPatch, route{"cost-centers", id}, nil, req)
}

// DeleteCostCenter deletes a cost center. What it had runs on, without one.
func (c *Client) DeleteCostCenter(ctx context.Context, id string) error {
	return c.remove(ctx, route{"cost-centers", id})
}

// ListCostCenterResources returns what is attributed to a cost center.
func (c *Client) ListCostCenterResources(ctx context.Context, id string) ([]Labelled, error) {
	return list(ctx, c, route{"cost-centers", id, "resources"}, nil, maxPage, func(r *listCostCenterResourcesResponse) []Labelled { return r.Resources })
}

// AttributeCostCenterResource attributes an object to a cost center. Whether Runpod takes it out of
// another one for that, or refuses, is not documented.
func (c *Client) AttributeCostCenterResource(ctx context.Context, id string, to Labelled) error {
	return c.put(ctx, route{"cost-centers", id, "resources", string(to.Type), to.ID})
}

// RemoveCostCenterResource takes an object out of a cost center.
func (c *Client) RemoveCostCenterResource(ctx context.Context, id string, from Labelled) error {
	return c.remove(ctx, route{"cost-centers", id, "resources", string(from.Type), from.ID})
}
