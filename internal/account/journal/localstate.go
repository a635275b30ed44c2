package journal

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// InLocalState reports whether the state file of the working directory, where
// Terraform keeps the state without a backend, holds an object. Of a state that is
// elsewhere, or encrypted, it knows nothing.
func (j *Journal) InLocalState(id string) bool {
	if j == nil || j.scope.Backend != "" || id == "" {
		return false
	}
	file := "terraform.tfstate"
	if j.scope.Workspace != defaultWorkspace {
		file = filepath.Join("terraform.tfstate.d", j.scope.Workspace, file)
	}
	text, err := os.ReadFile(filepath.Join(j.dataDir, filepath.FromSlash(j.scope.Directory), file))
	if err != nil {
		return false
	}
	var state struct {
		Resources []struct {
			Mode      string `json:"mode"`
			Instances []struct {
				Attributes struct {
					ID any `json:"id"`
				} `json:"attributes"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if json.Unmarshal(text, &state) != nil {
		return false
	}
	for _, resource := range state.Resources {
		for _, instance := range resource.Instances {
			if resource.Mode == "managed" && instance.Attributes.ID == id {
				return true
			}
		}
	}
	return false
}
