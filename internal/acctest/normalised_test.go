package acctest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// normalising answers every write as an API would that puts names into capitals and
// trims what it likes: the account itself holds what was sent.
type normalising struct {
	next    http.RoundTripper
	answers int
}

func (n *normalising) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := n.next.RoundTrip(req)
	if err != nil || req.Method == http.MethodGet || resp.StatusCode >= http.StatusMultipleChoices {
		return resp, err
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if err := resp.Body.Close(); err != nil {
		return nil, err
	}
	var object map[string]any
	if json.Unmarshal(text, &object) == nil {
		for _, field := range []string{"name", "value", "image", "description", "cloud", "type", "flashboot", "category", "dataCenter"} {
			if value, ok := object[field].(string); ok {
				object[field] = "NORMALISED " + strings.ToUpper(value)
				n.answers++
			}
		}
		for _, field := range []string{"size", "disk", "timeout"} {
			if value, ok := object[field].(float64); ok {
				object[field] = value + 1
			}
		}
		if text, err = json.Marshal(object); err != nil {
			return nil, err
		}
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	return resp, nil
}

// TestAnswersNeverContradictThePlan: what Runpod makes of a value is no
// inconsistent result, whatever the kind. The next read shows what the account holds.
func TestAnswersNeverContradictThePlan(t *testing.T) {
	t.Parallel()
	for _, object := range creatables() {
		t.Run(object.resource, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			road := &normalising{next: http.DefaultTransport}
			server, instance := env.Server(road), &acctest.Instance{Type: object.resource}
			config := object.config(1)
			if err := server.Apply(t.Context(), instance, config); err != nil {
				t.Fatal(err)
			}
			if object.resource != "runpod_ssh_key" && road.answers == 0 {
				t.Error("no answer was changed")
			}
			if err := server.Refresh(t.Context(), instance); err != nil {
				t.Fatal(err)
			}
			if err := server.PlanIsEmpty(t.Context(), instance, config); err != nil {
				t.Error(err)
			}
			renamed, changes := map[string]string{
				"runpod_pod": "name", "runpod_endpoint": "name", "runpod_network_volume": "name", "runpod_template": "name", "runpod_cluster": "name", "runpod_secret": "description",
				"runpod_cost_center": "name", "runpod_global_volume": "name",
			}[object.resource]
			if changes {
				config[renamed] = "another"
				if err := server.Apply(t.Context(), instance, config); err != nil {
					t.Fatal(err)
				}
				if got := server.Attribute(instance, renamed); got != "another" {
					t.Errorf("%s is %v in the state", renamed, got)
				}
			}
			if err := server.Destroy(t.Context(), instance); err != nil {
				t.Error(err)
			}
		})
	}
}
