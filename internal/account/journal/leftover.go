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
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
)

// Leftover is an entry of a process that has ended, of an object that no state has
// shown since.
type Leftover struct {
	Entry Entry
	// Relation is how its scope differs from the journal's.
	Relation Relation
	// Touched is when it was last written.
	Touched time.Time

	journal *Journal
	path    string
	left    *atomic.Int64 // entries of the same process
}

// Path is where the entry is.
func (l *Leftover) Path() string { return l.path }

// IsLost reports whether no state can hold the object, or a whole plan has shown
// that the state does not.
func (l *Leftover) IsLost() bool { return !l.Entry.Answered || l.Entry.Missed }

// Leftovers returns what processes that have ended left in this workspace and
// working directory, oldest first. What cannot be read as an entry is not one.
func (j *Journal) Leftovers() ([]*Leftover, error) {
	if j == nil {
		return nil, nil
	}
	var leftovers []*Leftover
	left := map[string]*atomic.Int64{}
	err := j.entries(func(file os.DirEntry, owner string, alive bool) {
		if alive {
			return
		}
		l := j.read(file)
		if l == nil || l.Relation == Elsewhere {
			return
		}
		if left[owner] == nil {
			left[owner] = &atomic.Int64{}
		}
		left[owner].Add(1)
		l.left = left[owner]
		l.Entry.CutOff = l.Entry.CutOff || !exists(filepath.Join(j.dir, owner+endedSuffix))
		leftovers = append(leftovers, l)
	})
	slices.SortFunc(leftovers, func(a, b *Leftover) int {
		if c := a.Entry.Started.Compare(b.Entry.Started); c != 0 {
			return c
		}
		return strings.Compare(a.path, b.path)
	})
	return leftovers, err
}

// Rivals are what others than this process have written down of a kind, in any
// workspace of any directory: the IDs that are theirs, and how many creates of a name
// are under way whose ID is not known yet.
func (j *Journal) Rivals(kind, name string) (ids map[string]bool, underWay int) {
	ids = map[string]bool{}
	if j == nil {
		return ids, 0
	}
	j.mu.Lock()
	mine := j.owner
	j.mu.Unlock()
	_ = j.entries(func(file os.DirEntry, owner string, alive bool) { // what cannot be read says nothing
		l := j.read(file)
		switch {
		case owner == mine || l == nil || l.Entry.Kind != kind:
		case l.Entry.ID != "":
			ids[l.Entry.ID] = true
		case alive && l.Entry.Name == name:
			underWay++
		}
	})
	return ids, underWay
}

// entries visits the files that are entries by their names.
func (j *Journal) entries(visit func(file os.DirEntry, owner string, alive bool)) error {
	files, err := os.ReadDir(j.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking for interrupted creates: %w", err)
	}
	alive := map[string]bool{}
	for _, file := range files {
		owner, ok := ownerOf(file.Name())
		if !ok {
			j.sweep(file)
			continue
		}
		if _, known := alive[owner]; !known {
			alive[owner] = j.isAlive(owner)
		}
		visit(file, owner, alive[owner])
	}
	return nil
}

// sweep removes what a process that was killed left half written, and what only
// counts for a while.
func (j *Journal) sweep(file os.DirEntry) {
	path := filepath.Join(j.dir, file.Name())
	var after time.Duration
	switch entry, isNote := strings.CutSuffix(path, missedSuffix); {
	case strings.HasPrefix(file.Name(), partialPrefix), isNote && !exists(entry):
		after = staleAfter
	case strings.HasSuffix(file.Name(), heldSuffix):
		after = heldFor
	default:
		return
	}
	if info, err := file.Info(); err == nil && time.Since(info.ModTime()) > after {
		_ = os.Remove(path)
	}
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
	if !exists(path) {
		return false
	}
	lock := flock.New(path)
	free, err := lock.TryRLock()
	_ = lock.Close()
	return err != nil || !free
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

func (j *Journal) lockOf(owner string) string { return filepath.Join(j.dir, owner+lockSuffix) }

func (j *Journal) read(file os.DirEntry) *Leftover {
	l := &Leftover{journal: j, path: filepath.Join(j.dir, file.Name())}
	text, err := os.ReadFile(l.path)
	if err != nil || json.Unmarshal(text, &l.Entry) != nil {
		return nil
	}
	l.Relation = j.scope.relation(l.Entry.Scope)
	l.Entry.Missed = l.Entry.Missed || exists(l.path+missedSuffix)
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
		return nil, fmt.Errorf("taking over an interrupted create: %w", err)
	}
	r := &Record{Entry: l.Entry, journal: j, path: path}
	j.open[r] = true
	j.tidy(l.path)
	if l.Entry.CutOff || l.Entry.Missed { // other files said so
		err = write(path, &r.Entry)
		_ = os.Remove(l.path + missedSuffix)
	}
	return r, err
}

// tidy removes what is left of a process that has ended, with its last entry.
func (j *Journal) tidy(path string) {
	owner, _ := ownerOf(filepath.Base(path))
	if left, err := filepath.Glob(filepath.Join(j.dir, owner+"-*"+entrySuffix)); err == nil && len(left) == 0 {
		_ = os.Remove(j.lockOf(owner))
		_ = os.Remove(filepath.Join(j.dir, owner+endedSuffix))
	}
}

// Drop removes an entry: a state holds the object, or it is gone.
func (l *Leftover) Drop() error {
	if err := os.Remove(l.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing a finished create: %w", err)
	}
	_ = os.Remove(l.path + missedSuffix) // says nothing without its entry
	if l.left.Add(-1) <= 0 {
		l.journal.tidy(l.path)
	}
	return nil
}

// Exclude notes that an object is somebody else's.
func (l *Leftover) Exclude(id string) error {
	l.Entry.Others = append(l.Entry.Others, id)
	return l.rewrite()
}

// Miss notes that a whole plan did not find the object in the state. The note is a file
// beside the entry, so that an entry which another process drops at this moment does
// not come back.
func (l *Leftover) Miss() error {
	note, err := os.OpenFile(l.path+missedSuffix, os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		err = note.Close()
	}
	if err != nil {
		return fmt.Errorf("recording what a plan did not find: %w", err)
	}
	l.Entry.Missed = true
	return nil
}

func (l *Leftover) rewrite() error {
	if !exists(l.path) { // taken meanwhile, by somebody who has looked for itself
		return nil
	}
	touched := l.Touched
	if err := write(l.path, &l.Entry); err != nil {
		return err
	}
	// When it was cut off still counts from the last that its own process wrote.
	if !touched.IsZero() {
		_ = os.Chtimes(l.path, touched, touched)
	}
	return nil
}
