package sandbox

import (
	"slices"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// maxCostCenter is the most characters of a cost center's name.
const maxCostCenter = 50

type costCenter struct {
	wire      runpod.CostCenter
	resources labels
}

func (a *Account) costCenterRoutes() []route {
	value := matching(`^\s*\S`).atLeast(1).atMost(maxCostCenter)
	create := closed(required("value", value), optional("resources", labelledList()))
	rename := closed(required("value", value))
	resource := "/v2/cost-centers/{id}/resources/{resourceType}/{resourceId}"
	return []route{
		{"GET /v2/cost-centers", a.listCostCenters},
		{"POST /v2/cost-centers", taking(create, a.createCostCenter)},
		{"GET /v2/cost-centers/{id}", with(a.costCenters.find, func(_ *call, cc *costCenter) (any, error) { return cc.wire, nil })},
		{"PATCH /v2/cost-centers/{id}", changing(a.costCenters.find, rename, a.renameCostCenter)},
		{"DELETE /v2/cost-centers/{id}", with(a.costCenters.find, a.costCenters.delete)},
		{"GET /v2/cost-centers/{id}/resources", with(a.costCenters.find, a.listCostCenterResources)},
		{"PUT " + resource, with(a.costCenters.find, a.attributeResource)},
		{"DELETE " + resource, with(a.costCenters.find, a.removeAttribution)},
	}
}

func (a *Account) listCostCenters(c *call) (any, error) {
	centers, page, _, err := pageOf(c, &a.costCenters, objectPages)
	if err != nil {
		return nil, err
	}
	shown := each(centers, func(cc *costCenter) runpod.CostCenter { return cc.wire })
	return map[string]any{"costCenters": shown, "pagination": page}, nil
}

func (a *Account) createCostCenter(_ *call, req *runpod.CreateCostCenterRequest) (any, error) {
	if err := a.allLabelled(req.Resources); err != nil {
		return nil, err
	}
	cc := &costCenter{wire: runpod.CostCenter{ID: a.newLabelID(), Value: strings.TrimSpace(req.Value)}}
	for _, object := range req.Resources {
		if err := a.attribute(cc, object); err != nil {
			return nil, err
		}
	}
	a.costCenters.add(cc.wire.ID, cc)
	return created{cc.wire}, nil
}

func (a *Account) renameCostCenter(_ *call, cc *costCenter, req *runpod.RenameCostCenterRequest) (any, error) {
	cc.wire.Value = strings.TrimSpace(req.Value)
	return cc.wire, nil
}

// listCostCenterResources has no sequence numbers to page by: the objects of one
// cost center fit on one page.
func (a *Account) listCostCenterResources(_ *call, cc *costCenter) (any, error) {
	return map[string]any{"resources": a.present(cc.resources), "pagination": pagination{}}, nil
}

func (a *Account) attributeResource(c *call, cc *costCenter) (any, error) {
	object, err := a.labelled(c)
	if err != nil {
		return nil, err
	}
	return nil, a.attribute(cc, object)
}

// attribute moves an object from the cost center that it has, or refuses to.
func (a *Account) attribute(cc *costCenter, object runpod.Labelled) error {
	for _, other := range a.costCenters.all() {
		if other == cc || !slices.Contains(other.resources, object) {
			continue
		}
		if a.attributionsStay {
			return conflict("resource %s is already attributed to cost center %q", object.ID, other.wire.Value)
		}
		other.resources.remove(object)
	}
	cc.resources.add(object)
	return nil
}

func (a *Account) removeAttribution(c *call, cc *costCenter) (any, error) {
	object, err := a.labelled(c)
	if err != nil {
		return nil, err
	}
	if !cc.resources.remove(object) {
		return nil, refuse(404, "the resource is not attributed to this cost center")
	}
	return nil, nil
}

// KeepAttributions refuses to attribute what has a cost center to another one. Whether
// Runpod moves it instead, as is done otherwise, is not documented.
func (a *Account) KeepAttributions() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.attributionsStay = true
}

// CostCenters returns the cost centers, oldest first.
func (a *Account) CostCenters() []runpod.CostCenter {
	return snapshot(a, &a.costCenters, func(cc *costCenter) runpod.CostCenter { return cc.wire })
}

// CostCenterOf returns the ID of the cost center that an object has, or nothing.
func (a *Account) CostCenterOf(object runpod.Labelled) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, cc := range a.costCenters.all() {
		if slices.Contains(cc.resources, object) {
			return cc.wire.ID
		}
	}
	return ""
}
