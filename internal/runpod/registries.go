package runpod

import (
	"context"
	"net/http"
	"time"
)

// Registry is stored credentials of a container registry. Nothing but ID and
// name ever comes back.
type Registry struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// CreateRegistryRequest stores credentials under a name that must be new.
type CreateRegistryRequest struct {
	Name     string `json:"name"`
	Username string `json:"username"`
	Password string `json:"password"`
}

// ECRDelegation lets Runpod pull from an Amazon ECR repository.
type ECRDelegation struct {
	ID                string    `json:"id"`
	Name              *string   `json:"name"`
	DelegatorUserID   string    `json:"delegatorUserId"`
	AWSUser           string    `json:"awsUser"`
	Repository        string    `json:"repository"`
	Tag               string    `json:"tag"`
	AWSRegion         string    `json:"awsRegion"`
	DockerRegistryURI *string   `json:"dockerRegistryUri,omitzero"`
	CreatedAt         time.Time `json:"createdAt"`
}

// CreateDelegationRequest asks for a delegation of one ECR repository.
type CreateDelegationRequest struct {
	Resource string  `json:"resource"`
	Name     *string `json:"name,omitzero"`
}

type listRegistriesResponse struct {
	paginated
	Registries []Registry `json:"registries"`
}

type listDelegationsResponse struct {
	paginated
	Delegations []ECRDelegation `json:"delegations"`
}

// ListRegistries returns all registry credentials of the account.
func (c *Client) ListRegistries(ctx context.Context) ([]Registry, error) {
	return list(ctx, c, route{"registries"}, nil, anyPage, func(r *listRegistriesResponse) []Registry { return r.Registries })
}

// CreateRegistry stores registry credentials.
func (c *Client) CreateRegistry(ctx context.Context, req CreateRegistryRequest) (*Registry, error) {
	return object[Registry](ctx, c, http.MethodPost, route{"registries"}, nil, req)
}

// GetRegistry returns the ID and name of registry credentials.
func (c *Client) GetRegistry(ctx context.Context, id string) (*Registry, error) {
	return object[Registry](ctx, c, http.MethodGet, route{"registries", id}, nil, nil)
}

// DeleteRegistry deletes registry credentials. It fails with a 400 while a pod uses them.
func (c *Client) DeleteRegistry(ctx context.Context, id string) error {
	return c.remove(ctx, route{"registries", id})
}

// ListDelegations returns all ECR delegations of the account.
func (c *Client) ListDelegations(ctx context.Context) ([]ECRDelegation, error) {
	return list(ctx, c, route{"registries", "delegations"}, nil, anyPage, func(r *listDelegationsResponse) []ECRDelegation { return r.Delegations })
}

// CreateDelegation creates an ECR delegation.
func (c *Client) CreateDelegation(ctx context.Context, req CreateDelegationRequest) (*ECRDelegation, error) {
	return object[ECRDelegation](ctx, c, http.MethodPost, route{"registries", "delegations"}, nil, req)
}

// RevokeDelegation takes back an ECR delegation.
func (c *Client) RevokeDelegation(ctx context.Context, id string) error {
	return c.remove(ctx, route{"registries", "delegations", id})
}
