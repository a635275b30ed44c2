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
	learned  []object          // what is not the account's, and stays
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

// tooLarge is a byte more than Runpod takes of a whole request.
const tooLarge = 102_401

// nameOf makes {kind} the name of what was learned.
const nameOf = "_name"

// lists are where steps learn of what is not the account's.
var lists = map[string]string{"public_template": "templates"}

// fill puts the ids of this side in place of {kind}. missing is the first kind of which
// there is none.
func (s *side) fill(text string) (filled, missing string) {
	filled = placeholder.ReplaceAllStringFunc(text, func(match string) string {
		switch kind := match[1 : len(match)-1]; {
		case kind == "prefix":
			return s.prefix
		case kind == "none":
			return nobody
		case kind == "large":
			return strings.Repeat("x", tooLarge)
		case s.ids[kind] != "":
			return s.ids[kind]
		case kinds[kind].path == "" && lists[strings.TrimSuffix(kind, nameOf)] == "": // JSON
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
	got, err := s.request(ctx, request{st.method, path, body, st.key, st.anonymous})
	if err != nil {
		return nil, fmt.Errorf("%s: %s %s: %w", s.name, st.method, st.path, err)
	}
	fields, _ := got.body.(map[string]any)
	s.learn(st.learns, fields)
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

// learn remembers the first object of an answer's list.
func (s *side) learn(kind string, fields map[string]any) {
	list, _ := fields[lists[kind]].([]any)
	if kind == "" || len(list) == 0 {
		return
	}
	first, _ := list[0].(map[string]any)
	id, _ := first["id"].(string)
	name, _ := first["name"].(string)
	inJSON, err := json.Marshal(name)
	if id == "" || err != nil {
		return
	}
	s.learned = append(s.learned, object{kind, id, name})
	s.ids[kind], s.ids[kind+nameOf] = id, strings.Trim(string(inJSON), `"`)
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

// request is what is sent: key in place of the account's, and no User-Agent where it is
// anonymous.
type request struct {
	method, path, body, key string
	anonymous               bool
}

// request sends until it is not told to wait.
func (s *side) request(ctx context.Context, r request) (*answer, error) {
	for attempt := 1; ; attempt++ {
		got, wait, err := s.once(ctx, r)
		if err != nil || got.status != http.StatusTooManyRequests || attempt == attempts {
			return got, err
		}
		if err := s.clock.Sleep(ctx, max(wait, s.poll)); err != nil {
			return nil, err
		}
	}
}

func (s *side) once(ctx context.Context, r request) (got *answer, wait time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	var reader io.Reader
	if r.body != "" {
		reader = strings.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, s.url+r.path, reader)
	if err != nil {
		return nil, 0, err
	}
	if r.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.anonymous {
		req.Header.Set("User-Agent", "") // left out, and Go's own with it
	} else {
		req.Header.Set("User-Agent", "terraform-provider-runpod-conformance")
	}
	switch r.key {
	case "":
		req.Header.Set("Authorization", "Bearer "+s.key)
	case noKey:
	default:
		req.Header.Set("Authorization", "Bearer "+r.key)
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
