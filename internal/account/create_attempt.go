package account

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account/journal"
)

// CreateAttempt is Terraform's call to create one resource. What is created in it
// stays in the journal until a later run finds it in the state: Terraform may be
// killed before it has stored the answer.
type CreateAttempt struct {
	guard   *CreateGuard
	warn    Warn
	records []*journal.Record
}

// Attempt begins one; its warnings belong into the answer. The caller defers End.
func (g *CreateGuard) Attempt(warn Warn) *CreateAttempt { return &CreateAttempt{guard: g, warn: warn} }

// End notes that Terraform has its answer, unless nobody is there to hear it. It has
// to be deferred itself.
func (a *CreateAttempt) End(ctx context.Context) {
	if fault := recover(); fault != nil {
		panic(fault) // there is no answer
	}
	if isCallerGone(ctx) {
		return
	}
	for _, record := range a.records {
		if err := record.Answer(); err != nil {
			tflog.Warn(ctx, "The journal cannot be written", map[string]any{"error": err.Error()})
		}
	}
}

// begin writes a create down before it is sent; before is what is on the
// account, nil where that is not known. A journal that cannot be written makes no
// create fail: the record is nil then.
func (a *CreateAttempt) begin(ctx context.Context, kind, name string, before map[string]bool, since time.Time) *journal.Record {
	if a.guard.journal == nil {
		return nil
	}
	entry := journal.Entry{Kind: kind, Name: name, Started: a.guard.clock.Now(), Since: since}
	if before != nil {
		entry.Before = append(slices.AppendSeq([]string{}, maps.Keys(before)), a.guard.claimsOf(kind)...)
	}
	record, err := a.guard.journal.Begin(entry)
	if err != nil {
		tflog.Warn(ctx, "A create is not recorded in the journal: if the provider is killed, the next run will not know about it", map[string]any{"kind": kind, "name": name, "error": err.Error()})
		return nil
	}
	return record
}

// made notes what was created.
func (a *CreateAttempt) made(ctx context.Context, record *journal.Record, id string) {
	if record == nil {
		return
	}
	a.records = append(a.records, record)
	if err := record.SetID(id); err != nil {
		tflog.Warn(ctx, "The journal does not contain the ID of the created object", map[string]any{"id": id, "error": err.Error()})
	}
}

// drop removes a record of which nothing is left to find out.
func drop(ctx context.Context, record *journal.Record) {
	if record == nil {
		return
	}
	if err := record.Done(); err != nil {
		tflog.Warn(ctx, "A finished create remains in the journal", map[string]any{"error": err.Error()})
	}
}
