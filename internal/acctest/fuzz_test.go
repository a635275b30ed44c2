package acctest_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// sameAnswer answers every read of an object with one body, and every list of
// objects with a list of that.
type sameAnswer struct {
	list string // path of the kind's list
	body string
}

func (a *sameAnswer) RoundTrip(req *http.Request) (*http.Response, error) {
	body := a.body
	if path := strings.TrimPrefix(req.URL.Path, "/v2"); path == a.list || strings.HasSuffix(path, "/pods") {
		all := make([]string, 0, len(listNames))
		for _, name := range listNames {
			all = append(all, fmt.Sprintf("%q:[%s]", name, body))
		}
		body = "{" + strings.Join(all, ",") + "}"
	}
	return &http.Response{
		StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

// listNames are those of the lists in Runpod's answers.
var listNames = []string{"pods", "endpoints", "networkVolumes", "templates", "registries", "secrets", "clusters"}

// FuzzRead imports and reads every kind of resource by any ID, and gets any
// answer: the provider does not crash, and what it takes into the state is whole.
func FuzzRead(f *testing.F) {
	env := acctest.New(f)
	server := env.Server(nil)
	kinds := creatables()
	for n, kind := range kinds {
		i := &acctest.Instance{Type: kind.resource}
		if err := server.Apply(f.Context(), i, kind.config(n)); err != nil {
			f.Fatal(err)
		}
		path := kind.path
		if !kind.onlyListed() {
			path += "/" + server.ID(i)
		}
		f.Add(uint8(n), server.ID(i), get(f, env, path))
		f.Add(uint8(n), "../"+server.ID(i), `{"id":"x"}`)
	}
	answer := &sameAnswer{}
	reader := env.Server(answer)
	f.Fuzz(func(t *testing.T, n uint8, id, body string) {
		kind := kinds[int(n)%len(kinds)]
		answer.body, answer.list = body, kind.path
		if kind.onlyListed() {
			answer.list = "" // the body is the list
		}
		env.Clock.Advance(time.Minute) // no list is left of another answer
		i, err := reader.Import(t.Context(), kind.resource, id)
		if err != nil || !i.Exists() {
			return
		}
		if reader.ID(i) == "" {
			t.Errorf("%s is in the state without an id", kind.resource)
		}
		// Reading the same again changes nothing.
		before := reader.State(i)
		env.Clock.Advance(time.Minute)
		if err := reader.Refresh(t.Context(), i); err != nil {
			t.Fatalf("reading it again: %s", err)
		}
		if after := reader.State(i); !after.Equal(before) || !after.IsFullyKnown() {
			t.Errorf("%s became %s", before, after)
		}
	})
}

// onlyListed reports whether Runpod has no read of one.
func (c creatable) onlyListed() bool {
	return c.resource == "runpod_ssh_key" || c.resource == "runpod_ecr_delegation"
}

func get(f *testing.F, env *acctest.Env, path string) string {
	f.Helper()
	req, err := http.NewRequestWithContext(f.Context(), http.MethodGet, env.URL+path, http.NoBody)
	if err != nil {
		f.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+env.Key)
	req.Header.Set("User-Agent", "acctest")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		f.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		f.Fatalf("GET %s: %d, %v", path, resp.StatusCode, err)
	}
	return string(body)
}
