package legacy

import "slices"

// Object is an object of an account, by the type of this provider that manages such objects, as in "runpod_pod", and its ID.
type Object struct{ Type, ID string }

// Held returns the objects that an instance of a resource holds, whichever of the providers its type and attributes are from: one as
// a rule, all keys of runpod/runpod 2.0's list of SSH keys, and none where the type holds nothing on the account or the
// instance has no ID.
func Held(typeName string, values map[string]any) []Object {
	held := attributes(values)
	if typeName == sshKeysOfTwo {
		var keys []Object
		for _, line := range held.exact("keys") {
			if id := keyID(line); id != "" {
				keys = append(keys, Object{"runpod_ssh_key", id})
			}
		}
		return keys
	}
	ours, id := typeName, held.text("id")
	switch t, known := tableOf(typeName, false); {
	case id == "", !known && !slices.Contains(oursOnly(), typeName):
		return nil
	case t.typ != "":
		ours = t.typ
	}
	return []Object{{ours, id}}
}
