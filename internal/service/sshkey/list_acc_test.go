package sshkey_test

import (
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// A key that occurs twice is one, and what is not a key cannot be imported.
func TestAccSSHKeyList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.SetSSHKeys(theirs, ed25519Key+"  ada@example.com ", ecdsaKey, ed25519Key+" ada again")
	acctest.CheckList(t, env, "runpod_ssh_key", ed25519Fingerprint, ecdsaFingerprint)
	for _, listed := range env.Server(nil).List(t.Context(), "runpod_ssh_key", nil, 0, false) {
		if want := map[string]string{ed25519Fingerprint: "ada@example.com", ecdsaFingerprint: ecdsaFingerprint}[listed.ID]; listed.Name != want {
			t.Errorf("%s is shown as %q, not %q", listed.ID, listed.Name, want)
		}
	}
	env.Account.SetSSHKeys(ed25519Key+" ada@example.com", ecdsaKey)
	acctest.CheckGenerated(t, env, "runpod_ssh_key")
}
