package account

import (
	"context"
	"sync"
)

// Locks are named locks that all resources of one configured provider share, for
// what Runpod only lets one replace as a whole. The zero value is ready for use.
type Locks struct {
	mu   sync.Mutex
	held map[string]chan struct{} // by name; full while the lock is held
}

// Lock waits until the lock of that name is free and takes it, or returns the
// context's error. The caller calls unlock once.
func (l *Locks) Lock(ctx context.Context, name string) (unlock func(), err error) {
	lock := l.named(name)
	select {
	case lock <- struct{}{}:
		return func() { <-lock }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *Locks) named(name string) chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held == nil {
		l.held = map[string]chan struct{}{}
	}
	if l.held[name] == nil {
		l.held[name] = make(chan struct{}, 1)
	}
	return l.held[name]
}
