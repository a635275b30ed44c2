package runpod

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"
)

// syncBuffer is a buffer that a log can be written to from any goroutine.
type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) entries(t *testing.T) []map[string]any {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	entries, err := tflogtest.MultilineJSONDecode(bytes.NewReader(b.buf.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// Whatever Runpod does with the secrets of a request, they are in no log and in
// no error.
func TestSecretsStayOut(t *testing.T) {
	t.Parallel()
	secrets := []string{testKey, "s3cr3t-pass<&>\"word", "registry-user", "tok/en+value==", "env-secret-ü", "answered-env", "diff-old", "diff-new"}
	echo := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			w.Header().Set("X-Request-Id", "id-"+r.Header.Get("Authorization"))
			w.WriteHeader(status)
			_, _ = fmt.Fprintf(w, `{"id":"x","title":%q,"detail":"you sent %s with %s","errors":[%q],
				"env":{"TOKEN":"answered-env"},"diff":[{"field":"env","old":{"A":"diff-old"},"new":["diff-new"]}],"sent":%s}`,
				r.Header.Get("Authorization"), strings.ReplaceAll(strings.ReplaceAll(string(body), `\`, `\\`), `"`, `\"`), testKey, body, body)
		}
	}
	servers := map[string]http.HandlerFunc{
		"answer":  echo(200),
		"refusal": echo(400),
		"fault":   echo(503),
		"page": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(400)
			_, _ = io.Copy(w, r.Body)
			_, _ = io.WriteString(w, "<p>"+testKey)
		},
		"long page": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(403)
			_, _ = io.WriteString(w, strings.Repeat("x", maxExcerpt-20)+testKey)
		},
		"broken":    truncate(200, `{"id":"x","env":{"TOKEN":"answered-env"},"key":"`+testKey),
		"bad value": reply(200, `{"id":"x","createdAt":"`+testKey+`","cost":"`+testKey+`"}`),
		"redirect":  reply(302, "", "Location", "https://elsewhere.test/?key="+testKey),
	}
	servers["garbage"] = func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(conn, testKey+"\r\n\r\n")
		_ = conn.Close()
	}
	calls := map[string]func(context.Context, *Client) error{
		"pod": func(ctx context.Context, c *Client) error {
			return discard(c.CreatePod(ctx, CreatePodRequest{Name: "n", ContainerConfig: ContainerConfig{BaseContainerConfig: BaseContainerConfig{Env: map[string]string{"A": "env-secret-ü"}}}}))
		},
		"registry": func(ctx context.Context, c *Client) error {
			return discard(c.CreateRegistry(ctx, CreateRegistryRequest{Name: "n", Username: "registry-user", Password: "s3cr3t-pass<&>\"word"}))
		},
		"secret": func(ctx context.Context, c *Client) error {
			return discard(c.UpdateSecret(ctx, "s", UpdateSecretRequest{Value: new("tok/en+value==")}))
		},
		"read": func(ctx context.Context, c *Client) error { return discard(c.GetPod(ctx, "x")) },
	}
	for server, handler := range servers {
		for name, call := range calls {
			t.Run(server+" to "+name, func(t *testing.T) {
				t.Parallel()
				log := &syncBuffer{}
				c, _ := newTestClient(t, handler, func(cfg *Config) { cfg.LogBodies = true })
				err := call(tflogtest.RootLogger(t.Context(), log), c)
				texts := []string{log.String(), fmt.Sprint(err), fmt.Sprintf("%#v", err)}
				for ; err != nil; err = errors.Unwrap(err) {
					texts = append(texts, fmt.Sprintf("%+v %#v", err, err))
				}
				if !strings.Contains(texts[0], "request_body") && server != "garbage" {
					t.Errorf("no bodies in the log at TRACE: %s", texts[0])
				}
				for _, text := range texts {
					for _, secret := range secrets {
						quoted := strings.Trim(fmt.Sprintf("%q", secret), `"`)
						if strings.Contains(text, secret) || strings.Contains(text, quoted) {
							t.Errorf("%q is in %.500s", secret, text)
						}
					}
					if strings.Contains(text, testKey[:12]) {
						t.Errorf("a part of the key is in %.500s", text)
					}
				}
			})
		}
	}
}

func TestLogSaysWhatHappened(t *testing.T) {
	t.Parallel()
	log := &syncBuffer{}
	server := &script{steps: []http.HandlerFunc{
		reply(429, `{"title":"Too Many"}`, "X-Request-Id", "req-1", "RateLimit", `"minute";r=0;t=12`),
		reply(200, podJSON, "X-Request-Id", "req-2"),
	}}
	c, _ := newTestClient(t, server.ServeHTTP, func(cfg *Config) { cfg.LogBodies = true })
	if _, err := c.ListPods(tflogtest.RootLogger(t.Context(), log), ListPodsOptions{}); err == nil {
		t.Fatal("a pod passed for a list")
	}
	want := []map[string]any{
		{"@level": "debug", "@message": "Response from Runpod", "@module": "provider.runpod", "method": "GET", "path": "/pods", "query": "limit=1000", "status": 429.0, "attempt": 1.0, "request_id": "req-1", "request_bytes": 0.0, "response_bytes": 20.0, "duration_ms": 0.0},
		{"@level": "trace", "@message": "bodies", "request_body": "", "response_body": `{"title":"Too Many"}`},
		{"@level": "info", "@message": "Slow because of Runpod's rate limits: waiting before the next request", "wait": "12s", "reason": `Runpod's "minute" rate limit is used up`},
		{"@level": "debug", "@message": "Response from Runpod", "status": 200.0, "attempt": 2.0, "request_id": "req-2"},
		{"@level": "trace", "@message": "bodies"},
	}
	got := log.entries(t)
	if len(got) != len(want) {
		t.Fatalf("%d entries, want %d: %s", len(got), len(want), log)
	}
	for i, fields := range want {
		for key, value := range fields {
			if got[i][key] != value {
				t.Errorf("entry %d: %s is %v, want %v", i, key, got[i][key], value)
			}
		}
	}
}

func TestMaskedBody(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		``:                              ``,
		`{"a":`:                         `5 bytes that are not JSON`,
		`{} {}`:                         `5 bytes that are not JSON`,
		`{"env":{"A":"x","B":1},"n":2}`: `{"env":{"A":"(redacted)","B":"(redacted)"},"n":2}`,
		`{"env":null}`:                  `{"env":"(redacted)"}`,
		`{"args":"a","cmd":["b"],"entrypoint":[],"Args":""}`: `{"Args":"","args":"(redacted)","cmd":"(redacted)","entrypoint":"(redacted)"}`,
		`{"KEY123":1}`: `{"(redacted)":1}`,
		`[{"Password":"x"},{"keys":["ssh-rsa A"]}]`: `[{"Password":"(redacted)"},{"keys":["ssh-rsa A"]}]`,
		`{"price":0.10,"detail":"<key> KEY123"}`:    `{"detail":"<key> (redacted)","price":0.10}`,
	}
	for body, want := range tests {
		if got := newRedactor("KEY123", nil, nil).body([]byte(body)); got != want {
			t.Errorf("%s is logged as %s, want %s", body, got, want)
		}
	}
}

// Nobody but the user knows what is sensitive, so bodies are logged on request alone.
func TestBodiesAreLoggedOnRequest(t *testing.T) {
	t.Parallel()
	for asked, want := range map[bool]int{false: 0, true: 1} {
		log := &syncBuffer{}
		c, _ := newTestClient(t, reply(201, podJSON), func(cfg *Config) { cfg.LogBodies = asked })
		req := CreatePodRequest{Name: "sensitive-name", ContainerConfig: ContainerConfig{BaseContainerConfig: BaseContainerConfig{Args: new("--token sensitive-args")}}}
		if _, err := c.CreatePod(tflogtest.RootLogger(t.Context(), log), req); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(log.String(), "sensitive-name"); got != want {
			t.Errorf("asked for: %v, and the body is logged %d times: %s", asked, got, log)
		}
		if strings.Contains(log.String(), "sensitive-args") {
			t.Errorf("the start command is logged: %s", log)
		}
	}
}
