package sandbox

import (
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func (a *Account) registryRoutes() []route {
	create := closed(
		required("name", text().atLeast(1).atMost(191)),
		required("username", text().atLeast(1).atMost(191)),
		required("password", text().atLeast(1).atMost(16_384)),
	)
	return []route{
		{"GET /v2/registries", a.listRegistries},
		{"POST /v2/registries", taking(create, a.createRegistry)},
		{"GET /v2/registries/{id}", with(a.registries.find, func(_ *call, r *registry) (any, error) { return r.wire, nil })},
		{"DELETE /v2/registries/{id}", with(a.registries.find, a.deleteRegistry)},
	}
}

// registry is credentials of a container registry. Username and password are
// there for [Account.HoldsRegistry] only: no answer has them.
type registry struct {
	wire               runpod.Registry
	username, password string
}

func (r *registry) answer() runpod.Registry { return r.wire }

// registryIDLength is longer than that of other IDs.
const registryIDLength = 25

func (a *Account) listRegistries(*call) (any, error) {
	return map[string]any{"registries": each(a.registries.all(), (*registry).answer)}, nil
}

func (a *Account) createRegistry(_ *call, req *runpod.CreateRegistryRequest) (any, error) {
	if a.registryNamed(req.Name) != nil {
		return nil, badRequest("a registry with this name already exists")
	}
	r := &registry{
		wire:     runpod.Registry{ID: a.newID(registryIDLength), Name: req.Name},
		username: req.Username, password: req.Password,
	}
	a.registries.add(r.wire.ID, r)
	return created{r.wire}, nil
}

func (a *Account) deleteRegistry(_ *call, r *registry) (any, error) {
	if user := a.registryUser(r.wire.ID); user != "" {
		return nil, badRequest("registry %q is in use by %s", r.wire.ID, user)
	}
	a.dropRegistry(r.wire.ID)
	return nil, nil
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

func (a *Account) registryNamed(name string) *registry {
	return lookUp(a.registries.all(), func(r *registry) bool { return r.wire.Name == name })
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
	return snapshot(a, &a.registries, (*registry).answer)
}

// AddRegistry gives the account the credentials of a registry, as if in the
// console, and returns their ID.
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
	r := a.registryNamed(name)
	return r != nil && r.username == username && r.password == password
}

// RemoveRegistry deletes a registry as if in the console, whoever uses it. It
// panics if there is no such registry.
func (a *Account) RemoveRegistry(id string) {
	a.behind(func(time.Time) {
		a.registries.known(id)
		a.dropRegistry(id)
	})
}
