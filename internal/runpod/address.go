package runpod

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// ErrInsecure is a base URL that would send the API key in clear text to another machine.
var ErrInsecure = errors.New("plain HTTP sends the API key in clear text, readable to anyone on the network")

// ParseBaseURL reads the address of the API; empty is DefaultBaseURL. Plain HTTP to
// another machine is [ErrInsecure] unless it is allowed. The errors never repeat the
// address: a password may be in it, and where a URL is malformed nobody can tell.
func ParseBaseURL(raw string, allowInsecure bool) (*url.URL, error) {
	if raw == "" {
		raw = DefaultBaseURL
	}
	base, err := url.Parse(strings.TrimRight(raw, "/"))
	problem := ""
	switch {
	case err != nil:
		problem = "cannot be read"
	case base.User != nil || strings.Contains(raw, "@"):
		return nil, errors.New("the Runpod API URL must not contain a user or password: set api_key instead")
	case base.Scheme != "https" && base.Scheme != "http":
		problem = "does not begin with https://"
	case base.Hostname() == "":
		problem = "has no host"
	case base.RawQuery != "" || base.ForceQuery || base.Fragment != "":
		problem = "has a query or a fragment"
	case base.Scheme == "http" && !allowInsecure && !isLoopback(base.Hostname()):
		return nil, ErrInsecure
	}
	if problem != "" {
		return nil, fmt.Errorf("the Runpod API URL %s: use one such as %s", problem, DefaultBaseURL)
	}
	return base, nil
}

// isLoopback reports whether a host is this machine: localhost and the names below
// it, 127.0.0.0/8 and ::1.
func isLoopback(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
