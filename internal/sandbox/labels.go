package sandbox

import "github.com/runpod-iac/terraform-provider-runpod/internal/runpod"

// maxLabelled is the most objects that a tag or a cost center can be given at its
// creation.
const maxLabelled = 100

// labels are the objects that carry a tag, or belong to a cost center.
type labels struct{ store[runpod.Labelled] }

func labelKey(object runpod.Labelled) string { return string(object.Type) + "/" + object.ID }

func (l *labels) has(object runpod.Labelled) bool {
	_, ok := l.get(labelKey(object))
	return ok
}

func (l *labels) attach(objects ...runpod.Labelled) {
	for _, object := range objects {
		if !l.has(object) {
			l.add(labelKey(object), object)
		}
	}
}

// detach reports whether the object was among them.
func (l *labels) detach(object runpod.Labelled) bool {
	was := l.has(object)
	l.remove(labelKey(object))
	return was
}

func labelledType() *rule {
	return oneOf(runpod.TagResourceTypePod, runpod.TagResourceTypeCluster, runpod.TagResourceTypeEndpoint, runpod.TagResourceTypeNetworkVolume)
}

func labelledList() *rule {
	return list(closed(required("id", text()), required("type", labelledType()))).atMost(maxLabelled)
}

// labelled is the object that a call names in its path.
func (a *Account) labelled(c *call) (runpod.Labelled, error) {
	object := runpod.Labelled{ID: c.r.PathValue("resourceId"), Type: runpod.TagResourceType(c.r.PathValue("resourceType"))}
	if violations := labelledType().violations("resourceType", string(object.Type)); violations != nil {
		return object, unprocessable(violations)
	}
	if !a.hasLabelled(object) {
		return object, refuse(404, "resource not found")
	}
	return object, nil
}

// allLabelled refuses a creation with an object that is not there.
func (a *Account) allLabelled(objects []runpod.Labelled) error {
	for _, object := range objects {
		if !a.hasLabelled(object) {
			return badRequest("%s %s cannot be attached: it was not found", object.Type, object.ID)
		}
	}
	return nil
}

// hasLabelled reports whether an object that can carry a tag exists. The members of a
// cluster are no objects of their own.
func (a *Account) hasLabelled(object runpod.Labelled) bool {
	switch object.Type {
	case runpod.TagResourceTypePod:
		p, ok := a.pods.get(object.ID)
		return ok && !p.gone() && p.cluster == nil
	case runpod.TagResourceTypeCluster:
		g, ok := a.clusters.get(object.ID)
		return ok && g.endedAt.IsZero()
	case runpod.TagResourceTypeEndpoint:
		_, ok := a.endpoints.get(object.ID)
		return ok
	case runpod.TagResourceTypeNetworkVolume:
		_, ok := a.networkVolumes.get(object.ID)
		return ok
	}
	return false
}

// present are those that still exist.
func (a *Account) present(l *labels) *store[runpod.Labelled] {
	return l.where(a.hasLabelled)
}
