// Package unmanaged compares an account with the states of Terraform and OpenTofu, and lists what no state holds, with what it
// bills now.
package unmanaged

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/naming"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/states"
)

// Object is an object of the account that no state holds.
type Object struct {
	Kind string // "network volume"
	Type string // "runpod_network_volume"
	ID   string
	Name string
	// What says what it is, such as "1 x NVIDIA L4, RUNNING, EU-RO-1".
	What string
	// Created is zero where Runpod does not return.
	Created time.Time
	// Owner is whom the API reports: cost center, tags, user. Empty if it reports none.
	Owner []string
	Rate
	// Address is a name for it in a configuration, and Import the block that imports it there. Both are empty for what cannot be
	// imported.
	Address, Import string

	object any // Runpod's answer, such as *runpod.Pod
}

// Report is what the comparison has found.
type Report struct {
	// Objects are what no state holds: what bills first, the highest rate before the others, then the rest by kind and name.
	Objects []Object
	// Allowed are those of them that somebody has allowed. They are in no sum.
	Allowed []Object
	// NotLookedAt says what the account does not offer, so that nothing is known of it.
	NotLookedAt []string
	// Notes say what else the reader has to know.
	Notes []string
	// At is when Runpod answered, by its clock.
	At time.Time

	States, Held int // how many states were read, and how many objects they hold
	Seen         int // how many objects the account has
}

// Allowance says which objects may be unmanaged.
type Allowance struct {
	IDs   []string
	Names []naming.Glob
}

// of reports whether an object is allowed.
func (a Allowance) of(o *Object) bool {
	return slices.Contains(a.IDs, o.ID) || slices.ContainsFunc(a.Names, func(g naming.Glob) bool { return g.Fits(o.Name) })
}

// Billing are the objects that bill.
func (r *Report) Billing() []Object {
	return slices.DeleteFunc(slices.Clone(r.Objects), func(o Object) bool { return !o.Bills() })
}

// Hourly is what all unmanaged objects bill in an hour, USD, and whether something bills at a rate that is not known.
func (r *Report) Hourly() (usd decimal.Decimal, partial bool) {
	for i := range r.Objects {
		usd = usd.Add(r.Objects[i].Hourly.Decimal)
		partial = partial || !r.Objects[i].Hourly.Valid
	}
	return usd, partial
}

// Prices make estimates of what Runpod does not return the rate of. Their error is one of an interruption.
type Prices func(context.Context) (estimator cost.Estimator, warnings []string, err error)

// Compare reads the account and compares it with what states hold. It sends nothing but GETs, and fails as soon as anything that
// belongs to the answer cannot be read.
func Compare(ctx context.Context, client *runpod.Client, kinds []account.AnyKind, prices Prices, held *states.Held, allow Allowance) (*Report, error) {
	r := &Report{States: held.States(), Held: held.Objects()}
	on, err := look(ctx, client, kinds, r)
	if err != nil {
		return nil, err
	}
	r.At = time.Now()
	if now, known := runpod.ServerTime(client); known {
		r.At = now
	}
	var found []Object
	for _, o := range on.objects {
		if !held.Has(o.Type, o.ID) {
			found = append(found, o)
		}
	}
	if err := on.rate(ctx, found, prices, r); err != nil {
		return nil, err
	}
	slices.SortStableFunc(found, first)
	address(found)
	if err := own(ctx, client, found, r); err != nil {
		return nil, err
	}
	for i := range found {
		if allow.of(&found[i]) {
			r.Allowed = append(r.Allowed, found[i])
		} else {
			r.Objects = append(r.Objects, found[i])
		}
	}
	for _, id := range allow.IDs {
		if !slices.ContainsFunc(found, func(o Object) bool { return o.ID == id }) {
			r.Notes = append(r.Notes, fmt.Sprintf("No unmanaged object has the ID %q: remove its -allow.", id))
		}
	}
	return r, nil
}

// first puts what bills before the rest, the highest rate first, and a rate that is not known behind those that are.
func first(a, b Object) int {
	rank := func(o Object) int {
		switch {
		case o.Hourly.Valid && o.Hourly.Decimal.IsPositive():
			return 0
		case !o.Hourly.Valid:
			return 1
		default:
			return 2
		}
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), b.Hourly.Decimal.Cmp(a.Hourly.Decimal),
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
}

// onAccount is what an account has.
type onAccount struct {
	objects []Object
	// pods are all pods, those of clusters too, and members those by cluster.
	members map[string][]*runpod.Pod
	// users names what mounts a network volume, by the volume's ID.
	users map[string][]string
}

// look lists everything, in at most two requests a kind and page.
func look(ctx context.Context, client *runpod.Client, kinds []account.AnyKind, r *Report) (*onAccount, error) {
	on := &onAccount{members: map[string][]*runpod.Pod{}, users: map[string][]string{}}
	for _, kind := range kinds {
		listed, err := kind.Listed(ctx, client)
		if errors.Is(err, runpod.ErrNotOffered) {
			r.NotLookedAt = append(r.NotLookedAt, fmt.Sprintf("%ss: %s", kind.KindName(), runpod.Printable(err.Error())))
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("listing the %ss of the account: %w", kind.KindName(), err)
		}
		for _, l := range listed {
			on.objects = append(on.objects, Object{
				Kind: kind.KindName(), Type: kind.TypeName(), ID: l.ID, Name: l.Name, Created: l.Created, object: l.Object, Rate: unpriced(kind.IsBilled()),
			})
		}
	}
	if err := on.lookAtClusters(ctx, client); err != nil {
		return nil, err
	}
	for i := range on.objects {
		on.mounts(&on.objects[i])
	}
	r.Seen = len(on.objects)
	return on, nil
}

// lookAtClusters finds the pods of clusters, which the list of pods leaves out. They belong to their cluster; those of one that the
// account does not list belong to nobody, and bill anyway.
func (on *onAccount) lookAtClusters(ctx context.Context, client *runpod.Client) error {
	pods, err := client.ListPods(ctx, runpod.ListPodsOptions{IncludeClusterPods: true})
	if err != nil {
		return fmt.Errorf("listing the pods of the account's clusters: %w", err)
	}
	known := map[string]bool{}
	for _, o := range on.objects {
		known[o.ID] = true
	}
	for i := range pods {
		pod := &pods[i]
		if pod.Cluster == nil || pod.Status == runpod.PodStatusTerminated {
			continue
		}
		on.members[pod.Cluster.ID] = append(on.members[pod.Cluster.ID], pod)
		if !known[pod.Cluster.ID] && !known[pod.ID] {
			on.objects = append(on.objects, Object{
				Kind: podOfCluster, Type: podType, ID: pod.ID, Name: pod.Name, Created: pod.CreatedAt, object: pod, Rate: unpriced(true),
			})
		}
	}
	return nil
}

// Kinds of objects that are distinguished here.
const (
	podType      = "runpod_pod"
	podOfCluster = "pod of a lost cluster"
)

// mounts takes down which network volumes an object has.
func (on *onAccount) mounts(o *Object) {
	use := func(volume string) { on.users[volume] = append(on.users[volume], o.Kind+" "+o.Name) }
	switch object := o.object.(type) {
	case *runpod.Pod:
		for _, mount := range object.Mounts.Network {
			use(mount.VolumeID)
		}
	case *runpod.Endpoint:
		for _, volume := range object.NetworkVolumes {
			use(volume)
		}
	case *runpod.Cluster:
		for _, member := range on.members[object.ID] {
			for _, mount := range member.Mounts.Network {
				if user := o.Kind + " " + o.Name; !slices.Contains(on.users[mount.VolumeID], user) {
					use(mount.VolumeID)
				}
			}
		}
	}
}
