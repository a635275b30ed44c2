package sandbox

import (
	"net/http"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func secretRoutes() []route {
	return []route{
		{"GET /v2/account/secrets", listSecrets},
		{"POST /v2/account/secrets", createSecret},
		{"GET /v2/account/secrets/{id}", getSecret},
		{"PATCH /v2/account/secrets/{id}", updateSecret},
		{"DELETE /v2/account/secrets/{id}", deleteSecret},
	}
}

// secret is a stored secret. Its value is there for [Account.HoldsSecret] only:
// no answer has it.
type secret struct {
	wire  runpod.Secret
	value string
}

// reservedSecretPrefix begins the names that RunPod keeps for itself.
const reservedSecretPrefix = "RUNPOD"

func secretValue() *rule {
	return text().atLeast(1).atMost(16_777_216)
}

func secretDescription() *rule {
	return text().atMost(65_535)
}

func listSecrets(a *Account, c *call) (int, any, error) {
	q, err := c.query(optional("name", text()))
	if err != nil {
		return 0, nil, err
	}
	secrets := []runpod.Secret{}
	for _, s := range a.secrets.all() {
		if name := q.text("name"); name == "" || name == s.wire.Name {
			secrets = append(secrets, s.wire)
		}
	}
	return http.StatusOK, map[string]any{"secrets": secrets}, nil
}

func createSecret(a *Account, c *call) (int, any, error) {
	var req runpod.CreateSecretRequest
	if err := c.decode(closed(
		required("name", matching(`^[a-zA-Z_][a-zA-Z0-9_.\-/]*$`).atLeast(1).atMost(191)),
		required("value", secretValue()),
		optional("description", secretDescription()),
	), &req); err != nil {
		return 0, nil, err
	}
	if strings.HasPrefix(req.Name, reservedSecretPrefix) {
		return 0, nil, badRequest("a secret's name must not start with %s", reservedSecretPrefix)
	}
	for _, s := range a.secrets.all() {
		if s.wire.Name == req.Name {
			return 0, nil, conflict("a secret with this name already exists")
		}
	}
	now := c.now.UTC()
	s := &secret{
		wire:  runpod.Secret{ID: a.newID(10), Name: req.Name, CreatedAt: now, ValueLastUpdatedAt: &now},
		value: req.Value,
	}
	s.describe(req.Description)
	a.secrets.add(s.wire.ID, s)
	return http.StatusCreated, s.wire, nil
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

func (a *Account) secret(id string) (*secret, error) {
	s, ok := a.secrets.get(id)
	if !ok {
		return nil, notFound("secret", id)
	}
	return s, nil
}

func getSecret(a *Account, c *call) (int, any, error) {
	s, err := a.secret(c.id())
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, s.wire, nil
}

// updateSecret changes the value and then the description. What goes wrong with
// the second does not undo the first.
func updateSecret(a *Account, c *call) (int, any, error) {
	s, err := a.secret(c.id())
	if err != nil {
		return 0, nil, err
	}
	var req runpod.UpdateSecretRequest
	if err := c.decode(closed(
		optional("value", secretValue()),
		optional("description", secretDescription()),
	).atLeast(1), &req); err != nil {
		return 0, nil, err
	}
	if req.Value != nil {
		now := c.now.UTC()
		s.value, s.wire.ValueLastUpdatedAt = *req.Value, &now
	}
	if req.Description != nil && a.descriptionFailures > 0 {
		a.descriptionFailures--
		return 0, nil, refuse(http.StatusInternalServerError, "failed to update the secret's description")
	}
	s.describe(req.Description)
	return http.StatusOK, s.wire, nil
}

func deleteSecret(a *Account, c *call) (int, any, error) {
	s, err := a.secret(c.id())
	if err != nil {
		return 0, nil, err
	}
	a.secrets.remove(s.wire.ID)
	return http.StatusNoContent, nil, nil
}

// Secrets returns the secrets without their values, oldest first.
func (a *Account) Secrets() []runpod.Secret {
	a.mu.Lock()
	defer a.mu.Unlock()
	var secrets []runpod.Secret
	for _, s := range a.secrets.all() {
		secrets = append(secrets, deepCopy(s.wire))
	}
	return secrets
}

// HoldsSecret reports whether the account has a secret of this name with this
// value. The API never says.
func (a *Account) HoldsSecret(name, value string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range a.secrets.all() {
		if s.wire.Name == name {
			return s.value == value
		}
	}
	return false
}

// EditSecret changes what the API says of a secret behind its back; no rule is
// checked. It panics if there is no such secret.
func (a *Account) EditSecret(id string, edit func(*runpod.Secret)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := known(&a.secrets, "secret", id)
	edited := deepCopy(s.wire)
	edit(&edited)
	s.wire = edited
}

// SetSecretValue changes a secret's value as if in the console. It panics if
// there is no such secret.
func (a *Account) SetSecretValue(id, value string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s, now := known(&a.secrets, "secret", id), a.clock.Now().UTC()
	s.value, s.wire.ValueLastUpdatedAt = value, &now
}

// RemoveSecret deletes a secret as if in the console. It panics if there is no
// such secret.
func (a *Account) RemoveSecret(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	known(&a.secrets, "secret", id)
	a.secrets.remove(id)
}

// FailSecretDescriptions lets the next changes of a secret's description fail
// with a 500, after the value of the same request was changed.
func (a *Account) FailSecretDescriptions(times int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.descriptionFailures = times
}
