package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

const (
	// shutdownTime is what requests under way get when the server ends.
	shutdownTime = 5 * time.Second
	// headerTime is what a request gets to say what it wants, and idleConnTime a
	// connection to say anything.
	headerTime   = 10 * time.Second
	idleConnTime = 2 * time.Minute
)

// Serve answers on the listener until the context ends, then closes it. It
// returns nil when that was the reason.
func (a *Account) Serve(ctx context.Context, listener net.Listener) error {
	a.listensAt(listener.Addr())
	server := &http.Server{Handler: fromHere(a), ReadHeaderTimeout: headerTime, IdleTimeout: idleConnTime}
	server.RegisterOnShutdown(a.close) // or streams that stay open would hold it up
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(a.Listener(listener)) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve the sandbox: %w", err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		return fmt.Errorf("stop the sandbox: %w", errors.Join(err, server.Close()))
	}
	return nil
}

// listensAt lets the endpoints answer requests here instead of on Runpod's hosts.
func (a *Account) listensAt(address net.Addr) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.servedAt = "http://" + address.String()
}

// fromHere answers those only who know the server as this machine. A page in a
// browser can make its own name lead here, and would else be let in under that.
func fromHere(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if !isLoopback(strings.Trim(host, "[]")) {
			http.Error(w, "the sandbox answers to localhost, 127.0.0.1 and [::1] only", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
