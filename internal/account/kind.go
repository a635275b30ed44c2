package account

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Kind describes a kind of object: its name, how it is read and listed, and how
// objects are distinguished. T is an object as Runpod returns it, R the request that
// creates one. Each service declares one.
type Kind[T, R any] struct {
	// Name is what an object is called, such as "network volume". Journals
	// contain it and outlive a version of the provider: it never changes.
	Name string
	// Type is the resource that manages it, such as "runpod_network_volume".
	Type string
	// Bills says that an object costs money as long as it exists.
	Bills bool

	// ID is what Runpod knows an object by, ObjectName what people do.
	ID, ObjectName func(*T) string
	// Gone reports whether an object that still shows has ended; nil where none does.
	Gone func(*T) bool
	// Get reads one object by its ID; nil where Runpod only lists them.
	Get func(client *runpod.Client, ctx context.Context, id string) (*T, error)
	// List reads all objects of the account, in Runpod's order.
	List func(*runpod.Client, context.Context) ([]T, error)

	// Created is when an object was made, by Runpod's clock; nil where Runpod does not
	// say.
	Created func(*T) time.Time

	// HasName reports whether a create of this name may have made an object; nil
	// where ObjectName tells.
	HasName func(object *T, name string) bool
	// FitsRequest reports whether an object has the shape that was asked for; nil
	// where the name tells all.
	FitsRequest func(object *T, request R) bool

	// NameTaken tells the refusal of a name that another object has from others; nil
	// where names are not unique.
	NameTaken func(error) bool
	// Users names what keeps Runpod from deleting an object; nil where nothing does,
	// or where Runpod does not show it.
	Users func(ctx context.Context, client *runpod.Client, id string) ([]string, error)
	// Renewal says how a new object takes the place of one that is in use, or whose
	// name is unique; empty where it just does.
	Renewal string
}

// Lister returns what lists the objects that have not ended, newly read each time.
func (k *Kind[T, R]) Lister(client *runpod.Client) func(context.Context) ([]T, error) {
	return func(ctx context.Context) ([]T, error) {
		objects, err := k.List(client, ctx)
		return slices.DeleteFunc(objects, func(object T) bool { return k.IsGone(&object, nil) }), err
	}
}

// IsNamed reports whether an object goes by a name.
func (k *Kind[T, R]) IsNamed(object *T, name string) bool {
	if k.HasName != nil {
		return k.HasName(object, name)
	}
	return k.ObjectName(object) == name
}

func (k *Kind[T, R]) fitsRequest(object *T, request R) bool {
	return k.FitsRequest == nil || k.FitsRequest(object, request)
}

// isMadeAfter reports whether an object can have been made by what was sent at a
// time. Where either is not known, it can.
func (k *Kind[T, R]) isMadeAfter(object *T, since time.Time) bool {
	return k.Created == nil || since.IsZero() || k.Created(object).IsZero() || !k.Created(object).Before(since)
}

// goneError is the answer for an object that Runpod shows although it has ended.
func (k *Kind[T, R]) goneError(id string) error {
	return &runpod.Error{StatusCode: http.StatusNotFound, Remark: fmt.Sprintf("%s %s no longer exists", k.Name, id)}
}

// AnyKind is a [Kind], whatever its objects are.
type AnyKind interface {
	// TypeName is the resource that manages such an object.
	TypeName() string
	// KindName is what an object is called.
	KindName() string

	// IsBilled says that such an object costs money as long as it exists.
	IsBilled() bool

	// Listed lists the objects that are not gone, in Runpod's order.
	Listed(context.Context, *runpod.Client) ([]Listed, error)

	renewal() string
}

// Listed is an object of a list, whatever its kind.
type Listed struct {
	ID, Name string
	Created  time.Time // by Runpod's clock; zero if Runpod does not return it
	Object   any       // what Runpod answers, such as a *runpod.Pod

	hasName func(string) bool
}

// TypeName is the resource that manages such an object.
func (k *Kind[T, R]) TypeName() string { return k.Type }

// KindName is what an object is called.
func (k *Kind[T, R]) KindName() string { return k.Name }

// IsBilled says that such an object costs money as long as it exists.
func (k *Kind[T, R]) IsBilled() bool { return k.Bills }

func (k *Kind[T, R]) renewal() string { return k.Renewal }

// Listed lists what is not gone.
func (k *Kind[T, R]) Listed(ctx context.Context, client *runpod.Client) ([]Listed, error) {
	objects, err := k.Lister(client)(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]Listed, 0, len(objects))
	for i := range objects {
		object := &objects[i]
		l := Listed{ID: k.ID(object), Name: k.ObjectName(object), Object: object, hasName: func(name string) bool { return k.IsNamed(object, name) }}
		if k.Created != nil {
			l.Created = k.Created(object)
		}
		all = append(all, l)
	}
	return all, nil
}
