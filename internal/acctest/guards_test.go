package acctest_test

import (
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// TestProtectionHoldsWhateverLeadsToADeletion walks all that can be protected: a
// replacement that no plan of the provider's sees deletes nothing, and what it
// leaves behind fails no later plan.
func TestProtectionHoldsWhateverLeadsToADeletion(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	server := env.Server(nil)
	protectable := 0
	for _, kind := range creatables() {
		if !hasAttribute(server, kind.resource, "deletion_protection") {
			continue
		}
		protectable++
		config := kind.config(1)
		config["deletion_protection"] = true
		i := &acctest.Instance{Type: kind.resource}
		if err := server.Apply(t.Context(), i, config); err != nil {
			t.Fatal(err)
		}
		protected := func(err error, want string) {
			t.Helper()
			if err == nil || !strings.Contains(err.Error(), "is protected") || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v, want %q", kind.resource, err, want)
			}
			if !i.Exists() || len(onAccount(env.Account)) != 1 {
				t.Errorf("%s: is gone", kind.resource)
			}
		}
		// The next run, which has created nothing.
		server = env.Server(nil)
		protected(server.Destroy(t.Context(), i), "It is not destroyed.")
		protected(server.Delete(t.Context(), i, i.Private()), "Nothing was deleted.")
		protected(server.Destroy(t.Context(), i), "Nothing was deleted.") // planned, as for what is deposed, and refused at apply
		config["deletion_protection"] = false
		if err := server.Apply(t.Context(), i, config); err != nil {
			t.Error(err)
		}
		if err := server.Destroy(t.Context(), i); err != nil {
			t.Error(err)
		}
	}
	for resource := range server.Schemas.ResourceSchemas {
		if hasAttribute(server, resource, "deletion_protection") {
			protectable--
		}
	}
	if protectable != 0 {
		t.Errorf("%d kinds that can be protected are not tried", -protectable)
	}
}

// TestImportsAskForIDsOnly imports what leads elsewhere, or is no id of anything.
func TestImportsAskForIDsOnly(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	server := env.Server(nil)
	for resource := range server.Schemas.ResourceSchemas {
		for _, id := range []string{"a/b", "../secrets", "a?x=1", "a#b", "%2e%2e", "a b", "..", "a\x1b[2Jb", "a\nb", strings.Repeat("a", 5000)} {
			_, err := server.Import(t.Context(), resource, id)
			if err == nil || !strings.Contains(err.Error(), "Invalid id") || len(err.Error()) > 1000 || strings.Contains(err.Error(), "\x1b") {
				t.Errorf("%s %.20q: got %.300v", resource, id, err)
			}
		}
	}
	for _, r := range env.Account.Requests() {
		t.Errorf("sent %s %s", r.Method, r.Path)
	}
}

func hasAttribute(server *acctest.Server, resource, name string) bool {
	for _, attribute := range server.Schemas.ResourceSchemas[resource].Block.Attributes {
		if attribute.Name == name {
			return true
		}
	}
	return false
}
