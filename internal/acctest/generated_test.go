package acctest_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// unreadable are the resources with values that Runpod never returns.
func unreadable(t *testing.T) map[string]struct {
	make            func(*acctest.Env) (id string)
	version, values string
	valid           acctest.Attributes
} {
	t.Helper()
	return map[string]struct {
		make            func(*acctest.Env) (id string)
		version, values string
		valid           acctest.Attributes
	}{
		"runpod_secret": {
			func(env *acctest.Env) string {
				secret, err := env.Client().CreateSecret(t.Context(), runpod.CreateSecretRequest{Name: "hf_token", Value: "hush"})
				if err != nil {
					t.Fatal(err)
				}
				return secret.ID
			},
			"value_wo_version", "value_wo", acctest.Attributes{"value_wo": "new"},
		},
		"runpod_container_registry_auth": {
			func(env *acctest.Env) string { return env.Account.AddRegistry("ghcr") },
			"credentials_wo_version", "username_wo", acctest.Attributes{"username_wo": "ada", "password_wo": "new"},
		},
	}
}

// What is generated from an object whose values Runpod never returns is valid, imports to
// an empty plan, and names one next step, once. A value is asked for where one is sent.
func TestGeneratedWithoutUnreadableValues(t *testing.T) {
	t.Parallel()
	for resource, test := range unreadable(t) {
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			id := test.make(env)
			server := env.Server(nil)
			listed := server.List(t.Context(), resource, nil, 0, true)[0]
			generated := attributesOf(t, server.GeneratedConfig(resource, listed.State))
			if diags := server.Validate(t.Context(), resource, generated); len(diags) > 0 {
				t.Fatalf("the generated configuration is refused: %s", acctest.Lines(diags))
			}
			with := func(more acctest.Attributes) acctest.Attributes {
				config := maps.Clone(generated)
				maps.Copy(config, more)
				return config
			}
			imported, err := server.Import(t.Context(), resource, id)
			if err != nil {
				t.Fatal(err)
			}
			p, err := server.Plan(t.Context(), imported, generated)
			if err != nil || server.PlanIsEmpty(t.Context(), imported, generated) != nil {
				t.Fatalf("the plan of the import is not empty: %v", err)
			}
			if len(p.Diagnostics) != 1 || !strings.Contains(p.Diagnostics[0].Detail, "set `"+test.values+"`") || !strings.Contains(p.Diagnostics[0].Detail, "increment `"+test.version+"`") {
				t.Errorf("the plan of the import says %s", acctest.Lines(p.Diagnostics))
			}
			if p, err = server.Plan(t.Context(), imported, with(test.valid)); err != nil || len(p.Diagnostics) > 0 {
				t.Errorf("a plan with values says %v %s", err, acctest.Lines(p.Diagnostics))
			}
			if err := server.Refresh(t.Context(), imported); err != nil {
				t.Fatal(err)
			}
			if p, err = server.Plan(t.Context(), imported, generated); err != nil || len(p.Diagnostics) > 0 {
				t.Errorf("the next plan says %v %s", err, acctest.Lines(p.Diagnostics))
			}
			if _, err := server.Plan(t.Context(), imported, with(acctest.Attributes{test.version: 2})); resource == "runpod_secret" && !asks(err) {
				t.Errorf("another version without values: %v", err)
			}
			if _, err := server.Plan(t.Context(), &acctest.Instance{Type: resource}, generated); !asks(err) {
				t.Errorf("a creation without values: %v", err)
			}
			if err := server.Apply(t.Context(), imported, with(acctest.Attributes{"name": "other"})); !asks(err) {
				t.Errorf("a replacement without values: %v", err)
			}
		})
	}
}

func asks(err error) bool { return err != nil && strings.Contains(err.Error(), "Missing") }

// attributesOf are the attributes of a flat configuration that are set.
func attributesOf(t *testing.T, config tftypes.Value) acctest.Attributes {
	t.Helper()
	var values map[string]tftypes.Value
	if err := config.As(&values); err != nil {
		t.Fatal(err)
	}
	set := acctest.Attributes{}
	for name, value := range values {
		if !value.IsNull() {
			set[name] = value
		}
	}
	return set
}
