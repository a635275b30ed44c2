package sandbox

import (
	"fmt"
	"net/http"
	"time"
)

// problem is a refusal, in the shape Runpod gives it.
type problem struct {
	Title  string   `json:"title"`
	Status int      `json:"status"`
	Detail string   `json:"detail"`
	Errors []string `json:"errors,omitempty"`

	allow      string        // methods that a 405 names
	retryAfter time.Duration // of a 429
}

func (p *problem) Error() string {
	return fmt.Sprintf("%d %s: %s", p.Status, p.Title, p.Detail)
}

func refuse(status int, format string, args ...any) *problem {
	return &problem{Title: http.StatusText(status), Status: status, Detail: fmt.Sprintf(format, args...)}
}

// badRequest is the answer to a request that makes no sense as a whole, and to
// one that there is no room for: Runpod has no code to distinguish them.
func badRequest(format string, args ...any) *problem {
	return refuse(http.StatusBadRequest, format, args...)
}

func notFound(kind string) *problem {
	return refuse(http.StatusNotFound, "%s not found", kind)
}

// notAllowed is the answer to a method that a path does not have; allow are those it has.
func notAllowed(allow string) *problem {
	p := refuse(http.StatusMethodNotAllowed, "The requested method is not allowed for this path.")
	p.allow = allow
	return p
}

func noRoute(r *http.Request) *problem {
	return refuse(http.StatusNotFound, "no route %s %s", r.Method, r.URL.Path)
}

// tooLarge is the answer to a body, or settings with the template merged in, of that many
// bytes, where most are allowed.
func tooLarge(size, most int64) *problem {
	return refuse(http.StatusRequestEntityTooLarge, "The request body has %d bytes with the template merged in, and %d are allowed.", size, most)
}

func conflict(format string, args ...any) *problem {
	return refuse(http.StatusConflict, format, args...)
}

// unprocessable is the answer to a body or query that breaks the schema.
func unprocessable(violations []string) *problem {
	p := refuse(http.StatusUnprocessableEntity, "Request validation failed.")
	p.Errors = violations
	return p
}

// unprocessableFor is the answer to a body that keeps to the schema, and asks for what
// does not go together.
func unprocessableFor(format string, args ...any) *problem {
	return refuse(http.StatusUnprocessableEntity, format, args...)
}
