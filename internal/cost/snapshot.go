package cost

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"
)

// snapshotJSON is the price list to fall back on: no network, no account. It lists only prices that are sure.
//
//go:embed snapshot.json
var snapshotJSON []byte

const snapshotDate = "2026-08-17"

// SourceSnapshot is the source of the prices in [Snapshot].
const SourceSnapshot Source = "snapshot " + snapshotDate

// SnapshotDate is the day that the prices in [Snapshot] were read, as YYYY-MM-DD.
func SnapshotDate() string { return snapshotDate }

type snapshotFile struct {
	Date string        `json:"date"`
	GPUs []snapshotGPU `json:"gpus"`
	CPUs []snapshotCPU `json:"cpus"`
}

type snapshotGPU struct {
	ID        string              `json:"id"`
	Name      string              `json:"name"`
	VRAMGB    int64               `json:"vram_gb"`
	Pool      string              `json:"pool"`
	Secure    decimal.NullDecimal `json:"secure_usd_per_hour"`
	Community decimal.NullDecimal `json:"community_usd_per_hour"`
	Flex      decimal.NullDecimal `json:"flex_usd_per_second"`
}

type snapshotCPU struct {
	ID         string              `json:"id"`
	VCPUMin    int64               `json:"vcpu_min"`
	VCPUMax    int64               `json:"vcpu_max"`
	Pod        decimal.NullDecimal `json:"pod_usd_per_vcpu_hour"`
	Serverless decimal.NullDecimal `json:"serverless_usd_per_vcpu_hour"`
}

// Snapshot returns the embedded price book. It parses the list each time: call it once and keep the book.
func Snapshot() *Prices {
	p, err := parseSnapshot(snapshotJSON)
	if err != nil {
		panic(fmt.Sprintf("cost: the embedded price snapshot: %v", err)) // a broken build, not a state a user can reach
	}
	return p
}

func parseSnapshot(data []byte) (*Prices, error) {
	var f snapshotFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("parse price list: %w", err)
	}
	source := Source("snapshot " + f.Date)
	gpus := make([]GPUPrice, 0, len(f.GPUs))
	for _, g := range f.GPUs {
		gpus = append(gpus, GPUPrice{
			ID: g.ID, Name: g.Name, Pool: g.Pool, VRAMGB: g.VRAMGB, SecurePerHour: g.Secure, CommunityPerHour: g.Community,
			FlexPerHour: perHour(g.Flex), Source: source,
		})
	}
	cpus := make([]CPUPrice, 0, len(f.CPUs))
	for _, c := range f.CPUs {
		cpus = append(cpus, CPUPrice{
			ID: c.ID, Name: c.ID, VCPUMin: c.VCPUMin, VCPUMax: c.VCPUMax, PodPerVCPUHour: c.Pod,
			ServerlessPerVCPUHour: c.Serverless, Source: source,
		})
	}
	return NewPrices(gpus, cpus), nil
}
