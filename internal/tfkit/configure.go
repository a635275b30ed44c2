package tfkit

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account/journal"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// ProviderData is what the configured provider hands to every resource and
// data source.
type ProviderData struct {
	Client  *runpod.Client
	Pricing *Pricing
	// Budget limits nothing until the provider sets its own.
	Budget  *Budget
	Clock   runpod.Clock
	Locks   Locks
	Creates *Creates
	Offers  *Offers

	Pods           *Reads[runpod.Pod]
	Endpoints      *Reads[runpod.Endpoint]
	NetworkVolumes *Reads[runpod.NetworkVolume]
	Templates      *Reads[runpod.Template]
	Registries     *Reads[runpod.Registry]
	Delegations    *Reads[runpod.ECRDelegation] // only listed
	Secrets        *Reads[runpod.Secret]
	SSHKeys        *Reads[string] // lines, only listed
}

// NewProviderData makes what all resources of one configured provider share. The
// journal may be nil.
func NewProviderData(client *runpod.Client, pricing *Pricing, clock runpod.Clock, creates *journal.Journal) *ProviderData {
	dataCenters := client.ListDataCenters
	if pricing.catalog == nil { // no account to ask
		dataCenters = nil
	}
	return &ProviderData{
		Client: client, Pricing: pricing, Budget: NewBudget(BudgetConfig{}), Clock: clock, Creates: NewCreates(clock, creates), Offers: NewOffers(pricing, dataCenters),
		Pods: NewReads(clock, client.GetPod, func(ctx context.Context) ([]runpod.Pod, error) {
			return client.ListPods(ctx, runpod.ListPodsOptions{})
		}, func(p *runpod.Pod) string { return p.ID }),
		Endpoints:      NewReads(clock, client.GetEndpoint, client.ListEndpoints, func(e *runpod.Endpoint) string { return e.ID }),
		NetworkVolumes: NewReads(clock, client.GetNetworkVolume, client.ListNetworkVolumes, func(v *runpod.NetworkVolume) string { return v.ID }),
		Templates:      NewReads(clock, client.GetTemplate, client.ListTemplates, func(t *runpod.Template) string { return t.ID }),
		Registries:     NewReads(clock, client.GetRegistry, client.ListRegistries, func(r *runpod.Registry) string { return r.ID }),
		Delegations:    NewReads(clock, nil, client.ListDelegations, func(d *runpod.ECRDelegation) string { return d.ID }),
		Secrets: NewReads(clock, client.GetSecret, func(ctx context.Context) ([]runpod.Secret, error) {
			return client.ListSecrets(ctx, runpod.ListSecretsOptions{})
		}, func(s *runpod.Secret) string { return s.ID }),
		SSHKeys: NewReads(clock, nil, func(ctx context.Context) ([]string, error) {
			keys, err := client.GetSSHKeys(ctx)
			if err != nil {
				return nil, err
			}
			return keys.Keys, nil
		}, func(line *string) string { return *line }),
	}
}

// Configured returns the provider's data, or nil as long as Terraform has not
// configured the provider yet (schema and validation calls come before that).
func Configured(providerData any, diags *diag.Diagnostics) *ProviderData {
	if providerData == nil {
		return nil
	}
	data, ok := providerData.(*ProviderData)
	if !ok {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Expected *tfkit.ProviderData, got %T. This is a bug in the provider; please report it.", providerData))
		return nil
	}
	return data
}
