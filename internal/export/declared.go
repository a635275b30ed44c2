package export

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// declared is what the folder declares already: no name is given twice.
type declared struct {
	resources map[string]map[string]bool // by type
	variables map[string]bool
	provider  bool // required, or configured
	costs     bool // something of what costs.tf declares
}

// declaredIn reads the configuration in a folder, which may not be there.
func declaredIn(folder string) (declared, error) {
	d := declared{resources: map[string]map[string]bool{}, variables: map[string]bool{}}
	if info, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return d, nil
	} else if err == nil && !info.IsDir() {
		return d, fmt.Errorf("%s is not a directory", folder)
	}
	for _, pattern := range []string{"*.tf", "*.tofu"} {
		names, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			return d, fmt.Errorf("looking for a configuration in %s: %w", folder, err)
		}
		for _, name := range names {
			parsed, diags := hclparse.NewParser().ParseHCLFile(name)
			if diags.HasErrors() {
				return d, fmt.Errorf("reading the configuration in %s: %w", folder, diags)
			}
			if body, ok := parsed.Body.(*hclsyntax.Body); ok {
				d.add(body)
			}
		}
	}
	return d, nil
}

func (d *declared) add(body *hclsyntax.Body) {
	for _, block := range body.Blocks {
		labels := slices.Concat(block.Labels, []string{"", ""})
		switch block.Type {
		case "resource":
			if d.resources[labels[0]] == nil {
				d.resources[labels[0]] = map[string]bool{}
			}
			d.resources[labels[0]][labels[1]] = true
		case "variable":
			d.variables[labels[0]] = true
		case "provider":
			d.provider = d.provider || labels[0] == "runpod"
		case "terraform":
			for _, inner := range block.Body.Blocks {
				d.provider = d.provider || inner.Type == "required_providers" && has(inner.Body.Attributes, "runpod")
			}
		case "locals":
			d.costs = d.costs || has(block.Body.Attributes, "billed")
		case "data":
			d.costs = d.costs || labels[0] == estimateType && labels[1] == "total"
		case "output":
			d.costs = d.costs || labels[0] == "costs"
		}
	}
}

func has(attributes hclsyntax.Attributes, name string) bool {
	_, ok := attributes[name]
	return ok
}
