package account

import (
	"context"
	"errors"
	"sync"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// ErrTemplateNotKnown is returned for a template that the plan changes to what only the apply can tell.
var ErrTemplateNotKnown = errors.New("what the template will be is not known before the apply")

// Templates reads templates as they will be when what is made from them is made: a plan that changes
// a template and creates a pod from it applies the first before the second.
type Templates struct {
	client *runpod.Client

	mu      sync.Mutex
	planned map[string]*runpod.Template // by ID; nil for what is not known
}

func newTemplates(client *runpod.Client) *Templates {
	return &Templates{client: client, planned: map[string]*runpod.Template{}}
}

// Plan takes in what this run changes a template to, nil where only the apply can tell.
func (t *Templates) Plan(id string, template *runpod.Template) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.planned[id] = template
}

// GetTemplate returns a template of the account as it will be. Where that is not known, the error is
// [ErrTemplateNotKnown].
func (t *Templates) GetTemplate(ctx context.Context, id string) (*runpod.Template, error) {
	t.mu.Lock()
	template, ok := t.planned[id]
	t.mu.Unlock()
	switch {
	case !ok:
		return t.client.GetTemplate(ctx, id)
	case template == nil:
		return nil, ErrTemplateNotKnown
	}
	return template, nil
}

// ListPublicTemplates returns those of everybody, which nobody here changes.
func (t *Templates) ListPublicTemplates(ctx context.Context, opts runpod.ListPublicTemplatesOptions) ([]runpod.Template, error) {
	return t.client.ListPublicTemplates(ctx, opts)
}
