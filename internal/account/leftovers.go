package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account/journal"
)

// leftoversTime bounds the look at the account for what was cut off.
const leftoversTime = 20 * time.Second

// WarnOfLeftovers reports everything that earlier processes were creating in
// this working directory when they were killed, and that nothing tracks. What is
// not on the account any more is forgotten. Without leftovers nothing is asked of
// Runpod, and nothing here fails.
func (a *Account) WarnOfLeftovers(ctx context.Context, kinds []AnyKind, warn Warn) {
	ctx, cancel := context.WithTimeout(ctx, leftoversTime)
	defer cancel()
	pending := a.Creates.pendingLeftovers(ctx)
	for _, kind := range kinds {
		var found []finding
		look := lookOnce(func() ([]Listed, error) { return kind.Listed(ctx, a.Client) })
		for _, l := range pending {
			if l.Entry.Kind != kind.KindName() || !a.Creates.isSuspect(l) {
				continue
			}
			is, gone := a.find(l, look)
			if !gone {
				found = append(found, is)
				continue
			}
			a.Creates.settle(l)
			if err := l.Drop(); err != nil {
				tflog.Warn(ctx, "The journal cannot be written", map[string]any{"error": err.Error()})
			}
		}
		if len(found) == 1 {
			warnOfFinding(warn, kind, found[0])
			continue
		}
		for start := 0; start < len(found); start += maxFindings {
			warnOfFindings(warn, kind, found, start, min(start+maxFindings, len(found)))
		}
	}
}

// isSuspect reports whether it takes more than the state to say where an object is.
// What Terraform was told about is in the state as a rule, and the refresh shows it.
func (g *CreateGuard) isSuspect(l *journal.Leftover) bool {
	if l.IsLost() {
		return true
	}
	return l.Entry.CutOff && !g.journal.InLocalState(l.Entry.ID)
}

// lookOnce makes a list be read when it is wanted, and once.
func lookOnce(list func() ([]Listed, error)) func() ([]Listed, error) {
	var objects []Listed
	var err error
	done := false
	return func() ([]Listed, error) {
		if !done {
			objects, err = list()
			done = true
		}
		return objects, err
	}
}

// finding is what the account shows of a leftover.
type finding struct {
	*journal.Leftover
	text string
	// elsewhere says that this run cannot look for it.
	elsewhere bool
}

// maxFindings bounds how many are told about in one warning.
const maxFindings = 50

// find looks on the account for what a leftover mentions, and reports whether it is
// certain that it is not there.
func (a *Account) find(l *journal.Leftover, look func() ([]Listed, error)) (is finding, gone bool) {
	here := func(format string, values ...any) finding {
		return finding{Leftover: l, text: fmt.Sprintf(format, values...)}
	}
	elsewhere := func(text string) finding { return finding{Leftover: l, text: text + idNote(l), elsewhere: true} }
	switch l.Relation {
	case journal.OtherAddress:
		return elsewhere("It was created at another address of Runpod's API, so this run cannot look for it."), false
	case journal.OtherBackend:
		return elsewhere("Terraform stored the state in another backend at that time."), false
	case journal.Same, journal.OtherKey, journal.Elsewhere:
	}
	objects, err := look()
	if err != nil {
		return here("Whether Runpod created it cannot be determined yet: %s.%s", err, idNote(l)), false
	}
	var found []string
	ids := make(map[string]bool, len(objects))
	for _, object := range objects {
		ids[object.ID] = true
		if l.Entry.CouldBe(object.ID) && (l.Entry.ID != "" || object.hasName(l.Entry.Name)) {
			found = append(found, object.ID)
		}
	}
	if l.Relation == journal.OtherKey && !isOfAccount(&l.Entry, ids) {
		return elsewhere("It was created with another API key, and the current key does not show it."), false
	}
	slices.Sort(found)
	late := a.Clock.Now().Sub(l.Touched) >= lateArrival
	switch {
	case len(found) == 1:
		return here("The account has it: %s.", found[0]), false
	case len(found) > 1:
		return here("Several objects on the account match: %s.", strings.Join(found, ", ")), false
	case l.Entry.ID != "" || late:
		return finding{}, true
	}
	return here("The account does not list it yet."), false
}

func idNote(l *journal.Leftover) string {
	if l.Entry.ID == "" {
		return ""
	}
	return fmt.Sprintf(" Its ID is %s.", l.Entry.ID)
}

// remedy is what can be done about one.
const remedy = "An apply that creates %s takes it over instead of creating another, once it is certain that no state contains it. If you no longer need it, delete it in the Runpod console, " +
	"or import it as a `%s` by its ID and destroy it. If that run did not create it, remove %s."

func warnOfFinding(warn Warn, kind AnyKind, l finding) {
	bills := ""
	if kind.IsBilled() {
		bills = " It bills as long as it exists."
	}
	object := fmt.Sprintf("%s %q", l.Entry.Kind, l.Entry.Name)
	next := fmt.Sprintf(remedy, object, kind.TypeName(), l.Path())
	if l.elsewhere {
		next = fmt.Sprintf("This run leaves it unchanged. Plan with the settings of that run to see whether it exists, or look in the Runpod console. Then remove %s.", l.Path())
	}
	warn("A run was interrupted while it created "+object, fmt.Sprintf("On %s, %s. %s%s\n\n%s", startedAt(l), howFar(l), l.text, bills, next))
}

// warnOfFindings reports many at once: a CLI shows only the first of the warnings
// that have one summary.
func warnOfFindings(warn Warn, kind AnyKind, all []finding, from, to int) {
	bills := ""
	if kind.IsBilled() {
		bills = "Each of them bills as long as it exists. "
	}
	var list strings.Builder
	for _, l := range all[from:to] {
		fmt.Fprintf(&list, "\n  - %q, on %s, %s. %s (%s)", l.Entry.Name, startedAt(l), howFar(l), l.text, l.Path())
	}
	summary := fmt.Sprintf("A run was interrupted while it created %d %ss", len(all), kind.KindName())
	if to-from < len(all) {
		summary += fmt.Sprintf(" (%d to %d)", from+1, to)
	}
	warn(summary, fmt.Sprintf("%s\n\n%s"+remedy, strings.TrimPrefix(list.String(), "\n"), bills, "one of them", kind.TypeName(), "the file named with it"))
}

func startedAt(l finding) string { return l.Entry.Started.UTC().Format(time.DateTime + " MST") }

// howFar is how far Terraform had come with it.
func howFar(l finding) string {
	switch {
	case !l.Entry.Answered:
		return "before Terraform stored it"
	case l.Entry.Missed:
		return "and a plan did not find it in the state"
	}
	return "and Terraform may not have stored it"
}
