package acctest_test

import (
	"bytes"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

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
		protected(server.Destroy(t.Context(), i), "so it is not destroyed")
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

// TestImportsAskForIDsOnly imports what leads elsewhere, or is not an ID of anything.
func TestImportsAskForIDsOnly(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	server := env.Server(nil)
	for resource := range server.Schemas.ResourceSchemas {
		for _, id := range []string{"a/b", "../secrets", "a?x=1", "a#b", "%2e%2e", "a b", "..", "a\x1b[2Jb", "a\nb", strings.Repeat("a", 5000)} {
			_, err := server.Import(t.Context(), resource, id)
			if err == nil || !strings.Contains(err.Error(), "Invalid ID") || len(err.Error()) > 1000 || strings.Contains(err.Error(), "\x1b") {
				t.Errorf("%s %.20q: got %.300v", resource, id, err)
			}
		}
	}
	for _, r := range env.Account.Requests() {
		t.Errorf("sent %s %s", r.Method, r.Path)
	}
}

// echo refuses what is to be created, and repeats the request in its words.
type echo struct{}

func (echo) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodPost && req.Method != http.MethodPut {
		return http.DefaultTransport.RoundTrip(req)
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	answer, err := json.Marshal(map[string]any{"title": "Bad Request", "detail": "you sent " + string(body), "errors": []any{string(body), html.EscapeString(string(body))}})
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: http.StatusBadRequest, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(answer)), Request: req}, nil
}

// TestEchoesShowNoSecret puts a secret into every attribute that is sensitive or
// write-only, and lets Runpod repeat the request.
func TestEchoesShowNoSecret(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Transport = echo{}
	server := env.Server(nil)
	const secret = "Zq7\"<&>'\n\u00fc/%+ \\9xQ"
	tried := map[string]bool{}
	for _, kind := range creatables() {
		for _, writeOnly := range []bool{false, true} {
			config, secrets := kind.config(1), 0
			for _, a := range server.Schemas.ResourceSchemas[kind.resource].Block.Attributes {
				if writeOnly && a.Sensitive {
					delete(config, a.Name)
				}
			}
			for _, a := range server.Schemas.ResourceSchemas[kind.resource].Block.Attributes {
				if a.WriteOnly != writeOnly || !a.WriteOnly && !a.Sensitive || a.Computed && !a.Optional {
					continue
				}
				tried[kind.resource+"."+a.Name] = true
				secrets++
				config[a.Name] = any(secret)
				if !a.Type.Is(tftypes.String) {
					config[a.Name] = attrs{"TOKEN": secret}
				}
			}
			for _, a := range server.Schemas.ResourceSchemas[kind.resource].Block.Attributes {
				if writeOnly && secrets > 0 && strings.HasSuffix(a.Name, "_wo_version") {
					config[a.Name] = 1
				}
			}
			if secrets == 0 {
				continue
			}
			log := &logged{}
			err := server.Apply(tflogtest.RootLogger(t.Context(), log), &acctest.Instance{Type: kind.resource}, config)
			if err == nil || !strings.Contains(err.Error(), "you sent") {
				t.Errorf("%s: got %v", kind.resource, err)
				continue
			}
			for where, text := range map[string]string{"error": err.Error(), "log": log.text.String()} {
				for _, part := range []string{"Zq7", "9xQ"} {
					if strings.Contains(text, part) {
						t.Errorf("%s, write-only %t: the %s has the secret: %s", kind.resource, writeOnly, where, text)
					}
				}
			}
		}
	}
	for resource, schema := range server.Schemas.ResourceSchemas {
		for _, a := range schema.Block.Attributes {
			if (a.WriteOnly || a.Sensitive && a.Optional) && !tried[resource+"."+a.Name] {
				t.Errorf("%s.%s is not tried", resource, a.Name)
			}
		}
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
