package labels

import (
	"context"
	"strings"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// pair is a tag, as far as people know it.
type pair struct{ key, value string }

// is reports whether a tag of Runpod's is this one.
func (p pair) is(t *runpod.Tag) bool {
	return strings.TrimSpace(t.Key) == p.key && t.Value == p.value
}

// tagID finds a tag, or makes it. Resources of one run that want the same tag share it.
func (l *Labels) tagID(ctx context.Context, p pair) (string, error) {
	unlock, err := l.account.Locks.Lock(ctx, "tag\x00"+p.key+"\x00"+p.value)
	if err != nil {
		return "", err
	}
	defer unlock()
	if ids, err := l.find(ctx, p); len(ids) > 0 || err != nil {
		return first(ids), err
	}
	tag, err := l.account.Client.CreateTag(ctx, runpod.CreateTagRequest{Key: p.key, Value: p.value})
	l.tags.Drop()
	if isNotOffered(err) {
		return "", err
	}
	if err != nil { // it may be there anyway
		if ids, _ := l.find(ctx, p); len(ids) > 0 {
			return first(ids), nil
		}
		return "", err
	}
	l.learn(p, []string{tag.ID})
	return tag.ID, nil
}

func first(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

// find returns the IDs of the tags of a key and value: mostly one, or none. What has been
// found is not looked for again, so that a thousand resources with one tag list all tags
// once, and not a thousand times.
func (l *Labels) find(ctx context.Context, p pair) ([]string, error) {
	if ids := l.known(p); len(ids) > 0 {
		return ids, nil
	}
	all, err := l.tags.List(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for i := range all {
		if p.is(&all[i]) {
			ids = append(ids, all[i].ID)
		}
	}
	l.learn(p, ids)
	return ids, nil
}

func (l *Labels) known(p pair) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ids[p]
}

func (l *Labels) learn(p pair, ids []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ids[p] = ids
}

// attach puts a tag on an object.
func (l *Labels) attach(ctx context.Context, p pair, to runpod.Labelled) error {
	id, err := l.tagID(ctx, p)
	if err != nil {
		return err
	}
	err = l.account.Client.AttachTagResource(ctx, id, to)
	if runpod.IsNotFound(err) { // somebody may have deleted the tag since it was listed
		l.forget(p)
		if id, err = l.tagID(ctx, p); err == nil {
			err = l.late(ctx, l.account.Client.AttachTagResource(ctx, id, to), func() error {
				return l.account.Client.AttachTagResource(ctx, id, to)
			})
		}
	}
	l.tags.Drop()
	return err
}

// lateness is how long what is new may take to be known where tags and cost centers are kept.
const lateness = 3 * time.Second

// late tries once more, a little later, what was not found. Where that has not helped once,
// nothing waits any more.
func (l *Labels) late(ctx context.Context, err error, again func() error) error {
	l.mu.Lock()
	missing := l.missing
	l.mu.Unlock()
	if !runpod.IsNotFound(err) || isNotOffered(err) || missing {
		return err
	}
	if sleepErr := l.account.Clock.Sleep(ctx, lateness); sleepErr != nil {
		return err
	}
	if err = again(); runpod.IsNotFound(err) {
		l.mu.Lock()
		l.missing = true
		l.mu.Unlock()
	}
	return err
}

func (l *Labels) forget(p pair) {
	l.tags.Drop()
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.ids, p)
}

// detach takes a tag off an object, and leaves the tag to the organization. What is not
// attached is off, and so is everything where no account offers tags.
func (l *Labels) detach(ctx context.Context, p pair, from runpod.Labelled) error {
	ids, err := l.find(ctx, p)
	defer l.tags.Drop()
	for _, id := range ids {
		if err = l.account.Client.DetachTagResource(ctx, id, from); err != nil && !runpod.IsNotFound(err) {
			break
		}
		err = nil
	}
	if runpod.IsWithdrawn(err) {
		return nil
	}
	return err
}

// answer is what Runpod says to a question, if anything.
type answer int

const (
	untold answer = iota
	yes
	no
)

// carries reports whether an object carries a tag.
func carries(t *runpod.Tag, object runpod.Labelled) answer {
	if t.Resources == nil {
		return untold
	}
	return among(t.Resources, object)
}

// among reports whether an object is in a list, whose items may lack what tells it.
func among(list []runpod.Labelled, object runpod.Labelled) answer {
	found := no
	for _, item := range list {
		switch {
		case item.ID == object.ID && (item.Type == "" || strings.EqualFold(string(item.Type), string(object.Type))):
			return yes
		case item.ID == "":
			found = untold
		}
	}
	return found
}
