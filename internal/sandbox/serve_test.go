package sandbox_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
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
	for host, want := range map[string]int{"evil.example": 421, "127.0.0.1.evil.example:80": 421, "": 421, "[::1]": 401, "LOCALHOST:1": 401, "127.9.9.9": 401} {
		if got := statusFor(t, url, host); got != want {
			t.Errorf("host %q: status %d, want %d", host, got, want)
		}
	}
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

// statusFor is what a request under another name for the host gets.
func statusFor(t *testing.T, url, host string) int {
	t.Helper()
	address, _, _ := strings.Cut(strings.TrimPrefix(url, "http://"), "/")
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := fmt.Fprintf(conn, "GET /v2/pods HTTP/1.1\r\nHost: %s\r\nUser-Agent: test\r\nConnection: close\r\n\r\n", host); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

// keyOf starts a sandbox, and returns the key that it prints.
func keyOf(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	stdout, write := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- sandbox.Command(ctx, append(args, "-listen", "127.0.0.1:0"), write, io.Discard) }()
	lines := bufio.NewScanner(stdout)
	lines.Scan()
	lines.Scan()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	return strings.TrimPrefix(lines.Text(), "RUNPOD_API_KEY=")
}

func TestKeysAreRandom(t *testing.T) {
	t.Parallel()
	if first, second := keyOf(t), keyOf(t); first == second || !regexp.MustCompile(`^rpa_[A-Z0-9]{40,}$`).MatchString(first) {
		t.Errorf("keys %q and %q", first, second)
	}
	if first, second := keyOf(t, "-seed", "0"), keyOf(t, "-seed", "0"); first != second {
		t.Errorf("with a seed the keys are %q and %q", first, second)
	}
}

func TestCommandRefusals(t *testing.T) {
	t.Parallel()
	for args, words := range map[string]string{
		"-listen 0.0.0.0:8787":       "use a loopback address",
		"-listen :8787":              "use a loopback address",
		"-listen 192.0.2.1:8787":     "use a loopback address",
		"-listen example.com:8787":   "use a loopback address",
		"-listen 127.0.0.1":          "missing port",
		"-latency soon":              "invalid value",
		"-fault nonsense":            "use METHOD /path",
		"-speed 0":                   "use a number from 0.01 to 100000",
		"-speed NaN":                 "use a number from",
		"-cold-start -1s":            "use a duration",
		"-listen 127.0.0.1:0 please": `unexpected argument "please"`,
		"-boot-time 1s --":           "no command after --",
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
	for _, flag := range []string{"-listen", "-latency", "-rate-limit", "-boot-time", "-seed", "-fault", "-job-time", "-cold-start", "-speed"} {
		if !strings.Contains(stderr.String(), flag) {
			t.Errorf("%s is not in the usage:\n%s", flag, stderr.String())
		}
	}
}
