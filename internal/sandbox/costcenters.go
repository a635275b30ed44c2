package sandbox

import (
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// maxCostCenter is the most characters of a cost center's name.
const maxCostCenter = 50

var costCenterPages = paging{standard: 1000, largest: 1000}

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
	named := func(q query, cc *costCenter) bool {
		return strings.Contains(strings.ToLower(cc.wire.Value), strings.ToLower(q.text("value")))
	}
	centers, page, _, err := pageWhere(c, &a.costCenters, costCenterPages, named, optional("value", text().atLeast(1)))
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
	cc := &costCenter{wire: runpod.CostCenter{ID: a.newLabelID(), Value: trim(req.Value)}}
	for _, object := range req.Resources {
		if err := a.attribute(cc, object); err != nil {
			return nil, err
		}
	}
	a.costCenters.add(cc.wire.ID, cc)
	return created{cc.wire}, nil
}

func (a *Account) renameCostCenter(_ *call, cc *costCenter, req *runpod.RenameCostCenterRequest) (any, error) {
	cc.wire.Value = trim(req.Value)
	return cc.wire, nil
}

func (a *Account) listCostCenterResources(c *call, cc *costCenter) (any, error) {
	resources, page, _, err := pageOf(c, a.present(&cc.resources), costCenterPages)
	if err != nil {
		return nil, err
	}
	return map[string]any{"resources": each(resources, func(object runpod.Labelled) runpod.Labelled { return object }), "pagination": page}, nil
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
		if other == cc || !other.resources.has(object) {
			continue
		}
		if a.attributionsStay {
			return conflict("resource %s is already attributed to cost center %q", object.ID, other.wire.Value)
		}
		other.resources.detach(object)
	}
	cc.resources.attach(object)
	return nil
}

func (a *Account) removeAttribution(c *call, cc *costCenter) (any, error) {
	object, err := a.labelled(c)
	if err != nil {
		return nil, err
	}
	if !cc.resources.detach(object) {
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
		if cc.resources.has(object) {
			return cc.wire.ID
		}
	}
	return ""
}
