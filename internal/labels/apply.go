package labels

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Owner is what labels are put on, as users know it.
type Owner struct {
	runpod.Labelled
	Kind, Name string
}

// Create puts its labels on an object that has just been made. What fails is a warning:
// a CLI taints, and then replaces, whatever a create returns together with an error. The
// state has the labels as planned, private state which of them are missing, and the next
// read shows them as such.
func (l *Labels) Create(ctx context.Context, to Owner, plan Fields, private tfkit.PrivateState, diags *diag.Diagnostics) {
	missing := note{}
	if err := l.attachAll(ctx, to.Labelled, tagMap(l.all(ctx, plan)), func(string) {}); err != nil {
		missing.MissingTags = err.keys
		warn(diags, plan.at(), "tags", to, err)
	}
	if id := plan.CostCenterID.ValueString(); id != "" {
		if err := l.attribute(ctx, id, "", to.Labelled); err != nil {
			missing.MissingCostCenter = true
			warn(diags, path.Root("cost_center_id"), "cost center", to, err)
		}
	}
	missing.write(ctx, private, diags)
}

// all are the tags of a plan, also where an apply has not been planned anew.
func (l *Labels) all(ctx context.Context, plan Fields) types.Map {
	if plan.TagsAll.IsUnknown() {
		return l.merged(ctx, plan.Tags)
	}
	return plan.TagsAll
}

// at is the attribute that the tags come from.
func (f Fields) at() path.Path {
	if tfkit.Declared(f.Tags) {
		return path.Root("tags")
	}
	return path.Root("tags_all")
}

func warn(diags *diag.Diagnostics, at path.Path, what string, to Owner, err error) {
	diags.AddAttributeWarning(at, fmt.Sprintf("%s %s has no %s yet", capital(to.Kind), to.Name, what),
		runpod.Printable(fmt.Sprintf("%s %q (%s) was created and is in the state, but its %s could not be set: %s.\n\n%s", capital(to.Kind), to.Name, to.ID, what, err, nextStep(at, err))))
}

// nextStep is what the user can do.
func nextStep(at path.Path, err error) string {
	if !isNotOffered(err) {
		return "The next plan shows what is missing: apply that."
	}
	leave := fmt.Sprintf("remove `%s` from the configuration", at)
	if at.Equal(path.Root("tags_all")) {
		leave = "remove `default_tags` from the provider block"
	}
	return "Runpod's API does not offer this to the API key. Use a key that has the scope for it, or " + leave + ". Until then each plan shows it as missing, and an apply of that fails."
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// tagsError is why some tags could not be attached.
type tagsError struct {
	keys []string
	err  error
}

func (e *tagsError) Error() string { return fmt.Sprintf("%s: %s", strings.Join(e.keys, ", "), e.err) }

func (e *tagsError) Unwrap() error { return e.err }

// attachAll attaches tags in the order of their keys, goes on after a failure, and tells
// of each key that is on the object.
func (l *Labels) attachAll(ctx context.Context, to runpod.Labelled, tags map[string]string, done func(key string)) *tagsError {
	failed := &tagsError{}
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		err := failed.err
		if !isNotOffered(err) {
			err = l.attach(ctx, pair{key, tags[key]}, to)
		}
		if err != nil {
			failed.keys, failed.err = append(failed.keys, key), err
			continue
		}
		done(key)
	}
	if failed.err == nil {
		return nil
	}
	return failed
}

// Update brings the labels of an object from the state to the plan, and returns what
// holds afterwards, also with an error.
func (l *Labels) Update(ctx context.Context, to Owner, config, plan, state Fields, private tfkit.PrivateState, diags *diag.Diagnostics) (Fields, bool) {
	before := readNote(ctx, private, diags)
	after := plan
	if after.TagsAll.IsUnknown() {
		after.TagsAll = l.all(ctx, plan)
	}
	left := note{AdoptedTags: before.AdoptedTags && config.Tags.IsNull(), AdoptedCostCenter: before.AdoptedCostCenter && config.CostCenterID.IsNull()}
	ok := true
	if reached, err := l.updateTags(ctx, to.Labelled, tagMap(after.TagsAll), tagMap(without(state.TagsAll, before.MissingTags))); err != nil {
		ok = false
		after.Tags, after.TagsAll = reachedTags(plan.Tags, state.Tags, reached), tagValue(reached)
		fail(diags, plan.at(), "tags", to, err)
	}
	id, was := plan.CostCenterID.ValueString(), state.CostCenterID.ValueString()
	if before.MissingCostCenter {
		was = ""
	}
	if err := l.updateCostCenter(ctx, to.Labelled, id, was); err != nil {
		ok = false
		after.CostCenterID = tfkit.StringOrNull(was)
		fail(diags, path.Root("cost_center_id"), "cost center", to, err)
	}
	left.write(ctx, private, diags)
	return after, ok
}

func (l *Labels) updateCostCenter(ctx context.Context, object runpod.Labelled, id, was string) error {
	switch id {
	case was:
		return nil
	case "":
		return l.remove(ctx, was, object)
	}
	return l.attribute(ctx, id, was, object)
}

// updateTags attaches before it detaches, and returns the tags that are then there.
func (l *Labels) updateTags(ctx context.Context, object runpod.Labelled, plan, state map[string]string) (map[string]string, error) {
	reached, add := maps.Clone(state), map[string]string{}
	for key, value := range plan {
		if was, ok := state[key]; !ok || was != value {
			add[key] = value
		}
	}
	var errs []error
	if err := l.attachAll(ctx, object, add, func(key string) { reached[key] = add[key] }); err != nil {
		errs = append(errs, err)
	}
	for _, key := range slices.Sorted(maps.Keys(state)) {
		value, stays := plan[key]
		if stays && (value == state[key] || reached[key] != value) {
			continue // it is as it was
		}
		if err := l.detach(ctx, pair{key, state[key]}, object); err != nil {
			errs = append(errs, &tagsError{[]string{key}, err})
			continue
		}
		if !stays {
			delete(reached, key)
		}
	}
	return reached, errors.Join(errs...)
}

// reachedTags are the declared tags as far as an update has come.
func reachedTags(plan, state types.Map, reached map[string]string) types.Map {
	tags := map[string]string{}
	for _, declared := range []map[string]string{tagMap(state), tagMap(plan)} {
		for key := range declared {
			if value, ok := reached[key]; ok {
				tags[key] = value
			}
		}
	}
	return tagValue(tags)
}

func fail(diags *diag.Diagnostics, at path.Path, what string, to Owner, err error) {
	detail := runpod.Printable(err.Error()) + "."
	switch advised := account.Advised(nil); {
	case isNotOffered(err):
		detail += "\n\n" + nextStep(at, err)
	case errors.As(err, &advised):
		detail += "\n\n" + advised.NextStep()
	default:
		detail += "\n\nEverything else was applied. Apply again to set what is missing."
	}
	diags.AddAttributeError(at, fmt.Sprintf("Cannot set the %s of %s %q", what, to.Kind, to.Name), detail)
}
