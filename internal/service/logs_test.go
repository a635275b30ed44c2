package service_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
)

type answers func(*http.Request) (*http.Response, error)

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }

// Runpod may send every line since a time, whatever the tail: the latest ones stay, in either form of the lines.
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
			client := logClient(t, func(r *http.Request) (*http.Response, error) {
				query = r.URL.RawQuery
				return &http.Response{
					StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"text/event-stream"}}, Body: io.NopCloser(strings.NewReader(stream)), Request: r,
				}, nil
			})
			log := service.Log{Tail: types.Int64Value(2), Since: types.StringValue("2026-11-20T12:00:00Z")}
			if err := log.Read(t.Context(), podLog(client)); err != nil {
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

func podLog(client *runpod.Client) service.OpenLog {
	return func(ctx context.Context, opts runpod.LogOptions) (*runpod.LogStream, error) {
		return client.GetPodLogs(ctx, "p", opts)
	}
}

// Since a time, Runpod sends the oldest lines first: the latest ones are kept, however many there are.
func TestLogReadSince(t *testing.T) {
	t.Parallel()
	var stream strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&stream, "data: %d\n\n", i+1)
	}
	for since, want := range map[string][2]string{"2026-11-20T12:00:00Z": {"19901", "20000"}, "": {"1", "100"}} {
		client := logClient(t, func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(stream.String())), Request: r}, nil
		})
		var log service.Log
		if since != "" {
			log.Since = types.StringValue(since)
		}
		if err := log.Read(t.Context(), podLog(client)); err != nil {
			t.Fatal(err)
		}
		if n := len(log.Lines); n != 100 || log.Lines[0].Text.ValueString() != want[0] || log.Lines[99].Text.ValueString() != want[1] {
			t.Errorf("since %q: %d lines, %s to %s", since, n, log.Lines[0].Text, log.Lines[n-1].Text)
		}
	}
}

// Opening a log counts toward the time of reading it and is tried once. What Runpod does not open in that time has no lines.
func TestLogReadOpening(t *testing.T) {
	t.Parallel()
	problem := func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusBadGateway, Body: io.NopCloser(strings.NewReader("{}")), Request: r}, nil
	}
	for name, test := range map[string]struct {
		answer answers
		took   time.Duration
		fails  bool
	}{
		"hangs":       {answer: func(r *http.Request) (*http.Response, error) { <-r.Context().Done(); return nil, r.Context().Err() }, took: 30 * time.Second},
		"breaks":      {answer: func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }, fails: true},
		"fails":       {answer: problem, fails: true},
		"fails, late": {answer: func(r *http.Request) (*http.Response, error) { <-time.After(29 * time.Second); return problem(r) }, took: 29 * time.Second, fails: true},
		"opens, late": {answer: func(r *http.Request) (*http.Response, error) {
			<-time.After(29 * time.Second)
			body, open := io.Pipe()
			context.AfterFunc(r.Context(), func() { _ = open.CloseWithError(r.Context().Err()) }) // as net/http does
			return &http.Response{StatusCode: http.StatusOK, Body: body, Request: r}, nil
		}, took: 30 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tries := 0
				client := logClient(t, func(r *http.Request) (*http.Response, error) { tries++; return test.answer(r) })
				var log service.Log
				began := time.Now()
				err := log.Read(t.Context(), podLog(client))
				if took := time.Since(began); (err != nil) != test.fails || took != test.took || tries != 1 || len(log.Lines) != 0 {
					t.Errorf("%d lines, %v after %s and %d tries", len(log.Lines), err, took, tries)
				}
			})
		})
	}
}

func logClient(t *testing.T, answer answers) *runpod.Client {
	t.Helper()
	client, err := runpod.New(runpod.Config{
		BaseURL: "https://runpod.test/v2", APIKey: "key", UserAgent: "test", RequestTimeout: time.Minute, MaxRetries: 4, Clock: runpod.SystemClock(), Transport: answer,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}
