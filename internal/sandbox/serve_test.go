package sandbox_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

func TestCommandServesUntilTheContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	stdout, write := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- sandbox.Command(ctx, []string{"-listen", "127.0.0.1:0", "-seed", "3", "-rate-limit", "60", "-boot-time", "2s", "-fault", "GET /network-volumes 503 x1"}, write, io.Discard)
		write.Close()
	}()
	lines := bufio.NewScanner(stdout)
	next := func(pattern string) string {
		t.Helper()
		lines.Scan()
		match := regexp.MustCompile(pattern).FindStringSubmatch(lines.Text())
		if match == nil {
			t.Fatalf("got %q, want %s", lines.Text(), pattern)
		}
		return match[1]
	}
	url := next(`^RUNPOD_API_URL=(http://127\.0\.0\.1:[1-9]\d*/v2)$`)
	key := next(`^RUNPOD_API_KEY=(rpa_\w+)$`)
	for _, want := range []int{503, 200} {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/network-volumes", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+key)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want || !strings.HasPrefix(resp.Header.Get("RateLimit"), `"minute";`) {
			t.Errorf("got %d %v, want %d", resp.StatusCode, resp.Header, want)
		}
	}
	cancel()
	if lines.Scan() {
		t.Errorf("more output: %q", lines.Text())
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestCommandRefusals(t *testing.T) {
	t.Parallel()
	for args, words := range map[string]string{
		"-listen 0.0.0.0:8787":       "want a loopback address",
		"-listen :8787":              "want a loopback address",
		"-listen 192.0.2.1:8787":     "want a loopback address",
		"-listen example.com:8787":   "want a loopback address",
		"-listen 127.0.0.1":          "missing port",
		"-latency soon":              "invalid value",
		"-fault nonsense":            "want METHOD /path",
		"-listen 127.0.0.1:0 please": `unexpected argument "please"`,
	} {
		var stdout strings.Builder
		err := sandbox.Command(t.Context(), strings.Fields(args), &stdout, io.Discard)
		if err == nil || !strings.Contains(err.Error(), words) || stdout.Len() > 0 {
			t.Errorf("%s: error %v, output %q", args, err, stdout.String())
		}
	}
}

func TestCommandHelp(t *testing.T) {
	t.Parallel()
	var stdout, stderr strings.Builder
	if err := sandbox.Command(t.Context(), []string{"-h"}, &stdout, &stderr); err != nil || stdout.Len() > 0 {
		t.Errorf("error %v, output %q", err, stdout.String())
	}
	for _, flag := range []string{"-listen", "-latency", "-rate-limit", "-boot-time", "-seed", "-fault"} {
		if !strings.Contains(stderr.String(), flag) {
			t.Errorf("%s is not in the usage:\n%s", flag, stderr.String())
		}
	}
}
