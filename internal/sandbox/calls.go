package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// maxConfigBytes is the maximum size that the settings of a container may take, with
// the template merged in.
const maxConfigBytes = 102_400

// holdsConfig reports whether the bodies of a path are settings of containers. Before it
// asks for a key, Runpod refuses those that are too large; other bodies may be larger.
func holdsConfig(path string) bool {
	return slices.ContainsFunc([]string{"/v2/pods", "/v2/serverless", "/v2/templates", "/v2/clusters"}, func(prefix string) bool {
		return path == prefix || strings.HasPrefix(path, prefix+"/")
	})
}

// A call is one request on its way through an operation.
type call struct {
	now  time.Time
	r    *http.Request
	body []byte // empty where it is too large to be read
	size int64  // of the body
}

// An operation answers a call. It runs under the account's lock. What it returns
// is the body of a 200. A nil stands for a 204, which has none, and a created for
// a 201; an eventStream goes on for as long as its object and its reader are there, and
// a laterAnswer is waited for.
type operation func(c *call) (any, error)

// A route ties an operation to a [http.ServeMux] pattern.
type route struct {
	pattern string
	run     operation
}

// created is the body of an answer to a request that has made something.
type created struct{ object any }

// with makes an operation on what find finds: an object, or the parameters of the
// call.
func with[T any](find func(*call) (T, error), run func(*call, T) (any, error)) operation {
	return func(c *call) (any, error) {
		found, err := find(c)
		if err != nil {
			return nil, err
		}
		return run(c, found)
	}
}

// taking makes an operation that takes a body, which the rule has to allow.
func taking[B any](r *rule, run func(*call, *B) (any, error)) operation {
	return func(c *call) (any, error) {
		body := new(B)
		if err := c.decode(r, body); err != nil {
			return nil, err
		}
		return run(c, body)
	}
}

// changing makes an operation on an object that takes a body.
func changing[T, B any](find func(*call) (T, error), r *rule, run func(*call, T, *B) (any, error)) operation {
	return with(find, func(c *call, object T) (any, error) {
		return taking(r, func(c *call, body *B) (any, error) { return run(c, object, body) })(c)
	})
}

func (c *call) id() string {
	return c.r.PathValue("id")
}

// decode checks the body against the rule and reads it into v.
func (c *call) decode(r *rule, v any) error {
	value, err := decodeJSON(c.body)
	if err != nil {
		return badRequest("request body is not valid JSON: %v", err)
	}
	if violations := r.violations(root, value); len(violations) > 0 {
		return unprocessable(violations)
	}
	body := c.body
	if plain, changed := plainNumbers(value); changed {
		body = encode(plain)
	}
	if err := json.Unmarshal(body, v); err != nil {
		return unprocessable([]string{err.Error()})
	}
	return nil
}

func decodeJSON(body []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something after the JSON value")
	}
	return value, nil
}

// A query holds the parameters of a call that the operation knows, checked.
type query map[string]any

// givenOnce refuses a key of the query that is given more than once, known or not.
func (c *call) givenOnce() error {
	values := c.r.URL.Query()
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if len(values[key]) > 1 {
			return badRequest("query parameter %s is given more than once", quoted(key))
		}
	}
	return nil
}

// query checks the parameters that the fields name. Unknown ones are ignored,
// as Runpod does.
func (c *call) query(fields ...field) (query, error) {
	values := c.r.URL.Query()
	q := query{}
	var violations []string
	for _, f := range fields {
		if !values.Has(f.name) {
			continue
		}
		v := f.rule.parse(values.Get(f.name))
		if bad := f.rule.violations(f.name, v); bad != nil {
			violations = append(violations, bad...)
			continue
		}
		q[f.name] = v
	}
	if violations != nil {
		return nil, unprocessable(violations)
	}
	return q, nil
}

// parse turns the text of a parameter into the JSON value it stands for.
func (r *rule) parse(s string) any {
	switch r.kind {
	case kindInteger:
		return r.parseWhole(s)
	case kindBoolean:
		switch s {
		case "true":
			return true
		case "false":
			return false
		}
	case kindList:
		items := []any{}
		for word := range strings.SplitSeq(s, ",") {
			items = append(items, r.items.parse(word))
		}
		return items
	}
	return s
}

func (q query) text(name string) string {
	s, _ := q[name].(string)
	return s
}

func (q query) has(name string) bool {
	_, ok := q[name]
	return ok
}

func (q query) flag(name string) bool {
	b, _ := q[name].(bool)
	return b
}

// integer returns the parameter, or def when it was left out.
func (q query) integer(name string, def int64) int64 {
	n, ok := q[name].(json.Number)
	if !ok {
		return def
	}
	i, _ := n.Int64() // the rule has bounded it
	return i
}

func (q query) texts(name string) []string {
	items, _ := q[name].([]any)
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i], _ = item.(string)
	}
	return texts
}
