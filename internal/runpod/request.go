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
	method    string
	path      route
	elsewhere route // where an inferred operation may be instead; nil for others
	query     url.Values
	header    http.Header
	body      any
	decode    func([]byte) error // of a 2xx answer; nil when nothing is read from it
	stream    bool               // hand the answer over unread
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

// named reports whether a "value" in requests and answers is the name of something, and
// no secret: that of a tag or a cost center.
func (r route) named() bool {
	return len(r) > 0 && (r[0] == "tags" || r[0] == "cost-centers")
}

// MaxID is the most characters of an ID: more than any of Runpod's has.
const MaxID = 128

// IDCharacters is what Runpod's IDs consist of, for people.
const IDCharacters = "letters, digits, hyphens and underscores"

// check refuses IDs that would turn the path into another one: without its ID,
// DELETE /pods/{id}/... or a GET of one object reaches something else, and what
// stands between here and Runpod may read an escaped slash as one.
func (r route) check() error {
	for _, segment := range r {
		if err := CheckID(segment); err != nil {
			return err
		}
	}
	return nil
}

// IDError is an ID that was not asked for, because nothing can have it.
type IDError struct{ text string }

func (e *IDError) Error() string { return e.text }

// NextStep is what the user can do about it.
func (*IDError) NextStep() string {
	return "Nothing was sent. Correct the ID: Runpod's IDs contain only " + IDCharacters + "."
}

// CheckID reports why a text cannot be the ID of anything of Runpod's. The catalog's have spaces in them.
func CheckID(id string) error {
	switch {
	case id == "":
		return &IDError{"the ID is empty"}
	case len(id) > MaxID:
		return &IDError{fmt.Sprintf("%q... is not an ID: it has %d bytes, and IDs have at most %d", start(id, 20), len(id), MaxID)}
	case id == ".", id == "..", strings.Trim(id, " ") != id, strings.ContainsFunc(id, func(r rune) bool { return !idRune(r) }):
		return &IDError{fmt.Sprintf("%q is not an ID: IDs contain no slashes, question marks or other URL characters", id)}
	}
	return nil
}

func idRune(r rune) bool {
	return r >= ' ' && r <= '~' && !strings.ContainsRune(`/\?#%`, r)
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

// decodeObject is decode for objects of the account, which all have an ID. One
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
		return nil, errors.New("it has no ID")
	}
	if err := CheckID(object.ID); err != nil {
		return nil, err // nothing could be done with it
	}
	return out, nil
}
