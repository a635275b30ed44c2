package runpod

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

const mask = "(redacted)"

// Shorter values than these are hidden only where they cannot be anything else
// (see shortIn): as parts of other words, "true" and "8080" give nothing away.
const (
	minSecret = 4
	minEnv    = 8
)

// redactor keeps secrets out of logs and error texts: the API key, and those
// that the request carries, should Runpod repeat them.
type redactor struct {
	values  bool // "value" is no secret, see [route.named]
	secrets []secretText
	byStart [256][]int // those that can begin with a byte, as it is
}

// secretText is a value to hide. One that is short has the name under which it was sent.
type secretText struct {
	key   string
	value []rune
	short bool
}

func newRedactor(apiKey string, path route, body []byte) *redactor {
	r := &redactor{values: path.named()}
	r.add("", apiKey, minSecret)
	if v, ok := parseJSON(body); ok {
		r.collect("", v, 0)
	}
	// The longest first: the first that fits is taken.
	slices.SortStableFunc(r.secrets, func(a, b secretText) int { return len(b.value) - len(a.value) })
	for i, secret := range r.secrets {
		start := string(secret.value[0])[0]
		r.byStart[start] = append(r.byStart[start], i)
	}
	return r
}

// add takes a value in, and the lines of one that has several: an error may quote one alone.
func (r *redactor) add(key, value string, shortest int) {
	if value == "" {
		return
	}
	r.secrets = append(r.secrets, secretText{key: key, value: []rune(value), short: len(value) < shortest})
	if strings.Contains(value, "\n") {
		for line := range strings.SplitSeq(value, "\n") {
			r.add(key, strings.TrimSpace(line), shortest)
		}
	}
}

// collect gathers the secrets of a request. Below a key that says so every text is
// one; shortest is 0 elsewhere.
func (r *redactor) collect(key string, v any, shortest int) {
	switch v := v.(type) {
	case string:
		if shortest > 0 {
			r.add(key, v, shortest)
		}
		// The stored form of a start command holds its words.
		if inner, ok := parseJSON([]byte(v)); ok && strings.EqualFold(key, "args") {
			r.collect("", inner, minEnv)
		}
	case []any:
		for _, item := range v {
			r.collect(key, item, shortest)
		}
	case map[string]any:
		for name, value := range v {
			below := shortest
			switch {
			case shortest > 0:
			case r.secretKey(name):
				below = minSecret
			case strings.EqualFold(name, "env"), startCommand(name):
				below = minEnv
			}
			r.collect(name, value, below)
		}
	}
}

// clean takes the secrets out of a text, however they are spelled in it.
func (r *redactor) clean(text string) string {
	var b strings.Builder
	kept := 0
	for p := 0; p < len(text); {
		end, ok := r.secretAt(text, p)
		if !ok {
			p++
			continue
		}
		b.WriteString(text[kept:p] + mask)
		p, kept = end, end
	}
	if kept == 0 {
		return text
	}
	return b.String() + text[kept:]
}

// secretAt returns the end of the secret that begins at p, if one does.
func (r *redactor) secretAt(text string, p int) (end int, ok bool) {
	if beginsEscape(text[p]) {
		for i := range r.secrets {
			if end, ok := r.secrets[i].at(text, p); ok {
				return end, true
			}
		}
		return 0, false
	}
	for _, i := range r.byStart[text[p]] {
		if end, ok := r.secrets[i].at(text, p); ok {
			return end, true
		}
	}
	return 0, false
}

func (s *secretText) at(text string, p int) (end int, ok bool) {
	end, matched := spelledAt(text, p, s.value)
	switch {
	case matched == len(s.value):
		return end, !s.short || s.shortIn(text, p, end)
	case matched >= tellingPart:
		return end, true // cut off, as in an error that shows the beginning
	}
	return 0, false
}

// shortIn reports whether a short value stands where it must be the secret: as the
// whole text, between quotes, behind its name, or as a word that is like no other.
func (s *secretText) shortIn(text string, start, end int) bool {
	before, behind := text[:start], text[end:]
	switch {
	case strings.TrimSpace(before) == "" && strings.TrimSpace(behind) == "":
		return true
	case endsInQuote(before) && beginsWithQuote(behind):
		return true
	case isWordByte(lastByte(before)) || isWordByte(firstByte(behind)):
		return false
	}
	return s.key != "" && strings.HasSuffix(withoutSeparator(before), s.key) || s.isTelling()
}

// isTelling reports whether a value is hardly a word of anybody's: "hunter2", not "debug" or "8080".
func (s *secretText) isTelling() bool {
	letters, others := 0, 0
	for _, r := range s.value {
		if unicode.IsLetter(r) {
			letters++
		} else {
			others++
		}
	}
	return len(s.value) >= minSecret && letters > 0 && others > 0
}

// body is a body fit for a log. What is not JSON is not shown: a part of an
// answer cannot be searched for secrets.
func (r *redactor) body(body []byte) string {
	if len(body) == 0 {
		return ""
	}
	v, ok := parseJSON(body)
	if !ok {
		return fmt.Sprintf("%d bytes that are not JSON", len(body))
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(r.masked(v)); err != nil {
		return fmt.Sprintf("%d bytes that cannot be shown: %v", len(body), err)
	}
	return strings.TrimSpace(out.String())
}

// masked is v without the values that are secret by their key, and without those of the request.
func (r *redactor) masked(v any) any {
	switch v := v.(type) {
	case string:
		return r.clean(v)
	case json.Number:
		if text := r.clean(v.String()); text != v.String() {
			return text
		}
	case []any:
		for i := range v {
			v[i] = r.masked(v[i])
		}
	case map[string]any:
		_, isDiff := v["field"] // of a release, which may be about env
		out := make(map[string]any, len(v))
		for key, value := range v {
			switch {
			case r.secretKey(key), startCommand(key), isDiff && (key == "old" || key == "new"):
				value = hidden(value)
			case strings.EqualFold(key, "env"):
				value = maskedEnv(value)
			default:
				value = r.masked(value)
			}
			out[r.clean(key)] = value
		}
		return out
	}
	return v
}

// hidden is a mask, but for what says that nothing is there.
func hidden(v any) any {
	if v == nil || v == "" {
		return v
	}
	return mask
}

// maskedEnv keeps the names of variables, which help, and hides what they hold.
func maskedEnv(v any) any {
	env, ok := v.(map[string]any)
	if !ok {
		return mask
	}
	for key := range env {
		env[key] = mask
	}
	return env
}

func (r *redactor) secretKey(key string) bool {
	switch strings.ToLower(key) {
	case "password", "username", "authorization", "apikey", "api_key":
		return true
	case "value":
		return !r.values
	}
	return false
}

// startCommand are the fields that tell a container what to run, tokens on the command line included.
func startCommand(key string) bool {
	switch strings.ToLower(key) {
	case "args", "cmd", "entrypoint":
		return true
	}
	return false
}

func parseJSON(body []byte) (any, bool) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil || decoder.More() {
		return nil, false
	}
	return v, true
}
