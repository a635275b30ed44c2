package acctest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	validation "github.com/pb33f/libopenapi-validator/errors"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// documents holds a validator for each OpenAPI document, by its path. Building
// one takes seconds, so all tests of a process share it.
var documents sync.Map // string to func() (*rules, error)

// OpenAPIMiddleware checks every request to next, and every answer of it, against
// the OpenAPI document at documentPath, and reports what the document rejects:
//
//	request POST /v2/pods, answered 422: ...
//	response POST /v2/pods, 201: ...
//
// Answers that the sandbox has marred on demand are let through. report may be
// called from several goroutines at once.
func OpenAPIMiddleware(documentPath string, next http.Handler, report func(violation string)) (http.Handler, error) {
	build, _ := documents.LoadOrStore(documentPath, sync.OnceValues(func() (*rules, error) {
		return newRules(documentPath)
	}))
	known, err := build.(func() (*rules, error))()
	if err != nil {
		return nil, err
	}
	return &openAPIChecker{rules: known, next: next, report: report}, nil
}

// rules are what exchanges are held against.
type rules struct {
	validator validator.Validator
	groups    map[runpod.Group]bool // of operations that the documents have
}

func newRules(documentPath string) (*rules, error) {
	text, err := ReadDocuments(documentPath)
	if err != nil {
		return nil, err
	}
	document, err := libopenapi.NewDocument(text)
	if err != nil {
		return nil, fmt.Errorf("parse the OpenAPI document %s: %w", documentPath, err)
	}
	v, errs := validator.NewValidator(document, config.WithFormatAssertions())
	if len(errs) > 0 {
		return nil, fmt.Errorf("build a validator from %s: %w", documentPath, errors.Join(errs...))
	}
	model, err := document.BuildV3Model()
	if err != nil {
		return nil, fmt.Errorf("read the paths of %s: %w", documentPath, err)
	}
	known := &rules{validator: v, groups: map[runpod.Group]bool{"": true}}
	for path := range model.Model.Paths.PathItems.KeysFromOldest() {
		known.groups[runpod.GroupOf(strings.TrimPrefix(path, "/v2"))] = true
	}
	return known, nil
}

// ReadDocuments returns Runpod's OpenAPI document with the operations and schemas of a
// second one that it does not have itself: what is published beats what is inferred.
// RUNPOD_OPENAPI_ADDITIONS names the second; it may be missing where the variable is not set.
func ReadDocuments(documentPath string) ([]byte, error) {
	published, err := readDocument(documentPath)
	if err != nil {
		return nil, err
	}
	path := os.Getenv(AdditionsVariable)
	if path == "" {
		path = filepath.Join(filepath.Dir(documentPath), "api-v2-additions.json")
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return json.Marshal(published)
		}
	}
	additions, err := readDocument(path)
	if err != nil {
		return nil, err
	}
	addMissing(published, additions, "paths")
	addMissing(published, additions, "components", "schemas")
	return json.Marshal(published)
}

func readDocument(path string) (map[string]any, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the OpenAPI document: %w", err)
	}
	document := map[string]any{}
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("parse the OpenAPI document %s: %w", path, err)
	}
	return document, nil
}

// addMissing copies the members of an object that into does not have, at a path of names.
func addMissing(into, from map[string]any, path ...string) {
	for _, name := range path {
		into, _ = into[name].(map[string]any)
		from, _ = from[name].(map[string]any)
	}
	for name, member := range from {
		if _, ok := into[name]; !ok && into != nil {
			into[name] = member
		}
	}
}

type openAPIChecker struct {
	*rules

	next   http.Handler
	report func(string)
}

func (c *openAPIChecker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the caller is gone
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := &recorder{header: http.Header{}, status: http.StatusOK, through: w}
	c.next.ServeHTTP(answer, r)
	c.check(r, body, answer)
	if answer.streams {
		return
	}
	maps.Copy(w.Header(), answer.header)
	w.WriteHeader(answer.status)
	_, _ = w.Write(answer.body.Bytes()) // the caller may be gone
}

func (c *openAPIChecker) check(r *http.Request, body []byte, answer *recorder) {
	if !strings.HasPrefix(r.URL.Path, "/v2/") {
		return // endpoints take requests on another host of Runpod's, which its document is not about
	}
	if !c.groups[runpod.GroupOf(strings.TrimPrefix(r.URL.Path, "/v2"))] {
		return // without the second document, nobody knows
	}
	request := r.Clone(r.Context())
	request.Body = io.NopCloser(bytes.NewReader(body))
	if request.URL.Path == "/v2/account/balance" { // the other place where the balance may be
		request.URL.Path = "/v2/billing/balance"
	}
	if _, errs := c.validator.ValidateHttpRequestSync(request); len(errs) > 0 {
		c.report(fmt.Sprintf("request %s %s, answered %d: %s", r.Method, r.URL.Path, answer.status, explain(errs)))
	}
	if answer.header.Get(sandbox.FaultHeader) != "" {
		return
	}
	response := &http.Response{
		StatusCode: answer.status, Header: answer.header, Body: io.NopCloser(bytes.NewReader(answer.body.Bytes())), Request: request,
	}
	request.Body = io.NopCloser(bytes.NewReader(body))
	if _, errs := c.validator.ValidateHttpResponse(request, response); len(errs) > 0 {
		c.report(fmt.Sprintf("response %s %s, %d: %s", r.Method, r.URL.Path, answer.status, explain(errs)))
	}
}

// explain puts what the validator found into one line.
func explain(errs []*validation.ValidationError) string {
	var words []string
	for _, e := range errs {
		words = append(words, e.Message, e.Reason)
		for _, s := range e.SchemaValidationErrors {
			words = append(words, s.FieldPath+" "+s.Reason)
		}
	}
	return strings.Join(words, "; ")
}

// recorder keeps an answer until it has been checked. A stream, which may never end, it
// passes on at once.
type recorder struct {
	header  http.Header
	status  int
	body    bytes.Buffer
	through http.ResponseWriter
	streams bool
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) Write(b []byte) (int, error) {
	if r.streams {
		if n, err := r.through.Write(b); err != nil {
			return n, fmt.Errorf("pass a stream on: %w", err)
		}
	}
	return r.body.Write(b)
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	if r.streams = r.header.Get("Content-Type") == "text/event-stream"; r.streams {
		maps.Copy(r.through.Header(), r.header)
		r.through.WriteHeader(status)
	}
}

// FlushError implements what [http.ResponseController] looks for.
func (r *recorder) FlushError() error {
	if !r.streams {
		return nil
	}
	if err := http.NewResponseController(r.through).Flush(); err != nil {
		return fmt.Errorf("pass a stream on: %w", err)
	}
	return nil
}
