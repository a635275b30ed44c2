package runpod

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLogStream(t *testing.T) {
	t.Parallel()
	text := ": hello\n\nid: 2026-11-20T12:00:00Z\ndata: one\n\nevent: system\ndata: two\ndata:three\nretry: 5\n\nevent: ping\n\ndata\n\ndata: cut off"
	for _, eol := range []string{"\n", "\r\n"} {
		c, _ := newTestClient(t, func(w http.ResponseWriter, r *http.Request) {
			if got := r.Header.Get("Last-Event-ID"); got != "2026-11-20T11:00:00Z" {
				t.Errorf("Last-Event-ID %q", got)
			}
			if got := r.Header.Get("Accept"); !strings.HasPrefix(got, "text/event-stream") {
				t.Errorf("Accept %q", got)
			}
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, strings.ReplaceAll(text, "\n", eol))
		})
		stream, err := c.GetPodLogs(t.Context(), "p1", LogOptions{LastEventID: "2026-11-20T11:00:00Z"})
		if err != nil {
			t.Fatal(err)
		}
		var got []LogEvent
		for {
			event, err := stream.Next()
			if err != nil {
				if !errors.Is(err, io.EOF) {
					t.Error(err)
				}
				break
			}
			got = append(got, event)
		}
		const id = "2026-11-20T12:00:00Z"
		want := []LogEvent{{id, "message", "one"}, {id, "system", "two\nthree"}, {id, "message", ""}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if err := stream.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestLogStreamRefused(t *testing.T) {
	t.Parallel()
	c, _ := newTestClient(t, reply(404, `{"title":"Not Found"}`))
	if _, err := c.GetWorkerLogs(t.Context(), "e", "w", LogOptions{}); !IsNotFound(err) {
		t.Errorf("got %v", err)
	}
}

func TestLogStreamBreaks(t *testing.T) {
	t.Parallel()
	c, _ := newTestClient(t, truncate(200, "data: one\n\n"))
	stream, err := c.GetPodLogs(t.Context(), "p1", LogOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stream.Close() }()
	if event, err := stream.Next(); err != nil || event.Data != "one" {
		t.Fatalf("got %v, %v", event, err)
	}
	if _, err := stream.Next(); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("got %v, want an error that is not the end", err)
	}
}
