package runpod

import (
	"bytes"
	"encoding/json"
)

// Nullable is a request field with three states: left out (the zero value),
// an explicit null ([Null]), or a value ([NullableOf]).
type Nullable[T any] struct {
	value *T
	set   bool
}

// Null is sent as null, which clears the setting.
func Null[T any]() Nullable[T] {
	return Nullable[T]{set: true}
}

// NullableOf is sent as v.
func NullableOf[T any](v T) Nullable[T] {
	return Nullable[T]{value: &v, set: true}
}

// IsZero reports whether the field is left out of the request.
func (n Nullable[T]) IsZero() bool {
	return !n.set
}

// Get returns the value, or nil when the field is null or left out.
func (n Nullable[T]) Get() *T {
	return n.value
}

// MarshalJSON writes the value or null.
func (n Nullable[T]) MarshalJSON() ([]byte, error) {
	return json.Marshal(n.value)
}

// UnmarshalJSON reads the value or null.
func (n *Nullable[T]) UnmarshalJSON(b []byte) error {
	*n = Null[T]()
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	n.value = new(T)
	return json.Unmarshal(b, n.value)
}
