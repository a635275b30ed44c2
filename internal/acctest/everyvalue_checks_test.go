package acctest_test

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// refused are attributes that no configuration may set: those which a shared schema has, and whose error says why.
var refused = map[string]bool{"data runpod_endpoint_sizing usage.cold_start_ratio": true}

// TestEveryValue takes every attribute of everything that has a configuration, at every
// depth, through what it can be: not known, null, empty, with a null element, no whole
// number, far too large.
func TestEveryValue(t *testing.T) {
	acctest.OneByOne(t)
	t.Parallel()
	env := acctest.New(t)
	server := env.Server(nil)
	for _, c := range configurables(server, newSampleIDs(t, env)) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			acctest.NeedsIn(t, c.name)
			set := map[string]bool{}
			for i, config := range c.samples {
				if failed := c.tried(t, config); failed != "" {
					t.Fatalf("sample %d: %s", i, failed)
				}
				found := places(c.schema.Block, config)
				for _, p := range found {
					set[pattern(p)] = set[pattern(p)] || p.value != nil
					c.tryUnknown(t, config, p)
					c.trySpellings(t, config, p)
					c.tryNumbers(t, config, p)
				}
				c.tryPairs(t, config, found)
			}
			for p, ok := range set {
				if !ok && !refused[c.name+" "+p] && len(acctest.Absent(p)) == 0 {
					t.Errorf("no sample sets %s", p)
				}
			}
		})
	}
}

// pattern is a place without its indices and keys.
func pattern(p place) string {
	var names []string
	for _, step := range p.path {
		if name, ok := step.(string); ok {
			names = append(names, name)
		}
	}
	return strings.Join(names, ".")
}

// tried validates and plans a configuration, and returns what was wrong.
func (c configurable) tried(t *testing.T, config attrs) string {
	t.Helper()
	if failed := errorsOf(c.validate(t.Context(), config)); len(failed) > 0 {
		return acctest.Lines(failed)
	}
	if c.plan != nil {
		if err := c.plan(t.Context(), config); err != nil {
			return err.Error()
		}
	}
	return ""
}

func errorsOf(diags []*tfprotov6.Diagnostic) []*tfprotov6.Diagnostic {
	return slices.DeleteFunc(slices.Clone(diags), func(d *tfprotov6.Diagnostic) bool { return d.Severity != tfprotov6.DiagnosticSeverityError })
}

// tryUnknown: what is not known counts as right.
func (c configurable) tryUnknown(t *testing.T, config attrs, p place) {
	t.Helper()
	if failed := c.tried(t, p.in(config, acctest.Unknown{})); failed != "" {
		t.Errorf("%s unknown: %s", p, failed)
	}
	if !p.collection() || p.value == nil {
		return
	}
	for _, alone := range []bool{true, false} {
		if failed := c.tried(t, p.in(config, p.holding(acctest.Unknown{}, alone))); failed != "" {
			t.Errorf("%s with an unknown element: %s", p, failed)
		}
	}
}

// tryPairs takes every fifth pair, and all of them with the random modules.
func (c configurable) tryPairs(t *testing.T, config attrs, found []place) {
	t.Helper()
	all := os.Getenv("RUNPOD_MODULES") != ""
	for i, p := range found {
		one := p.in(config, acctest.Unknown{})
		for j, q := range found[i+1:] {
			if !all && (i+j)%5 != 0 {
				continue
			}
			if failed := errorsOf(c.validate(t.Context(), q.in(one, acctest.Unknown{}))); len(failed) > 0 {
				t.Errorf("%s and %s unknown: %s", p, q, acctest.Lines(failed))
			}
		}
	}
}

// trySpellings: [], {}, an empty text, null and nothing but null elements say the same,
// and a null element is not there.
func (c configurable) trySpellings(t *testing.T, config attrs, p place) {
	t.Helper()
	null := errorsOf(c.validate(t.Context(), p.in(config, nil)))
	for _, empty := range p.empty() {
		failed := errorsOf(c.validate(t.Context(), p.in(config, empty)))
		switch {
		case p.attribute.Required && !p.collection():
		case p.attribute.Required:
			if len(failed) != 1 || acctest.Path(failed[0].Attribute) != acctest.Path(pathOf(p)) {
				t.Errorf("%s = %v: not one error on it: %s", p, empty, acctest.Lines(failed))
			}
		case p.collection() || !c.needsWord(p, failed):
			if len(failed) != len(null) {
				t.Errorf("%s = %v: %s\nbut null: %s", p, empty, acctest.Lines(failed), acctest.Lines(null))
			}
		}
		if len(failed) == 0 && len(null) == 0 {
			if failed := c.tried(t, p.in(config, empty)); failed != "" && failed != c.tried(t, p.in(config, nil)) {
				t.Errorf("%s = %v: %s", p, empty, failed)
			}
		}
	}
	if p.collection() && p.value != nil {
		if failed := c.tried(t, p.in(config, p.holding(nil, false))); failed != "" {
			t.Errorf("%s with a null element: %s", p, failed)
		}
	}
}

// needsWord reports whether a text has to be one of some words, a duration or an
// address, so that an empty one is a mistake, which is said once, where it stands.
func (c configurable) needsWord(p place, failed []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(failed, func(d *tfprotov6.Diagnostic) bool {
		return acctest.Path(d.Attribute) == acctest.Path(pathOf(p)) &&
			(strings.Contains(d.Detail, "must be one of") || strings.Contains(d.Detail, "positive duration") || c.plan != nil && p.attribute.Computed)
	})
}

func pathOf(p place) *tftypes.AttributePath {
	at := tftypes.NewAttributePath()
	for _, step := range p.path {
		switch step := step.(type) {
		case int:
			at = at.WithElementKeyInt(step)
		case string:
			at = at.WithAttributeName(step)
		}
	}
	return at
}

// tryNumbers: no number is an error in the provider, and one that does not fit is one
// error on the attribute.
func (c configurable) tryNumbers(t *testing.T, config attrs, p place) {
	t.Helper()
	if !p.isNumber() || p.value == nil {
		return
	}
	for _, text := range []string{"50.5", "-0.5", "1e30", "-1e30", "9223372036854775807", "9223372036854775808"} {
		failed := errorsOf(c.validate(t.Context(), p.in(config, acctest.Number(text))))
		for _, d := range failed {
			if strings.Contains(d.Summary+d.Detail, "error in the provider") || strings.Contains(d.Summary, "Error") {
				t.Errorf("%s = %s: %s", p, text, acctest.Lines(failed))
			}
		}
		if strings.HasSuffix(text, ".5") && len(failed) > 0 && acctest.Path(failed[0].Attribute) == acctest.Path(pathOf(p)) && len(failed) != 1 {
			t.Errorf("%s = %s: more than one error: %s", p, text, acctest.Lines(failed))
		}
	}
}

// TestTimeoutsArePositive: a time that is over before it begins makes nothing that bills.
func TestTimeoutsArePositive(t *testing.T) {
	t.Parallel()
	server := acctest.OfflineServer(t, nil)
	found := 0
	for name, schema := range server.Schemas.ResourceSchemas {
		config := samples(name, sampleIDs{})[0]
		for _, block := range schema.Block.BlockTypes {
			for _, a := range block.Block.Attributes {
				for _, text := range []string{"-5m", "0s", "0", "5", "", "five minutes"} {
					config["timeouts"] = attrs{a.Name: text}
					failed := server.Validate(t.Context(), name, config)
					if len(failed) != 1 || acctest.Path(failed[0].Attribute) != "timeouts."+a.Name || !strings.Contains(failed[0].Detail, `"20m"`) {
						t.Errorf("%s: %s = %q: %s", name, a.Name, text, acctest.Lines(failed))
					}
					found++
				}
			}
		}
	}
	if found == 0 {
		t.Error("no resource has timeouts")
	}
}

// writes counts the requests that change something.
type writes struct {
	next http.RoundTripper
	seen []string
}

func (w *writes) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodGet {
		w.seen = append(w.seen, fmt.Sprint(req.Method, " ", req.URL.Path))
	}
	return w.next.RoundTrip(req)
}

// TestSpellingsChangeNothing applies every spelling of none, and a null element, over
// one another: Runpod is not asked to change anything, and the plan is empty after it.
func TestSpellingsChangeNothing(t *testing.T) {
	acctest.OneByOne(t)
	t.Parallel()
	for _, object := range creatables() {
		for n := range samples(object.resource, sampleIDs{}) {
			t.Run(fmt.Sprint(object.resource, n), func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t)
				road := &writes{next: http.DefaultTransport}
				server := env.Server(road)
				config := samples(object.resource, newSampleIDs(t, env))[n]
				delete(config, "locked")
				for _, p := range places(server.Schemas.ResourceSchemas[object.resource].Block, config) {
					if len(p.empty()) == 0 {
						continue
					}
					// As what is there, with and without a null element.
					if p.collection() && p.value != nil {
						unchanged(t, server, road, object.resource, p, config, p.in(config, p.holding(nil, false)), config)
					}
					if p.attribute.Required || p.attribute.Computed && !p.collection() {
						continue
					}
					// As nothing, in every spelling.
					null := p.in(config, nil)
					if len(errorsOf(server.Validate(t.Context(), object.resource, null))) > 0 || saysMore(p, config) {
						continue
					}
					if _, err := server.Plan(t.Context(), &acctest.Instance{Type: object.resource}, null); err != nil {
						continue // nothing can be made without it
					}
					steps := []attrs{null}
					for _, empty := range p.empty() {
						if len(errorsOf(server.Validate(t.Context(), object.resource, p.in(config, empty)))) == 0 {
							steps = append(steps, p.in(config, empty), null)
						}
					}
					unchanged(t, server, road, object.resource, p, steps...)
				}
			})
		}
	}
}

// TestUnknownOverWhatExists plans every attribute as not known over an object that is
// there.
func TestUnknownOverWhatExists(t *testing.T) {
	acctest.OneByOne(t)
	t.Parallel()
	for _, object := range creatables() {
		t.Run(object.resource, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			server := env.Server(nil)
			for n, config := range samples(object.resource, newSampleIDs(t, env)) {
				config = unique(object.resource, config, n)
				instance := &acctest.Instance{Type: object.resource}
				if err := server.Apply(t.Context(), instance, config); err != nil {
					t.Fatal(err)
				}
				for _, p := range places(server.Schemas.ResourceSchemas[object.resource].Block, config) {
					if _, err := server.Plan(t.Context(), instance, p.in(config, acctest.Unknown{})); err != nil {
						t.Errorf("%s unknown: %s", p, err)
					}
				}
			}
		})
	}
}

// saysMore reports whether [] says more than null: no ports on a pod or an endpoint whose
// template has some.
func saysMore(p place, config attrs) bool {
	return pattern(p) == "ports" && config["template_id"] != nil && config["compute"] == nil
}

func unchanged(t *testing.T, server *acctest.Server, road *writes, resource string, p place, steps ...attrs) {
	t.Helper()
	for _, first := range []int{0, 1} { // created in this spelling or in that one
		if first >= len(steps) {
			return
		}
		instance := &acctest.Instance{Type: resource}
		for i, config := range steps[first:] {
			road.seen = nil
			plan, err := server.Plan(t.Context(), instance, config)
			if err == nil && len(plan.Replaces) > 0 {
				err = fmt.Errorf("it would replace for %s", plan.Replaces)
			}
			if err == nil && i > 0 && slices.ContainsFunc(plan.Diagnostics, func(d *tfprotov6.Diagnostic) bool { return acctest.Path(d.Attribute) != "estimated_cost" }) {
				err = fmt.Errorf("it warns: %s", acctest.Lines(plan.Diagnostics)) // of more than the budget
			}
			if err == nil {
				err = server.Apply(t.Context(), instance, config)
			}
			if err == nil && i > 0 && len(road.seen) > 0 {
				err = fmt.Errorf("Runpod was asked to %s", road.seen)
			}
			if err == nil {
				err = server.Refresh(t.Context(), instance)
			}
			if err == nil {
				err = server.PlanIsEmpty(t.Context(), instance, config)
			}
			if err != nil {
				t.Errorf("%s, step %d from %d: %s", p, i, first, err)
				break
			}
		}
		if err := server.Destroy(t.Context(), instance); err != nil {
			t.Fatal(err)
		}
	}
}
