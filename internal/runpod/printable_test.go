package runpod

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode"
)

// hostile are texts that steer a terminal, or are far too long for one.
func hostile() map[string]string {
	return map[string]string{
		"controls":   "a\x1b[2J\x1b]0;owned\x07b\r\x08\x00\u009b31m",
		"directions": "a\u202eb\u2066c\u200f",
		"separators": "a\u2028b\u2029",
		"invisible":  "a\u200b\U000e0041b",
		"not UTF-8":  "a\xff\xfeb",
		"megabytes":  strings.Repeat("words and words ", 1<<20),
	}
}

// However an answer is made, nothing in it steers the terminal or floods it.
func TestWhatIsSaidIsPlainAndShort(t *testing.T) {
	t.Parallel()
	quoted := func(text string) string { // JSON that keeps everything as it is, bytes that are not UTF-8 included
		return `"` + strings.NewReplacer("\x1b", `\u001b`, "\x07", `\u0007`, "\r", `\r`, "\x08", `\b`, "\x00", `\u0000`).Replace(text) + `"`
	}
	places := map[string]func(w http.ResponseWriter, text string){
		"detail": func(w http.ResponseWriter, text string) { refuseWith(w, 400, `{"detail":%s}`, quoted(text)) },
		"title":  func(w http.ResponseWriter, text string) { refuseWith(w, 500, `{"title":%s}`, quoted(text)) },
		"errors": func(w http.ResponseWriter, text string) {
			refuseWith(w, 422, `{"errors":[%s]}`, strings.Join([]string{quoted(text), quoted(text), strings.Repeat(`"more",`, 5000) + quoted(text)}, ","))
		},
		"object": func(w http.ResponseWriter, text string) {
			refuseWith(w, 400, `{"detail":{"message":%s}}`, quoted(text))
		},
		"REST v1": func(w http.ResponseWriter, text string) { refuseWith(w, 400, `{"error":%s}`, quoted(text)) },
		"page":    func(w http.ResponseWriter, text string) { refuseWith(w, 403, "<p>%s", text) },
		"value": func(w http.ResponseWriter, text string) {
			refuseWith(w, 200, `{"id":"p","createdAt":%s}`, quoted(text))
		},
		"id": func(w http.ResponseWriter, text string) { refuseWith(w, 200, `{"id":%s}`, quoted(text)) },
	}
	for where, write := range places {
		for what, text := range hostile() {
			t.Run(where+", "+what, func(t *testing.T) {
				t.Parallel()
				if testing.Short() && what == "megabytes" {
					t.Skip("NOT RUN WITH -short: nothing in it is concurrent, and the race detector takes a minute for all of these")
				}
				c, _ := newTestClient(t, func(w http.ResponseWriter, _ *http.Request) { write(w, text) }, func(cfg *Config) { cfg.MaxRetries = 0 })
				_, err := c.GetPod(t.Context(), "p1")
				if err == nil {
					t.Fatal("no error")
				}
				said := err.Error()
				if len(said) > 50_000 || what == "megabytes" && where == "detail" && (len(said) > 2*maxText || !strings.Contains(said, "(cut here, of 16777215 bytes)")) {
					t.Errorf("%d bytes: %.100q ... %q", len(said), said, said[len(said)-100:])
				}
				if i := strings.IndexFunc(said, func(r rune) bool { return !unicode.IsGraphic(r) || unicode.Is(unicode.Bidi_Control, r) }); i >= 0 {
					t.Errorf("%q has a character that steers the terminal", said[i:])
				}
			})
		}
	}
}

func refuseWith(w http.ResponseWriter, status int, format, text string) {
	w.Header().Set("X-Request-Id", strings.Repeat("id", 5000))
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, format, text)
}

func TestPrintable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain, ü and 日本\n\tmore": "plain, ü and 日本\n\tmore",
		"\x1b[31m":                `\u001b[31m`,
		"\u202ea":                 `\u202ea`,
		"\U000e0041":              `\U000e0041`,
		"\xff":                    `\xff`,
		"\uFFFD":                  "\uFFFD",
	} {
		if got := Printable(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}
