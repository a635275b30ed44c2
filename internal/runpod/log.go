package runpod

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// logSubsystem names the client's log, so that it can be told from the provider's.
const logSubsystem = "runpod"

const mask = "(redacted)"

func withLogger(ctx context.Context) context.Context {
	return tflog.NewSubsystem(ctx, logSubsystem)
}

// log writes down how an attempt ended. resp is nil when there was no answer.
func (x *exchange) log(ctx context.Context, resp *http.Response, body []byte) {
	fields := map[string]any{
		"method":        x.request.method,
		"path":          x.request.path.String(),
		"attempt":       x.attempt,
		"duration_ms":   x.c.clock.Now().Sub(x.started).Milliseconds(),
		"request_bytes": len(x.body),
	}
	if len(x.request.query) > 0 {
		fields["query"] = x.request.query.Encode()
	}
	if resp == nil {
		fields["error"] = x.err.Error()
		tflog.SubsystemDebug(ctx, logSubsystem, "no answer from RunPod", fields)
		return
	}
	fields["status"] = resp.StatusCode
	fields["response_bytes"] = len(body)
	if id := resp.Header.Get(requestIDHeader); id != "" {
		fields["request_id"] = x.redact.clean(id)
	}
	if x.err != nil {
		fields["error"] = x.err.Error()
	}
	tflog.SubsystemDebug(ctx, logSubsystem, "answer from RunPod", fields)
	if tflog.SubsystemIsTrace(ctx, logSubsystem) {
		tflog.SubsystemTrace(ctx, logSubsystem, "bodies", map[string]any{
			"method":        x.request.method,
			"path":          x.request.path.String(),
			"attempt":       x.attempt,
			"request_body":  x.redact.body(x.body),
			"response_body": x.redact.body(body),
		})
	}
}

func (x *exchange) logRetry(ctx context.Context, wait time.Duration) {
	tflog.SubsystemDebug(ctx, logSubsystem, "trying again", map[string]any{
		"method":  x.request.method,
		"path":    x.request.path.String(),
		"attempt": x.attempt + 1,
		"wait":    wait.String(),
		"reason":  x.err.Error(),
	})
}

// Shorter values than these are left alone where they turn up in a text: they
// are words such as "true" and "8080", and give nothing away.
const (
	minSecret = 4
	minEnv    = 8
)

// redactor keeps secrets out of logs and error texts: the API key, and those
// that the request carries, should RunPod repeat them.
type redactor struct {
	secrets []string // longest first, so that none leaves a rest of another
}

func newRedactor(apiKey string, body []byte) redactor {
	r := redactor{secrets: []string{apiKey}}
	if v, ok := parseJSON(body); ok {
		r.collect(v, 0)
	}
	slices.SortFunc(r.secrets, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return r
}

// collect gathers the secrets of a request. Below a key that says so every text is
// one, from the shortest on that counts; shortest is 0 elsewhere.
func (r *redactor) collect(v any, shortest int) {
	switch v := v.(type) {
	case string:
		if shortest > 0 && len(v) >= shortest {
			r.secrets = append(r.secrets, v)
		}
	case []any:
		for _, item := range v {
			r.collect(item, shortest)
		}
	case map[string]any:
		for key, value := range v {
			below := shortest
			switch {
			case shortest > 0:
			case secretKey(key):
				below = minSecret
			case strings.EqualFold(key, "env"):
				below = minEnv
			}
			r.collect(value, below)
		}
	}
}

// clean takes the secrets out of a text.
func (r redactor) clean(text string) string {
	for _, secret := range r.secrets {
		text = strings.ReplaceAll(text, secret, mask)
	}
	return text
}

// body is a body fit for a log. What is not JSON is not shown: a part of an
// answer cannot be searched for secrets.
func (r redactor) body(body []byte) string {
	if len(body) == 0 {
		return ""
	}
	v, ok := parseJSON(body)
	if !ok {
		return fmt.Sprintf("%d bytes that are not JSON", len(body))
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(r.masked(v)); err != nil {
		return fmt.Sprintf("%d bytes that cannot be shown: %v", len(body), err)
	}
	return strings.TrimSpace(out.String())
}

// masked is v without the values that are secret by their key.
func (r redactor) masked(v any) any {
	switch v := v.(type) {
	case string:
		return r.clean(v)
	case []any:
		for i := range v {
			v[i] = r.masked(v[i])
		}
	case map[string]any:
		_, isDiff := v["field"] // of a release, which may be about env
		for key, value := range v {
			switch {
			case secretKey(key), isDiff && (key == "old" || key == "new"):
				v[key] = mask
			case strings.EqualFold(key, "env"):
				v[key] = maskedEnv(value)
			default:
				v[key] = r.masked(value)
			}
		}
	}
	return v
}

// maskedEnv keeps the names of variables, which help, and hides what they hold.
func maskedEnv(v any) any {
	env, ok := v.(map[string]any)
	if !ok {
		return mask
	}
	for key := range env {
		env[key] = mask
	}
	return env
}

func secretKey(key string) bool {
	switch strings.ToLower(key) {
	case "password", "username", "value", "authorization", "apikey", "api_key":
		return true
	}
	return false
}

func parseJSON(body []byte) (any, bool) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil || decoder.More() {
		return nil, false
	}
	return v, true
}
