package runpod

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// request is what a call sends, and how it reads the answer.
type request struct {
	method string
	path   route
	query  url.Values
	header http.Header
	body   any
	decode func([]byte) error // of a 2xx answer; nil when nothing is read from it
	stream bool               // hand the answer over unread
}

// route is a path under the base URL, in segments yet to be escaped.
type route []string

func (r route) String() string {
	var b strings.Builder
	for _, segment := range r {
		b.WriteString("/" + url.PathEscape(segment))
	}
	return b.String()
}

// check refuses ids that would turn the path into another one: without its id,
// DELETE /pods/{id}/... or a GET of one object reaches something else.
func (r route) check() error {
	for _, segment := range r {
		if segment == "" || segment == "." || segment == ".." {
			return fmt.Errorf("%q is not an id", segment)
		}
	}
	return nil
}

// decode reads a JSON object. A null or a list is no answer of this API, and
// must not pass for an empty object.
func decode[T any](body []byte) (*T, error) {
	if !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		return nil, errors.New("it is not a JSON object")
	}
	out := new(T)
	if err := json.Unmarshal(body, out); err != nil {
		return nil, err
	}
	return out, nil
}

// decodeObject is decode for objects of the account, which all have an id. One
// without it would be taken into the state as nothing.
func decodeObject[T any](body []byte) (*T, error) {
	out, err := decode[T](body)
	if err != nil {
		return nil, err
	}
	var object struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(body, &object); err != nil {
		return nil, err
	}
	if object.ID == "" {
		return nil, errors.New("it has no id")
	}
	return out, nil
}
