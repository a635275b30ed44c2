package account

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// catalogPatience bounds how long a plan waits for a part of the catalog.
const catalogPatience = 20 * time.Second

// CatalogReader is the part of the API client that reads the catalog.
type CatalogReader interface {
	ListGPUTypes(context.Context, runpod.ListGPUTypesOptions) ([]runpod.GPUType, error)
	ListCPUTypes(context.Context, runpod.ListCPUTypesOptions) ([]runpod.CPUType, error)
	ListDataCenters(context.Context, runpod.ListDataCentersOptions) ([]runpod.DataCenter, error)
}

// Catalog is Runpod's live catalog, of which each part is read once, when it is
// first asked for. A failure is remembered as well; an interruption is not.
type Catalog struct {
	reader      CatalogReader
	skipCompute bool
	memory      *CatalogMemory // of GPUs and CPUs; nil remembers nothing

	compute     readOnce[compute]
	clusterGPUs readOnce[[]runpod.GPUType]
	dataCenters readOnce[[]runpod.DataCenter]
}

// compute is what a catalog has of GPUs and CPUs.
type compute struct {
	gpus []runpod.GPUType
	cpus []runpod.CPUType

	remembered bool // the plan of this apply has read it
}

// NewCatalog makes the catalog of one configured provider. The reader is nil
// without an account to ask. With skipCompute GPUs and CPUs are not asked for,
// because the user wants no live prices.
func NewCatalog(reader CatalogReader, skipCompute bool) *Catalog {
	return &Catalog{reader: reader, skipCompute: skipCompute}
}

// Remembering makes the catalog agree with what the plan of this apply has read.
func (c *Catalog) Remembering(memory *CatalogMemory) *Catalog {
	c.memory = memory
	return c
}

// Compute returns all GPU and CPU types, or none without an error where the
// catalog is not to be asked.
func (c *Catalog) Compute(ctx context.Context) ([]runpod.GPUType, []runpod.CPUType, error) {
	if c.reader == nil || c.skipCompute {
		return nil, nil, nil
	}
	all, err := c.computeOnce(ctx)
	return all.gpus, all.cpus, err
}

func (c *Catalog) computeOnce(ctx context.Context) (compute, error) {
	return c.compute.get(ctx, func(ctx context.Context) (compute, error) { return c.memory.read(ctx, c.readCompute) })
}

func (c *Catalog) readCompute(ctx context.Context) (compute, error) {
	gpus, err := c.reader.ListGPUTypes(ctx, runpod.ListGPUTypesOptions{})
	if err != nil {
		return compute{}, fmt.Errorf("reading GPU prices: %w", err)
	}
	cpus, err := c.reader.ListCPUTypes(ctx, runpod.ListCPUTypesOptions{})
	if err != nil {
		return compute{}, fmt.Errorf("reading CPU prices: %w", err)
	}
	return compute{gpus: gpus, cpus: cpus}, nil
}

// ClusterGPUs returns the GPU types that clusters can have, whatever their stock, or none without an error where the catalog
// is not to be asked. An apply does not ask: its plan did.
func (c *Catalog) ClusterGPUs(ctx context.Context) ([]runpod.GPUType, error) {
	if c.reader == nil || c.skipCompute {
		return nil, nil
	}
	all, err := c.computeOnce(ctx)
	if err != nil || all.remembered {
		return nil, err
	}
	return c.clusterGPUs.get(ctx, func(ctx context.Context) ([]runpod.GPUType, error) {
		// Runpod filters by product only in an answer with stock.
		return c.reader.ListGPUTypes(ctx, runpod.ListGPUTypesOptions{
			Include: []runpod.CatalogInclude{runpod.CatalogIncludeAvailability}, Product: []runpod.Product{runpod.ProductCluster},
		})
	})
}

// DataCenters returns all data centers, or none without an error where there is no
// account to ask.
func (c *Catalog) DataCenters(ctx context.Context) ([]runpod.DataCenter, error) {
	if c.reader == nil {
		return nil, nil
	}
	return c.dataCenters.get(ctx, func(ctx context.Context) ([]runpod.DataCenter, error) {
		return c.reader.ListDataCenters(ctx, runpod.ListDataCentersOptions{})
	})
}

// readOnce is a value that takes a request.
type readOnce[V any] struct {
	mu    sync.Mutex
	done  bool
	value V
	err   error
}

func (o *readOnce[V]) get(ctx context.Context, read func(context.Context) (V, error)) (V, error) {
	return o.within(ctx, catalogPatience, read)
}

// within is get for a caller with less patience.
func (o *readOnce[V]) within(ctx context.Context, patience time.Duration, read func(context.Context) (V, error)) (V, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.done {
		return o.value, o.err
	}
	bounded, cancel := context.WithTimeout(runpod.BestEffort(ctx, patience), patience)
	defer cancel()
	value, err := read(bounded)
	if err := ctx.Err(); err != nil {
		return value, err
	}
	o.value, o.err, o.done = value, err, true
	return value, err
}
