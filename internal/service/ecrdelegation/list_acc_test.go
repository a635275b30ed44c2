package ecrdelegation_test

import (
	"slices"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func TestAccECRDelegationList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	var ids []string
	for _, req := range []runpod.CreateDelegationRequest{
		{Resource: arn}, {Resource: arn, Name: new("named")}, {Resource: arn + ":v1"},
	} {
		delegation, err := env.Client().CreateDelegation(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, delegation.ID)
	}
	acctest.CheckList(t, env, "runpod_ecr_delegation", ids...)
	var names []string
	for _, listed := range env.Server(nil).List(t.Context(), "runpod_ecr_delegation", nil, 0, false) {
		names = append(names, listed.Name)
	}
	slices.Sort(names)
	if want := []string{"acme/app", "acme/app:v1", "named"}; !slices.Equal(names, want) {
		t.Errorf("shown as %q, not %q", names, want)
	}
	acctest.CheckGenerated(t, env, "runpod_ecr_delegation")
}
