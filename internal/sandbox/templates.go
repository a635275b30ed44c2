package sandbox

import (
	"net/http"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func templateRoutes() []route {
	return []route{
		{"GET /v2/templates", listTemplates},
		{"POST /v2/templates", createTemplate},
		{"GET /v2/templates/{id}", getTemplate},
		{"PATCH /v2/templates/{id}", updateTemplate},
		{"DELETE /v2/templates/{id}", deleteTemplate},
		{"GET /v2/catalog/templates", listPublicTemplates},
	}
}

// defaultTemplateDisk is the container disk, in GB, of a template that does not say.
const defaultTemplateDisk = 50

func templateRule(name, image field) *rule {
	return composed(containerFields(
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

func templateName() *rule {
	return text().atLeast(1)
}

func listTemplates(a *Account, c *call) (int, any, error) {
	page, pages, _, err := pageOf(c, &a.templates, largestPage)
	if err != nil {
		return 0, nil, err
	}
	templates := []runpod.Template{}
	for _, t := range page {
		templates = append(templates, *t)
	}
	return http.StatusOK, map[string]any{"templates": templates, "pagination": pages}, nil
}

func createTemplate(a *Account, c *call) (int, any, error) {
	var req runpod.CreateTemplateRequest
	if err := c.decode(templateRule(required("name", templateName()), required("image", text())), &req); err != nil {
		return 0, nil, err
	}
	t := newTemplate()
	changes := runpod.UpdateTemplateRequest{
		ContainerConfig: req.ContainerConfig, AllowedCUDAVersions: req.AllowedCUDAVersions, Category: req.Category, Mounts: req.Mounts,
		Name: &req.Name, Public: req.Public, Serverless: req.Serverless, StartJupyter: req.StartJupyter, StartSSH: req.StartSSH,
	}
	if err := a.changeTemplate(c, &t, &changes); err != nil {
		return 0, nil, err
	}
	t.ID = a.newID(10)
	a.templates.add(t.ID, &t)
	return http.StatusCreated, t, nil
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
	t.Name = *or(req.Name, &t.Name)
	t.Category = *or(req.Category, &t.Category)
	t.Public = *or(req.Public, &t.Public)
	t.Serverless = *or(req.Serverless, &t.Serverless)
	t.StartSSH = *or(req.StartSSH, &t.StartSSH)
	t.StartJupyter = *or(req.StartJupyter, &t.StartJupyter)
	return nil
}

// ownTemplate finds a template of the account. Public ones and those of others
// are not found.
func (a *Account) ownTemplate(id string) (*runpod.Template, error) {
	t, ok := a.templates.get(id)
	if !ok {
		return nil, notFound("template", id)
	}
	return t, nil
}

func getTemplate(a *Account, c *call) (int, any, error) {
	t, err := a.ownTemplate(c.id())
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, t, nil
}

// updateTemplate changes all that the request asks for, or nothing. What was
// made from the template does not follow.
func updateTemplate(a *Account, c *call) (int, any, error) {
	t, err := a.ownTemplate(c.id())
	if err != nil {
		return 0, nil, err
	}
	var req runpod.UpdateTemplateRequest
	if err := c.decode(templateRule(optional("name", templateName()), optional("image", text())), &req); err != nil {
		return 0, nil, err
	}
	draft := deepCopy(*t)
	if err := a.changeTemplate(c, &draft, &req); err != nil {
		return 0, nil, err
	}
	*t = draft
	return http.StatusOK, t, nil
}

func deleteTemplate(a *Account, c *call) (int, any, error) {
	t, err := a.ownTemplate(c.id())
	if err != nil {
		return 0, nil, err
	}
	if user := a.templateUser(t.ID); user != "" {
		return 0, nil, badRequest("template %q is in use by %s", t.ID, user)
	}
	a.templates.remove(t.ID)
	return http.StatusNoContent, nil, nil
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
		return nil, notFound("template", id)
	}
	if t.Serverless != serverless {
		kind := map[bool]string{true: "serverless", false: "pod"}
		return nil, unprocessable([]string{"templateId: " + id + " is a " + kind[t.Serverless] + " template, not a " + kind[serverless] + " template"})
	}
	return t, nil
}

// Templates returns the account's templates, oldest first.
func (a *Account) Templates() []runpod.Template {
	a.mu.Lock()
	defer a.mu.Unlock()
	var templates []runpod.Template
	for _, t := range a.templates.all() {
		templates = append(templates, deepCopy(*t))
	}
	return templates
}

// AddTemplate gives the account a template, no rule checked, and returns its
// id, made up when it is empty.
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
	a.mu.Lock()
	defer a.mu.Unlock()
	t := known(&a.templates, "template", id)
	edited := deepCopy(*t)
	edit(&edited)
	*t = completeTemplate(edited)
}

// RemoveTemplate deletes a template as if in the console, whatever was made from
// it. It panics if there is no such template.
func (a *Account) RemoveTemplate(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	known(&a.templates, "template", id)
	a.templates.remove(id)
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
