package sandbox_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// TestCommandServesJobs sends a job where an endpoint says that it takes them, on an account whose
// time passes 5,000 times as fast: an hour and a half passes in a second.
func TestCommandServesJobs(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stdout, write := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- sandbox.Command(ctx, []string{"-listen", "127.0.0.1:0", "-speed", "5000", "-cold-start", "1000s", "-job-time", "500s"}, write, io.Discard)
		write.Close()
	}()
	lines := bufio.NewScanner(stdout)
	lines.Scan()
	url := strings.TrimPrefix(lines.Text(), "RUNPOD_API_URL=")
	lines.Scan()
	key := strings.TrimPrefix(lines.Text(), "RUNPOD_API_KEY=")
	client, err := runpod.New(runpod.Config{BaseURL: url, APIKey: key, UserAgent: "sandbox-test"})
	if err != nil {
		t.Fatal(err)
	}
	var req runpod.CreateEndpointRequest
	if err := json.Unmarshal([]byte(with(flexEndpoint, "timeout", "3600000", "workers", workers(0, 2, 5))), &req); err != nil {
		t.Fatal(err)
	}
	e, err := client.CreateEndpoint(ctx, req)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.TrimSuffix(url, "/v2") + "/endpoints/" + e.ID + "/runsync"; e.RequestURLs == nil || e.RequestURLs.RunSync != want {
		t.Fatalf("request URLs %+v, want %s", e.RequestURLs, want)
	}
	began := time.Now()
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, e.RequestURLs.Run, strings.NewReader(`{"input": {}}`))
	if err != nil {
		t.Fatal(err)
	}
	var job struct {
		ID            string
		Status        string
		DelayTime     int64
		ExecutionTime int64
	}
	for request := post; job.Status != "COMPLETED"; {
		request.Header.Set("Authorization", key)
		resp, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		err = json.NewDecoder(resp.Body).Decode(&job)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK || job.Status == "FAILED" || time.Since(began) > time.Minute {
			t.Fatalf("%d %+v, %v", resp.StatusCode, job, err)
		}
		if request, err = http.NewRequestWithContext(ctx, http.MethodGet, strings.Replace(e.RequestURLs.Status, "{job_id}", job.ID, 1), http.NoBody); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(began); took < 1500*time.Second/5000 || job.DelayTime != 1_000_000 || job.ExecutionTime != 500_000 {
		t.Errorf("%+v after %v", job, took)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestFastClock(t *testing.T) {
	t.Parallel()
	clock := sandbox.FastClock(10_000)
	if off := time.Since(clock.Now()).Abs(); off > time.Hour {
		t.Errorf("it begins %v away from now", off)
	}
	before, began := clock.Now(), time.Now()
	if err := clock.Sleep(t.Context(), 100*time.Second); err != nil {
		t.Fatal(err)
	}
	took, passed := time.Since(began), clock.Now().Sub(before)
	if took < 10*time.Millisecond || passed < 100*time.Second || passed > 2*10_000*took {
		t.Errorf("%v took %v", passed, took)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := clock.Sleep(ctx, time.Hour); err == nil {
		t.Error("it sleeps on when the context has ended")
	}
}
