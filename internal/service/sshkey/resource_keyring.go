package sshkey

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const (
	lockName = "ssh-keys"
	// maxWrites bounds how often a list that others write at the same time is
	// written, and maxPause how long to keep out of their way after the first.
	maxWrites = 5
	maxPause  = time.Second
)

// api is what the package needs of the client.
type api interface {
	GetSSHKeys(ctx context.Context) (*runpod.SSHKeys, error)
	UpdateSSHKeys(ctx context.Context, req runpod.UpdateSSHKeysRequest) (*runpod.SSHKeys, error)
}

// keyring is the account's list of keys. Runpod only replaces it as a whole, and
// has no version to insist on.
type keyring struct {
	api   api
	clock runpod.Clock
	locks *account.Locks
	reads *account.Reads[string]
}

// change brings the list to where edit leaves it alone. One change runs at a time
// in this process; where another writer gets in between, it is made again. edit
// must not change the list that it is given.
func (k *keyring) change(ctx context.Context, edit func(lines []string) ([]string, error)) error {
	unlock, err := k.locks.Lock(ctx, lockName)
	if err != nil {
		return fmt.Errorf("waiting for other changes of the account's SSH keys: %w", err)
	}
	defer unlock()
	defer k.reads.Drop()
	var failed error
	for writes := 0; ; writes++ {
		keys, err := k.api.GetSSHKeys(ctx)
		if err != nil {
			return errors.Join(failed, err)
		}
		lines, err := edit(keys.Keys)
		if err != nil || slices.Equal(lines, keys.Keys) {
			return err
		}
		switch {
		case failed != nil: // and it had no effect
			return failed
		case writes == maxWrites:
			return errLostRace
		case writes > 0:
			if err := k.clock.Sleep(ctx, rand.N(maxPause)); err != nil {
				return fmt.Errorf("waiting to write the account's SSH keys again: %w", err)
			}
		}
		// What was answered is not believed: the list is read again.
		_, failed = k.api.UpdateSSHKeys(ctx, runpod.UpdateSSHKeysRequest{Keys: lines})
	}
}

var errLostRace = account.WithNextStep(fmt.Errorf("the account's list of SSH keys was written %d times, and another writer changed the list each time", maxWrites),
	"Each request replaces the whole list of keys. Wait until the other writer has finished, then apply again.")

// add puts a key at the end of the list, which must not have it yet.
func (k *keyring) add(ctx context.Context, key publicKey) error {
	added := false
	return k.change(ctx, func(lines []string) ([]string, error) {
		if _, there := find(lines, key.fingerprint, ""); there {
			if added {
				return lines, nil
			}
			return nil, account.WithNextStep(fmt.Errorf("the key %s already exists on the account", key.fingerprint),
				fmt.Sprintf("Import it by the ID %q, or remove this resource if something else manages the key. %s", key.fingerprint, Kind.Renewal))
		}
		added = true
		return append(slices.Clone(lines), key.line()), nil
	})
}

// rewrite changes how a key is written, and adds it where it is gone.
func (k *keyring) rewrite(ctx context.Context, key publicKey) error {
	return k.change(ctx, func(lines []string) ([]string, error) {
		if line, there := find(lines, key.fingerprint, key.line()); there && sameLine(line, key.line()) {
			return lines, nil
		}
		var changed []string
		written := false
		for _, line := range lines {
			switch {
			case fingerprintOf(line) != key.fingerprint:
				changed = append(changed, line)
			case !written:
				changed = append(changed, key.line())
				written = true
			}
		}
		if !written {
			changed = append(changed, key.line())
		}
		return changed, nil
	})
}

// remove takes a key off the list, however often it is there.
func (k *keyring) remove(ctx context.Context, fingerprint string) error {
	return k.change(ctx, func(lines []string) ([]string, error) {
		return slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return fingerprintOf(line) == fingerprint }), nil
	})
}
