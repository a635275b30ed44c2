// Package states reads which objects of an account the states of Terraform and OpenTofu hold.
package states

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/legacy"
)

// Stdin is the name of a file that stands for the standard input.
const Stdin = "-"

// Held are the objects that some states hold. The zero value, and nil, hold nothing.
type Held struct {
	objects map[legacy.Object]bool
	states  int
}

// Load reads states: what `terraform show -json` or `terraform state pull` print, or state files, of any workspaces and
// backends, with resources of this provider and of the older ones. [Stdin] stands for in. A file may hold several states, one
// after the other. What is not a state, or cannot be read, is an error that names the file.
func Load(files []string, in io.Reader) (*Held, error) {
	held := &Held{}
	used := false
	for _, name := range files {
		if name != Stdin {
			if err := held.loadFile(name); err != nil {
				return nil, err
			}
			continue
		}
		if used {
			return nil, fmt.Errorf("standard input (%s) can be read only once", Stdin)
		}
		used = true
		if err := held.read(in); err != nil {
			return nil, fmt.Errorf("the state on standard input: %w", err)
		}
	}
	return held, nil
}

func (h *Held) loadFile(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("reading a state: %w", err)
	}
	defer func() { _ = file.Close() }()
	if err := h.read(file); err != nil {
		return fmt.Errorf("the state in %s: %w", name, err)
	}
	return nil
}

// Has reports whether a state holds an object: its type is this provider's, as in "runpod_pod".
func (h *Held) Has(typeName, id string) bool {
	return h != nil && h.objects[legacy.Object{Type: typeName, ID: id}]
}

// Objects is how many objects the states hold, each counted once.
func (h *Held) Objects() int {
	if h == nil {
		return 0
	}
	return len(h.objects)
}

// States is how many states were read.
func (h *Held) States() int {
	if h == nil {
		return 0
	}
	return h.states
}

// add takes in an instance of a resource. Its type tells whose it is: the provider may come from a mirror, under any address.
func (h *Held) add(typeName string, values map[string]any) {
	if !strings.HasPrefix(typeName, "runpod_") {
		return
	}
	for _, object := range legacy.Held(typeName, values) {
		if h.objects == nil {
			h.objects = map[legacy.Object]bool{}
		}
		h.objects[object] = true
	}
}
