package acctest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Rewriting is a way to the account on which the objects that it answers with, below
// paths that contain part, are changed: an API that answers in another way.
func Rewriting(part string, change func(object map[string]any)) http.RoundTripper {
	return rewriting{part, change}
}

type rewriting struct {
	part   string
	change func(map[string]any)
}

func (r rewriting) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil || !strings.Contains(req.URL.Path, r.part) || resp.StatusCode >= http.StatusMultipleChoices {
		return resp, err
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the account's answer: %w", err)
	}
	if err := resp.Body.Close(); err != nil {
		return nil, fmt.Errorf("reading the account's answer: %w", err)
	}
	var object map[string]any
	if json.Unmarshal(text, &object) == nil { // else a list, or nothing
		r.change(object)
		if text, err = json.Marshal(object); err != nil {
			return nil, fmt.Errorf("rewriting the account's answer: %w", err)
		}
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	return resp, nil
}
