package cost

import (
	"encoding/json"
	"testing"
	"time"
)

func TestSnapshotDateIsThatOfTheList(t *testing.T) {
	t.Parallel()
	var f snapshotFile
	if err := json.Unmarshal(snapshotJSON, &f); err != nil {
		t.Fatal(err)
	}
	newest := f.Date
	ids := map[string]bool{}
	for _, g := range f.GPUs {
		for _, date := range []string{g.SecureDate, g.CommunityDate} {
			if at, err := time.Parse(time.DateOnly, date); date != "" && (err != nil || at.Format(time.DateOnly) <= f.Date) {
				t.Errorf("%s has a price of %q, in a list of %s", g.ID, date, f.Date)
			}
			newest = max(newest, date)
		}
		if ids[g.ID] {
			t.Errorf("%s is listed twice", g.ID)
		}
		ids[g.ID] = true
	}
	if want := f.Date + " to " + newest; want != SnapshotDate() {
		t.Errorf("the list is of %s, the code says %s", want, SnapshotDate())
	}
}

func TestParseSnapshot(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "[]", `{"gpus": [{"secure_usd_per_hour": "0.04?"}]}`} {
		if _, err := parseSnapshot([]byte(bad)); err == nil {
			t.Errorf("no error on %q", bad)
		}
	}
	p, err := parseSnapshot([]byte(`{"date": "2020-01-02", "gpus": [{"id": "g", "secure_usd_per_hour": "0"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if g, ok := p.GPU("g"); !ok || g.SecurePerHour.Valid || g.Source != "snapshot 2020-01-02" {
		t.Errorf("%+v", g)
	}
}
