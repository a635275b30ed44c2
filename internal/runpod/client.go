package runpod

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// DefaultBaseURL is RunPod's REST API v2.
const DefaultBaseURL = "https://api.runpod.io/v2"

// Config is what a client is made of.
type Config struct {
	BaseURL        string            // with the /v2; DefaultBaseURL when empty
	APIKey         string            // without one, every call fails with ErrNoAPIKey
	UserAgent      string            // RunPod's edge refuses requests without one
	RequestTimeout time.Duration     // of one attempt; none when 0
	MaxRetries     int               // attempts after the first
	Clock          Clock             // SystemClock when nil
	Transport      http.RoundTripper // net/http's own when nil
}

// Client calls RunPod. It is safe for concurrent use.
type Client struct {
	base      *url.URL
	apiKey    string
	userAgent string
	http      *http.Client
	clock     Clock
}

// New makes a client. It makes no request.
func New(cfg Config) (*Client, error) {
	if cfg.BaseURL == "" {
		cfg.BaseURL = DefaultBaseURL
	}
	base, err := parseBaseURL(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	if cfg.Clock == nil {
		cfg.Clock = SystemClock()
	}
	return &Client{base: base, apiKey: cfg.APIKey, userAgent: cfg.UserAgent, http: &http.Client{Transport: cfg.Transport, Timeout: cfg.RequestTimeout}, clock: cfg.Clock}, nil
}

func parseBaseURL(raw string) (*url.URL, error) {
	base, err := url.Parse(strings.TrimRight(raw, "/"))
	if err != nil {
		return nil, fmt.Errorf("RunPod API URL: %w", err)
	}
	if base.Scheme != "https" && base.Scheme != "http" || base.Host == "" {
		return nil, fmt.Errorf("RunPod API URL %q: want https://host/path, as in %s", raw, DefaultBaseURL)
	}
	return base, nil
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

func call[T any](ctx context.Context, c *Client, method string, path route, query url.Values, body any) (*T, error) {
	out, err := c.do(ctx, method, path, query, body)
	if err != nil {
		return nil, err
	}
	v := new(T)
	return v, json.Unmarshal(out, v)
}

func callOptional[T any](ctx context.Context, c *Client, method string, path route, body any) (*T, error) {
	out, err := c.do(ctx, method, path, nil, body)
	if err != nil || len(out) == 0 {
		return nil, err
	}
	v := new(T)
	return v, json.Unmarshal(out, v)
}

func (c *Client) exec(ctx context.Context, method string, path route) error {
	_, err := c.do(ctx, method, path, nil, nil)
	return err
}

func (c *Client) stream(ctx context.Context, path route, query url.Values, header http.Header) (io.ReadCloser, error) {
	return nil, errors.ErrUnsupported
}

func (c *Client) do(ctx context.Context, method string, path route, query url.Values, body any) ([]byte, error) {
	if c.apiKey == "" {
		return nil, ErrNoAPIKey
	}
	b, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	if body == nil {
		b = nil
	}
	u := c.base.String() + path.String()
	if len(query) > 0 {
		u += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, method, u, bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.apiKey)
	req.Header.Set("User-Agent", c.userAgent)
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	out, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 300 {
		e := &Error{StatusCode: resp.StatusCode, Method: method, Path: path.String()}
		_ = json.Unmarshal(out, e)
		return nil, e
	}
	return out, nil
}
