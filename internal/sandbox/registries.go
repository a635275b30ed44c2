package sandbox

import (
	"net/http"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func registryRoutes() []route {
	return []route{
		{"GET /v2/registries", listRegistries},
		{"POST /v2/registries", createRegistry},
		{"GET /v2/registries/{id}", getRegistry},
		{"DELETE /v2/registries/{id}", deleteRegistry},
	}
}

// registry is credentials of a container registry. Username and password are
// there for [Account.HoldsRegistry] only: no answer has them.
type registry struct {
	wire               runpod.Registry
	username, password string
}

// registryIDLength is longer than that of other ids.
const registryIDLength = 25

func listRegistries(a *Account, _ *call) (int, any, error) {
	registries := []runpod.Registry{}
	for _, r := range a.registries.all() {
		registries = append(registries, r.wire)
	}
	return http.StatusOK, map[string]any{"registries": registries}, nil
}

func createRegistry(a *Account, c *call) (int, any, error) {
	var req runpod.CreateRegistryRequest
	if err := c.decode(closed(
		required("name", text().atLeast(1).atMost(191)),
		required("username", text().atLeast(1).atMost(191)),
		required("password", text().atLeast(1).atMost(16_384)),
	), &req); err != nil {
		return 0, nil, err
	}
	for _, r := range a.registries.all() {
		if r.wire.Name == req.Name {
			return 0, nil, badRequest("a registry with this name already exists")
		}
	}
	r := &registry{
		wire:     runpod.Registry{ID: a.newID(registryIDLength), Name: req.Name},
		username: req.Username, password: req.Password,
	}
	a.registries.add(r.wire.ID, r)
	return http.StatusCreated, r.wire, nil
}

func (a *Account) registry(id string) (*registry, error) {
	r, ok := a.registries.get(id)
	if !ok {
		return nil, notFound("registry", id)
	}
	return r, nil
}

func getRegistry(a *Account, c *call) (int, any, error) {
	r, err := a.registry(c.id())
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, r.wire, nil
}

func deleteRegistry(a *Account, c *call) (int, any, error) {
	r, err := a.registry(c.id())
	if err != nil {
		return 0, nil, err
	}
	if user := a.registryUser(r.wire.ID); user != "" {
		return 0, nil, badRequest("registry %q is in use by %s", r.wire.ID, user)
	}
	a.dropRegistry(r.wire.ID)
	return http.StatusNoContent, nil, nil
}

// dropRegistry deletes credentials. Templates that named them lose them without
// a word, and so do endpoints, which are templates underneath.
func (a *Account) dropRegistry(id string) {
	a.registries.remove(id)
	lose := func(c *runpod.Container) {
		if c.Registry != nil && *c.Registry == id {
			c.Registry = nil
		}
	}
	for _, t := range a.templates.all() {
		lose(&t.Container)
	}
	for _, e := range a.endpoints.all() {
		lose(&e.wire.Container)
	}
}

func (a *Account) hasRegistry(id string) bool {
	_, ok := a.registries.get(id)
	return ok
}

// registryUser names a pod that pulls its image with a registry, or returns an
// empty string.
func (a *Account) registryUser(id string) string {
	for _, p := range a.pods.all() {
		if r := p.container.Registry; !p.gone() && r != nil && *r == id {
			return describe("pod", p.id, p.name)
		}
	}
	return ""
}

// Registries returns the registries, oldest first.
func (a *Account) Registries() []runpod.Registry {
	a.mu.Lock()
	defer a.mu.Unlock()
	var registries []runpod.Registry
	for _, r := range a.registries.all() {
		registries = append(registries, r.wire)
	}
	return registries
}

// AddRegistry gives the account the credentials of a registry, as if in the
// console, and returns their id.
func (a *Account) AddRegistry(name string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	r := &registry{wire: runpod.Registry{ID: a.newID(registryIDLength), Name: name}}
	a.registries.add(r.wire.ID, r)
	return r.wire.ID
}

// HoldsRegistry reports whether the account has a registry of this name with
// these credentials. The API never says.
func (a *Account) HoldsRegistry(name, username, password string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, r := range a.registries.all() {
		if r.wire.Name == name {
			return r.username == username && r.password == password
		}
	}
	return false
}

// RemoveRegistry deletes a registry as if in the console, whoever uses it. It
// panics if there is no such registry.
func (a *Account) RemoveRegistry(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	known(&a.registries, "registry", id)
	a.dropRegistry(id)
}
