package account

import (
	"fmt"
	"strings"
)

// UnresolvedError says that the answer to a create was lost, and what the account
// shows.
type UnresolvedError struct {
	Kind, Name string
	// Bills says whether what may have been created costs anything.
	Bills bool
	// Lost is how the answer was lost.
	Lost error
	// Candidates are the IDs of several new objects that could be it.
	Candidates []string
	// Search is why the account could not be searched.
	Search error
}

func (e *UnresolvedError) Error() string {
	switch {
	case e.Search != nil:
		return fmt.Sprintf("%s; searching the account for the %s failed as well: %s", e.Lost, e.Kind, e.Search)
	case len(e.Candidates) == 1:
		return fmt.Sprintf("%s; the account now has a new %s named %q of this shape, %s, which another run in progress may have created", e.Lost, e.Kind, e.Name, e.Candidates[0])
	case len(e.Candidates) > 0:
		return fmt.Sprintf("%s; the account now has several new %ss named %q of this shape: %s", e.Lost, e.Kind, e.Name, strings.Join(e.Candidates, ", "))
	default:
		return fmt.Sprintf("%s; the account has no new %s named %q", e.Lost, e.Kind, e.Name)
	}
}

// Unwrap gives both causes.
func (e *UnresolvedError) Unwrap() []error { return []error{e.Lost, e.Search} }

// NextStep is what the user can do about it.
func (e *UnresolvedError) NextStep() string {
	switch {
	case e.Search != nil:
		return fmt.Sprintf("Runpod may or may not have created it. Before you apply again, look for a %s named %q in the Runpod console, and import or delete it if it exists%s.", e.Kind, e.Name, e.because("it bills"))
	case len(e.Candidates) == 1:
		return fmt.Sprintf("Wait until no other run is in progress, and plan again. If nothing manages it then, import it by its ID or delete it%s.", e.because("it bills"))
	case len(e.Candidates) > 0:
		return fmt.Sprintf("One of them is the one that was just created. Import it by its ID, and delete those that you do not need%s.", e.because("each of them bills"))
	default:
		return "As far as Runpod shows, nothing was created and nothing bills. Apply again."
	}
}

// because is why it matters, of what bills.
func (e *UnresolvedError) because(reason string) string {
	if !e.Bills {
		return ""
	}
	return ", because " + reason
}
