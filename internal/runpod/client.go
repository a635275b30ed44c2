package runpod

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
	"unicode"
)

// DefaultBaseURL is Runpod's REST API v2.
const DefaultBaseURL = "https://api.runpod.io/v2"

// defaultUserAgent is sent when the configuration has none: Runpod's edge
// refuses requests without one.
const defaultUserAgent = "terraform-provider-runpod"

// maxIdleConns keeps a connection for each of the operations that Terraform
// runs at a time.
const maxIdleConns = 10

// Config is what a client is made of.
type Config struct {
	BaseURL        string            // with the /v2; DefaultBaseURL when empty
	APIKey         string            // without one, every call fails with NoKey
	NoKey          error             // why there is no key; ErrNoAPIKey when nil
	UserAgent      string            // names the provider when empty
	RequestTimeout time.Duration     // of one attempt; none when 0
	MaxRetries     int               // attempts after the first
	Clock          Clock             // SystemClock when nil
	Transport      http.RoundTripper // net/http's own kind when nil
	AllowInsecure  bool              // send the key over plain HTTP to another machine
	LogBodies      bool              // at level TRACE
}

// Client calls Runpod. It is safe for concurrent use.
type Client struct {
	base       *url.URL
	apiKey     string
	noKey      error
	logBodies  bool
	userAgent  string
	timeout    time.Duration
	maxRetries int
	clock      Clock
	pace       *pacer
	skew       atomic.Pointer[time.Duration] // by how much Runpod's clock is ahead; nil before the first answer
	offers     offers
	calls      *http.Client
	streams    *http.Client // bounds the wait for an answer, not its length
}

// New makes a client. It makes no request.
func New(cfg Config) (*Client, error) {
	base, err := ParseBaseURL(cfg.BaseURL, cfg.AllowInsecure)
	if err != nil {
		return nil, err
	}
	key := strings.TrimSpace(cfg.APIKey)
	if strings.ContainsFunc(key, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsGraphic(r) || r == ' ' }) {
		return nil, errors.New("the Runpod API key contains characters that no key has: check that you pasted the key and nothing else")
	}
	if cfg.RequestTimeout < 0 || cfg.MaxRetries < 0 {
		return nil, errors.New("the request timeout and the number of retries must not be negative")
	}
	if cfg.NoKey == nil {
		cfg.NoKey = ErrNoAPIKey
	}
	if cfg.Clock == nil {
		cfg.Clock = SystemClock()
	}
	if cfg.UserAgent == "" {
		cfg.UserAgent = defaultUserAgent
	}
	if cfg.Transport == nil {
		cfg.Transport = defaultTransport()
	}
	return &Client{
		base:       base,
		apiKey:     key,
		noKey:      cfg.NoKey,
		logBodies:  cfg.LogBodies,
		userAgent:  cfg.UserAgent,
		timeout:    cfg.RequestTimeout,
		maxRetries: cfg.MaxRetries,
		clock:      cfg.Clock,
		pace:       &pacer{clock: cfg.Clock},
		calls: &http.Client{
			Transport:     cfg.Transport,
			Timeout:       cfg.RequestTimeout,
			CheckRedirect: stay,
		},
		streams: &http.Client{
			Transport:     headerTimeout{next: cfg.Transport, timeout: cfg.RequestTimeout},
			CheckRedirect: stay,
		},
	}, nil
}

func defaultTransport() http.RoundTripper {
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	transport = transport.Clone()
	transport.MaxIdleConnsPerHost = maxIdleConns
	return transport
}

// ServerTime is what Runpod's clock shows now, by its last answer to a client: a
// second or so may have passed since. It is not known before the first.
func ServerTime(c *Client) (now time.Time, known bool) {
	skew := c.skew.Load()
	if skew == nil {
		return time.Time{}, false
	}
	return c.clock.Now().Add(*skew), true
}

func (c *Client) observeDate(resp *http.Response) {
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil && resp.StatusCode < 300 {
		skew := date.Sub(c.clock.Now())
		c.skew.Store(&skew)
	}
}

// stay follows no redirect: the API has none, the key must not reach another
// host, and a replayed POST could buy twice.
func stay(*http.Request, []*http.Request) error {
	return http.ErrUseLastResponse
}

// call sends a request and decodes the JSON object that answers it.
func call[T any](ctx context.Context, c *Client, method string, path route, query url.Values, body any) (*T, error) {
	return callWith(ctx, c, request{method: method, path: path, query: query, body: body}, decode[T])
}

// object is call for an answer that is one object of the account: it has an ID.
func object[T any](ctx context.Context, c *Client, method string, path route, query url.Values, body any) (*T, error) {
	return callWith(ctx, c, request{method: method, path: path, query: query, body: body}, decodeObject[T])
}

func callWith[T any](ctx context.Context, c *Client, r request, decode func([]byte) (*T, error)) (*T, error) {
	var out *T
	r.decode = func(body []byte) (err error) {
		out, err = decode(body)
		return err
	}
	if _, err := c.do(ctx, r); err != nil {
		return nil, err
	}
	return out, nil
}

// listPage reads one answer that holds a list. An answer without the list is
// an error, not an empty account.
func listPage[P, T any](ctx context.Context, c *Client, path route, query url.Values, items func(*P) []T) (*P, error) {
	return callWith(ctx, c, request{method: http.MethodGet, path: path, query: query}, func(body []byte) (*P, error) {
		page, err := decode[P](body)
		if err == nil && items(page) == nil {
			err = errors.New("the list is missing")
		}
		return page, err
	})
}

// remove sends a DELETE, whose answer has nothing in it.
func (c *Client) remove(ctx context.Context, path route) error {
	_, err := c.do(ctx, request{method: http.MethodDelete, path: path})
	return err
}

// put sends a PUT that says all in its path, and whose answer has nothing in it.
func (c *Client) put(ctx context.Context, path route) error {
	_, err := c.do(ctx, request{method: http.MethodPut, path: path})
	return err
}

// stream sends a GET and returns its answer as it comes. The caller closes it.
func (c *Client) stream(ctx context.Context, path route, query url.Values, header http.Header) (io.ReadCloser, error) {
	return c.do(ctx, request{method: http.MethodGet, path: path, query: query, header: header, stream: true})
}
