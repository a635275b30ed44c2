package endpoint_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// refusal is Runpod's answer to a create; what else is asked goes on to the account.
type refusal struct {
	status int
	body   obj
}

func (r refusal) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodPost {
		return http.DefaultTransport.RoundTrip(req)
	}
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(r.status)
	_ = json.NewEncoder(w).Encode(r.body)
	return w.Result(), nil
}

// Runpod's refusals land on the attribute that they are about.
func TestRefusalsBlameAttributes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		detail string
		errors []string
		at     string
		next   string // in what is to be done
	}{
		"a worker limit":     {status: 422, errors: []string{"workers.max: must be 1000 or less"}, at: "workers.flex"},
		"a JSON pointer":     {status: 422, errors: []string{"/workers/idleTimeout: is not allowed"}, at: "workers.idle_timeout_seconds"},
		"no idle timeout":    {status: 422, detail: "idleTimeout does not apply to queue-based endpoints scaling on requestCount", at: "workers.idle_timeout_seconds", next: "Remove `idle_timeout_seconds`"},
		"the quota, shorter": {status: 400, detail: "This endpoint will exceed your worker quota of 10", next: "Lower `workers.active` or `workers.flex`"},
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
			s := acctest.New(t).Server(refusal{test.status, obj{"title": "Refused", "status": test.status, "detail": test.detail, "errors": test.errors}})
			err := s.Apply(t.Context(), create(), minimal(nil))
			if at, summary := refused(err); at != test.at || summary != `Cannot create endpoint "matting"` {
				t.Errorf("not one error on %q, but %v", test.at, err)
			}
			if !strings.Contains(err.Error(), test.next) {
				t.Errorf("the next step is not %q: %v", test.next, err)
			}
		})
	}
}
