package service_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
)

type answers func(*http.Request) (*http.Response, error)

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }

// RunPod may send every line since a time, whatever the tail: the latest ones stay, in either form of the lines.
func TestLogRead(t *testing.T) {
	t.Parallel()
	for name, stream := range map[string]string{
		"texts": "id: 2026-11-20T12:00:01Z\ndata: one\n\nid: 2026-11-20T12:00:02Z\ndata: two\n\nid: 2026-11-20T12:00:03Z\ndata: three\n\n",
		"objects": "id: 2026-11-20T12:00:01Z/000000000001\ndata: {\"ts\":\"2026-11-20T12:00:01Z\",\"source\":\"container\",\"line\":\"one\"}\n\n" +
			"id: 2026-11-20T12:00:02Z/000000000001\ndata: {\"ts\":\"2026-11-20T12:00:02Z\",\"source\":\"container\",\"line\":\"two\"}\n\n" +
			"id: 2026-11-20T12:00:03Z/000000000001\ndata: {\"ts\":\"2026-11-20T12:00:03Z\",\"source\":\"system\",\"line\":\"three\"}\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var query string
			client, err := runpod.New(runpod.Config{
				BaseURL: "https://runpod.test/v2", APIKey: "key", UserAgent: "test", RequestTimeout: time.Minute, Clock: runpod.SystemClock(),
				Transport: answers(func(r *http.Request) (*http.Response, error) {
					query = r.URL.RawQuery
					return &http.Response{
						StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"text/event-stream"}}, Body: io.NopCloser(strings.NewReader(stream)), Request: r,
					}, nil
				}),
			})
			if err != nil {
				t.Fatal(err)
			}
			log := service.Log{Tail: types.Int64Value(2), Since: types.StringValue("2026-11-20T12:00:00Z")}
			open, err := client.GetPodLogs(t.Context(), "p", log.Options())
			if err != nil {
				t.Fatal(err)
			}
			if err := log.Read(t.Context(), open); err != nil {
				t.Fatal(err)
			}
			if query != "since=2026-11-20T12%3A00%3A00Z&tail=2" {
				t.Errorf("asked for %s", query)
			}
			if log.Text.ValueString() != "two\nthree\n" || len(log.Lines) != 2 || log.Lines[1].Timestamp.ValueString() != "2026-11-20T12:00:03Z" {
				t.Errorf("read %s, %v", log.Text, log.Lines)
			}
			if told := log.Lines[1].Source; told.ValueString() != "system" && (name == "objects" || !told.IsNull()) {
				t.Errorf("source %s", told)
			}
		})
	}
}
