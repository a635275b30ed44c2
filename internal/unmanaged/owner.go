package unmanaged

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// labelled are the types of objects that can have tags and a cost center.
func labelled(object any) (runpod.TagResourceType, bool) {
	switch object.(type) {
	case *runpod.Pod:
		return runpod.TagResourceTypePod, true
	case *runpod.Cluster:
		return runpod.TagResourceTypeCluster, true
	case *runpod.Endpoint:
		return runpod.TagResourceTypeEndpoint, true
	case *runpod.NetworkVolume:
		return runpod.TagResourceTypeNetworkVolume, true
	default:
		return "", false
	}
}

// own says whose the objects are, as far as the API reports it it. An account that does not offer it keeps its owners to itself; another
// failure is one: who owns a GPU is what the reader asks next.
func own(ctx context.Context, client *runpod.Client, found []Object, r *Report) error {
	owners := map[runpod.Labelled][]string{}
	if slices.ContainsFunc(found, func(o Object) bool { _, ok := labelled(o.object); return ok }) {
		for what, read := range map[string]func(context.Context, *runpod.Client, map[runpod.Labelled][]string) error{"cost centers": costCenters, "tags": tags} {
			err := read(ctx, client, owners)
			if errors.Is(err, runpod.ErrNotOffered) {
				r.Notes = append(r.Notes, fmt.Sprintf("Owners by %s are not known: %s", what, runpod.Printable(err.Error())))
			} else if err != nil {
				return fmt.Errorf("reading the %s of the account: %w", what, err)
			}
		}
		slices.Sort(r.Notes)
	}
	for i := range found {
		o := &found[i]
		if volume, ok := o.object.(*runpod.GlobalVolume); ok && volume.CreatedByUserID != nil {
			o.Owner = []string{"user " + *volume.CreatedByUserID}
		}
		if kind, ok := labelled(o.object); ok {
			o.Owner = slices.Concat(owners[runpod.Labelled{ID: o.ID, Type: kind}], owners[runpod.Labelled{ID: o.ID}])
			slices.Sort(o.Owner)
		}
	}
	return nil
}

// costCenters takes one request, and one for each of them: no other tells what belongs to one.
func costCenters(ctx context.Context, client *runpod.Client, owners map[runpod.Labelled][]string) error {
	centers, err := client.ListCostCenters(ctx)
	if err != nil {
		return err
	}
	for _, center := range centers {
		members, err := client.ListCostCenterResources(ctx, center.ID)
		if runpod.IsNotFound(err) && !errors.Is(err, runpod.ErrNotOffered) { // deleted since
			continue
		}
		if err != nil {
			return err
		}
		for _, member := range members {
			owners[member] = append(owners[member], "cost center "+center.Value)
		}
	}
	return nil
}

func tags(ctx context.Context, client *runpod.Client, owners map[runpod.Labelled][]string) error {
	all, err := client.ListTags(ctx)
	if err != nil {
		return err
	}
	for _, tag := range all {
		text := tag.Key
		if tag.Value != "" {
			text += "=" + tag.Value
		}
		for _, carrier := range tag.Resources {
			owners[carrier] = append(owners[carrier], text)
		}
	}
	return nil
}
