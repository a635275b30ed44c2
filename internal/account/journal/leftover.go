package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Leftover is an entry of a process that has ended without an answer to
// Terraform.
type Leftover struct {
	Entry Entry
	// Touched is when it was last written.
	Touched time.Time

	journal *Journal
	path    string
}

// Path is where the entry is.
func (l *Leftover) Path() string { return l.path }

// Leftovers returns what processes that have ended left in this scope, oldest
// first. What cannot be read as an entry is not one.
func (j *Journal) Leftovers() ([]*Leftover, error) {
	if j == nil {
		return nil, nil
	}
	files, err := os.ReadDir(j.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking for creates that were cut off: %w", err)
	}
	alive := map[string]bool{}
	var leftovers []*Leftover
	for _, file := range files {
		owner, ok := ownerOf(file.Name())
		if !ok {
			continue
		}
		if _, known := alive[owner]; !known {
			alive[owner] = j.isAlive(owner)
		}
		if alive[owner] {
			continue
		}
		if l := j.read(file); l != nil && l.Entry.Scope == j.scope {
			leftovers = append(leftovers, l)
		}
	}
	slices.SortFunc(leftovers, func(a, b *Leftover) int {
		if c := a.Entry.Started.Compare(b.Entry.Started); c != 0 {
			return c
		}
		return strings.Compare(a.path, b.path)
	})
	return leftovers, nil
}

// ownerOf reads whose an entry is off the name of its file.
func ownerOf(name string) (owner string, ok bool) {
	name, ok = strings.CutSuffix(name, entrySuffix)
	if !ok {
		return "", false
	}
	owner, _, ok = strings.Cut(name, "-")
	return owner, ok
}

// isAlive reports whether a process still holds its lock; where that cannot be
// told, its entries are left alone.
func (j *Journal) isAlive(owner string) bool {
	path := j.lockOf(owner)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return false
	}
	lock := flock.New(path)
	free, err := lock.TryRLock()
	_ = lock.Close()
	return err != nil || !free
}

func (j *Journal) lockOf(owner string) string { return filepath.Join(j.dir, owner+lockSuffix) }

func (j *Journal) read(file os.DirEntry) *Leftover {
	l := &Leftover{journal: j, path: filepath.Join(j.dir, file.Name())}
	text, err := os.ReadFile(l.path)
	if err != nil || json.Unmarshal(text, &l.Entry) != nil {
		return nil
	}
	if info, err := file.Info(); err == nil {
		l.Touched = info.ModTime()
	}
	return l
}

// Take makes the entry one of this process. It is nil where another was faster.
func (l *Leftover) Take() (*Record, error) {
	j := l.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	path, err := j.newPath()
	if err != nil {
		return nil, err
	}
	if err := os.Rename(l.path, path); err != nil {
		j.release()
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return nil, fmt.Errorf("taking over a create that was cut off: %w", err)
	}
	r := &Record{Entry: l.Entry, journal: j, path: path}
	j.open[r] = true
	j.tidy(l.path)
	return r, nil
}

// tidy removes the lock of a process that has ended, with its last entry.
func (j *Journal) tidy(path string) {
	owner, _ := ownerOf(filepath.Base(path))
	if left, err := filepath.Glob(filepath.Join(j.dir, owner+"-*"+entrySuffix)); err == nil && len(left) == 0 {
		_ = os.Remove(j.lockOf(owner))
	}
}

// Drop removes an entry that is of no more use.
func (l *Leftover) Drop() error {
	r, err := l.Take()
	if r == nil || err != nil {
		return err
	}
	return r.Done()
}

// Exclude notes that an object is somebody else's.
func (l *Leftover) Exclude(id string) error {
	if _, err := os.Stat(l.path); err != nil { // taken meanwhile
		return nil //nolint:nilerr // whoever took it has looked for itself
	}
	l.Entry.Others = append(l.Entry.Others, id)
	return write(l.path, &l.Entry)
}
