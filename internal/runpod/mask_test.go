package runpod

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"pgregory.net/rapid"
)

// spellers are the ways in which an answer may write what was sent.
func spellers() map[string]func(string) string {
	asJSON := func(escapeHTML bool) func(string) string {
		return func(s string) string {
			var b bytes.Buffer
			encoder := json.NewEncoder(&b)
			encoder.SetEscapeHTML(escapeHTML)
			if encoder.Encode(s) != nil {
				panic("a string that is no JSON")
			}
			return strings.Trim(strings.TrimSuffix(b.String(), "\n"), `"`)
		}
	}
	ascii := func(s string) string { return strings.Trim(strconv.QuoteToASCII(s), `"`) }
	return map[string]func(string) string{
		"as it is":            func(s string) string { return s },
		"JSON":                asJSON(false),
		"JSON for HTML":       asJSON(true),
		"JSON in JSON":        func(s string) string { return asJSON(true)(asJSON(false)(s)) },
		"JSON for HTML twice": func(s string) string { return asJSON(true)(asJSON(true)(s)) },
		"ASCII":               ascii,
		"upper case": func(s string) string {
			return strings.NewReplacer(`\u003c`, `\u003C`, `\u003e`, `\u003E`).Replace(asJSON(true)(s))
		},
		"HTML":          html.EscapeString,
		"HTML twice":    func(s string) string { return html.EscapeString(html.EscapeString(s)) },
		"HTML in JSON":  func(s string) string { return asJSON(true)(html.EscapeString(s)) },
		"JSON in HTML":  func(s string) string { return html.EscapeString(asJSON(false)(s)) },
		"a query":       url.QueryEscape,
		"a path":        url.PathEscape,
		"a query twice": func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	}
}

// carriers are the requests that take a secret, each with the name that it has there.
func carriers() map[string]struct {
	key  string
	call func(ctx context.Context, c *Client, secret string) error
} {
	type carrier = struct {
		key  string
		call func(ctx context.Context, c *Client, secret string) error
	}
	base := func(secret string) BaseContainerConfig {
		return BaseContainerConfig{Env: map[string]string{"TOKEN": secret}}
	}
	start := func(config BaseContainerConfig) func(context.Context, *Client) error {
		return func(ctx context.Context, c *Client) error {
			return discard(c.CreatePod(ctx, CreatePodRequest{Name: "n", ContainerConfig: ContainerConfig{BaseContainerConfig: config}}))
		}
	}
	return map[string]carrier{
		"pod": {"TOKEN", func(ctx context.Context, c *Client, s string) error { return start(base(s))(ctx, c) }},
		"pod update": {"TOKEN", func(ctx context.Context, c *Client, s string) error {
			return discard(c.UpdatePod(ctx, "p", UpdatePodRequest{ContainerConfig: ContainerConfig{BaseContainerConfig: base(s)}}))
		}},
		"endpoint": {"TOKEN", func(ctx context.Context, c *Client, s string) error {
			return discard(c.CreateEndpoint(ctx, CreateEndpointRequest{Name: "n", ContainerConfig: ContainerConfig{BaseContainerConfig: base(s)}}))
		}},
		"template": {"TOKEN", func(ctx context.Context, c *Client, s string) error {
			return discard(c.CreateTemplate(ctx, CreateTemplateRequest{Name: "n", ContainerConfig: ContainerConfig{BaseContainerConfig: base(s)}}))
		}},
		"cluster": {"TOKEN", func(ctx context.Context, c *Client, s string) error {
			return discard(c.CreateCluster(ctx, CreateClusterRequest{Name: "n", BaseContainerConfig: base(s)}))
		}},
		"args": {"args", func(ctx context.Context, c *Client, s string) error {
			return start(BaseContainerConfig{Args: &s})(ctx, c)
		}},
		"cmd": {"cmd", func(ctx context.Context, c *Client, s string) error {
			return start(BaseContainerConfig{Cmd: []string{"sh", s}})(ctx, c)
		}},
		"entrypoint": {"entrypoint", func(ctx context.Context, c *Client, s string) error {
			return start(BaseContainerConfig{Entrypoint: []string{s}})(ctx, c)
		}},
		"secret": {"value", func(ctx context.Context, c *Client, s string) error {
			return discard(c.CreateSecret(ctx, CreateSecretRequest{Name: "n", Value: s}))
		}},
		"secret update": {"value", func(ctx context.Context, c *Client, s string) error {
			return discard(c.UpdateSecret(ctx, "s", UpdateSecretRequest{Value: &s}))
		}},
		"username": {"username", func(ctx context.Context, c *Client, s string) error {
			return discard(c.CreateRegistry(ctx, CreateRegistryRequest{Name: "n", Username: s, Password: "pass-word-1"}))
		}},
		"password": {"password", func(ctx context.Context, c *Client, s string) error {
			return discard(c.CreateRegistry(ctx, CreateRegistryRequest{Name: "n", Username: "user-name-1", Password: s}))
		}},
	}
}

// repeats answers with a text in every place of a refusal in turn.
func repeats(n int, text string) http.HandlerFunc {
	encoded, err := json.Marshal(text)
	if err != nil {
		panic("a string that is no JSON")
	}
	bodies := []string{
		fmt.Sprintf(`{"title":"t","detail":%s}`, encoded), fmt.Sprintf(`{"title":%s}`, encoded), fmt.Sprintf(`{"errors":["a",%s]}`, encoded),
		fmt.Sprintf(`{"errors":[{"message":%s}]}`, encoded), fmt.Sprintf(`{"sent":{%s:1}}`, encoded), fmt.Sprintf(`{"error":%s}`, encoded), text, "<p>" + text + "</p>",
	}
	return reply(400, bodies[n%len(bodies)])
}

// TestSecretsAreHiddenHoweverTheyAreSpelled draws secrets, ways to write them and
// places to repeat them in, for all that takes a secret.
func TestSecretsAreHiddenHoweverTheyAreSpelled(t *testing.T) {
	t.Parallel()
	letters := rapid.RuneFrom([]rune("qxzQXZ790\"\\/<>&'%+ =:;\n\t\rü日\U0001f600\u2028`$#{}"))
	for name, carrier := range carriers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(rt *rapid.T) {
				secret := "Zq7" + rapid.StringOfN(letters, 0, 60, -1).Draw(rt, "secret") + "xQ9"
				way := rapid.SampledFrom(sortedKeys(spellers())).Draw(rt, "spelled")
				spelled := spellers()[way](secret)
				text := spelled
				switch place := rapid.IntRange(0, 4).Draw(rt, "place"); {
				case place == 0:
				case place == 1 || len(secret) < minEnv:
					text = fmt.Sprintf(`the request "%s" is wrong`, spelled)
				case place == 2:
					text = carrier.key + "=" + spelled + " is wrong"
				case place == 3:
					text = "bad" + spelled + "bad"
				default:
					text = fmt.Sprintf(`{"%s": "%s"`, carrier.key, spelled)
				}
				log := &syncBuffer{}
				c := mustNew(t, Config{APIKey: testKey, LogBodies: true, Clock: newFakeClock(), Transport: answeredBy(repeats(rapid.IntRange(0, 7).Draw(rt, "where"), text))})
				err := carrier.call(tflogtest.RootLogger(t.Context(), log), c, secret)
				if err == nil {
					rt.Fatal("no error")
				}
				for _, said := range []string{err.Error(), log.String()} {
					for way, spell := range spellers() {
						if strings.Contains(said, spell(secret)) {
							rt.Fatalf("%q is in %s as %s", secret, said, way)
						}
					}
					if strings.Contains(said, "Zq7") && strings.Contains(said, "xQ9") {
						rt.Fatalf("%q is in %s", secret, said)
					}
				}
			})
		})
	}
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Lines of a secret, the beginning of one, and short values where they can be nothing else.
func TestParts(t *testing.T) {
	t.Parallel()
	pem := "-----BEGIN KEY-----\r\nMIIEvQIBADANBgkqhkiG9w0B\r\nAQEFAASCBKcwggSj\r\n-----END KEY-----\r\n"
	tests := []struct{ name, secret, text, want string }{
		{"a line", pem, "line 2: MIIEvQIBADANBgkqhkiG9w0B is bad", "line 2: (redacted) is bad"},
		{"the beginning", "abcdefghijklmnopqrstuvwxyz", "value abcdefghijklmnopqrst... is too long", "value (redacted)... is too long"},
		{"another beginning", "https://a.example/x", "see https://docs.example", "see https://docs.example"},
		{"short in quotes", "4711", `TOKEN "4711" is taken`, `TOKEN "(redacted)" is taken`},
		{"short in escaped quotes", "true", `{\"TOKEN\":\"true\"}`, `{\"TOKEN\":\"(redacted)\"}`},
		{"short behind its name", "4711", "TOKEN=4711, PORT=4711", "TOKEN=(redacted), PORT=4711"},
		{"short behind its name in YAML", "no", "TOKEN: no", "TOKEN: (redacted)"},
		{"short as the whole text", "no", " no ", " (redacted) "},
		{"short and telling", "hunter2", "bad value hunter2.", "bad value (redacted)."},
		{"short and a word", "debug", "the debug port", "the debug port"},
		{"short in a word", "8080", "port 18080", "port 18080"},
		{"one letter", "x", "an axe", "an axe"},
		{"a colon before it is not its name", "8080", "port: 8080", "port: 8080"},
	}
	for _, tt := range tests {
		body, err := json.Marshal(map[string]any{"env": map[string]string{"TOKEN": tt.secret}})
		if err != nil {
			t.Fatal(err)
		}
		if got := newRedactor(testKey, route{"pods"}, body).clean(tt.text); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// A secret of many megabytes, and a text that is nearly it, take no time.
func TestLongSecrets(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("NOT RUN WITH -short: nothing in it is concurrent, and the race detector takes a minute for it")
	}
	secret := strings.Repeat(`a\`, 1<<17)
	body, err := json.Marshal(CreateSecretRequest{Name: "n", Value: secret})
	if err != nil {
		t.Fatal(err)
	}
	r := newRedactor(testKey, route{"pods"}, body)
	nearly := secret[:len(secret)-2] + ">" + strings.Repeat(`\`, 1<<16)
	if got := r.clean("<" + nearly); got != "<"+mask+">"+strings.Repeat(`\`, 1<<16) {
		t.Errorf("%d bytes: %.100q", len(got), got)
	}
}

// The "value" of a tag or a cost center is its name, which helps in an error and a log; elsewhere it is a secret.
func TestValuesOfTagsAreShown(t *testing.T) {
	t.Parallel()
	for path, shown := range map[string]bool{"tags": true, "cost-centers": true, "account": false, "pods": false} {
		r := newRedactor(testKey, route{path, "x"}, []byte(`{"key":"team","value":"research"}`))
		for text, said := range map[string]string{
			"an error": r.clean(`cost center "research" exists`),
			"a body":   r.body([]byte(`{"id":"c1","value":"research"}`)),
		} {
			if strings.Contains(said, "research") != shown {
				t.Errorf("%s, %s: %s", path, text, said)
			}
		}
	}
}
