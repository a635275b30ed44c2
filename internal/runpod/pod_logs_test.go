package runpod

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

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

// Both forms in which Runpod sends lines.
func TestLogLine(t *testing.T) {
	t.Parallel()
	when := time.Date(2026, 11, 20, 12, 0, 0, 500, time.UTC)
	const id = "2026-11-20T12:00:00.0000005Z"
	for name, test := range map[string]struct {
		event LogEvent
		want  LogLine
	}{
		"text":                    {LogEvent{ID: id, Data: "epoch 1"}, LogLine{At: when, Text: "epoch 1"}},
		"text, numbered id":       {LogEvent{ID: id + "/000000000001", Data: "epoch 1"}, LogLine{At: when, Text: "epoch 1"}},
		"object":                  {LogEvent{ID: id + "/000000000001", Data: `{"ts":"` + id + `","source":"container","line":"epoch 1"}`}, LogLine{At: when, Source: LogSourceContainer, Text: "epoch 1"}},
		"object, no time":         {LogEvent{Data: `{"source":"system","line":""}`}, LogLine{Source: LogSourceSystem}},
		"JSON that a program has": {LogEvent{ID: id, Data: `{"line":"x","level":"info"}`}, LogLine{At: when, Text: `{"line":"x","level":"info"}`}},
		"no id":                   {LogEvent{Data: "epoch 1"}, LogLine{Text: "epoch 1"}},
		"an id of another kind":   {LogEvent{ID: "17", Data: "epoch 1"}, LogLine{Text: "epoch 1"}},
	} {
		if diff := cmp.Diff(test.want, test.event.Line()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A log that stays open, breaks, or never ends is read as far as its bounds go. The time is that of the bubble.
func TestLogCollect(t *testing.T) {
	t.Parallel()
	bounds := LogBounds{Lines: 3, First: 5 * time.Second, Quiet: time.Second, Whole: 30 * time.Second}
	line := func(w io.Writer, text string) { _, _ = io.WriteString(w, "data: "+text+"\n\n") }
	for name, test := range map[string]struct {
		write  func(w *io.PipeWriter)
		cancel time.Duration
		lines  int
		took   time.Duration
		fails  bool
	}{
		"ends":             {write: func(w *io.PipeWriter) { line(w, "1"); _ = w.Close() }, lines: 1},
		"stays open":       {write: func(w *io.PipeWriter) { line(w, "1"); line(w, "2") }, lines: 2, took: time.Second},
		"empty, open":      {write: func(*io.PipeWriter) {}, took: 5 * time.Second},
		"enough":           {write: func(w *io.PipeWriter) { line(w, "1"); line(w, "2"); line(w, "3"); line(w, "4") }, lines: 3},
		"a late first one": {write: func(w *io.PipeWriter) { <-time.After(4 * time.Second); line(w, "1") }, lines: 1, took: 5 * time.Second},
		"comments only": {write: func(w *io.PipeWriter) {
			for range 100 {
				if _, err := io.WriteString(w, ": keep-alive\n\n"); err != nil {
					return // nobody reads any more
				}
				<-time.After(900 * time.Millisecond)
			}
		}, took: 5 * time.Second},
		"breaks":      {write: func(w *io.PipeWriter) { line(w, "1"); _ = w.CloseWithError(errors.New("reset")) }, lines: 1, fails: true},
		"interrupted": {write: func(*io.PipeWriter) {}, cancel: 2 * time.Second, took: 2 * time.Second, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				reader, writer := io.Pipe()
				var writing sync.WaitGroup
				defer writing.Wait()
				writing.Go(func() { test.write(writer) })
				ctx := t.Context()
				if test.cancel > 0 {
					limited, cancel := context.WithTimeout(ctx, test.cancel)
					defer cancel()
					ctx = limited
				}
				began := time.Now()
				lines, err := newLogStream(reader).Collect(ctx, bounds)
				if took := time.Since(began); len(lines) != test.lines || took != test.took || (err != nil) != test.fails {
					t.Errorf("%v after %s: %v", lines, took, err)
				}
			})
		})
	}
}

// Of a log without a bound, the latest lines are kept.
func TestLogCollectTail(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("data: old\n\n", 10_000) + "data: 1\n\ndata: 2\n\n"
	lines, err := newLogStream(io.NopCloser(strings.NewReader(text))).Collect(t.Context(), LogBounds{Tail: 2, First: time.Minute, Quiet: time.Minute, Whole: time.Minute})
	if err != nil || len(lines) != 2 || lines[0].Text != "1" || lines[1].Text != "2" {
		t.Errorf("%v, %v", lines, err)
	}
}

// A log that is never quiet ends with the time.
func TestLogCollectChatter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		reader, writer := io.Pipe()
		var writing sync.WaitGroup
		defer writing.Wait()
		writing.Go(func() {
			for {
				if _, err := io.WriteString(writer, "data: x\n\n"); err != nil {
					return // nobody reads any more
				}
				<-time.After(500 * time.Millisecond)
			}
		})
		began := time.Now()
		lines, err := newLogStream(reader).Collect(t.Context(), LogBounds{Lines: 5000, First: 5 * time.Second, Quiet: time.Second, Whole: 30 * time.Second})
		if took := time.Since(began); err != nil || took != 30*time.Second || len(lines) < 59 || len(lines) > 61 {
			t.Errorf("%d lines after %s: %v", len(lines), took, err)
		}
	})
}
