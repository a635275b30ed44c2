package runpod

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// TagResourceType is what tags and cost centers call a kind of object.
type TagResourceType string

// The kinds of objects that can have tags and a cost center.
const (
	TagResourceTypePod           TagResourceType = "POD"
	TagResourceTypeCluster       TagResourceType = "CLUSTER"
	TagResourceTypeEndpoint      TagResourceType = "SERVERLESS_ENDPOINT"
	TagResourceTypeNetworkVolume TagResourceType = "NETWORK_VOLUME"
)

// Labelled names an object that has a tag or a cost center.
type Labelled struct {
	ID   string          `json:"id"`
	Type TagResourceType `json:"type"`
}

// UnmarshalJSON also reads resourceId and resourceType, and a bare id: what the API answers
// is not documented. Of any other form it is empty: no list fails for what carries a tag.
func (l *Labelled) UnmarshalJSON(b []byte) error {
	*l = Labelled{}
	if json.Unmarshal(b, &l.ID) == nil {
		return nil
	}
	var members struct {
		ID           string          `json:"id"`
		Type         TagResourceType `json:"type"`
		ResourceID   string          `json:"resourceId"`
		ResourceType TagResourceType `json:"resourceType"`
	}
	_ = json.Unmarshal(b, &members) // what it cannot read stays empty
	*l = Labelled{ID: members.ID, Type: members.Type}
	if members.ResourceID != "" {
		l.ID = members.ResourceID
	}
	if members.ResourceType != "" {
		l.Type = members.ResourceType
	}
	return nil
}

// Tag is a key with a value, which the whole organization shares: its ID is the same on
// everything that carries it.
type Tag struct {
	ID        string    `json:"id"`
	Key       string    `json:"key"`
	Value     string    `json:"value"` // may be empty
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`
	// Resources carry the tag; nil if the answer does not include them.
	Resources []Labelled `json:"resources,omitzero"`
}

// CreateTagRequest asks for a tag.
type CreateTagRequest struct {
	Key       string     `json:"key"`   // 1 to 191 characters, trimmed by Runpod
	Value     string     `json:"value"` // 0 to 191 characters
	Resources []Labelled `json:"resources,omitzero"`
}

// UpdateTagRequest changes a tag everywhere.
type UpdateTagRequest struct {
	Key   *string `json:"key,omitzero"`
	Value *string `json:"value,omitzero"`
}

type listTagsResponse struct {
	paginated
	Tags []Tag `json:"tags"`
}

// ListTags returns all tags of the organization, with what carries them where Runpod
// tells that.
func (c *Client) ListTags(ctx context.Context) ([]Tag, error) {
	query := url.Values{"include": {"resources"}}
	return list(ctx, c, route{"tags"}, query, anyPage, func(r *listTagsResponse) []Tag { return r.Tags })
}

// CreateTag creates a tag. Runpod does not say whether it makes a second one of the same
// key and value.
func (c *Client) CreateTag(ctx context.Context, req CreateTagRequest) (*Tag, error) {
	return object[Tag](ctx, c, http.MethodPost, route{"tags"}, nil, req)
}

// GetTag returns a tag.
func (c *Client) GetTag(ctx context.Context, id string) (*Tag, error) {
	return object[Tag](ctx, c, http.MethodGet, route{"tags", id}, nil, nil)
}

// UpdateTag changes the key or the value of a tag, on everything that carries it.
func (c *Client) UpdateTag(ctx context.Context, id string, req UpdateTagRequest) (*Tag, error) {
	return object[Tag](ctx, c, http.MethodPatch, route{"tags", id}, nil, req)
}

// DeleteTag deletes a tag and takes it off everything.
func (c *Client) DeleteTag(ctx context.Context, id string) error {
	return c.remove(ctx, route{"tags", id})
}

// AttachTagResource puts a tag on an object. One that has it already keeps it.
func (c *Client) AttachTagResource(ctx context.Context, id string, to Labelled) error {
	return c.put(ctx, route{"tags", id, "resources", string(to.Type), to.ID})
}

// DetachTagResource takes a tag off an object.
func (c *Client) DetachTagResource(ctx context.Context, id string, from Labelled) error {
	return c.remove(ctx, route{"tags", id, "resources", string(from.Type), from.ID})
}
