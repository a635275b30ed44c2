package journal

import (
	"errors"
	"fmt"
	"os"
)

// Record is an entry of this process.
type Record struct {
	Entry Entry

	journal *Journal
	path    string
}

// SetID notes what was created, and that it is nobody else's.
func (r *Record) SetID(id string) error {
	j := r.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	r.Entry.ID, r.Entry.Answered, r.Entry.Missed, r.Entry.CutOff = id, false, false, false
	err := write(r.path, &r.Entry)
	for other := range j.open {
		if other != r && other.Entry.Kind == r.Entry.Kind && other.Entry.Name == r.Entry.Name && other.Entry.ID == "" {
			other.Entry.Others = append(other.Entry.Others, id)
			err = errors.Join(err, write(other.path, &other.Entry))
		}
	}
	return err
}

// Done removes the entry: nothing was created.
func (r *Record) Done() error {
	j := r.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	err := os.Remove(r.path)
	delete(j.open, r)
	j.release()
	if err != nil {
		return fmt.Errorf("removing a finished create: %w", err)
	}
	return nil
}

// Answer notes that Terraform is told what was created.
func (r *Record) Answer() error {
	r.journal.mu.Lock()
	defer r.journal.mu.Unlock()
	r.Entry.Answered = true
	return write(r.path, &r.Entry)
}

// Path is where the entry is.
func (r *Record) Path() string { return r.path }
