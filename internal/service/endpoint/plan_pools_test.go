package endpoint_test

import (
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// TestExclusions: those that Runpod refuses fail at plan, and those that are not known count
// as right. Nothing needs a network.
func TestExclusions(t *testing.T) {
	t.Parallel()
	const sxm, pcie = "NVIDIA A100-SXM4-80GB", "NVIDIA A100 80GB PCIe"
	for name, test := range map[string]struct {
		pools, excluded any
		says            string
	}{
		"one of two types":       {pools: items{"AMPERE_80"}, excluded: items{sxm}},
		"with blanks around it":  {pools: items{"AMPERE_80"}, excluded: items{" " + sxm}},
		"outside the pools":      {pools: items{"AMPERE_80"}, excluded: items{"NVIDIA A40"}, says: `"NVIDIA A40" is in pool AMPERE_48`},
		"every type":             {pools: items{"AMPERE_80"}, excluded: items{sxm, pcie}, says: `Remove at least one of "NVIDIA A100`},
		"every type of one pool": {pools: items{"AMPERE_80", "AMPERE_48"}, excluded: items{sxm, pcie}},
		"a type of no pool":      {pools: items{"AMPERE_80"}, excluded: items{"NVIDIA Z9"}},
		"a pool that is new":     {pools: items{"RUBIN_300"}, excluded: items{"NVIDIA A40"}},
		"pools not known":        {pools: acctest.Unknown{}, excluded: items{"NVIDIA A40"}},
		"a type not known":       {pools: items{"AMPERE_80"}, excluded: items{acctest.Unknown{}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := minimal(obj{"gpu": obj{"pools": test.pools, "excluded_type_ids": test.excluded}})
			_, err := acctest.OfflineServer(t, nil).Plan(t.Context(), create(), config)
			if test.says == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if at, _ := refused(err); at != "gpu.excluded_type_ids" || !strings.Contains(err.Error(), test.says) {
				t.Errorf("not one error on the exclusions that says %q, but %v", test.says, err)
			}
		})
	}
}

// TestExclusionsOfTheCatalog: where the catalog tells all types, one that is not in the pools is refused; by the prices that are
// included it may just be new.
func TestExclusionsOfTheCatalog(t *testing.T) {
	t.Parallel()
	const sxm, pcie = "NVIDIA A100-SXM4-80GB", "NVIDIA A100 80GB PCIe"
	live := acctest.New(t).Server(nil)
	for name, test := range map[string]struct {
		excluded, says string
		warns          bool // without the catalog
	}{
		"right":            {excluded: sxm},
		"wrong case":       {excluded: "Nvidia A100-SXM4-80GB", says: `Did you mean "` + sxm + `"?`, warns: true},
		"misspelt":         {excluded: "NVIDIA A100 80GB PCI", says: `Did you mean "` + pcie + `"?`, warns: true},
		"of no pool":       {excluded: "NVIDIA Z9", says: "is in none of the pools of `pools` (AMPERE_80)", warns: true},
		"of another pool":  {excluded: "NVIDIA A40", says: "Remove it. The pools contain these types"},
		"sold without one": {excluded: "NVIDIA A100-SXM4-40GB", says: "is in none of the pools", warns: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := minimal(obj{"gpu": obj{"pools": items{"AMPERE_80"}, "excluded_type_ids": items{test.excluded}}})
			_, err := live.Plan(t.Context(), create(), config)
			if at, _ := refused(err); test.says == "" && err != nil || test.says != "" && (at != "gpu.excluded_type_ids" || !strings.Contains(err.Error(), test.says)) {
				t.Errorf("with the catalog: not one error that says %q, but %v", test.says, err)
			}
			if !test.warns {
				return
			}
			p := planned(t, acctest.OfflineServer(t, nil), create(), config)
			if len(p.Diagnostics) != 1 || !strings.Contains(p.Diagnostics[0].Detail, test.says) || acctest.Path(p.Diagnostics[0].Attribute) != "gpu.excluded_type_ids" {
				t.Errorf("without it: not one warning that says %q, but %s", test.says, acctest.Lines(p.Diagnostics))
			}
		})
	}
}

// TestExclusionsThatStay: what already exists blocks no change.
func TestExclusionsThatStay(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	server, endpoint := env.Server(nil), create()
	if err := server.Apply(t.Context(), endpoint, minimal(nil)); err != nil {
		t.Fatal(err)
	}
	id := env.Account.Endpoints()[0].ID
	env.Account.EditEndpoint(id, func(e *runpod.Endpoint) { e.GPU.ExcludedTypes = []string{"NVIDIA A40"} })
	if err := server.Refresh(t.Context(), endpoint); err != nil {
		t.Fatal(err)
	}
	config := minimal(obj{"name": "renamed", "gpu": obj{"pools": items{"AMPERE_80"}, "excluded_type_ids": items{"NVIDIA A40"}}})
	if err := server.Apply(t.Context(), endpoint, config); err != nil {
		t.Error(err)
	}
	env.Account.EditEndpoint(id, func(e *runpod.Endpoint) { e.GPU.ExcludedTypes = []string{"NVIDIA A40", "NVIDIA L4"} })
	if err := server.Refresh(t.Context(), endpoint); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Plan(t.Context(), endpoint, config); err != nil {
		t.Errorf("fewer of them: %s", err)
	}
}
