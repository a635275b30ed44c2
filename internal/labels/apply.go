package labels

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
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
		err := l.attribute(l.bounded(ctx), id, "", to.Labelled)
		if l.note(err); err != nil {
			missing.MissingCostCenter = true
			warn(diags, path.Root("cost_center_id"), "cost center", to, err)
		}
	}
	missing.write(ctx, private, diags)
}

// all are the tags of a plan, also where an apply has not been planned again.
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
		runpod.Printable(fmt.Sprintf("%s %q (%s) is in the state, but its %s could not be set: %s.\n\n%s", capital(to.Kind), to.Name, to.ID, what, err, nextStep(at, err))))
}

// nextStep is what the user can do.
func nextStep(at path.Path, err error) string {
	if !isNotOffered(err) {
		return "Apply again: the next plan shows what is missing."
	}
	if runpod.IsWithdrawn(err) {
		return "Runpod's API does not offer this to the account. Once it does, the plan shows what is missing. Nothing else depends on it."
	}
	leave := fmt.Sprintf("remove `%s` from the configuration", at)
	if at.Equal(path.Root("tags_all")) {
		leave = "remove `default_tags` from the provider block"
	}
	return "The API key lacks the scope for this. Use a key that has it, or " + leave + ". Otherwise, if the key may read it, the plan shows it as missing and the apply fails."
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// tagsError is why some tags could not be attached.
type tagsError struct {
	keys []string
	err  error
}

func (e *tagsError) Error() string { return fmt.Sprintf("%s: %s", strings.Join(e.keys, ", "), e.err) }

func (e *tagsError) Unwrap() error { return e.err }

// attachAll attaches tags in the order of their keys, goes on where one is refused, and
// reports each key that is on the object. Where Runpod fails, the others are not tried.
func (l *Labels) attachAll(ctx context.Context, to runpod.Labelled, tags map[string]string, done func(key string)) *tagsError {
	failed := &tagsError{}
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		err := failed.err
		if err == nil || isRefusal(err) {
			err = l.attach(l.bounded(ctx), pair{key, tags[key]}, to)
			l.note(err)
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
func (l *Labels) Update(ctx context.Context, to Owner, config, plan, state Fields, private tfkit.PrivateState, diags *diag.Diagnostics) Fields {
	before := readNote(ctx, private, diags)
	after := plan
	if after.TagsAll.IsUnknown() {
		after.TagsAll = l.all(ctx, plan)
	}
	left := note{AdoptedTags: before.AdoptedTags && config.Tags.IsNull(), AdoptedCostCenter: before.AdoptedCostCenter && config.CostCenterID.IsNull()}
	reached, err := l.updateTags(ctx, to.Labelled, tagMap(after.TagsAll), tagMap(state.TagsAll), before.MissingTags)
	switch {
	case err == nil:
	case runpod.IsWithdrawn(err):
		left.MissingTags = err.keys
		warn(diags, plan.at(), "tags", to, err)
	case err != nil:
		after.Tags, after.TagsAll = reachedTags(plan.Tags, state.Tags, reached), tagValue(reached)
		fail(diags, plan.at(), "tags", to, err)
	}
	id, was := plan.CostCenterID.ValueString(), state.CostCenterID.ValueString()
	switch err := l.updateCostCenter(ctx, to.Labelled, id, was, before.MissingCostCenter); {
	case runpod.IsWithdrawn(err):
		left.MissingCostCenter = true
		warn(diags, path.Root("cost_center_id"), "cost center", to, err)
	case err != nil:
		after.CostCenterID = tfkit.StringOrNull(was)
		if before.MissingCostCenter {
			after.CostCenterID = types.StringNull()
		}
		fail(diags, path.Root("cost_center_id"), "cost center", to, err)
	}
	left.write(ctx, private, diags)
	return after
}

// updateCostCenter attributes an object to another cost center. One that is missing may
// be there anyway, if the answer to its request was lost.
func (l *Labels) updateCostCenter(ctx context.Context, object runpod.Labelled, id, was string, missing bool) error {
	ctx = l.bounded(ctx)
	var err error
	switch {
	case id == was && !missing:
		return nil
	case id == "":
		err = l.remove(ctx, was, object)
		if missing && isNotOffered(err) {
			err = nil // it never was
		}
	case missing:
		err = l.attribute(ctx, id, "", object)
	default:
		err = l.attribute(ctx, id, was, object)
	}
	l.note(err)
	return err
}

// updateTags attaches before it detaches, and returns the tags that are then there. Those
// that are missing are attached again, or, since an answer may have been lost, taken off.
func (l *Labels) updateTags(ctx context.Context, object runpod.Labelled, plan, state map[string]string, missing []string) (map[string]string, *tagsError) {
	reached, add := maps.Clone(state), map[string]string{}
	maps.DeleteFunc(reached, func(key, _ string) bool { return slices.Contains(missing, key) })
	for key, value := range plan {
		if was, ok := reached[key]; !ok || was != value {
			add[key] = value
		}
	}
	failed := l.attachAll(ctx, object, add, func(key string) { reached[key] = add[key] })
	for _, key := range slices.Sorted(maps.Keys(state)) {
		value, stays := plan[key]
		if stays && (value == state[key] || reached[key] != value) {
			continue // it is as it was
		}
		err := l.detach(l.bounded(ctx), pair{key, state[key]}, object)
		l.note(err)
		switch {
		case err == nil, isNotOffered(err) && slices.Contains(missing, key): // it never was on
			if !stays {
				delete(reached, key)
			}
		default:
			reached[key] = state[key] // both are on: the next plan repeats it
			if failed == nil {
				failed = &tagsError{}
			}
			failed.keys, failed.err = append(failed.keys, key), err
		}
	}
	return reached, failed
}

// isRefusal reports whether Runpod refused one tag, and may take another.
func isRefusal(err error) bool {
	refusal, ok := errors.AsType[*runpod.Error](err)
	return ok && !isNotOffered(err) && !refusal.Foreign && refusal.StatusCode < http.StatusInternalServerError && refusal.StatusCode != http.StatusTooManyRequests
}

// note keeps in mind that Runpod did not answer a write, in spite of every attempt.
func (l *Labels) note(err error) {
	if err == nil || isNotOffered(err) || isRefusal(err) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.slow = true
}

// bounded leaves one attempt to a request after another one has used up all of its own:
// tags hold up neither the creation of a pod nor its stop.
func (l *Labels) bounded(ctx context.Context) context.Context {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.slow {
		return runpod.BestEffort(ctx, patience)
	}
	return ctx
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
