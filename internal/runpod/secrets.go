package runpod

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Secret is a stored secret. Its value never comes back.
type Secret struct {
	ID                 string     `json:"id"`
	Name               string     `json:"name"`
	Description        *string    `json:"description"`
	CreatedAt          time.Time  `json:"createdAt"`
	ValueLastUpdatedAt *time.Time `json:"valueLastUpdatedAt"`
}

// CreateSecretRequest stores a value under a name that must be new.
type CreateSecretRequest struct {
	Name        string  `json:"name"`
	Value       string  `json:"value"`
	Description *string `json:"description,omitzero"`
}

// UpdateSecretRequest changes a secret: the value first, then the description,
// not both or neither. An empty description clears it.
type UpdateSecretRequest struct {
	Value       *string `json:"value,omitzero"`
	Description *string `json:"description,omitzero"`
}

// ListSecretsOptions filters a list of secrets.
type ListSecretsOptions struct {
	Name string
}

type listSecretsResponse struct {
	paginated
	Secrets []Secret `json:"secrets"`
}

// ListSecrets returns all secrets of the account, or the one of a name.
func (c *Client) ListSecrets(ctx context.Context, opts ListSecretsOptions) ([]Secret, error) {
	query := url.Values{}
	setString(query, "name", opts.Name)
	return list(ctx, c, route{"account", "secrets"}, query, anyPage, func(r *listSecretsResponse) []Secret { return r.Secrets })
}

// CreateSecret stores a secret. A name that is taken is a 409.
func (c *Client) CreateSecret(ctx context.Context, req CreateSecretRequest) (*Secret, error) {
	return object[Secret](ctx, c, http.MethodPost, route{"account", "secrets"}, nil, req)
}

// GetSecret returns a secret without its value.
func (c *Client) GetSecret(ctx context.Context, id string) (*Secret, error) {
	return object[Secret](ctx, c, http.MethodGet, route{"account", "secrets", id}, nil, nil)
}

// UpdateSecret changes a secret's value or description.
func (c *Client) UpdateSecret(ctx context.Context, id string, req UpdateSecretRequest) (*Secret, error) {
	return object[Secret](ctx, c, http.MethodPatch, route{"account", "secrets", id}, nil, req)
}

// DeleteSecret deletes a secret.
func (c *Client) DeleteSecret(ctx context.Context, id string) error {
	return c.remove(ctx, route{"account", "secrets", id})
}
