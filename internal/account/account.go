// Package account is what one run of the provider knows of a Runpod account: the
// catalog, reads that are shared, creates that never happen twice, places to ask
// for, and deadlines. It knows nothing of Terraform; what users should hear of it
// says to a function that it is given.
package account

import (
	"sync"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account/journal"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Account is shared by everything that one configured provider manages.
type Account struct {
	Client       *runpod.Client
	Clock        runpod.Clock
	Catalog      *Catalog
	Availability *Availability
	Templates    *Templates
	Creates      *CreateGuard
	Locks        Locks
	made

	mu    sync.Mutex
	reads map[string]any // a *Reads[T] by the name of the kind
}

// Warn tells the user something that is not an error.
type Warn func(summary, detail string)

// New makes the account of one configured provider. Records, which may be nil, are
// those of creates under way.
func New(client *runpod.Client, clock runpod.Clock, catalog *Catalog, records *journal.Journal) *Account {
	return &Account{
		Client: client, Clock: clock, Catalog: catalog, Availability: NewAvailability(catalog), Templates: newTemplates(client),
		Creates: NewCreateGuard(client, clock, records), reads: map[string]any{},
	}
}

// ReadsOf returns the reads of a kind, which all who read it share.
func ReadsOf[T, R any](a *Account, kind *Kind[T, R]) *Reads[T] {
	a.mu.Lock()
	defer a.mu.Unlock()
	if reads, ok := a.reads[kind.Name].(*Reads[T]); ok {
		return reads
	}
	reads := newReads(a.Client, a.Clock, kind)
	a.reads[kind.Name] = reads
	return reads
}
