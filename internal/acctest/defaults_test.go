package acctest_test

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// saidDefault is a default in the description of an attribute.
var saidDefault = regexp.MustCompile("Default: `([^`]*)`[.;]")

// TestDefaultsAreAsDescribed: what a plan fills in is what the description says, and a description promises no default that a
// plan leaves out. A data source that estimates the same object says the same.
func TestDefaultsAreAsDescribed(t *testing.T) {
	t.Parallel()
	server := acctest.New(t).Server(nil)
	promised := 0
	for n, kind := range creatables() {
		config := kind.config(n)
		delete(config, "workers") // which one kind declares
		change, err := server.Plan(t.Context(), &acctest.Instance{Type: kind.resource}, config)
		if err != nil {
			t.Fatal(err)
		}
		eachDefault(server.Schemas.ResourceSchemas[kind.resource].Block.Attributes, kind.resource, func(at, said string) {
			planned, ok := valueAt(change.Planned, strings.Split(at, ".")[1:])
			switch {
			case !ok || planned.Type().Is(tftypes.Object{}): // in what is not declared, or said of its attributes
			case textOf(planned) != said:
				t.Errorf("%s: the description says %s, the plan %s", at, said, textOf(planned))
			default:
				promised++
			}
		})
	}
	if promised < 15 {
		t.Errorf("%d defaults were seen: too few", promised)
	}

	same, estimate := 0, map[string]string{}
	eachDefault(server.Schemas.DataSourceSchemas["runpod_cost_estimate"].Block.Attributes, "", func(at, said string) { estimate[at] = said })
	for objects, resource := range map[string]string{
		".pods": "runpod_pod", ".endpoints": "runpod_endpoint", ".clusters": "runpod_cluster", ".network_volumes": "runpod_network_volume",
	} {
		eachDefault(server.Schemas.ResourceSchemas[resource].Block.Attributes, objects, func(at, said string) {
			if other, ok := estimate[at]; ok {
				same++
				if other != said {
					t.Errorf("%s is %s by default in %s, and %s in the estimate", at, said, resource, other)
				}
			}
		})
	}
	if same < 10 {
		t.Errorf("%d defaults are in resources and in the estimate: too few", same)
	}
}

// eachDefault visits every attribute whose description says what it is by default.
func eachDefault(attributes []*tfprotov6.SchemaAttribute, at string, visit func(at, said string)) {
	for _, a := range attributes {
		path := at + "." + a.Name
		if found := saidDefault.FindStringSubmatch(a.Description); found != nil {
			visit(path, found[1])
		}
		if a.NestedType != nil {
			eachDefault(a.NestedType.Attributes, path, visit)
		}
	}
}

// valueAt is the value at a path of names, if it is there and known.
func valueAt(v tftypes.Value, path []string) (tftypes.Value, bool) {
	for _, name := range path {
		var members map[string]tftypes.Value
		if v.IsNull() || !v.IsKnown() || v.As(&members) != nil {
			return v, false
		}
		v = members[name]
	}
	return v, v.IsKnown()
}

// textOf is a value as a description writes it.
func textOf(v tftypes.Value) string {
	var text string
	var number *big.Float
	var yes bool
	switch {
	case v.IsNull():
		return "null"
	case v.As(&text) == nil:
		return text
	case v.As(&number) == nil:
		return number.Text('f', -1)
	case v.As(&yes) == nil:
		return fmt.Sprint(yes)
	}
	return v.String()
}
