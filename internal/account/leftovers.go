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

// WarnOfLeftovers tells of everything that earlier processes were creating in
// this working directory when they were killed, and that nothing tracks. What is
// not on the account any more is forgotten. Without leftovers nothing is asked of
// RunPod, and nothing here fails.
func (a *Account) WarnOfLeftovers(ctx context.Context, kinds []AnyKind, warn Warn) {
	leftovers, err := a.Creates.journal.Leftovers()
	if err != nil {
		tflog.Warn(ctx, "The journal cannot be read", map[string]any{"error": err.Error()})
	}
	ctx, cancel := context.WithTimeout(ctx, leftoversTime)
	defer cancel()
	lists := map[string][]listed{}
	for _, l := range leftovers {
		i := slices.IndexFunc(kinds, func(k AnyKind) bool { return k.KindName() == l.Entry.Kind })
		if i < 0 {
			continue
		}
		kind := kinds[i]
		if _, ok := lists[l.Entry.Kind]; !ok {
			objects, err := kind.listed(ctx, a.Client)
			if err != nil {
				warnOfLeftover(warn, kind, l, "Whether RunPod has created it cannot be told now: "+err.Error()+".")
				continue
			}
			lists[l.Entry.Kind] = objects
		}
		var found []string
		for _, object := range lists[l.Entry.Kind] {
			if l.Entry.CouldBe(object.id) && (l.Entry.ID != "" || object.hasName(l.Entry.Name)) {
				found = append(found, object.id)
			}
		}
		slices.Sort(found)
		switch late := a.Clock.Now().Sub(l.Touched) >= lateArrival; {
		case len(found) == 1:
			warnOfLeftover(warn, kind, l, fmt.Sprintf("The account has it: %s.", found[0]))
		case len(found) > 1:
			warnOfLeftover(warn, kind, l, fmt.Sprintf("The account has several that it may be: %s.", strings.Join(found, ", ")))
		case l.Entry.ID != "" || late:
			if err := l.Drop(); err != nil {
				tflog.Warn(ctx, "The journal cannot be written", map[string]any{"error": err.Error()})
			}
		default:
			warnOfLeftover(warn, kind, l, "The account does not show it yet.")
		}
	}
}

func warnOfLeftover(warn Warn, kind AnyKind, l *journal.Leftover, found string) {
	object := fmt.Sprintf("%s %q", l.Entry.Kind, l.Entry.Name)
	bills := ""
	if kind.bills() {
		bills = " It bills as long as it exists."
	}
	warn("A run was cut off while it created "+object,
		fmt.Sprintf("On %s, before Terraform had stored it. %s%s\n\n"+
			"An apply that creates %s takes it over instead of creating another. If it is not wanted any more, delete it in the RunPod console, "+
			"or import it as a `%s` by its id and destroy it. If that run did not create it, remove %s.",
			l.Entry.Started.UTC().Format(time.DateTime+" MST"), found, bills, object, kind.TypeName(), l.Path()))
}
