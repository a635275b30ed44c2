package networkvolume_test

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// addVolume makes a volume outside of Terraform and takes it away in the end.
func addVolume(t *testing.T, env *acctest.Env, name string, sizeGB int64, tier runpod.VolumeType) string {
	t.Helper()
	volume, err := env.Client().CreateNetworkVolume(t.Context(), runpod.CreateNetworkVolumeRequest{
		Name: name, Size: sizeGB, DataCenter: "US-KS-2", Type: &tier,
	})
	if err != nil {
		t.Fatal(err)
	}
	return volume.ID
}

func removeVolumes(t *testing.T, env *acctest.Env) {
	t.Helper()
	for _, volume := range env.Account.NetworkVolumes() {
		if err := env.Client().DeleteNetworkVolume(t.Context(), volume.ID); err != nil {
			t.Error(err)
		}
	}
}

func lookedUp(name, attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(name, tfjsonpath.New(attribute), value)
}

func TestAccNetworkVolumeDataSources(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	first := addVolume(t, env, "weights", 100, runpod.VolumeTypeStandard)
	second := addVolume(t, env, "datasets", 20, runpod.VolumeTypeHighPerformance)
	volume := func(id, name string, sizeGB int64, tier string) knownvalue.Check {
		return knownvalue.ObjectExact(map[string]knownvalue.Check{
			"id": knownvalue.StringExact(id), "name": knownvalue.StringExact(name), "size_gb": knownvalue.Int64Exact(sizeGB),
			"data_center_id": knownvalue.StringExact("US-KS-2"), "type": knownvalue.StringExact(tier),
		})
	}
	env.Run(resource.TestStep{
		Config: env.Config(fmt.Sprintf(`
data "runpod_network_volume" "by_id" { id = %q }
data "runpod_network_volume" "by_name" { name = "datasets" }
data "runpod_network_volumes" "all" {}
`, first)),
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
		ConfigStateChecks: []statecheck.StateCheck{
			lookedUp("data.runpod_network_volume.by_id", "name", knownvalue.StringExact("weights")),
			lookedUp("data.runpod_network_volume.by_id", "size_gb", knownvalue.Int64Exact(100)),
			lookedUp("data.runpod_network_volume.by_id", "data_center_id", knownvalue.StringExact("US-KS-2")),
			lookedUp("data.runpod_network_volume.by_name", "id", knownvalue.StringExact(second)),
			lookedUp("data.runpod_network_volume.by_name", "type", knownvalue.StringExact("HIGH_PERFORMANCE")),
			lookedUp("data.runpod_network_volumes.all", "network_volumes", knownvalue.ListExact([]knownvalue.Check{
				volume(first, "weights", 100, "STANDARD"), volume(second, "datasets", 20, "HIGH_PERFORMANCE"),
			})),
		},
	}, resource.TestStep{
		PreConfig: func() { removeVolumes(t, env) },
		Config:    env.Config(`data "runpod_network_volumes" "all" {}`),
		ConfigStateChecks: []statecheck.StateCheck{
			lookedUp("data.runpod_network_volumes.all", "network_volumes", knownvalue.ListExact([]knownvalue.Check{})),
		},
	})
}

func TestAccNetworkVolumeDataSource_errors(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		lines string
		text  string
	}{
		"unknown id":   {`id = "aaaaaaaaaa"`, `no network volume with the ID[\s│]+"aaaaaaaaaa"`},
		"unknown name": {`name = "Weights"`, `no network volume with the name[\s│]+"Weights"`},
		"both":         {"id = \"aaaaaaaaaa\"\n  name = \"weights\"", `Conflicting id and name`},
		"neither":      {"", `Missing id or name`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			addVolume(t, env, "weights", 10, runpod.VolumeTypeStandard)
			env.Run(resource.TestStep{
				Config:      env.Config("data \"runpod_network_volume\" \"test\" {\n  " + tt.lines + "\n}\n"),
				ExpectError: regexp.MustCompile(tt.text),
			}, resource.TestStep{PreConfig: func() { removeVolumes(t, env) }, Config: env.Config("")})
		})
	}
}

func TestAccNetworkVolumeDataSource_ambiguous(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	first, second := addVolume(t, env, "weights", 10, runpod.VolumeTypeStandard), addVolume(t, env, "weights", 20, runpod.VolumeTypeStandard)
	env.Run(resource.TestStep{
		Config:      env.Config(`data "runpod_network_volume" "test" { name = "weights" }`),
		ExpectError: regexp.MustCompile(`(?s)Ambiguous name.*` + first + `,[\s│]+` + second),
	}, resource.TestStep{PreConfig: func() { removeVolumes(t, env) }, Config: env.Config("")})
}

func TestAccNetworkVolumeDataSources_refused(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Method: http.MethodGet, PathPrefix: "/network-volumes", Status: http.StatusForbidden})
	env.Run(resource.TestStep{
		Config:      env.Config(`data "runpod_network_volumes" "test" {}`),
		ExpectError: regexp.MustCompile(`Cannot list network volumes`),
	})
}
