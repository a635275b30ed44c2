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

// The days of the oldest and of the newest price in the list.
const (
	snapshotDate   = "2026-08-17"
	snapshotNewest = "2026-11-09"
)

// SourceSnapshot is the source of the prices in [Snapshot], apart from those that were read later.
const SourceSnapshot Source = "snapshot " + snapshotDate

// SnapshotDate says when the prices in [Snapshot] were read, as "YYYY-MM-DD to YYYY-MM-DD". The source of each names its own
// day.
func SnapshotDate() string { return snapshotDate + " to " + snapshotNewest }

type snapshotFile struct {
	Date string `json:"date"`
	GPUs []struct {
		GPUPrice
		SecureDate    string              `json:"secure_date"`
		CommunityDate string              `json:"community_date"`
		FlexPerSecond decimal.NullDecimal `json:"flex_usd_per_second"`
	} `json:"gpus"`
	CPUs        []CPUPrice   `json:"cpus"`
	DataCenters []DataCenter `json:"data_centers"`
}

// DataCenter is a place that Runpod has.
type DataCenter struct {
	ID, Name string
	// Region is the API's word, such as "EUROPE".
	Region string
}

// Snapshot returns the embedded price book. It parses the list each time: call it once and keep the book.
func Snapshot() *Prices {
	p, err := parseSnapshot(snapshotJSON)
	if err != nil {
		panic(fmt.Sprintf("cost: the embedded price snapshot: %v", err)) // a broken build, not a state a user can reach
	}
	return p
}

// SnapshotDataCenters returns the data centers that are known without an account, sorted by ID.
func SnapshotDataCenters() []DataCenter {
	var f snapshotFile
	if err := json.Unmarshal(snapshotJSON, &f); err != nil {
		panic(fmt.Sprintf("cost: the embedded data centers: %v", err)) // as in Snapshot
	}
	return f.DataCenters
}

func parseSnapshot(data []byte) (*Prices, error) {
	var f snapshotFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("parse price list: %w", err)
	}
	source := snapshotOf(f.Date)
	gpus := make([]GPUPrice, len(f.GPUs))
	for i, g := range f.GPUs {
		gpus[i] = g.GPUPrice
		gpus[i].FlexPerHour, gpus[i].Source = perHour(g.FlexPerSecond), source
		if g.SecureDate != "" {
			gpus[i].SecureSource = snapshotOf(g.SecureDate)
		}
		if g.CommunityDate != "" {
			gpus[i].CommunitySource = snapshotOf(g.CommunityDate)
		}
	}
	for i := range f.CPUs {
		f.CPUs[i].Name, f.CPUs[i].Source = f.CPUs[i].ID, source
	}
	return NewPrices(gpus, f.CPUs), nil
}

func snapshotOf(date string) Source { return Source("snapshot " + date) }
