package sandbox

import (
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// userID is that of whoever the key belongs to.
const userID = delegatorID

func (a *Account) globalVolumeRoutes() []route {
	name := text().atLeast(1).atMost(191)
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
	volumes, page, _, err := pageOf(c, &a.globalVolumes, objectPages)
	if err != nil {
		return nil, err
	}
	shown := each(volumes, func(v *runpod.GlobalVolume) *runpod.GlobalVolume { return v })
	return map[string]any{"globalVolumes": shown, "pagination": page}, nil
}

func (a *Account) createGlobalVolume(c *call, req *runpod.CreateGlobalVolumeRequest) (any, error) {
	name, err := visibleName(req.Name)
	if err != nil {
		return nil, err
	}
	user := userID
	v := &runpod.GlobalVolume{ID: a.newLabelID(), Name: name, CreatedAt: c.now, CreatedByUserID: &user}
	a.globalVolumes.add(v.ID, v)
	return created{v}, nil
}

func (a *Account) updateGlobalVolume(_ *call, v *runpod.GlobalVolume, req *runpod.UpdateGlobalVolumeRequest) (any, error) {
	if req.Name != nil {
		name, err := visibleName(*req.Name)
		if err != nil {
			return nil, err
		}
		v.Name = name
	}
	return v, nil
}

func visibleName(name string) (string, error) {
	if name = strings.TrimSpace(name); name == "" {
		return "", badRequest("name must have a visible character")
	}
	return name, nil
}

// GlobalVolumes returns the global volumes, oldest first.
func (a *Account) GlobalVolumes() []runpod.GlobalVolume {
	return snapshot(a, &a.globalVolumes, func(v *runpod.GlobalVolume) runpod.GlobalVolume { return deepCopy(*v) })
}
