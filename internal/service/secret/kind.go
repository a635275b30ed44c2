// Package secret manages secrets.
package secret

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Kind is that of secrets.
var Kind = &account.Kind[runpod.Secret, runpod.CreateSecretRequest]{
	Name: "secret", Type: "runpod_secret",
	ID:         func(s *runpod.Secret) string { return s.ID },
	ObjectName: func(s *runpod.Secret) string { return s.Name },
	Created:    func(s *runpod.Secret) time.Time { return s.CreatedAt },
	Get:        (*runpod.Client).GetSecret,
	NameTaken:  runpod.IsConflict,
	Renewal:    "To replace a secret with `lifecycle { create_before_destroy = true }`, change its `name` as well: names are unique. A new value alone updates the secret in place.",
	// Runpod lists them in an order that means nothing.
	List: func(client *runpod.Client, ctx context.Context) ([]runpod.Secret, error) {
		secrets, err := client.ListSecrets(ctx, runpod.ListSecretsOptions{})
		slices.SortFunc(secrets, func(a, b runpod.Secret) int { return strings.Compare(a.Name, b.Name) })
		return secrets, err
	},
}
