package sandbox

import "github.com/runpod-iac/terraform-provider-runpod/internal/runpod"

// userID is that of whoever the key belongs to.
const userID = delegatorID

// globalVolumePages are as those of cost centers. No maximum is documented: a larger limit
// than the largest gets that.
var globalVolumePages = paging{standard: 1000, largest: 1000, cut: true}

func (a *Account) globalVolumeRoutes() []route {
	name := matching(`[^\p{Z}\s]`).atLeast(1).atMost(191)
	create := closed(required("name", name))
	update := closed(optional("name", name)).atLeast(1)
	return []route{
		{"GET /v2/global-volumes", a.listGlobalVolumes},
		{"POST /v2/global-volumes", taking(create, a.createGlobalVolume)},
		{"GET /v2/global-volumes/{id}", with(a.globalVolumes.find, func(_ *call, v *runpod.GlobalVolume) (any, error) { return v, nil })},
		{"PATCH /v2/global-volumes/{id}", changing(a.globalVolumes.find, update, a.updateGlobalVolume)},
		{"DELETE /v2/global-volumes/{id}", with(a.globalVolumes.find, a.globalVolumes.delete)},
	}
}

func (a *Account) listGlobalVolumes(c *call) (any, error) {
	volumes, page, _, err := pageOf(c, &a.globalVolumes, globalVolumePages)
	if err != nil {
		return nil, err
	}
	shown := each(volumes, func(v *runpod.GlobalVolume) *runpod.GlobalVolume { return v })
	return map[string]any{"globalVolumes": shown, "pagination": page}, nil
}

func (a *Account) createGlobalVolume(c *call, req *runpod.CreateGlobalVolumeRequest) (any, error) {
	user := userID
	v := &runpod.GlobalVolume{ID: a.newLabelID(), Name: trim(req.Name), CreatedAt: c.now, CreatedByUserID: &user}
	a.globalVolumes.add(v.ID, v)
	return created{v}, nil
}

func (a *Account) updateGlobalVolume(_ *call, v *runpod.GlobalVolume, req *runpod.UpdateGlobalVolumeRequest) (any, error) {
	if req.Name != nil {
		v.Name = trim(*req.Name)
	}
	return v, nil
}

// GlobalVolumes returns the global volumes, oldest first.
func (a *Account) GlobalVolumes() []runpod.GlobalVolume {
	return snapshot(a, &a.globalVolumes, func(v *runpod.GlobalVolume) runpod.GlobalVolume { return deepCopy(*v) })
}
