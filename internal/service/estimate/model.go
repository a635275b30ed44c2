package estimate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// billed is one object of the configuration, ready to be priced.
type billed struct {
	path     path.Path
	estimate func(cost.Estimator) cost.Estimate
	assumed  assumed

	// knob is what of a usage can be turned to fit a bill; nil where nothing can.
	knob *knob
	// What a comparison with the bill asks for: which object it is, and since when. The ID may be nil.
	kind    string
	id      *string
	created time.Time
	// pricedAs says how the estimate differs from a past that it does not know. Empty where it does not.
	pricedAs string
}

// billed converts every object that is wholly known. A null object bills
// nothing: `one(runpod_pod.maybe[*])` is one.
func (m *costEstimateModel) billed(ctx context.Context, diags *diag.Diagnostics) []billed {
	return slices.Concat(
		convert(ctx, m.Pods, "pods", podInput.billed, diags),
		convert(ctx, m.Endpoints, "endpoints", endpointInput.billed, diags),
		convert(ctx, m.NetworkVolumes, "network_volumes", networkVolumeInput.billed, diags),
		convert(ctx, m.Clusters, "clusters", clusterInput.billed, diags),
	)
}

func convert[I any](ctx context.Context, list types.List, name string, toBilled func(I, element) billed, diags *diag.Diagnostics) []billed {
	var out []billed
	named := names(list)
	for i, value := range list.Elements() {
		object, ok := value.(types.Object) // its Plain form is decoded
		if !ok || !tfkit.Known(ctx, object) {
			continue
		}
		input := tfkit.ObjectAs[I](ctx, object, diags)
		if input == nil { // null
			continue
		}
		at := element{index: i, path: path.Root(name).AtListIndex(i), named: named, diags: diags}
		b := toBilled(*input, at)
		b.path = at.path
		out = append(out, b)
	}
	return out
}

// names counts the objects of a list by their names: instances of a module often share theirs.
func names(list types.List) map[string]int {
	count := map[string]int{}
	for _, value := range list.Elements() {
		if object, ok := value.(types.Object); ok {
			if name, ok := object.Attributes()["name"].(types.String); ok {
				count[name.ValueString()]++
			}
		}
	}
	return count
}

// element is the place of one object in the configuration.
type element struct {
	index int
	path  path.Path
	named map[string]int // how many objects of the list have a name
	diags *diag.Diagnostics
}

// name is what items and notes call the object. The ID that distinguishes two of the same name is not known before the
// apply; the place in the list is.
func (e element) name(given *string) string {
	place := fmt.Sprintf("[%d]", e.index)
	switch {
	case given == nil || *given == "":
		return place
	case e.named[*given] > 1:
		return *given + " " + place
	}
	return *given
}

func (e element) refuse(at path.Path, summary, remedy string) {
	e.diags.AddAttributeError(at, summary, remedy)
}

// required is an attribute that has no default.
func required[T any](e element, value *T, at path.Path, remedy string) T {
	if value == nil {
		var zero T
		e.refuse(at, "Missing "+at.String(), remedy)
		return zero
	}
	return *value
}

// requiredStrings is a list that names at least one thing.
func requiredStrings(e element, values []types.String, at path.Path, remedy string) []string {
	var out []string
	for _, v := range values {
		if v.ValueString() != "" {
			out = append(out, v.ValueString())
		}
	}
	if len(out) == 0 {
		e.refuse(at, "Missing "+at.String(), remedy)
	}
	return out
}

// assumed are the defaults of a resource that stand in for what a hand-written
// object leaves out. A whole resource has them all, so it assumes nothing.
type assumed struct {
	// disk bear on container disks, rate on all but disks.
	rate, disk []string
}

func orDefault[T any](value *T, fallback T, name string, assumptions *[]string) T {
	if value != nil {
		return *value
	}
	*assumptions = append(*assumptions, fmt.Sprintf("%s = %v", name, fallback))
	return fallback
}

// mark says in an estimate what was assumed: once in the notes, and on each item
// that it bears on.
func (a assumed) mark(e *cost.Estimate) {
	all := slices.Concat(a.rate, a.disk)
	if len(all) == 0 {
		return
	}
	e.Notes = append(e.Notes, fmt.Sprintf("%s: not declared, so assumed: %s", e.Resource, strings.Join(all, ", ")))
	for i := range e.Items {
		item := &e.Items[i]
		assumptions := a.of(item.Component)
		if len(assumptions) == 0 {
			continue
		}
		text := "assumed " + strings.Join(assumptions, ", ")
		if item.Assumption != "" {
			text = item.Assumption + "; " + text
		}
		item.Assumption = text
	}
}

func (a assumed) of(component string) []string {
	switch component {
	case cost.ComponentContainerDisk, cost.ComponentActiveDisk, cost.ComponentFlexDisk:
		return a.disk
	case cost.ComponentVolumeDiskRunning, cost.ComponentVolumeDiskStopped:
		return nil // sizes have no default
	default:
		return a.rate
	}
}
