package provider

import (
	"context"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

const (
	// parentInterval is how often this process looks whether the CLI is still there.
	parentInterval = 250 * time.Millisecond
	// lastWords is how long the applies under way have to write down what they know,
	// once the CLI is gone.
	lastWords = 10 * time.Second
)

// lifetime ends this process with the CLI that has started it. One that lives on
// would hold its locks, and nobody would see what becomes of its creates.
type lifetime struct {
	mu       sync.Mutex
	servers  []*server
	applying sync.WaitGroup
}

func (l *lifetime) add(s *server) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.servers = append(l.servers, s)
	s.applying = &l.applying
}

// follow ends the process when the CLI is gone. With it went the connection, and so
// the contexts of all calls: applies that are under way come back at once.
func (l *lifetime) follow(gone <-chan struct{}) {
	<-gone
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.applying.Wait()
	}()
	select {
	case <-done:
	case <-time.After(lastWords):
	}
	os.Exit(1)
}

// end is called when the CLI has ended this process in order.
func (l *lifetime) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.servers {
		run := s.provider.run.Load()
		if run == nil {
			continue
		}
		if err := run.Account.Creates.End(context.Background()); err != nil {
			tflog.Warn(context.Background(), "The journal cannot be written", map[string]any{"error": err.Error()})
		}
	}
}

// parentGone returns a channel that is closed when the process that started this
// one has ended.
func parentGone() <-chan struct{} {
	parent, gone := os.Getppid(), make(chan struct{})
	go func() {
		defer close(gone)
		if runtime.GOOS == "windows" { // where a parent's ID stays when it ends, and any process can be waited for
			if process, err := os.FindProcess(parent); err == nil {
				_, err = process.Wait()
				if err == nil {
					return
				}
			}
			select {} // it cannot be determined: this process lives as long as the CLI's connection
		}
		for os.Getppid() == parent {
			time.Sleep(parentInterval) //nolint:forbidigo // the operating system's time, not the provider's
		}
	}()
	return gone
}
