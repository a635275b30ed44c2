package acctest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// TestOpenAPIMiddlewareCanFail shows that the referee sees a foul: without this,
// a suite without violations would prove nothing.
func TestOpenAPIMiddlewareCanFail(t *testing.T) {
	t.Parallel()
	document := os.Getenv("RUNPOD_OPENAPI")
	if document == "" {
		t.Skip("RUNPOD_OPENAPI IS NOT SET: requests and answers are NOT held against Runpod's OpenAPI document")
	}
	const (
		good   = `{"id": "a", "name": "a", "size": 10, "dataCenter": "EU-RO-1", "type": "STANDARD"}`
		create = `{"name": "a", "size": 10, "dataCenter": "EU-RO-1"}`
	)
	tests := map[string]struct {
		method, path, request string
		status                int
		contentType, response string
		violation             string // start of the only one; none when empty
	}{
		"good":                 {"POST", "/v2/network-volumes", create, 201, "application/json", good, ""},
		"request field":        {"POST", "/v2/network-volumes", `{"name": "a", "size": 10, "dataCenter": "EU-RO-1", "iops": 1}`, 201, "application/json", good, "request POST /v2/network-volumes, answered 201: "},
		"request bound":        {"POST", "/v2/network-volumes", `{"name": "a", "size": 9, "dataCenter": "EU-RO-1"}`, 201, "application/json", good, "request POST"},
		"request query":        {"GET", "/v2/pods?limit=0", "", 200, "application/json", `{"pods": [], "pagination": {"nextCursor": null, "hasNextPage": false}}`, "request GET"},
		"request path":         {"DELETE", "/v2/network-volumes", "", 204, "", "", "request DELETE"},
		"response field":       {"POST", "/v2/network-volumes", create, 201, "application/json", `{"id": "a", "name": "a", "size": 10, "dataCenter": "EU-RO-1"}`, "response POST /v2/network-volumes, 201: "},
		"response type":        {"POST", "/v2/network-volumes", create, 201, "application/json", strings.Replace(good, `10`, `"10"`, 1), "response POST"},
		"response content":     {"POST", "/v2/network-volumes", create, 201, "text/plain", good, "response POST"},
		"response is not JSON": {"POST", "/v2/network-volumes", create, 201, "application/json", good[:10], "response POST"},
		"problem":              {"GET", "/v2/pods/a", "", 404, "application/problem+json", `{"title": "Not Found"}`, "response GET /v2/pods/a, 404: "},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var violations []string
			next := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if body, err := io.ReadAll(r.Body); err != nil || string(body) != tt.request {
					t.Errorf("the handler got %q, %v", body, err)
				}
				w.Header().Set("Content-Type", tt.contentType)
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.response)
			})
			handler, err := acctest.OpenAPIMiddleware(document, next, func(v string) { violations = append(violations, v) })
			if err != nil {
				t.Fatal(err)
			}
			w := httptest.NewRecorder()
			req := httptest.NewRequestWithContext(t.Context(), tt.method, tt.path, strings.NewReader(tt.request))
			req.Header.Set("Authorization", "Bearer key")
			req.Header.Set("Content-Type", "application/json")
			handler.ServeHTTP(w, req)
			if w.Code != tt.status || w.Body.String() != tt.response {
				t.Errorf("the answer changed: %d %s", w.Code, w.Body)
			}
			switch {
			case tt.violation == "" && len(violations) > 0:
				t.Errorf("got %q", violations)
			case tt.violation != "" && (len(violations) == 0 || !strings.HasPrefix(violations[0], tt.violation)):
				t.Errorf("got %q, want %s", violations, tt.violation)
			}
		})
	}
}

func TestOpenAPIMiddlewareNeedsADocument(t *testing.T) {
	t.Parallel()
	if _, err := acctest.OpenAPIMiddleware(t.TempDir()+"/none.json", http.NotFoundHandler(), func(string) {}); err == nil {
		t.Error("no error")
	}
}
