package runpod

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

const (
	requestIDHeader = "X-Request-Id"

	// maxExcerpt is how many bytes are shown of an answer that is not Runpod's JSON.
	maxExcerpt = 200

	// maxPageRead is how far into such an answer words are looked for.
	maxPageRead = 16 << 10
)

// refusal makes an error of an answer that is not 2xx.
func (x *exchange) refusal(resp *http.Response, body []byte) *Error {
	if !json.Valid(body) {
		// Before the excerpt, which may cut a secret in two.
		body = []byte(x.redact.clean(start(string(body), maxSearched)))
	}
	e := parseProblem(resp.StatusCode, body, fieldsOf(x.body), x.redact)
	e.StatusCode = resp.StatusCode
	e.Foreign = isForeign(resp.StatusCode, body)
	e.Method = x.request.method
	e.Path = x.request.path.String()
	e.RequestID = x.said(resp.Header.Get(requestIDHeader), maxWord)
	e.RetryAfter = retryAfter(resp.Header.Get(retryAfterHeader), x.c.clock.Now())
	if to := resp.Header.Get("Location"); to != "" && resp.StatusCode < 400 {
		e.Remark = x.said(fmt.Sprintf("redirects to %s, which the provider does not follow: check api_url", addressOf(to)), maxText)
		e.Title, e.Detail, e.Excerpt = "", "", ""
	}
	e.Title, e.Detail, e.Excerpt = x.said(e.Title, maxWord), x.said(e.Detail, maxText), x.said(e.Excerpt, maxText)
	if more := len(e.Errors) - maxFaults; more > 0 {
		e.Errors = append(e.Errors[:maxFaults], fmt.Sprintf("and %d more", more))
	}
	for i := range e.Errors {
		e.Errors[i] = x.said(e.Errors[i], maxText)
	}
	return e
}

// addressOf is a URL without what may be secret in it: user, password and query.
func addressOf(raw string) string {
	to, err := url.Parse(raw)
	if err != nil {
		return "another address"
	}
	return (&url.URL{Scheme: to.Scheme, Host: to.Host, Path: to.Path}).String()
}

// parseProblem reads the words of a refusal, whatever shape they have. sent are the
// names of the fields that the request had.
func parseProblem(status int, body []byte, sent map[string]bool, redact *redactor) *Error {
	e := &Error{}
	if len(bytes.TrimSpace(body)) == 0 {
		return e
	}
	var problem struct {
		Title  json.RawMessage `json:"title"`
		Detail json.RawMessage `json:"detail"`
		Errors json.RawMessage `json:"errors"`
		Error  json.RawMessage `json:"error"`
	}
	if err := json.Unmarshal(body, &problem); err != nil {
		e.Excerpt = excerpt(body, redact)
		return e
	}
	e.Title, e.Detail = words(problem.Title, redact), words(problem.Detail, redact)
	var faults []json.RawMessage
	if json.Unmarshal(problem.Errors, &faults) != nil && len(problem.Errors) > 0 {
		faults = []json.RawMessage{problem.Errors}
	}
	for _, fault := range faults {
		if text := words(fault, redact); text != "" {
			e.Errors = append(e.Errors, text)
		}
	}
	if status == http.StatusUnprocessableEntity {
		e.withoutEchoes(sent)
	}
	if e.Title+e.Detail == "" && len(e.Errors) == 0 {
		if old := words(problem.Error, redact); old != "" {
			e.Detail = old
			e.Remark = "REST v1 answers like this: api_url seems to point at v1; use " + DefaultBaseURL
		} else {
			e.Excerpt = excerpt(body, redact)
		}
	}
	return e
}

// words is the text in a JSON value: itself, its message, or as it is written.
func words(raw json.RawMessage, redact *redactor) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		return ""
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return strings.TrimSpace(text)
	}
	var object struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(raw, &object) == nil && object.Message != "" {
		return object.Message
	}
	return excerpt(raw, redact)
}

// contains reports whether one of the texts, in lower case, is in s in any case.
func contains(s string, texts ...string) bool {
	s = strings.ToLower(s)
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(s, text) })
}

// excerpt is the start of a body in plain words: no markup, no line breaks. Of
// JSON it shows what a log may show; JSON that is broken cannot be searched for
// secrets and is not shown.
func excerpt(body []byte, redact *redactor) string {
	if start := bytes.TrimSpace(body); bytes.HasPrefix(start, []byte("{")) || bytes.HasPrefix(start, []byte("[")) {
		return shorten(redact.body(body))
	}
	text := strings.ToValidUTF8(string(body[:min(len(body), maxPageRead)]), "")
	for _, tag := range []string{"script", "style", "head"} {
		text = cut(text, "<"+tag, "</"+tag+">")
	}
	text = html.UnescapeString(cut(text, "<", ">"))
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return fmt.Sprintf("%d bytes without text", len(body))
	}
	return shorten(text)
}

func shorten(text string) string {
	if len(text) <= maxExcerpt {
		return text
	}
	return start(text, maxExcerpt) + "..."
}

// cut takes out everything from each start to the next end, in any case.
func cut(text, start, end string) string {
	var b strings.Builder
	for {
		i := indexFold(text, start)
		if i < 0 {
			break
		}
		j := indexFold(text[i:], end)
		if j < 0 {
			break
		}
		b.WriteString(text[:i] + " ")
		text = text[i+j+len(end):]
	}
	return b.String() + text
}

// indexFold is strings.Index in any case of ASCII letters.
func indexFold(text, ascii string) int {
	for i := range len(text) - len(ascii) + 1 {
		if strings.EqualFold(text[i:i+len(ascii)], ascii) {
			return i
		}
	}
	return -1
}
