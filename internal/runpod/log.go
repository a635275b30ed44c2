package runpod

import (
	"context"
	"net/http"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// logSubsystem names the client's log, so that it can be told from the provider's.
const logSubsystem = "runpod"

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
		tflog.SubsystemDebug(ctx, logSubsystem, "No response from Runpod", fields)
		return
	}
	fields["status"] = resp.StatusCode
	fields["response_bytes"] = len(body)
	if id := resp.Header.Get(requestIDHeader); id != "" {
		fields["request_id"] = x.said(id, maxWord)
	}
	if x.err != nil {
		fields["error"] = x.err.Error()
	}
	tflog.SubsystemDebug(ctx, logSubsystem, "Response from Runpod", fields)
	// No mask knows what somebody has marked as sensitive, so bodies are for those who ask.
	if x.c.logBodies && tflog.SubsystemIsTrace(ctx, logSubsystem) {
		tflog.SubsystemTrace(ctx, logSubsystem, "bodies", map[string]any{
			"method":        x.request.method,
			"path":          x.request.path.String(),
			"attempt":       x.attempt,
			"request_body":  x.redact.body(x.body),
			"response_body": x.redact.body(body),
		})
	}
}

// logWait says that requests wait for Runpod's rate limits, and why.
func logWait(ctx context.Context, wait time.Duration, reason string) {
	tflog.SubsystemInfo(ctx, logSubsystem, "Slow because of Runpod's rate limits: waiting before the next request", map[string]any{
		"reason": reason,
		"wait":   wait.String(),
	})
}

// logRetry says that a request is about to be repeated, and why.
func (x *exchange) logRetry(ctx context.Context, wait time.Duration) {
	tflog.SubsystemInfo(ctx, logSubsystem, "Trying again", map[string]any{
		"method":  x.request.method,
		"path":    x.request.path.String(),
		"attempt": x.attempt + 1,
		"wait":    wait.String(),
		"reason":  x.err.Error(),
	})
}
