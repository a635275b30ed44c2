// Package journal remembers, in the data directory of a Terraform working
// directory, what was created and is not yet seen in a state: should Terraform or
// the provider be killed before the state is stored, the next run finds out what
// there is.
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
	// endedSuffix is that of an empty file which says that a process ended in
	// order, at the word of the CLI.
	endedSuffix   = ".ended"
	heldSuffix    = ".held"
	missedSuffix  = ".missed" // after the whole name of an entry
	partialPrefix = "partial-"
)

// staleAfter is the age from which a file that should live for moments is nobody's.
const staleAfter = time.Hour

// Entry is one create. It holds nothing that is secret.
type Entry struct {
	Scope   Scope     `json:"scope"`
	Kind    string    `json:"kind"`
	Name    string    `json:"name"`
	Started time.Time `json:"started"`
	// Since is the same moment by Runpod's clock, from which on the object can have
	// been made; zero where that is not known.
	Since time.Time `json:"since,omitzero"`
	// Before are the IDs of the kind that were on the account; nil where they
	// could not be listed.
	Before []string `json:"before"`
	// Others are IDs that have shown since, and belong to somebody else.
	Others []string `json:"others,omitempty"`
	// ID is that of what was created, once it is known.
	ID string `json:"id,omitempty"`
	// Answered says that Terraform was told about it: the state may hold it.
	Answered bool `json:"answered,omitempty"`
	// Missed says that a whole plan, made afterwards, did not find it in the state.
	Missed bool `json:"missed,omitempty"`
	// CutOff says that the process which wrote it was cut off, where another has
	// taken the entry since.
	CutOff bool `json:"cut_off,omitempty"`
}

// CouldBe reports whether the object of this ID may be what was created.
func (e *Entry) CouldBe(id string) bool {
	if e.ID != "" {
		return e.ID == id
	}
	return !slices.Contains(e.Before, id) && !slices.Contains(e.Others, id)
}

// Journal is that of one process and one scope. Every entry is a file; whose it
// is appears in its name, and that process holds a lock which dies with it. A nil
// *Journal is one that nobody keeps. It is safe for concurrent use.
type Journal struct {
	dir     string
	scope   Scope
	dataDir string

	mu      sync.Mutex
	owner   string // a new one whenever the last record is done
	lock    *flock.Flock
	written int
	open    map[*Record]bool
}

// Open returns the journal in a data directory. It writes nothing yet.
func Open(dataDir string, scope Scope) *Journal {
	return &Journal{dir: filepath.Join(dataDir, folder), dataDir: dataDir, scope: scope, open: map[*Record]bool{}}
}

// Begin writes an entry down before its create is sent.
func (j *Journal) Begin(entry Entry) (*Record, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	path, err := j.newPath()
	if err != nil {
		return nil, err
	}
	entry.Scope = j.scope.written()
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
		if err := j.makeFolder(); err != nil {
			return "", err
		}
		owner := strings.ToLower(rand.Text())
		lock := flock.New(filepath.Join(j.dir, owner+lockSuffix), flock.SetPermissions(0o600))
		locked, err := lock.TryLock()
		if err == nil && !locked {
			err = errors.New("another process holds the lock")
		}
		if err != nil {
			return "", fmt.Errorf("locking the journal of creates: %w", err)
		}
		j.owner, j.lock = owner, lock
	}
	j.written++
	return filepath.Join(j.dir, fmt.Sprintf("%s-%d%s", j.owner, j.written, entrySuffix)), nil
}

func (j *Journal) makeFolder() error {
	if err := os.Mkdir(j.dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("creating a directory for the journal of creates: %w", err)
	}
	return nil
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

// Check reports why nothing could be written down, if that is so.
func (j *Journal) Check() error {
	if j == nil {
		return nil
	}
	if err := j.makeFolder(); err != nil {
		return err
	}
	return probe(j.dir)
}

// End is called when the CLI has ended this process in order. What was answered is
// then taken to be in the state until a plan shows otherwise.
func (j *Journal) End() error {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.lock == nil {
		return nil
	}
	ended, err := os.OpenFile(filepath.Join(j.dir, j.owner+endedSuffix), os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		err = ended.Close()
	}
	if err = errors.Join(err, j.lock.Unlock()); err != nil {
		return fmt.Errorf("closing the journal of creates: %w", err)
	}
	return nil
}

// write replaces an entry.
func write(path string, entry any) error {
	if err := Replace(path, entry); err != nil {
		return fmt.Errorf("recording a create in progress: %w", err)
	}
	return nil
}

// Replace writes a value as JSON in one piece, over what a file holds, and returns when
// it is on the disk. The file's folder exists.
func Replace(path string, value any) error {
	text, err := json.Marshal(value)
	if err != nil { // nothing in it cannot be JSON
		return err
	}
	partial, err := writePartial(filepath.Dir(path), text)
	if err == nil {
		err = os.Rename(partial, path)
	}
	if err != nil {
		_ = os.Remove(partial)
	}
	return err
}

// probe writes as much as an entry has, and removes it.
func probe(dir string) error {
	partial, err := writePartial(dir, make([]byte, 4<<10))
	_ = os.Remove(partial)
	if err != nil {
		return fmt.Errorf("trying to record a create: %w", err)
	}
	return nil
}

// writePartial writes a file that is yet to get its name. Its path may be one of a
// file although the write failed.
func writePartial(dir string, text []byte) (path string, err error) {
	partial, err := os.CreateTemp(dir, partialPrefix)
	if err != nil {
		return "", err
	}
	_, err = partial.Write(text)
	return partial.Name(), errors.Join(err, partial.Sync(), partial.Close())
}
