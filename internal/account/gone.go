package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// IsGone reports whether the answer to a read says that there is no such object.
func (k *Kind[T, R]) IsGone(object *T, err error) bool {
	return runpod.IsNotFound(err) || (err == nil && k.Gone != nil && k.Gone(object))
}

// confirm asks for the list before a single 404 counts: where that is missing
// too, whoever answers is not Runpod's API.
func (r *Reads[T]) confirm(ctx context.Context, id string, gone error) (*T, error) {
	s, err := r.current(ctx, time.Time{}, readsAge)
	if unconfirmed, ok := errors.AsType[*UnconfirmedError](err); ok {
		err = unconfirmed.List
	}
	if err != nil {
		return nil, &UnconfirmedError{Gone: gone, List: err}
	}
	if object, ok := s.objects[id]; ok {
		return object, nil
	}
	return nil, gone
}

// Deleted is the outcome of a delete, err: a 404 means that there was nothing left
// to delete, if a read agrees. An answer that is not Runpod's says nothing, so only
// the read decides.
func (r *Reads[T]) Deleted(ctx context.Context, id string, err error) error {
	r.Drop() // a list from before the delete says nothing
	foreign := runpod.IsForeign(err)
	if !runpod.IsNotFound(err) && !foreign {
		return err
	}
	switch _, readErr := r.Get(ctx, id); {
	case runpod.IsNotFound(readErr):
		return nil
	case foreign:
		return err
	case readErr != nil:
		return readErr
	}
	return errors.New(err.Error() + "; but it still exists when it is read")
}

// UnconfirmedError says that objects seem gone, and that this is not to be
// believed.
type UnconfirmedError struct {
	// Gone is the answer about one object; nil where only the list was asked for.
	Gone error
	// List is the answer about all of its kind.
	List error
}

func (e *UnconfirmedError) Error() string {
	if e.Gone == nil {
		return fmt.Sprintf("%s; but Runpod always has this list", e.List)
	}
	return fmt.Sprintf("%s; but the list of all such objects, which Runpod always has, cannot be read: %s", e.Gone, e.List)
}

// NextStep is what the user can do about it.
func (e *UnconfirmedError) NextStep() string {
	return "Nothing was removed from the state. Check `api_url` in the provider block, or RUNPOD_API_URL: Runpod's is https://api.runpod.io/v2, ending in /v2."
}

// awaitGoneInterval is how long to wait between looks at what is being deleted.
const awaitGoneInterval = 5 * time.Second

// AwaitGone waits until an object that was deleted no longer shows.
func AwaitGone[T, R any](ctx context.Context, reads *Reads[T], kind *Kind[T, R], deadline Deadline, id string) error {
	look, stop := reads.Watch()
	defer stop()
	return deadline.Poll(ctx, "the "+kind.Name+" to be deleted", awaitGoneInterval, func(ctx context.Context) (bool, error) {
		object, err := look(ctx, id, awaitGoneInterval)
		if kind.IsGone(object, err) {
			return true, nil
		}
		if err != nil {
			return false, fmt.Errorf("reading %s %s while it is deleted: %w", kind.Name, id, err)
		}
		Saw(ctx, "%s %s still exists", kind.Name, id)
		return false, nil
	})
}
