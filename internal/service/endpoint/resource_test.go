package endpoint

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// create plans and applies a create, and returns the diagnostics.
func (s *server) create(config obj) []*tfprotov6.Diagnostic {
	s.t.Helper()
	p := s.plan(config, nil, nil)
	resp, err := s.ApplyResourceChange(s.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: typeName, PriorState: s.value(nil), PlannedState: s.dynamic(s.typ, p.value), Config: s.value(config), PlannedPrivate: p.private,
	})
	s.must(err, nil)
	return resp.Diagnostics
}

// RunPod's refusals land on the attribute that they are about.
func TestRefusalsBlameAttributes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		detail string
		errors []string
		at     string
	}{
		"a worker limit":     {status: 422, errors: []string{"workers.max: must be 1000 or less"}, at: "workers.flex"},
		"a JSON pointer":     {status: 422, errors: []string{"/workers/idleTimeout: is not allowed"}, at: "workers.idle_timeout_seconds"},
		"active workers":     {status: 400, detail: "workers.min must be 0 or more", at: "workers.active"},
		"the quota":          {status: 400, detail: "Max workers across all endpoints must not exceed your workers quota (10).", at: "workers"},
		"a scaler":           {status: 422, errors: []string{"scaling.queueDelay: must be 0.5 or more"}, at: "scaling.queue_delay_seconds"},
		"an exclusion":       {status: 400, detail: `gpu.excludedTypes: GPU type "NVIDIA A4" not found`, at: "gpu.excluded_type_ids"},
		"a volume":           {status: 400, detail: "networkVolumes: one per data center", at: "network_volume_ids"},
		"nothing in special": {status: 402, detail: "balance too low for workers.max", at: ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/problem+json")
				w.WriteHeader(test.status)
				_ = json.NewEncoder(w).Encode(obj{"title": "Refused", "status": test.status, "detail": test.detail, "errors": test.errors})
			}))
			diags := s.create(minimal(nil))
			if len(diags) != 1 || attribute(diags[0].Attribute) != test.at || diags[0].Summary != `Cannot create endpoint "matting"` {
				t.Errorf("not one error on %q, but %v", test.at, diags)
			}
		})
	}
}
