package runpod

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Group names operations that Runpod has added since its published document. Their
// paths are inferred, and a key may lack the scope for them: an account offers all
// of a group, or only its reads, or nothing of it.
type Group string

// The groups.
const (
	GroupBalance       Group = "balance"
	GroupLimits        Group = "limits"
	GroupAccount       Group = "account"
	GroupTags          Group = "tags"
	GroupCostCenters   Group = "cost-centers"
	GroupGlobalVolumes Group = "global-volumes"
)

// Groups returns all groups.
func Groups() []Group {
	return []Group{GroupBalance, GroupLimits, GroupAccount, GroupTags, GroupCostCenters, GroupGlobalVolumes}
}

// GroupOf returns the group of a path below the base URL, as in "/tags/abc". It is
// empty for operations that every account offers.
func GroupOf(path string) Group {
	switch path {
	case "/billing/balance", "/account/balance":
		return GroupBalance
	case "/account/limits":
		return GroupLimits
	case "/account":
		return GroupAccount
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if group := Group(first); slices.Contains([]Group{GroupTags, GroupCostCenters, GroupGlobalVolumes}, group) {
		return group
	}
	return ""
}

// ErrNotOffered is what a [NotOfferedError] is, for errors.Is.
var ErrNotOffered = errors.New("not offered by Runpod's API here")

// NotOfferedError says that an account, or its key, does without a group of
// operations. It is distinguished from a failure, such as a 500 or a timeout, and from
// the 404 of one object.
type NotOfferedError struct {
	Group Group
	Err   error // Runpod's answer, an [Error]
}

func (e *NotOfferedError) Error() string {
	return fmt.Sprintf("Runpod's API does not offer %s to this key: %v", e.Group.words(), e.Err)
}

// Unwrap makes the error an [ErrNotOffered], beside what Runpod said.
func (e *NotOfferedError) Unwrap() []error { return []error{ErrNotOffered, e.Err} }

// IsWithdrawn reports whether an account offers a group to no key, so that nothing is left
// of what it had. What one key may not use goes on.
func IsWithdrawn(err error) bool {
	return errors.Is(err, ErrNotOffered) && !HasStatus(err, http.StatusForbidden, http.StatusMethodNotAllowed)
}

// NextStep is what the user can do about it.
func (e *NotOfferedError) NextStep() string {
	if HasStatus(e.Err, http.StatusForbidden) {
		return "Use an API key with the scope for it, or remove it from the configuration."
	}
	return "Remove it from the configuration. Runpod may not have enabled it for this account yet, or may offer it only in the console."
}

func (g Group) words() string {
	switch g {
	case GroupBalance:
		return "the balance of the account"
	case GroupLimits:
		return "the limits of the account"
	case GroupAccount:
		return "the account's own data"
	default:
		return strings.ReplaceAll(string(g), "-", " ")
	}
}

// offers is what a client has learned of each group.
type offers struct {
	mu     sync.Mutex
	groups map[Group]*offer
}

// offer is what a client has learned of one group.
type offer struct {
	first chan struct{} // has room for one: as long as nothing is known, requests go one by one

	mu      sync.Mutex
	answers [2]bool             // whether reads and writes are answered
	refused [2]*NotOfferedError // why they are not
}

func (o *offers) of(group Group) *offer {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.groups == nil {
		o.groups = map[Group]*offer{}
	}
	if o.groups[group] == nil {
		o.groups[group] = &offer{first: make(chan struct{}, 1)}
	}
	return o.groups[group]
}

// kindOf is the place of a method in offer.refused.
func kindOf(method string) int {
	if method == http.MethodGet {
		return 0
	}
	return 1
}

// known returns whether the group has answered anything, and why the method is not offered.
func (o *offer) known(method string) (here bool, refused *NotOfferedError) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.answers[0] || o.answers[1], o.refused[kindOf(method)]
}

// learn takes in how a request ended, and returns what its caller gets. A 403 and a 405 hold
// for what was asked, to read or to write; other refusals hold for the whole group. What has
// been answered before is offered, whatever becomes of one request.
func (o *offer) learn(group Group, method string, err error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	kind := kindOf(method)
	if o.answers[kind] || !refusesGroup(err) {
		o.answers[kind] = o.answers[kind] || isAnswer(err)
		return err
	}
	refused := &NotOfferedError{Group: group, Err: err}
	o.refused[kind] = refused
	if !HasStatus(err, http.StatusForbidden, http.StatusMethodNotAllowed) && !o.answers[0] && !o.answers[1] {
		o.refused = [2]*NotOfferedError{refused, refused}
	}
	return refused
}

// refusesGroup reports whether an answer says that an operation is not there, or not for
// this key. Of a 404 that is true where it does not concern an object: see do. The 403 of
// a gateway on the way says nothing of either.
func refusesGroup(err error) bool {
	if IsForeign(err) && HasStatus(err, http.StatusForbidden) {
		return false
	}
	return HasStatus(err, http.StatusNotFound, http.StatusForbidden, http.StatusNotImplemented, http.StatusMethodNotAllowed)
}

// isAnswer reports whether the operation has been carried out or refused for what was
// asked of it. A failure, or somebody else's page, says nothing of the operation.
func isAnswer(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err == nil
	}
	return !e.Foreign && e.StatusCode < http.StatusInternalServerError && e.StatusCode != http.StatusTooManyRequests && e.StatusCode != http.StatusUnauthorized
}

// do sends a request. One of a group that is known to be missing is not sent, and
// fails with a [NotOfferedError].
func (c *Client) do(ctx context.Context, r request) (io.ReadCloser, error) {
	group := GroupOf(r.path.String())
	if group == "" || c.apiKey == "" {
		return c.send(ctx, r)
	}
	offer := c.offers.of(group)
	here, refused := offer.known(r.method)
	if !here && refused == nil {
		select {
		case offer.first <- struct{}{}:
			defer func() { <-offer.first }()
		case <-ctx.Done():
			return nil, fmt.Errorf("%s %s was not sent: %w", r.method, r.path, ctx.Err())
		}
		here, refused = offer.known(r.method) // by who went first
	}
	if refused != nil {
		return nil, refused
	}
	answer, err := c.send(ctx, r)
	if r.elsewhere != nil && HasStatus(err, http.StatusNotFound) {
		r.path = r.elsewhere
		answer, err = c.send(ctx, r)
	}
	// The 404 of a path with an ID in it, or of a body with IDs, concerns an object, unless
	// the whole group is missing: that the list says.
	ofObject := len(r.path) > 1 || r.method != http.MethodGet
	if HasStatus(err, http.StatusNotFound) && ofObject && isCollection(group) {
		if here {
			return answer, err
		}
		probe := offer.learn(group, http.MethodGet, c.probe(ctx, r.path[:1]))
		if notOffered, ok := errors.AsType[*NotOfferedError](probe); ok && !HasStatus(probe, http.StatusForbidden) {
			return nil, notOffered
		}
		return answer, err
	}
	return answer, offer.learn(group, r.method, err)
}

// isCollection reports whether a group is a list of objects, and not one answer.
func isCollection(group Group) bool {
	return slices.Contains([]Group{GroupTags, GroupCostCenters, GroupGlobalVolumes}, group)
}

// probe asks whether a list is there.
func (c *Client) probe(ctx context.Context, list route) error {
	_, err := c.send(ctx, request{method: http.MethodGet, path: list})
	return err
}
