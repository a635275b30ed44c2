package labels

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// patience is how long a read waits for the rate limits: a state can do without it.
const patience = 30 * time.Second

// Read brings the labels of an object up to date. Keys that the state has are looked
// for, others are left alone. What Runpod does not return, or does not offer, stays as the
// state has it, and nothing is asked where the state has nothing. After an import, which
// the state has nothing of, everything is asked for.
func (l *Labels) Read(ctx context.Context, object runpod.Labelled, state *Fields, imported bool, private tfkit.PrivateState, diags *diag.Diagnostics) {
	ctx = runpod.BestEffort(ctx, patience)
	before := readNote(ctx, private, diags)
	if imported {
		found := note{}
		found.AdoptedTags = l.importTags(ctx, object, state, diags)
		found.AdoptedCostCenter = l.importCostCenter(ctx, object, state, diags)
		found.write(ctx, private, diags)
		return
	}
	after := before
	after.MissingTags = l.readTags(ctx, object, state, before.MissingTags, diags)
	after.MissingCostCenter = l.readCostCenter(ctx, object, state, before.MissingCostCenter, diags)
	after.write(ctx, private, diags)
}

func (l *Labels) importTags(ctx context.Context, object runpod.Labelled, state *Fields, diags *diag.Diagnostics) (found bool) {
	state.Tags, state.TagsAll = types.MapNull(types.StringType), types.MapNull(types.StringType)
	all, err := l.list(ctx, diags)
	if err != nil {
		return false
	}
	carried := map[string]string{}
	for i := range all {
		key := strings.TrimSpace(all[i].Key)
		if _, twice := carried[key]; !twice && carries(&all[i], object) == yes {
			carried[key] = all[i].Value
		}
	}
	state.TagsAll = tagValue(carried)
	own := map[string]string{}
	defaults := tagMap(l.defaults)
	for key, value := range carried {
		if given, ok := defaults[key]; !ok || given != value {
			own[key] = value
		}
	}
	state.Tags = tagValue(own)
	return len(own) > 0
}

func (l *Labels) importCostCenter(ctx context.Context, object runpod.Labelled, state *Fields, diags *diag.Diagnostics) (found bool) {
	state.CostCenterID = types.StringNull()
	if l.hasFailed(costCenterAttribute) {
		return false
	}
	id, err := l.costCenterOf(ctx, object)
	if err != nil {
		l.say(costCenterAttribute, err, diags)
		return false
	}
	state.CostCenterID = tfkit.StringOrNull(id)
	return id != ""
}

// list returns all tags, or why they cannot be determined. A list in which nothing carries
// anything does not tell who does: Runpod may have left out what was asked for.
func (l *Labels) list(ctx context.Context, diags *diag.Diagnostics) (all []runpod.Tag, err error) {
	if l.hasFailed(tagsAttribute) {
		return nil, errSaid
	}
	all, err = l.tags.List(ctx)
	if err != nil {
		l.say(tagsAttribute, err, diags)
		return nil, err
	}
	if !slices.ContainsFunc(all, func(t runpod.Tag) bool { return len(t.Resources) > 0 }) {
		all = slices.Clone(all)
		for i := range all {
			all[i].Resources = nil
		}
	}
	return all, nil
}

// readTags returns which of the missing keys are still missing.
func (l *Labels) readTags(ctx context.Context, object runpod.Labelled, state *Fields, missing []string, diags *diag.Diagnostics) (still []string) {
	tracked := tagMap(state.TagsAll)
	if len(tracked) == 0 {
		return missing
	}
	all, err := l.list(ctx, diags)
	if isNotOffered(err) {
		return missing // nothing that is missing could be attached
	}
	var lost []string
	for key, value := range tracked {
		now, has := value, untold
		if err == nil {
			now, has = current(all, pair{key, value}, object)
		}
		if has != yes && slices.Contains(missing, key) {
			still = append(still, key)
		}
		switch {
		case has == no, has == untold && slices.Contains(missing, key):
			lost = append(lost, key)
		case now != value:
			state.set(key, now)
		}
	}
	state.Tags, state.TagsAll = dropped(state.Tags, lost), dropped(state.TagsAll, lost)
	slices.Sort(still)
	return still
}

// current returns the value that an object has a key with now, and whether it has the
// key at all.
func current(all []runpod.Tag, tracked pair, object runpod.Labelled) (value string, has answer) {
	has, value = no, tracked.value
	for i := range all {
		if strings.TrimSpace(all[i].Key) != tracked.key {
			continue
		}
		is, same := carries(&all[i], object), all[i].Value == tracked.value
		switch {
		case is == yes && same:
			return value, yes
		case is == yes && has != yes:
			value, has = all[i].Value, yes
		case is == untold && same && has == no:
			has = untold
		}
	}
	return value, has
}

// set changes the value of a tag in the state, in `tags` only where it is there.
func (f *Fields) set(key, value string) {
	for _, tags := range []*types.Map{&f.Tags, &f.TagsAll} {
		if elements := tags.Elements(); elements[key] != nil && !elements[key].IsNull() {
			elements[key] = types.StringValue(value)
			*tags = types.MapValueMust(types.StringType, elements)
		}
	}
}

// dropped are tags without those that were lost, in the spelling that they had.
func dropped(tags types.Map, lost []string) types.Map {
	if len(lost) == 0 || tags.IsNull() {
		return tags
	}
	return without(tags, lost)
}

// readCostCenter returns whether one that was missing still is.
func (l *Labels) readCostCenter(ctx context.Context, object runpod.Labelled, state *Fields, missing bool, diags *diag.Diagnostics) (still bool) {
	if !tfkit.Declared(state.CostCenterID) {
		return missing
	}
	if l.hasFailed(costCenterAttribute) {
		if missing {
			state.CostCenterID = types.StringNull()
		}
		return missing
	}
	id := state.CostCenterID.ValueString()
	members, err := l.membersOf(ctx, id)
	has := untold
	switch {
	case err == nil:
		has = among(members, object)
	case runpod.IsNotFound(err): // the cost center is gone, or nobody tells what belongs to it
		if centers, listErr := l.centers.List(ctx); listErr == nil && !slices.ContainsFunc(centers, func(c runpod.CostCenter) bool { return c.ID == id }) {
			has = no
		}
	case isNotOffered(err):
		return missing
	default:
		l.say(costCenterAttribute, err, diags)
	}
	if has == no || has == untold && missing {
		state.CostCenterID = types.StringNull()
	}
	return missing && has != yes
}

// The attributes whose reads can fail.
const (
	tagsAttribute       = "tags"
	costCenterAttribute = "cost_center_id"
)

// errSaid is a failure that has been said.
var errSaid = errors.New("reading tags already failed in this run")

func (l *Labels) hasFailed(attribute string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failed[attribute]
}

// say warns of a read that failed, once for each attribute. What is not offered goes
// without saying: the state stands.
func (l *Labels) say(attribute string, err error, diags *diag.Diagnostics) {
	if isNotOffered(err) {
		return
	}
	l.mu.Lock()
	first := !l.failed[attribute]
	l.failed[attribute] = true
	l.mu.Unlock()
	if first {
		what := "Tags"
		if attribute == costCenterAttribute {
			what = "Cost centers"
		}
		diags.AddAttributeWarning(path.Root(attribute), what+" cannot be read",
			runpod.Printable(err.Error())+".\n\nThe state keeps its values, which are not compared with Runpod in this run.")
	}
}
