package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account/journal"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const (
	pricesFolder = "runpod-prices"
	// sameRun bounds how long the process of a CLI counts as the same: its number
	// is given to others some time.
	sameRun = 24 * time.Hour
)

// CatalogMemory keeps what a plan has read of the catalog for the apply of that plan,
// which other processes of the provider carry out. Terraform compares the costs that
// they show, and takes a price that has moved in between, or a catalog that could not
// be read once, for a fault of the provider.
//
// Every plan reads the catalog again. What is remembered counts for the processes of
// the same CLI, and for one that applies a saved plan.
type CatalogMemory struct {
	path string
	now  func() time.Time
}

// CatalogMemoryInWorkingDirectory remembers in Terraform's data directory; it is nil
// where there is none, as before an init. The account is who is asked, and where.
func CatalogMemoryInWorkingDirectory(clock runpod.Clock, account ...string) *CatalogMemory {
	dataDir, ok := journal.DataDir()
	if !ok {
		return nil
	}
	sum := sha256.New()
	for _, part := range account {
		sum.Write([]byte(part + "\x00"))
	}
	name := hex.EncodeToString(sum.Sum(nil)[:8]) + ".json"
	return &CatalogMemory{path: filepath.Join(dataDir, pricesFolder, name), now: clock.Now}
}

// remembered is what a process has read of GPUs and CPUs, or why it could not.
type remembered struct {
	CLI     int              `json:"cli"` // its process
	At      time.Time        `json:"at"`
	GPUs    []runpod.GPUType `json:"gpus"`
	CPUs    []runpod.CPUType `json:"cpus"`
	Failure string           `json:"failure"`
}

// recall returns what the plan of this apply has read; it is nil where there is no such
// plan, or none that is known of.
func (m *CatalogMemory) recall(ctx context.Context) *remembered {
	if m == nil {
		return nil
	}
	text, err := os.ReadFile(m.path)
	var r remembered
	if err != nil || json.Unmarshal(text, &r) != nil {
		return nil
	}
	if same := r.CLI == os.Getppid() && m.now().Sub(r.At) < sameRun; !same && !journal.AppliesSavedPlan(ctx) {
		return nil
	}
	return &r
}

// result is what was read, as it was returned then.
func (r *remembered) result() (compute, error) {
	if r.Failure != "" {
		return compute{}, errors.New(r.Failure)
	}
	return compute{gpus: r.GPUs, cpus: r.CPUs, remembered: true}, nil
}

// keep remembers what was read. It ignores a failure to do so, which matters only if
// a price changes.
func (m *CatalogMemory) keep(all compute, err error) {
	if m == nil {
		return
	}
	r := remembered{CLI: os.Getppid(), At: m.now(), GPUs: all.gpus, CPUs: all.cpus}
	if err != nil {
		r.Failure = err.Error()
	}
	if os.MkdirAll(filepath.Dir(m.path), 0o700) == nil {
		_ = journal.Replace(m.path, r)
	}
}

// read returns what the plan of this apply has read, or reads and remembers.
func (m *CatalogMemory) read(ctx context.Context, live func(context.Context) (compute, error)) (compute, error) {
	if r := m.recall(ctx); r != nil {
		return r.result()
	}
	all, err := live(ctx)
	if ctx.Err() == nil {
		m.keep(all, err)
	}
	return all, err
}
