package main

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// The golden file has the form of what the CLI itself writes.
func TestDescribe(t *testing.T) {
	t.Parallel()

	got, err := describe(t.Context(), "example", &fakeServer{schemas: everything(), identities: identities()})
	if err != nil {
		t.Fatal(err)
	}

	want, err := os.ReadFile("testdata/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(decode(t, want), decode(t, encoded)); diff != "" {
		t.Errorf("schema (-want +got):\n%s", diff)
	}
}

func TestDescribeFails(t *testing.T) {
	t.Parallel()

	broken := []*tfprotov6.Diagnostic{
		{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "Odd", Detail: "but fine"},
		{Severity: tfprotov6.DiagnosticSeverityError, Summary: "Bad schema", Detail: "no type"},
	}
	tests := map[string]struct {
		server fakeServer
		want   string
	}{
		"call fails": {
			server: fakeServer{err: errors.New("gone")},
			want:   "asking for the schema: gone",
		},
		"schema is invalid": {
			server: fakeServer{
				schemas:    &tfprotov6.GetProviderSchemaResponse{Diagnostics: broken},
				identities: identities(),
			},
			want: "the provider's schema is invalid: Bad schema: no type",
		},
		"identity is invalid": {
			server: fakeServer{
				schemas:    everything(),
				identities: &tfprotov6.GetResourceIdentitySchemasResponse{Diagnostics: broken},
			},
			want: "the provider's schema is invalid: Bad schema: no type",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := describe(t.Context(), "example", &test.server)
			if err == nil || err.Error() != test.want {
				t.Errorf("got error %v, want %q", err, test.want)
			}
		})
	}
}

// The real provider's schema has this form too, so the generator can read it.
func TestRun(t *testing.T) {
	t.Parallel()

	var out strings.Builder
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"runpod_pod"`, `"runpod_endpoint"`, `"runpod_network_volume"`, `"runpod_cost_estimate"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the schema lacks %s", want)
		}
	}
}

func decode(t *testing.T, encoded []byte) any {
	t.Helper()
	var out any
	if err := json.Unmarshal(encoded, &out); err != nil {
		t.Fatalf("decoding %s: %s", encoded, err)
	}
	return out
}
