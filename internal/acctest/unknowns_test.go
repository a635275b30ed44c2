package acctest_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// TestUnknownsBecomeKnown: a value that a plan does not know becomes known in the apply, and Terraform plans again with it.
// Whatever it turns out to be, the first plan must not have promised otherwise: what it knew stays, and what it changes in
// place is not replaced. Terraform would call anything else a bug of the provider, in the middle of an apply.
func TestUnknownsBecomeKnown(t *testing.T) {
	acctest.OneByOne(t)
	t.Parallel()
	for _, kind := range creatables() {
		for n := range samples(kind.resource, sampleIDs{}) {
			t.Run(fmt.Sprint(kind.resource, " ", n), func(t *testing.T) {
				t.Parallel()
				acctest.NeedsIn(t, kind.resource)
				env := acctest.New(t) // names of secrets are unique
				server, ids := env.Server(nil), newSampleIDs(t, env)
				i, all := &acctest.Instance{Type: kind.resource}, samples(kind.resource, ids)
				config := all[n]
				if err := server.Apply(t.Context(), i, config); err != nil {
					t.Fatal(err)
				}
				block := server.Schemas.ResourceSchemas[kind.resource].Block
				tried := 0
				for _, p := range places(block, config) {
					tried += becomesKnown(t, server, i, config, p, otherValues(p, all))
				}
				if tried == 0 && !replacesOnly[kind.resource] {
					t.Error("no value was tried")
				}
			})
		}
	}
}

// replacesOnly are the resources of which nothing changes in place.
var replacesOnly = map[string]bool{"runpod_ssh_key": true, "runpod_ecr_delegation": true}

// becomesKnown plans a change with an unknown value, and then with each that it may turn out to be. What is refused then has
// its own error.
func becomesKnown(t *testing.T, server *acctest.Server, i *acctest.Instance, config attrs, p place, others []any) (tried int) {
	t.Helper()
	first, err := server.Plan(t.Context(), i, p.in(config, acctest.Unknown{}))
	if err != nil || len(first.Replaces) > 0 {
		return 0 // what is replaced is created without a look at what was
	}
	for _, value := range others {
		then, err := server.Plan(t.Context(), i, p.in(config, value))
		if err != nil {
			continue
		}
		tried++
		if len(then.Replaces) > 0 {
			t.Errorf("%s: planned in place while unknown, and with %v replaced for %v", p, value, then.Replaces)
		} else if err := first.Keeps(then); err != nil {
			t.Errorf("%s: unknown, then %v: %v", p, value, err)
		}
	}
	return tried
}

// otherValues are those that an attribute may take: its own, none, those of other samples, and some that are nearly its own.
func otherValues(p place, samples []attrs) []any {
	values := []any{p.value, nil}
	for _, sample := range samples {
		var at any = sample
		for _, step := range p.path {
			if within, ok := at.(attrs); ok {
				at = within[fmt.Sprint(step)]
			} else {
				at = nil
			}
		}
		values = append(values, at)
	}
	other := map[any]any{
		"RUNNING": "STOPPED", "NVIDIA L40S": "NVIDIA A40", "EU-RO-1": "US-KS-2", "SECURE": "COMMUNITY", "CREATED": "RUNNING", "AMPERE_80": "ADA_48_PRO",
		"12.8": "12.4", "12.4": "12.8", "OFF": "FLASHBOOT", "QUEUE": "LOAD_BALANCER", "STANDARD": "HIGH_PERFORMANCE", "cpu3c": "cpu3g",
	}
	switch v := p.value.(type) {
	case bool:
		values = append(values, !v)
	case int:
		values = append(values, v+1, 2*v)
	case float64:
		values = append(values, v/2)
	case string:
		values = append(values, other[v], v+"2")
	case []any:
		changed := slices.Clone(v)
		if text, ok := changed[0].(string); ok && other[text] != nil {
			changed[0] = other[text]
		}
		values = append(values, changed, changed[:1], []any{})
	case attrs:
		less := maps.Clone(v)
		for name := range less {
			delete(less, name)
			break
		}
		values = append(values, less, attrs{})
	case nil:
		values = append(values, true, 1, 20, "STOPPED", []any{"EU-RO-1"}, []any{"US-KS-2"})
	}
	var unlike []any
	for _, v := range values {
		if !slices.ContainsFunc(unlike, func(o any) bool { return reflect.DeepEqual(o, v) }) && fits(p, v) {
			unlike = append(unlike, v)
		}
	}
	return unlike
}

// fits reports whether a value is of an attribute's type.
func fits(p place, v any) (ok bool) {
	defer func() { _ = recover() }() // TerraformValue panics on what does not fit
	acctest.TerraformValue(p.attribute.ValueType(), v)
	return true
}

// TestDataSourcesAreCheckedInThePlan: a read may have to wait for the apply, and what is wrong about it is then said before
// anything is created. Without a configured provider, as with a mocked one, values may be nobody's.
func TestDataSourcesAreCheckedInThePlan(t *testing.T) {
	t.Parallel()
	server := acctest.New(t).Server(nil)
	for name, config := range map[string]attrs{
		"runpod_pod_logs": {"pod_id": "abc", "tail": 0},
		"runpod_pod":      {"id": "abc", "name": "trainer"},
		"runpod_billing":  {"last_n": 0},
		"runpod_template": {},
	} {
		failed := errorsOf(server.ValidateDataSource(t.Context(), name, config))
		if len(failed) == 0 || !strings.Contains(failed[0].Detail, "`terraform destroy -refresh=false`") {
			t.Errorf("%s with %v: %s", name, config, acctest.Lines(failed))
		}
	}
}
