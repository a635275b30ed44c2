package labels

import (
	"context"
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
// for, others are left alone. What RunPod does not tell, or does not offer, stays as the
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
	l.readTags(ctx, object, state, before.MissingTags, diags)
	l.readCostCenter(ctx, object, state, before.MissingCostCenter, diags)
}

func (l *Labels) importTags(ctx context.Context, object runpod.Labelled, state *Fields, diags *diag.Diagnostics) (found bool) {
	state.Tags, state.TagsAll = types.MapNull(types.StringType), types.MapNull(types.StringType)
	all, ok := l.list(ctx, diags)
	if !ok {
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
	if l.hasFailed() {
		return false
	}
	id, err := l.costCenterOf(ctx, object)
	if err != nil {
		l.say(err, diags)
		return false
	}
	state.CostCenterID = tfkit.StringOrNull(id)
	return id != ""
}

// list returns all tags, or reports that they cannot be told.
func (l *Labels) list(ctx context.Context, diags *diag.Diagnostics) (all []runpod.Tag, ok bool) {
	if l.hasFailed() {
		return nil, false
	}
	all, err := l.tags.List(ctx)
	if err != nil {
		l.say(err, diags)
		return nil, false
	}
	return all, true
}

func (l *Labels) readTags(ctx context.Context, object runpod.Labelled, state *Fields, missing []string, diags *diag.Diagnostics) {
	tracked := tagMap(state.TagsAll)
	if len(tracked) == 0 {
		return
	}
	all, ok := l.list(ctx, diags)
	var lost []string
	for key, value := range tracked {
		now, has := value, untold
		if ok {
			now, has = current(all, pair{key, value}, object)
		}
		switch {
		case has == no, has == untold && slices.Contains(missing, key):
			lost = append(lost, key)
		case now != value:
			state.set(key, now)
		}
	}
	state.Tags, state.TagsAll = dropped(state.Tags, lost), dropped(state.TagsAll, lost)
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

// set changes the value of a tag in the state, in `tags` only where it stands there.
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

func (l *Labels) readCostCenter(ctx context.Context, object runpod.Labelled, state *Fields, missing bool, diags *diag.Diagnostics) {
	if !tfkit.Declared(state.CostCenterID) {
		return
	}
	if l.hasFailed() {
		if missing {
			state.CostCenterID = types.StringNull()
		}
		return
	}
	members, err := l.membersOf(ctx, state.CostCenterID.ValueString())
	switch {
	case runpod.IsNotFound(err), err == nil && !slices.Contains(members, object), err != nil && missing:
		state.CostCenterID = types.StringNull()
	case err != nil:
		l.say(err, diags)
	}
}

func (l *Labels) hasFailed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failed
}

// say warns of a read that failed, once. What is not offered goes without saying: the
// state stands.
func (l *Labels) say(err error, diags *diag.Diagnostics) {
	if isNotOffered(err) {
		return
	}
	l.mu.Lock()
	first := !l.failed
	l.failed = true
	l.mu.Unlock()
	if first {
		diags.AddAttributeWarning(path.Root("tags"), "Tags and cost centers cannot be read",
			runpod.Printable(err.Error())+".\n\nWhat the state has of them stands, and is not compared with Runpod in this run.")
	}
}
