package endpoint_test

import (
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// TestVolumesOfEndpoints: where they are is said at plan, as far as it is known, and what stays is not asked about again.
func TestVolumesOfEndpoints(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	made := map[string]string{}
	for name, place := range map[string]string{"here": "EU-RO-1", "beside": "EU-RO-1", "there": "US-KS-2"} {
		v, err := env.Client().CreateNetworkVolume(t.Context(), runpod.CreateNetworkVolumeRequest{Name: name, Size: 10, DataCenter: place})
		if err != nil {
			t.Fatal(err)
		}
		made[name] = v.ID
	}
	server := env.Server(nil)
	const twice, outside = "Two network volumes in one data center: matting", "Network volume outside the endpoint's data centers: matting"
	for name, test := range map[string]struct {
		volumes, places any
		says            string
	}{
		"one in each":      {volumes: items{made["here"], made["there"]}},
		"in its places":    {volumes: items{made["here"]}, places: items{"EU-RO-1"}},
		"one outside":      {volumes: items{made["here"], made["there"]}, places: items{"EU-RO-1"}, says: outside},
		"two in one place": {volumes: items{made["here"], made["beside"]}, says: twice},
		"not known yet":    {volumes: items{made["here"], acctest.Unknown{}}, places: items{"EU-RO-1"}},
		"places not known": {volumes: items{made["there"]}, places: acctest.Unknown{}},
		"none of these":    {volumes: items{"elsewhere"}, places: items{"EU-RO-1"}, says: "Unknown network volume"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := server.Plan(t.Context(), create(), minimal(obj{"network_volume_ids": test.volumes, "data_center_ids": test.places}))
			said := ""
			if err != nil {
				at, summary := refused(err)
				if at != "network_volume_ids" || summary != test.says {
					t.Errorf("refused on %s: %v", at, err)
				}
				said = summary
			} else {
				for _, d := range p.Diagnostics {
					said += d.Summary
				}
			}
			if said != test.says {
				t.Errorf("said %q, want %q", said, test.says)
			}
		})
	}

	t.Run("what stays", func(t *testing.T) {
		t.Parallel()
		endpoint := create()
		config := minimal(obj{"network_volume_ids": items{made["there"]}, "data_center_ids": items{"EU-RO-1"}})
		if err := server.Apply(t.Context(), endpoint, config); err != nil {
			t.Fatal(err)
		}
		config["name"] = "renamed"
		p, err := server.Plan(t.Context(), endpoint, config)
		if err != nil || len(p.Diagnostics) > 0 {
			t.Errorf("%v %v", err, p.Diagnostics)
		}
	})
	t.Run("without a key", func(t *testing.T) {
		t.Parallel()
		config := minimal(obj{"network_volume_ids": items{made["here"], made["beside"]}})
		if p, err := acctest.OfflineServer(t, nil).Plan(t.Context(), create(), config); err != nil || len(p.Diagnostics) > 0 {
			t.Errorf("%v %v", err, p)
		}
	})
}
