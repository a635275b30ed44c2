package runpod

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func FuzzRateLimit(f *testing.F) {
	f.Add(`"minute";r=0;t=12, "hour";r=2800;t=1812`, `"minute";q=60;w=60`)
	f.Add(`"a;b,c";R=0`, `;;w=,`)
	f.Add(`"`, `"`)
	f.Fuzz(func(t *testing.T, limit, policy string) {
		for _, w := range parseRateLimit([]string{limit}, []string{policy}) {
			if w.reset < 0 || w.reset > maxAsked {
				t.Errorf("resets after %v", w.reset)
			}
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"7", "-1", "Fri, 20 Nov 2026 12:00:30 GMT", "99999999999999999999"} {
		f.Add(seed)
	}
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, header string) {
		if d := retryAfter(header, now); d < 0 || d > maxAsked {
			t.Errorf("waits %v", d)
		}
	})
}

func FuzzRefusal(f *testing.F) {
	f.Add(422, `{"title":"t","detail":"d","errors":["missing property 'image'","/name: false schema",{"message":"m"}]}`)
	f.Add(400, `{"error":{"message":"no"}}`)
	f.Add(403, "<html><HEAD>x</head><script>a<b</SCRIPT>&nbsp;denied "+testKey)
	f.Add(500, `{"detail":["`+testKey+`"]}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		x := &exchange{c: &Client{clock: newFakeClock()}, request: request{method: "GET", path: route{"pods"}}, redact: newRedactor(testKey, nil)}
		e := x.refusal(&http.Response{StatusCode: status, Header: http.Header{}}, []byte(body))
		if strings.Contains(e.Error(), testKey) {
			t.Errorf("gives the key away: %s", e)
		}
		if utf8.ValidString(body) && !utf8.ValidString(e.Error()) {
			t.Errorf("cuts a letter in two: %q", e)
		}
		if len(e.Excerpt) > maxExcerpt+3*len(mask) {
			t.Errorf("an excerpt of %d bytes", len(e.Excerpt))
		}
	})
}

// A pod that can be read can be written and read again as the same pod.
func FuzzPod(f *testing.F) {
	f.Add([]byte(placedPod))
	f.Add([]byte(`{"id":"p","runtime":{},"ssh":null,"cost":"1.5"}`))
	f.Add([]byte(`{"id":"p","createdAt":"0000-01-01T00:00:00Z"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		pod, err := decodeObject[Pod](body)
		if err != nil {
			return
		}
		if pod.ID == "" {
			t.Fatal("a pod without an id")
		}
		first, err := json.Marshal(pod)
		if err != nil {
			t.Fatal(err)
		}
		again, err := decodeObject[Pod](first)
		if err != nil {
			t.Fatalf("%v in %s", err, first)
		}
		second, err := json.Marshal(again)
		if err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s became %s: %v", first, second, err)
		}
	})
}
