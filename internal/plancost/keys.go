package plancost

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/runpod-iac/terraform-provider-runpod/internal/markup"
)

// checkKeys refuses JSON in which an object has a key twice: what this program
// reads of it, another may not.
func checkKeys(text []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	// For each object or list that is open: its keys so far, or nil for a list.
	var open []map[string]bool
	isKey := false
	for {
		token, err := decoder.Token()
		if err != nil {
			return nil //nolint:nilerr // the end, or what the reading complains of
		}
		switch token := token.(type) {
		case json.Delim:
			switch token {
			case '{':
				open = append(open, map[string]bool{})
			case '[':
				open = append(open, nil)
			default:
				open = open[:len(open)-1]
			}
		case string:
			if isKey {
				keys := open[len(open)-1]
				if keys[token] {
					return fmt.Errorf("the plan cannot be read: an object has the duplicate key %q", markup.Printable(token))
				}
				keys[token] = true
				isKey = false
				continue
			}
		}
		isKey = len(open) > 0 && open[len(open)-1] != nil
	}
}
