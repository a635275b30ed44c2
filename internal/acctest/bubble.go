package acctest

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// NewInBubble is New for a test in a [synctest.Test] bubble. Account, server and
// provider live by the bubble's time, and no socket is between them: timeouts,
// retries and waits are those of real life and take no time. The Env has no
// Clock, and Runpod's document does not look on.
func NewInBubble(t testing.TB, options ...func(*sandbox.Options)) *Env {
	t.Helper()
	var opts sandbox.Options
	for _, o := range options {
		o(&opts)
	}
	opts.Clock = runpod.SystemClock()
	account := sandbox.New(opts)
	network := newMemoryNetwork()
	server := &http.Server{Handler: account, ErrorLog: log.New(io.Discard, "", 0)} //nolint:gosec // nobody can reach it
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(account.Listener(network)) })
	transport := &http.Transport{DialContext: network.DialContext, MaxIdleConnsPerHost: 64}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = server.Close()
		serving.Wait()
	})
	return &Env{Account: account, URL: "http://localhost/v2", Key: account.APIKey(), Transport: transport, t: t}
}

// CloseIdleConnections ends what only waits for a next request.
func (e *Env) CloseIdleConnections() {
	if transport, ok := e.Transport.(*http.Transport); ok {
		transport.CloseIdleConnections()
	}
}

// memoryNetwork is a network with one listener, in memory.
type memoryNetwork struct {
	conns  chan net.Conn
	closed chan struct{}
	close  func()
}

func newMemoryNetwork() *memoryNetwork {
	n := &memoryNetwork{conns: make(chan net.Conn), closed: make(chan struct{})}
	n.close = sync.OnceFunc(func() { close(n.closed) })
	return n
}

func (n *memoryNetwork) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case n.conns <- far:
		return near, nil
	case <-n.closed:
		return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (n *memoryNetwork) Accept() (net.Conn, error) {
	select {
	case conn := <-n.conns:
		return conn, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

func (n *memoryNetwork) Close() error {
	n.close()
	return nil
}

func (n *memoryNetwork) Addr() net.Addr { return &net.UnixAddr{Name: "memory", Net: "unix"} }
