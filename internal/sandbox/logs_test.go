package sandbox_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// lines are the lines in a log's events.
func lines(t *testing.T, out reply) string {
	t.Helper()
	if out.status != 200 || out.header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("got %d %s", out.status, out.text)
	}
	var all []string
	for event := range strings.SplitSeq(strings.TrimSuffix(out.text, "\n\n"), "\n\n") {
		_, data, _ := strings.Cut(event, "\ndata: ")
		if data == "" {
			continue
		}
		var entry struct{ Ts, Source, Line string }
		if err := json.Unmarshal([]byte(data), &entry); err != nil || entry.Ts == "" || entry.Source == "" {
			t.Fatalf("data %q: %v", data, err)
		}
		all = append(all, entry.Line)
	}
	return strings.Join(all, "|")
}

func TestPodLogs(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	path := "/v2/pods/" + r.create("/v2/pods", gpuPod) + "/logs"
	if out, want := r.logs(path), "id: 2026-11-20T12:00:00Z/000000000001\n"+
		`data: {"ts":"2026-11-20T12:00:00Z","source":"system","line":"create pod"}`+"\n\n"; !strings.HasPrefix(out.text, want) {
		t.Errorf("begins with %q, want %q", out.text, want)
	}
	r.clock.Advance(boot)
	for query, want := range map[string]string{
		"":                                   "create pod|start container|container is running|hello from a/b:1",
		"?source=container":                  "hello from a/b:1",
		"?source=system&tail=1":              "container is running",
		"?tail=0":                            "",
		"?since=2026-11-20T12:00:01Z":        "container is running|hello from a/b:1",
		"?since=2026-11-20T12:00:01Z&tail=1": "container is running|hello from a/b:1",
	} {
		if got := lines(t, r.logs(path+query)); got != want {
			t.Errorf("%s: %s", query, got)
		}
	}
	// The event that was seen last counts more than since, and since more than tail.
	// Runpod's document has a time for its ID, so it does not look on here.
	unchecked := &rig{t: t, account: r.account, handler: r.account, url: r.url}
	for id, want := range map[string]string{
		"2026-11-20T12:00:00Z/000000000001": "start container|container is running|hello from a/b:1",
		"2026-11-20T12:00:00Z":              "container is running|hello from a/b:1",
	} {
		for _, query := range []string{"", "?tail=0", "?since=2026-11-20T12:00:30Z&tail=1"} {
			if got := lines(t, unchecked.logs(path+query, "Last-Event-ID", id)); got != want {
				t.Errorf("%s after event %s: %s", query, id, got)
			}
		}
	}
	if out := unchecked.logs(path, "Last-Event-ID", "the last one"); out.status != 400 {
		t.Errorf("an id of no event: %d %s", out.status, out.text)
	}
	for query, words := range map[string]string{"?source=kernel": "value must be one of", "?tail=5001": "maximum: got 5001, want 5000", "?since=today": "is not valid date-time"} {
		r.refused(422, words, "GET", path+query, "")
	}
	r.refused(404, "pod not found", "GET", "/v2/pods/none/logs", "")
}

// TestLogsStayOpen: a stream shows what happens later, ends with its pod, and does not keep
// the server from ending.
func TestLogsStayOpen(t *testing.T) {
	t.Parallel()
	clock := sandbox.NewFakeClock(epoch)
	account := sandbox.New(sandbox.Options{Clock: clock})
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- account.Serve(ctx, listener) }()
	c, err := runpod.New(runpod.Config{BaseURL: fmt.Sprintf("http://%s/v2", listener.Addr()), APIKey: account.APIKey(), UserAgent: "sandbox-test"})
	if err != nil {
		t.Fatal(err)
	}
	count := int64(1)
	var streams []*runpod.LogStream
	var ids []string
	for range 2 {
		pod, err := c.CreatePod(t.Context(), runpod.CreatePodRequest{
			Name: "p", ContainerConfig: runpod.ContainerConfig{BaseContainerConfig: runpod.BaseContainerConfig{Disk: &count, Image: new("a/b:1")}},
			GPU: &runpod.CreateGPUConfig{ID: a100, Count: &count},
		})
		if err != nil {
			t.Fatal(err)
		}
		stream, err := c.GetPodLogs(t.Context(), pod.ID, runpod.LogOptions{Tail: new(int64(0))})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = stream.Close() })
		streams, ids = append(streams, stream), append(ids, pod.ID)
	}
	clock.Advance(boot)
	for _, stream := range streams {
		event, err := stream.Next()
		if err != nil || !strings.Contains(event.Data, "container is running") || event.ID != "2026-11-20T12:00:30Z/000000000001" {
			t.Errorf("got %+v, %v", event, err)
		}
		if event, err = stream.Next(); err != nil || !strings.Contains(event.Data, "hello") {
			t.Errorf("got %+v, %v", event, err)
		}
	}
	account.RemovePod(ids[0])
	if event, err := streams[0].Next(); err == nil {
		t.Errorf("the log of a pod that is gone goes on: %+v", event)
	}
	began := time.Now()
	stop()
	if err := <-served; err != nil || time.Since(began) > 4*time.Second {
		t.Errorf("the server ended with %v after %s", err, time.Since(began))
	}
}

// TestLogsThroughTheChecker: what looks on holds no stream back.
func TestLogsThroughTheChecker(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req := r.request("GET", "/v2/pods/"+r.create("/v2/pods", gpuPod)+"/logs", "").WithContext(ctx)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if line, err := bufio.NewReader(resp.Body).ReadString('\n'); err != nil || !strings.HasPrefix(line, "id: ") {
		t.Errorf("got %q, %v", line, err)
	}
}
