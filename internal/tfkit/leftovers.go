package tfkit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account/journal"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// leftoversTime bounds the look at the account for what was cut off.
const leftoversTime = 20 * time.Second

// listed is an object as far as a leftover can be compared with it.
type listed struct{ id, name string }

// leftoverKind is a kind of object that an earlier process may have left.
type leftoverKind struct {
	resource string
	bills    bool
	list     func(context.Context) ([]listed, error)
}

// leftoverKinds are by the names of [Creation]. ECR delegations are not among
// them: they cost nothing, and RunPod does not return what they were made with.
func leftoverKinds(client *runpod.Client) map[string]leftoverKind {
	return map[string]leftoverKind{
		"pod": {"runpod_pod", true, listing(func(ctx context.Context) ([]runpod.Pod, error) {
			return client.ListPods(ctx, runpod.ListPodsOptions{})
		}, func(p *runpod.Pod) (string, string, bool) {
			return p.ID, p.Name, p.Status == runpod.PodStatusTerminated
		})},
		"cluster": {"runpod_cluster", true, listing(client.ListClusters, func(c *runpod.Cluster) (string, string, bool) {
			return c.ID, c.Name, false
		})},
		"endpoint": {"runpod_endpoint", true, listing(client.ListEndpoints, func(e *runpod.Endpoint) (string, string, bool) {
			return e.ID, e.Name, false
		})},
		"network volume": {"runpod_network_volume", true, listing(client.ListNetworkVolumes, func(v *runpod.NetworkVolume) (string, string, bool) {
			return v.ID, v.Name, false
		})},
		"template": {"runpod_template", false, listing(client.ListTemplates, func(t *runpod.Template) (string, string, bool) {
			return t.ID, t.Name, false
		})},
		"container registry auth": {"runpod_container_registry_auth", false, listing(client.ListRegistries, func(r *runpod.Registry) (string, string, bool) {
			return r.ID, r.Name, false
		})},
		"secret": {"runpod_secret", false, listing(func(ctx context.Context) ([]runpod.Secret, error) {
			return client.ListSecrets(ctx, runpod.ListSecretsOptions{})
		}, func(s *runpod.Secret) (string, string, bool) { return s.ID, s.Name, false })},
	}
}

// listing lists what is not gone.
func listing[T any](list func(context.Context) ([]T, error), facts func(*T) (id, name string, gone bool)) func(context.Context) ([]listed, error) {
	return func(ctx context.Context) ([]listed, error) {
		objects, err := list(ctx)
		if err != nil {
			return nil, err
		}
		all := make([]listed, 0, len(objects))
		for i := range objects {
			if id, name, gone := facts(&objects[i]); !gone {
				all = append(all, listed{id, name})
			}
		}
		return all, nil
	}
}

// WarnOfLeftovers tells of everything that earlier processes were creating in
// this working directory when they were killed, and that nothing tracks. What is
// not on the account any more is forgotten. Without leftovers nothing is asked of
// RunPod, and nothing here fails.
func (d *ProviderData) WarnOfLeftovers(ctx context.Context, diags *diag.Diagnostics) {
	leftovers, err := d.Creates.journal.Leftovers()
	if err != nil {
		tflog.Warn(ctx, "The journal cannot be read", map[string]any{"error": err.Error()})
	}
	ctx, cancel := context.WithTimeout(ctx, leftoversTime)
	defer cancel()
	kinds := leftoverKinds(d.Client)
	lists := map[string][]listed{}
	for _, l := range leftovers {
		kind, ok := kinds[l.Entry.Kind]
		if !ok {
			continue
		}
		if _, ok := lists[l.Entry.Kind]; !ok {
			objects, err := kind.list(ctx)
			if err != nil {
				kind.warn(diags, l, "Whether RunPod has created it cannot be told now: "+err.Error()+".")
				continue
			}
			lists[l.Entry.Kind] = objects
		}
		var found []string
		for _, object := range lists[l.Entry.Kind] {
			if l.Entry.CouldBe(object.id) && (l.Entry.ID != "" || strings.TrimSuffix(object.name, " -fb") == l.Entry.Name) {
				found = append(found, object.id)
			}
		}
		slices.Sort(found)
		switch settled := d.Clock.Now().Sub(l.Touched) >= settleTime; {
		case len(found) == 1:
			kind.warn(diags, l, fmt.Sprintf("The account has it: %s.", found[0]))
		case len(found) > 1:
			kind.warn(diags, l, fmt.Sprintf("The account has several that it may be: %s.", strings.Join(found, ", ")))
		case l.Entry.ID != "" || settled:
			if err := l.Drop(); err != nil {
				tflog.Warn(ctx, "The journal cannot be written", map[string]any{"error": err.Error()})
			}
		default:
			kind.warn(diags, l, "The account does not show it yet.")
		}
	}
}

func (k leftoverKind) warn(diags *diag.Diagnostics, l *journal.Leftover, found string) {
	object := fmt.Sprintf("%s %q", l.Entry.Kind, l.Entry.Name)
	bills := ""
	if k.bills {
		bills = " It bills as long as it exists."
	}
	diags.AddWarning("A run was cut off while it created "+object,
		fmt.Sprintf("On %s, before Terraform had stored it. %s%s\n\n"+
			"An apply that creates %s takes it over instead of creating another. If it is not wanted any more, delete it in the RunPod console, "+
			"or import it as a `%s` by its id and destroy it. If that run did not create it, remove %s.",
			l.Entry.Started.UTC().Format(time.DateTime+" MST"), found, bills, object, k.resource, l.Path()))
}
