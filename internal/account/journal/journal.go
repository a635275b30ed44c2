// Package journal remembers, in the data directory of a Terraform working
// directory, which creates are under way: should the process be killed before
// Terraform has its answer, the next one finds out what was being created.
package journal

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

const (
	folder      = "runpod-creates" // in the data directory
	entrySuffix = ".json"
	lockSuffix  = ".lock"
)

// Entry is one create. It holds nothing that is secret.
type Entry struct {
	Scope   Scope     `json:"scope"`
	Kind    string    `json:"kind"`
	Name    string    `json:"name"`
	Started time.Time `json:"started"`
	// Before are the ids of the kind that were on the account; nil where they
	// could not be listed.
	Before []string `json:"before"`
	// Others are ids that have shown since, and belong to somebody else.
	Others []string `json:"others,omitempty"`
	// ID is that of what was created, once it is known.
	ID string `json:"id,omitempty"`
}

// CouldBe reports whether the object of this id may be what was created.
func (e *Entry) CouldBe(id string) bool {
	if e.ID != "" {
		return e.ID == id
	}
	return !slices.Contains(e.Before, id) && !slices.Contains(e.Others, id)
}

// Journal is that of one process and one scope. Every entry is a file; whose it
// is stands in its name, and that process holds a lock which dies with it. A nil
// *Journal is one that nobody keeps. It is safe for concurrent use.
type Journal struct {
	dir   string
	scope Scope

	mu      sync.Mutex
	owner   string // a new one whenever the last record is done
	lock    *flock.Flock
	written int
	open    map[*Record]bool
}

// Open returns the journal in a data directory. It writes nothing yet.
func Open(dataDir string, scope Scope) *Journal {
	return &Journal{dir: filepath.Join(dataDir, folder), scope: scope, open: map[*Record]bool{}}
}

// Record is an entry of this process.
type Record struct {
	Entry Entry

	journal *Journal
	path    string
}

// Begin writes an entry down before its create is sent.
func (j *Journal) Begin(entry Entry) (*Record, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	path, err := j.newPath()
	if err != nil {
		return nil, err
	}
	entry.Scope = j.scope
	r := &Record{Entry: entry, journal: j, path: path}
	if err := write(path, &r.Entry); err != nil {
		j.release()
		return nil, err
	}
	j.open[r] = true
	return r, nil
}

// newPath makes this process the owner of one more entry.
func (j *Journal) newPath() (string, error) {
	if j.lock == nil {
		if err := os.Mkdir(j.dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return "", fmt.Errorf("making a folder for creates under way: %w", err)
		}
		owner := strings.ToLower(rand.Text())
		lock := flock.New(filepath.Join(j.dir, owner+lockSuffix), flock.SetPermissions(0o600))
		locked, err := lock.TryLock()
		if err == nil && !locked {
			err = errors.New("somebody else holds it")
		}
		if err != nil {
			return "", fmt.Errorf("locking the creates under way: %w", err)
		}
		j.owner, j.lock = owner, lock
	}
	j.written++
	return filepath.Join(j.dir, fmt.Sprintf("%s-%d%s", j.owner, j.written, entrySuffix)), nil
}

// release gives the lock up when nothing needs it any more.
func (j *Journal) release() {
	if len(j.open) > 0 || j.lock == nil {
		return
	}
	// A lock that stays behind does no harm: nothing refers to it.
	_ = j.lock.Unlock()
	_ = os.Remove(j.lock.Path())
	j.lock = nil
}

// SetID notes what was created, and that it is nobody else's.
func (r *Record) SetID(id string) error {
	j := r.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	r.Entry.ID = id
	err := write(r.path, &r.Entry)
	for other := range j.open {
		if other != r && other.Entry.Kind == r.Entry.Kind && other.Entry.Name == r.Entry.Name && other.Entry.ID == "" {
			other.Entry.Others = append(other.Entry.Others, id)
			err = errors.Join(err, write(other.path, &other.Entry))
		}
	}
	return err
}

// Done removes the entry: Terraform has its answer, or nothing was created.
func (r *Record) Done() error {
	j := r.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	err := os.Remove(r.path)
	delete(j.open, r)
	j.release()
	if err != nil {
		return fmt.Errorf("removing a create that has ended: %w", err)
	}
	return nil
}

// Path is where the entry is.
func (r *Record) Path() string { return r.path }

// write replaces an entry in one piece, and returns when it is on the disk.
func write(path string, entry *Entry) error {
	text, err := json.Marshal(entry)
	if err != nil { // nothing in it cannot be JSON
		return fmt.Errorf("noting a create under way: %w", err)
	}
	partial, err := os.CreateTemp(filepath.Dir(path), "partial-")
	if err != nil {
		return fmt.Errorf("noting a create under way: %w", err)
	}
	_, err = partial.Write(text)
	err = errors.Join(err, partial.Sync(), partial.Close())
	if err == nil {
		err = os.Rename(partial.Name(), path)
	}
	if err != nil {
		_ = os.Remove(partial.Name())
		return fmt.Errorf("noting a create under way: %w", err)
	}
	return nil
}
