package journal

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// heldFor is how long the note of what a state holds is kept: a plan may be saved,
// and applied the next day.
const heldFor = 48 * time.Hour

// Held are the IDs that plans in this data directory found in their states, by kind.
type Held map[string][]string

// NoteHeld writes down what this process has found in the state: the apply of its
// plan is another process, and reads nothing.
func (j *Journal) NoteHeld(held Held) error {
	if j == nil {
		return nil
	}
	if err := j.makeFolder(); err != nil {
		return err
	}
	for _, ids := range held {
		slices.Sort(ids)
	}
	return write(filepath.Join(j.dir, strings.ToLower(rand.Text())+heldSuffix), held)
}

// Held returns what plans have noted, by kind and ID; nil where there is no such
// note.
func (j *Journal) Held() (map[string]map[string]bool, error) {
	if j == nil {
		return nil, nil
	}
	paths, err := filepath.Glob(filepath.Join(j.dir, "*"+heldSuffix))
	if err != nil || len(paths) == 0 {
		return nil, err
	}
	all := map[string]map[string]bool{}
	var faults error
	for _, path := range paths {
		var held Held
		text, err := os.ReadFile(path)
		if err == nil {
			err = json.Unmarshal(text, &held)
		}
		if err != nil {
			faults = errors.Join(faults, fmt.Errorf("reading what a plan found in the state: %w", err))
			continue
		}
		for kind, ids := range held {
			if all[kind] == nil {
				all[kind] = map[string]bool{}
			}
			maps.Insert(all[kind], maps.All(setOf(ids)))
		}
	}
	return all, faults
}

func setOf(ids []string) map[string]bool {
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}
