package account

import "sync"

// made remembers the kinds of which this run has created an object. The zero value
// is ready to use.
type made struct {
	mu    sync.Mutex
	kinds map[string]bool
}

// NoteMade remembers that an object of a kind was created.
func (m *made) NoteMade(kind AnyKind) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kinds == nil {
		m.kinds = map[string]bool{}
	}
	m.kinds[kind.TypeName()] = true
}

// HasMade reports whether this run has created an object of a kind.
func (m *made) HasMade(kind AnyKind) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.kinds[kind.TypeName()]
}
