package sandbox

import (
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// maxTagLength is the most characters of a tag's key, and of its value.
const maxTagLength = 191

// reservedTagPrefix begins the keys that Runpod keeps for itself, in any case.
const reservedTagPrefix = "runpod:"

// tagPages have no limit that a caller could choose.
var tagPages = paging{standard: 100}

// tag is one of the organization's. Nothing but a DELETE removes it.
type tag struct {
	wire     runpod.Tag
	carriers labels
}

func (a *Account) tagRoutes() []route {
	key, value := text().atLeast(1).atMost(maxTagLength), text().atMost(maxTagLength)
	create := closed(required("key", key), required("value", value), optional("resources", labelledList()))
	update := closed(optional("key", key), optional("value", value)).atLeast(1)
	carrier := "/v2/tags/{id}/resources/{resourceType}/{resourceId}"
	return []route{
		{"GET /v2/tags", a.listTags},
		{"POST /v2/tags", taking(create, a.createTag)},
		{"GET /v2/tags/{id}", with(a.tags.find, func(_ *call, t *tag) (any, error) { return t.wire, nil })},
		{"PATCH /v2/tags/{id}", changing(a.tags.find, update, a.updateTag)},
		{"DELETE /v2/tags/{id}", with(a.tags.find, a.tags.delete)},
		{"PUT " + carrier, with(a.tags.find, a.attachTag)},
		{"DELETE " + carrier, with(a.tags.find, a.detachTag)},
	}
}

func (a *Account) listTags(c *call) (any, error) {
	tags, page, q, err := pageOf(c, &a.tags, tagPages, optional("include", oneOf("resources")))
	if err != nil {
		return nil, err
	}
	shown := each(tags, func(t *tag) runpod.Tag {
		wire := t.wire
		if q.has("include") && !a.tagsAreMute {
			wire.Resources = a.present(&t.carriers).all()
		}
		return wire
	})
	return map[string]any{"tags": shown, "pagination": page}, nil
}

// createTag makes a second tag where there is one of this key and value: the worst that
// Runpod may do.
func (a *Account) createTag(c *call, req *runpod.CreateTagRequest) (any, error) {
	key, err := tagKey(req.Key)
	if err != nil {
		return nil, err
	}
	if err := a.allLabelled(req.Resources); err != nil {
		return nil, err
	}
	t := &tag{wire: runpod.Tag{ID: a.newLabelID(), Key: key, Value: req.Value, CreatedAt: c.now, UpdatedAt: c.now}}
	t.carriers.attach(req.Resources...)
	a.tags.add(t.wire.ID, t)
	return created{t.wire}, nil
}

// newLabelID makes the ID of a tag or a cost center, which is longer than others.
func (a *Account) newLabelID() string { return "c" + a.newID(24) }

func tagKey(key string) (string, error) {
	key = trim(key)
	switch {
	case key == "":
		return "", badRequest("tag key must not be blank")
	case strings.HasPrefix(strings.ToLower(key), reservedTagPrefix):
		return "", badRequest("tag keys beginning with %q are reserved", reservedTagPrefix)
	}
	return key, nil
}

func (a *Account) updateTag(c *call, t *tag, req *runpod.UpdateTagRequest) (any, error) {
	if req.Key != nil {
		key, err := tagKey(*req.Key)
		if err != nil {
			return nil, err
		}
		t.wire.Key = key
	}
	set(&t.wire.Value, req.Value)
	t.wire.UpdatedAt = c.now
	return t.wire, nil
}

func (a *Account) attachTag(c *call, t *tag) (any, error) {
	object, err := a.labelled(c)
	if err != nil {
		return nil, err
	}
	t.carriers.attach(object)
	return nil, nil
}

func (a *Account) detachTag(c *call, t *tag) (any, error) {
	object, err := a.labelled(c)
	if err != nil {
		return nil, err
	}
	if !t.carriers.detach(object) {
		return nil, refuse(404, "the tag is not attached to this resource")
	}
	return nil, nil
}

// MuteTags lets the list of tags no longer tell what carries them, as some answers of
// Runpod's do.
func (a *Account) MuteTags() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tagsAreMute = true
}

// Tags returns the tags of the organization with what carries them, oldest first. They
// are no contents of the account: they stay when everything else goes.
func (a *Account) Tags() []runpod.Tag {
	return snapshot(a, &a.tags, func(t *tag) runpod.Tag {
		wire := t.wire
		wire.Resources = a.present(&t.carriers).all()
		return wire
	})
}
