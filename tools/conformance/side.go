package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const (
	requestTimeout = time.Minute
	// maxAnswer is more than any answer has.
	maxAnswer = 16 << 20
	// attempts are how often a request is sent that is refused for coming too fast.
	attempts = 8
)

// side is an account with what this run has made on it.
type side struct {
	name     string // in the report
	url, key string // url ends in /v2
	prefix   string // of the names of everything that is made
	clock    runpod.Clock
	pause    time.Duration     // before each request
	poll     time.Duration     // before a repetition
	ids      map[string]string // by kind
	made     []object          // in the order in which it was made
	client   *http.Client
}

// object is something that a run made.
type object struct{ kind, id, name string }

// answer is what came back.
type answer struct {
	status      int
	contentType string
	body        any    // JSON, or nil
	text        string // where it is no JSON
}

func newSide(name, url, key, prefix string, clock runpod.Clock) *side {
	return &side{name: name, url: strings.TrimRight(url, "/"), key: key, prefix: prefix, clock: clock, ids: map[string]string{}, client: &http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment}}}
}

var placeholder = regexp.MustCompile(`\{([a-z_]+)\}`)

// nobody is an id that nothing has.
const nobody = "zzzzzzzzzzzzzz"

// fill puts the ids of this side in place of {kind}. missing is the first kind of which
// there is none.
func (s *side) fill(text string) (filled, missing string) {
	filled = placeholder.ReplaceAllStringFunc(text, func(match string) string {
		switch kind := match[1 : len(match)-1]; {
		case kind == "prefix":
			return s.prefix
		case kind == "none":
			return nobody
		case s.ids[kind] != "":
			return s.ids[kind]
		case kinds[kind].path == "": // JSON
			return match
		default:
			missing = kind
			return match
		}
	})
	return filled, missing
}

// send makes a request and remembers what it made.
func (s *side) send(ctx context.Context, st step) (*answer, error) {
	path, _ := s.fill(st.path)
	body, _ := s.fill(st.body)
	got, err := s.request(ctx, st.method, path, body, st.key)
	if err != nil {
		return nil, fmt.Errorf("%s: %s %s: %w", s.name, st.method, st.path, err)
	}
	fields, _ := got.body.(map[string]any)
	id, _ := fields["id"].(string)
	if kind := madeBy(st); kind != "" && id != "" && got.status/100 == 2 {
		name, _ := fields[kinds[kind].name].(string)
		s.made = append(s.made, object{kind, id, name})
		if st.made != "" {
			s.ids[kind] = id
		} else { // nobody wanted it, and it may bill; the end of the run tries again
			s.delete(ctx, object{kind, id, name})
		}
	}
	return got, nil
}

// madeBy is the kind of what a step makes: also one that ought to be refused.
func madeBy(st step) string {
	if st.made != "" || st.method != http.MethodPost {
		return st.made
	}
	for _, kind := range listed() {
		if pathOf(kind) == st.path {
			return kind
		}
	}
	return ""
}

// request sends until it is not told to wait.
func (s *side) request(ctx context.Context, method, path, body, key string) (*answer, error) {
	for attempt := 1; ; attempt++ {
		got, wait, err := s.once(ctx, method, path, body, key)
		if err != nil || got.status != http.StatusTooManyRequests || attempt == attempts {
			return got, err
		}
		if err := s.clock.Sleep(ctx, max(wait, s.poll)); err != nil {
			return nil, err
		}
	}
}

func (s *side) once(ctx context.Context, method, path, body, key string) (got *answer, wait time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, s.url+path, reader)
	if err != nil {
		return nil, 0, err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("User-Agent", "terraform-provider-runpod-conformance")
	switch key {
	case "":
		req.Header.Set("Authorization", "Bearer "+s.key)
	case noKey:
	default:
		req.Header.Set("Authorization", "Bearer "+key)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After")) // 0 where there is none
	mediaType, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";")
	got = &answer{status: resp.StatusCode, contentType: strings.TrimSpace(mediaType)}
	if got.contentType == "text/event-stream" { // it stays open, and what is in it has other words each time
		return got, 0, nil
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, 0, fmt.Errorf("reading the answer: %w", err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	if err := decoder.Decode(&got.body); err != nil || decoder.More() { // a text may begin with a number
		got.body, got.text = nil, string(text)
	}
	return got, time.Duration(seconds) * time.Second, nil
}
