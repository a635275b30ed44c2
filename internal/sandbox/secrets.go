package sandbox

import (
	"net/http"
	"strings"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// What Runpod stores of a secret, in bytes. The schema counts characters.
const (
	maxSecretBytes      = 16<<20 - 1
	maxDescriptionBytes = 65_535
)

func (a *Account) secretRoutes() []route {
	value, description := text().atLeast(1).atMost(16_777_216), text().atMost(maxDescriptionBytes)
	create := closed(
		required("name", matching(`^[a-zA-Z_][a-zA-Z0-9_.\-/]*$`).atLeast(1).atMost(191)),
		required("value", value),
		optional("description", description),
	)
	update := closed(optional("value", value), optional("description", description)).atLeast(1)
	return []route{
		{"GET /v2/account/secrets", a.listSecrets},
		{"POST /v2/account/secrets", taking(create, a.createSecret)},
		{"GET /v2/account/secrets/{id}", with(a.secrets.find, func(_ *call, s *secret) (any, error) { return s.wire, nil })},
		{"PATCH /v2/account/secrets/{id}", changing(a.secrets.find, update, a.updateSecret)},
		{"DELETE /v2/account/secrets/{id}", with(a.secrets.find, a.secrets.delete)},
	}
}

// secret is a stored secret. Its value is there for [Account.HoldsSecret] only:
// no answer has it.
type secret struct {
	wire  runpod.Secret
	value string
}

// reservedSecretPrefix begins, in any case, the names that Runpod keeps for itself.
const reservedSecretPrefix = "RUNPOD"

func (a *Account) listSecrets(c *call) (any, error) {
	q, err := c.query(optional("name", text()))
	if err != nil {
		return nil, err
	}
	secrets := []runpod.Secret{}
	for _, s := range a.secrets.all() {
		if name := q.text("name"); name == "" || name == s.wire.Name {
			secrets = append(secrets, s.wire)
		}
	}
	return map[string]any{"secrets": secrets}, nil
}

func (a *Account) createSecret(c *call, req *runpod.CreateSecretRequest) (any, error) {
	if strings.HasPrefix(strings.ToUpper(req.Name), reservedSecretPrefix) {
		return nil, badRequest("a secret's name must not start with %s", reservedSecretPrefix)
	}
	if err := storable(&req.Value, req.Description); err != nil {
		return nil, err
	}
	if a.secretNamed(req.Name) != nil {
		return nil, conflict("a secret with this name already exists")
	}
	now := c.now
	s := &secret{
		wire:  runpod.Secret{ID: a.newID(10), Name: req.Name, CreatedAt: now, ValueLastUpdatedAt: &now},
		value: req.Value,
	}
	s.describe(req.Description)
	a.secrets.add(s.wire.ID, s)
	return created{s.wire}, nil
}

// storable refuses what has too many bytes.
func storable(value, description *string) error {
	switch {
	case value != nil && len(*value) > maxSecretBytes:
		return badRequest("value must be under 16 MiB")
	case description != nil && len(*description) > maxDescriptionBytes:
		return badRequest("description must be at most %d bytes", maxDescriptionBytes)
	}
	return nil
}

func (a *Account) secretNamed(name string) *secret {
	return lookUp(a.secrets.all(), func(s *secret) bool { return s.wire.Name == name })
}

// describe changes the description: nil leaves it, an empty one clears it.
func (s *secret) describe(description *string) {
	switch {
	case description == nil:
	case *description == "":
		s.wire.Description = nil
	default:
		s.wire.Description = description
	}
}

// updateSecret changes the value and then the description. What goes wrong with
// the second does not undo the first.
func (a *Account) updateSecret(c *call, s *secret, req *runpod.UpdateSecretRequest) (any, error) {
	if err := storable(req.Value, req.Description); err != nil {
		return nil, err
	}
	if req.Value != nil {
		now := c.now
		s.value, s.wire.ValueLastUpdatedAt = *req.Value, &now
	}
	if req.Description != nil && a.descriptionFailures > 0 {
		a.descriptionFailures--
		return nil, refuse(http.StatusInternalServerError, "failed to update the secret's description")
	}
	s.describe(req.Description)
	return s.wire, nil
}

// Secrets returns the secrets without their values, oldest first.
func (a *Account) Secrets() []runpod.Secret {
	return snapshot(a, &a.secrets, func(s *secret) runpod.Secret { return s.wire })
}

// HoldsSecret reports whether the account has a secret of this name with this
// value. The API never says.
func (a *Account) HoldsSecret(name, value string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.secretNamed(name)
	return s != nil && s.value == value
}

// EditSecret changes what the API says of a secret behind its back; no rule is
// checked. It panics if there is no such secret.
func (a *Account) EditSecret(id string, edit func(*runpod.Secret)) {
	a.behind(func(time.Time) {
		s := a.secrets.known(id)
		s.wire = edited(s.wire, edit)
	})
}

// SetSecretValue changes a secret's value as if in the console. It panics if
// there is no such secret.
func (a *Account) SetSecretValue(id, value string) {
	a.behind(func(now time.Time) {
		s := a.secrets.known(id)
		s.value, s.wire.ValueLastUpdatedAt = value, new(now.UTC())
	})
}

// RemoveSecret deletes a secret as if in the console. It panics if there is no
// such secret.
func (a *Account) RemoveSecret(id string) {
	a.behind(func(time.Time) { a.secrets.removeKnown(id) })
}

// FailSecretDescriptions lets the next changes of a secret's description fail
// with a 500, after the value of the same request was changed.
func (a *Account) FailSecretDescriptions(times int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.descriptionFailures = times
}
