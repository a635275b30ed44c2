package account

// Advised is an error that knows its own next step.
type Advised interface {
	error
	NextStep() string
}

// WithNextStep makes err Advised: next is what the user can do about it.
func WithNextStep(err error, next string) error {
	return &advisedError{error: err, next: next}
}

type advisedError struct {
	error
	next string
}

func (e *advisedError) NextStep() string { return e.next }

func (e *advisedError) Unwrap() error { return e.error }
