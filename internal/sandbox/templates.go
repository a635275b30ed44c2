package sandbox

import (
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// templateRoutes does not find public templates, nor those of others, by ID.
func (a *Account) templateRoutes() []route {
	name, image := text().atLeast(1), text()
	create := templateRule(required("name", name), required("image", image))
	update := templateRule(optional("name", name), optional("image", image))
	return []route{
		{"GET /v2/templates", a.listTemplates},
		{"POST /v2/templates", taking(create, a.createTemplate)},
		{"GET /v2/templates/{id}", with(a.readableTemplate, func(_ *call, t *runpod.Template) (any, error) { return t, nil })},
		{"PATCH /v2/templates/{id}", changing(a.templates.find, update, a.updateTemplate)},
		{"DELETE /v2/templates/{id}", with(a.templates.find, a.deleteTemplate)},
		{"GET /v2/catalog/templates", a.listPublicTemplates},
	}
}

// readableTemplate finds a template to look at: one of the account's, or a public one,
// which only its owner may change or delete.
func (a *Account) readableTemplate(c *call) (*runpod.Template, error) {
	t, err := a.templates.find(c)
	if public := publicTemplate(c.id()); err != nil && public != nil {
		return public, nil
	}
	return t, err
}

// defaultTemplateDisk is the container disk, in GB, of a template that does not say.
const defaultTemplateDisk = 50

func templateRule(name, image field) *rule {
	return closed(containerFields(
		name, image,
		optional("allowedCudaVersions", cudaVersions()),
		optional("category", oneOf(runpod.TemplateCategoryCPU, runpod.TemplateCategoryNVIDIA, runpod.TemplateCategoryAMD)),
		optional("mounts", closed(optional("persistent", persistentMountRule()))),
		optional("public", boolean()),
		optional("serverless", boolean()),
		optional("startJupyter", boolean()),
		optional("startSsh", boolean()),
	)...)
}

func (a *Account) listTemplates(c *call) (any, error) {
	page, pages, _, err := pageOf(c, &a.templates, objectPages)
	if err != nil {
		return nil, err
	}
	return map[string]any{"templates": append([]*runpod.Template{}, page...), "pagination": pages}, nil
}

// createTemplate changes a template of which nothing is said: to create and to
// update take the same settings.
func (a *Account) createTemplate(c *call, req *runpod.UpdateTemplateRequest) (any, error) {
	t := newTemplate()
	if err := a.changeTemplate(c, &t, req); err != nil {
		return nil, err
	}
	t.ID = a.newID(10)
	a.templates.add(t.ID, &t)
	return created{t}, nil
}

// newTemplate returns a template of which nothing is said.
func newTemplate() runpod.Template {
	t := runpod.Template{
		Container: newContainer(), Category: runpod.TemplateCategoryNVIDIA,
		StartSSH: true, StartJupyter: true, AllowedCUDAVersions: []string{},
	}
	t.Disk = defaultTemplateDisk
	return t
}

// changeTemplate makes the changes to t, by the rules that the schema does not
// tell.
func (a *Account) changeTemplate(c *call, t *runpod.Template, req *runpod.UpdateTemplateRequest) error {
	if err := a.changeContainer(&t.Container, &req.ContainerConfig); err != nil {
		return err
	}
	if err := checkConfigSize(t.Container, len(c.body)); err != nil {
		return err
	}
	if req.Mounts != nil {
		if err := checkMountPaths(runpod.Mounts{Persistent: req.Mounts.Persistent}); err != nil {
			return err
		}
		t.Mounts = *req.Mounts
	}
	if req.AllowedCUDAVersions != nil {
		t.AllowedCUDAVersions = req.AllowedCUDAVersions
	}
	set(&t.Name, req.Name)
	set(&t.Category, req.Category)
	set(&t.Public, req.Public)
	set(&t.Serverless, req.Serverless)
	set(&t.StartSSH, req.StartSSH)
	set(&t.StartJupyter, req.StartJupyter)
	return nil
}

// updateTemplate changes all that the request asks for, or nothing. What was
// made from the template does not follow.
func (a *Account) updateTemplate(c *call, t *runpod.Template, req *runpod.UpdateTemplateRequest) (any, error) {
	draft := deepCopy(*t)
	if err := a.changeTemplate(c, &draft, req); err != nil {
		return nil, err
	}
	*t = draft
	return t, nil
}

func (a *Account) deleteTemplate(_ *call, t *runpod.Template) (any, error) {
	if user := a.templateUser(t.ID); user != "" {
		return nil, badRequest("template %q is in use by %s", t.ID, user)
	}
	a.templates.remove(t.ID)
	return nil, nil
}

// templateUser names a pod or endpoint that was made from a template, or returns
// an empty string.
func (a *Account) templateUser(id string) string {
	for _, p := range a.pods.all() {
		if !p.gone() && p.templateID == id {
			return describe("pod", p.id, p.name)
		}
	}
	for _, e := range a.endpoints.all() {
		if e.templateID == id {
			return describe("endpoint", e.wire.ID, e.wire.Name)
		}
	}
	return ""
}

// template finds a template to make something from: one of the account's, or a
// public one. serverless says what it is wanted for.
func (a *Account) template(id string, serverless bool) (*runpod.Template, error) {
	t, ok := a.templates.get(id)
	if !ok {
		t = publicTemplate(id)
	}
	if t == nil {
		return nil, notFound("template")
	}
	if t.Serverless != serverless {
		kind := map[bool]string{true: "serverless", false: "pod"}
		return nil, unprocessableFor("templateId: %s is a %s template, not a %s template", id, kind[t.Serverless], kind[serverless])
	}
	return t, nil
}

// Templates returns the account's templates, oldest first.
func (a *Account) Templates() []runpod.Template {
	return snapshot(a, &a.templates, func(t *runpod.Template) runpod.Template { return *t })
}

// AddTemplate gives the account a template, no rule checked, and returns its
// ID, made up when it is empty.
func (a *Account) AddTemplate(t runpod.Template) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if t.ID == "" {
		t.ID = a.newID(10)
	}
	added := completeTemplate(t)
	a.templates.add(t.ID, &added)
	return t.ID
}

// EditTemplate changes a template behind the API's back; no rule is checked. It
// panics if there is no such template.
func (a *Account) EditTemplate(id string, edit func(*runpod.Template)) {
	a.behind(func(time.Time) {
		t := a.templates.known(id)
		*t = completeTemplate(edited(*t, edit))
	})
}

// RemoveTemplate deletes a template as if in the console, whatever was made from
// it. It panics if there is no such template.
func (a *Account) RemoveTemplate(id string) {
	a.behind(func(time.Time) { a.templates.removeKnown(id) })
}

// completeTemplate copies a template that did not come through the API, with
// empty lists and maps where it has none: an answer always has them.
func completeTemplate(t runpod.Template) runpod.Template {
	t = deepCopy(t)
	if t.Category == "" {
		t.Category = runpod.TemplateCategoryNVIDIA
	}
	if t.Env == nil {
		t.Env = map[string]string{}
	}
	if t.Ports == nil {
		t.Ports = []string{}
	}
	if t.AllowedCUDAVersions == nil {
		t.AllowedCUDAVersions = []string{}
	}
	return t
}
