package provider

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"weak"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type key struct{}

func TestCallContextLetsGo(t *testing.T) {
	t.Parallel()
	parent, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "held"))
	defer cancel()
	call, end := newCall(parent)
	kept, stop := context.WithCancel(call) // as the framework keeps it
	defer stop()
	if call.Value(key{}) != "held" || call.Err() != nil {
		t.Fatalf("during the call: value %v, error %v; want those of the parent", call.Value(key{}), call.Err())
	}
	end()
	if value := kept.Value(key{}); value != nil {
		t.Errorf("after the call the context still leads to %v", value)
	}
	if !errors.Is(call.Err(), context.Canceled) {
		t.Errorf("after the call its error is %v, want %v", call.Err(), context.Canceled)
	}
}

func TestCallContextEndsWithItsParent(t *testing.T) {
	t.Parallel()
	parent, cancel := context.WithCancel(t.Context())
	call, end := newCall(parent)
	defer end()
	kept, stop := context.WithCancel(call)
	defer stop()
	cancel()
	<-kept.Done()
	if !errors.Is(kept.Err(), context.Canceled) {
		t.Errorf("error %v, want %v", kept.Err(), context.Canceled)
	}
}

// The framework keeps the contexts of calls for as long as its server lives.
func TestServerKeepsNothingOfACall(t *testing.T) {
	t.Parallel()
	inner := NewServer(Options{})()
	schemas, err := inner.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	const typeName = "runpod_secret"
	typ := schemas.ResourceSchemas[typeName].ValueType()
	config, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, nil))
	if err != nil {
		t.Fatal(err)
	}
	call := func() weak.Pointer[[1 << 10]byte] {
		value := new([1 << 10]byte)
		ctx := context.WithValue(t.Context(), key{}, value)
		if _, err := inner.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: typeName, Config: &config}); err != nil {
			t.Fatal(err)
		}
		return weak.Make(value)
	}
	value := call()
	runtime.GC()
	if value.Value() != nil {
		t.Error("what the call's context held is still held after the call")
	}
	runtime.KeepAlive(inner)
}

// What a CLI can ask for beyond the basic protocol is found by type.
func TestServerOffersListsAndActions(t *testing.T) {
	t.Parallel()
	inner := NewServer(Options{})()
	if _, ok := inner.(tfprotov6.ListResourceServer); !ok {
		t.Error("no list resources")
	}
	if _, ok := inner.(tfprotov6.ActionServer); !ok {
		t.Error("no actions")
	}
	if s, ok := inner.(*server); !ok || s.ListResourceServer == nil || s.ActionServer == nil {
		t.Errorf("the server is %T, and the framework's lacks one of the two", inner)
	}
}
