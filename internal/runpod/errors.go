package runpod

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// ErrNoAPIKey is returned by every call of a client without a key, before any
// request is made.
var ErrNoAPIKey = errors.New("no Runpod API key: set api_key in the provider block, or the environment variable RUNPOD_API_KEY")

// ErrKeyNotKnown takes the place of ErrNoAPIKey where the configuration has a key,
// or an address to send it to, that is not known before an apply.
var ErrKeyNotKnown = errors.New("the Runpod API key is not known until apply: `api_key` or `api_url` in the provider block depends on something that does not exist yet")

// Error is a refusal by Runpod, or by something in front of it.
type Error struct {
	StatusCode int
	Title      string
	Detail     string
	Errors     []string // one per fault of the request
	RequestID  string   // names the request to Runpod's support
	Method     string
	Path       string        // from the base URL on
	RetryAfter time.Duration // how long Runpod asks to wait; 0 when it does not say
	Excerpt    string        // start of an answer that is not Runpod's JSON
	Remark     string        // ours about the answer, not Runpod's words
	Foreign    bool          // it does not look like Runpod's own: a proxy's, or a page
}

// Error says what was refused and why, with Runpod's own words in quotes.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %d %s", e.Method, e.Path, e.StatusCode, http.StatusText(e.StatusCode))
	if words := e.message(); words != "" {
		b.WriteString(": " + words)
	}
	if e.RequestID != "" {
		b.WriteString(" (request ID " + e.RequestID + ")")
	}
	return b.String()
}

// message is Runpod's own words in quotes, and what is to be remarked about them.
func (e *Error) message() string {
	words := e.words()
	switch {
	case e.Excerpt != "":
		return "the response is not Runpod's JSON: " + quoted(e.Excerpt)
	case words == "":
		return e.Remark
	case e.Remark != "":
		return quoted(words) + " (" + e.Remark + ")"
	}
	return quoted(words)
}

// quoted puts words between quotation marks and changes nothing in them.
func quoted(words string) string { return `"` + words + `"` }

// words are Runpod's own, without method, path and status.
func (e *Error) words() string {
	words := e.Detail
	if words == "" {
		words = e.Title
	}
	var more []string
	for _, fault := range e.Errors {
		if fault != "" && !strings.Contains(words, fault) {
			more = append(more, fault)
		}
	}
	if len(more) == 0 {
		return words
	}
	if words == "" {
		return strings.Join(more, "; ")
	}
	return words + ": " + strings.Join(more, "; ")
}

// AmbiguousError is a write whose effect is unknown: the request went out, and
// its answer was lost or makes no sense. The object may exist.
type AmbiguousError struct {
	Method string
	Path   string
	Err    error
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%s %s may or may not have taken effect: %v", e.Method, e.Path, e.Err)
}

func (e *AmbiguousError) Unwrap() error {
	return e.Err
}

// HasStatus reports whether err is an answer of Runpod with one of the status codes.
func HasStatus(err error, codes ...int) bool {
	var e *Error
	return errors.As(err, &e) && slices.Contains(codes, e.StatusCode)
}

// IsNotFound reports whether Runpod says that the object does not exist. Somebody
// else's 404, which is not Runpod's JSON, says nothing about it, and neither does that of
// an operation that is not offered.
func IsNotFound(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.StatusCode == http.StatusNotFound && !e.Foreign && !errors.Is(err, ErrNotOffered)
}

// IsForeign reports whether an answer came, and not from Runpod's API.
func IsForeign(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Foreign
}

// IsConflict reports whether the object is in the wrong state, or its name is taken.
func IsConflict(err error) bool {
	return HasStatus(err, http.StatusConflict) && !IsForeign(err)
}

// IsCapacity reports whether Runpod had no room for a create or a start. It has
// no code for that, so this goes by its words.
func IsCapacity(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.StatusCode {
	case http.StatusBadRequest:
	case http.StatusConflict, http.StatusInternalServerError:
		// A start can be refused this way too. A create that ends so may have
		// gone through anyway.
		if !strings.HasSuffix(e.Path, "/action") {
			return false
		}
	default:
		return false
	}
	return e.says(
		"no longer any instances available",
		"no instances currently available",
		"does not have the resources to deploy your pod",
		"not enough free gpus on the host machine",
		noSuchHost,
	)
}

const noSuchHost = "could not find any pods with required specifications"

// IsOverConstrained reports whether a lack of capacity is one of hosts that meet the constraints of a request,
// such as a minimum of memory.
func IsOverConstrained(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && IsCapacity(err) && e.says(noSuchHost)
}

// IsQuota reports whether the account's quota of serverless workers is used up.
func IsQuota(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.StatusCode == http.StatusBadRequest && e.says("must not exceed your workers quota", "exceed your worker quota")
}

// IsIdleTimeout reports whether an endpoint can have no idle timeout: a queue that
// scales on its number of requests.
func IsIdleTimeout(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.says("idletimeout does not apply")
}

// says reports whether Runpod's words hold one of the texts, given in lower case.
func (e *Error) says(texts ...string) bool {
	return contains(e.Title+"\n"+e.Detail+"\n"+strings.Join(e.Errors, "\n"), texts...)
}
