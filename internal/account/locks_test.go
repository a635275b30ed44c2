package account_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
)

func TestLocksExclude(t *testing.T) {
	t.Parallel()
	var locks account.Locks
	var wg sync.WaitGroup
	counter := 0 // the race detector watches it too
	for range 50 {
		wg.Go(func() {
			unlock, err := locks.Lock(t.Context(), "list")
			if err != nil {
				t.Error(err)
				return
			}
			defer unlock()
			counter++
		})
	}
	wg.Wait()
	if counter != 50 {
		t.Errorf("counted %d, want 50", counter)
	}
}

func TestLocksAreNamedAndObeyTheContext(t *testing.T) {
	t.Parallel()
	var locks account.Locks
	unlock, err := locks.Lock(t.Context(), "one")
	if err != nil {
		t.Fatal(err)
	}
	other, err := locks.Lock(t.Context(), "two")
	if err != nil {
		t.Fatal(err)
	}
	other()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := locks.Lock(ctx, "one"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's end", err)
	}
	unlock()
	again, err := locks.Lock(t.Context(), "one")
	if err != nil {
		t.Fatal(err)
	}
	again()
}
