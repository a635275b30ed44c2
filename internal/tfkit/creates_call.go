package tfkit

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account/journal"
)

// Call is Terraform's call to create one resource. What is created in it stays
// in the journal until it ends: a process that is killed while it waits for a pod
// has not told Terraform anything.
type Call struct {
	creates *Creates
	diags   *diag.Diagnostics
	records []*journal.Record
}

// Call begins one; diags are those of its answer. The caller defers End.
func (c *Creates) Call(diags *diag.Diagnostics) *Call { return &Call{creates: c, diags: diags} }

// End takes what was created out of the journal, since the answer holds it. It
// has to be deferred itself.
func (c *Call) End(ctx context.Context) {
	if fault := recover(); fault != nil {
		panic(fault) // there is no answer
	}
	for _, record := range c.records {
		drop(ctx, record)
	}
}

// begin writes a create down before it is sent; before is what is on the
// account, nil where that is not known. A journal that cannot be written makes no
// create fail: the record is nil then.
func (c *Call) begin(ctx context.Context, kind, name string, before map[string]bool) *journal.Record {
	if c.creates.journal == nil {
		return nil
	}
	entry := journal.Entry{Kind: kind, Name: name, Started: c.creates.clock.Now()}
	if before != nil {
		entry.Before = append(slices.AppendSeq([]string{}, maps.Keys(before)), c.creates.claimsOf(kind)...)
	}
	record, err := c.creates.journal.Begin(entry)
	if err != nil {
		tflog.Warn(ctx, "A create is not in the journal: should the provider be killed, the next run will not know of it", map[string]any{"kind": kind, "name": name, "error": err.Error()})
		return nil
	}
	return record
}

// made notes what was created.
func (c *Call) made(ctx context.Context, record *journal.Record, id string) {
	if record == nil {
		return
	}
	c.records = append(c.records, record)
	if err := record.SetID(id); err != nil {
		tflog.Warn(ctx, "The journal lacks the id of what was created", map[string]any{"id": id, "error": err.Error()})
	}
}

// drop removes a record of which nothing is left to find out.
func drop(ctx context.Context, record *journal.Record) {
	if record == nil {
		return
	}
	if err := record.Done(); err != nil {
		tflog.Warn(ctx, "A create that has ended stays in the journal", map[string]any{"error": err.Error()})
	}
}
