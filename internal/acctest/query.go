package acctest

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// Listed is one result of a query.
type Listed struct {
	ID, Name string
	State    *tfprotov6.DynamicValue // nil where it was not asked for
	Diags    []*tfprotov6.Diagnostic
}

// ShortPages asks for pages of two where the client asks for full ones, so that
// few objects make several pages.
type ShortPages struct{}

// RoundTrip passes a request on.
func (ShortPages) RoundTrip(req *http.Request) (*http.Response, error) {
	query := req.URL.Query()
	if query.Has("limit") {
		query.Set("limit", "2")
		req = req.Clone(req.Context())
		req.URL.RawQuery = query.Encode()
	}
	return http.DefaultTransport.RoundTrip(req)
}

// List collects a query to its end.
func (s *Server) List(ctx context.Context, typeName string, config map[string]any, limit int64, includeResource bool) []Listed {
	s.t.Helper()
	var all []Listed
	for result := range s.Query(ctx, typeName, config, limit, includeResource).Results {
		all = append(all, s.listed(ctx, typeName, result))
	}
	return all
}

func (s *Server) listed(ctx context.Context, typeName string, result tfprotov6.ListResourceResult) Listed {
	s.t.Helper()
	listed := Listed{Name: result.DisplayName, State: result.Resource, Diags: result.Diagnostics}
	if result.Identity == nil {
		return listed
	}
	schemas, err := s.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	s.must(schemas.Diagnostics, err)
	value, err := result.Identity.IdentityData.Unmarshal(schemas.IdentitySchemas[typeName].ValueType())
	s.must(nil, err)
	var identity map[string]tftypes.Value
	s.must(nil, value.As(&identity))
	s.must(nil, identity["id"].As(&listed.ID))
	return listed
}

// CheckList fails the test unless the list resource finds exactly the objects
// with these IDs, and does what every list resource has to do.
func CheckList(t *testing.T, env *Env, typeName string, ids ...string) {
	t.Helper()
	server := env.Server(ShortPages{})
	slices.Sort(ids)
	for _, include := range []bool{false, true} {
		var found []string
		for _, listed := range server.List(t.Context(), typeName, nil, 100, include) {
			for _, d := range listed.Diags {
				t.Errorf("listing %s: %s: %s", typeName, d.Summary, d.Detail)
			}
			found = append(found, listed.ID)
			if listed.Name == "" {
				t.Errorf("%s %s is listed without a name", typeName, listed.ID)
			}
			if (listed.State != nil) != include {
				t.Errorf("%s %s: resource included: %t, wanted: %t", typeName, listed.ID, listed.State != nil, include)
			}
			if listed.State == nil {
				continue
			}
			imported, err := server.Import(t.Context(), typeName, listed.ID)
			if err != nil {
				t.Fatal(err)
			}
			diffs, err := server.State(imported).Diff(server.Value(typeName, listed.State))
			if err != nil {
				t.Error(err)
			}
			for _, diff := range diffs {
				t.Errorf("%s %s, imported against listed: %s", typeName, listed.ID, diff)
			}
		}
		slices.Sort(found)
		if !slices.Equal(found, ids) {
			t.Errorf("listing %s found %q, not %q", typeName, found, ids)
		}
	}
	for limit := range int64(len(ids)) {
		want := int(limit)
		if limit == 0 {
			want = len(ids)
		}
		if n := len(server.List(t.Context(), typeName, nil, limit, false)); n != want {
			t.Errorf("limit %d gives %d of %d", limit, n, len(ids))
		}
	}
	taken := 0
	for range server.Query(t.Context(), typeName, nil, 0, true).Results {
		taken++
		break // the consumer stops: going on would panic
	}
	if taken != 1 {
		t.Errorf("taking one gave %d", taken)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	results := server.List(cancelled, typeName, nil, 0, true)
	if len(results) != 1 || len(results[0].Diags) != 1 || !strings.Contains(results[0].Diags[0].Detail, "interrupted") {
		t.Errorf("a cancelled query gives %+v", results)
	}
	env.Account.Inject(failure)
	results = server.List(t.Context(), typeName, nil, 0, true)
	if len(results) != 1 || len(results[0].Diags) != 1 || !strings.Contains(results[0].Diags[0].Detail, failure.Detail) {
		t.Errorf("a query that Runpod refuses gives %+v", results)
	}
}

// CheckGenerated fails the test unless the configuration that is generated from
// every listed resource, filled up with more lines, imports to an empty plan.
// The objects are destroyed with it.
func CheckGenerated(t *testing.T, env *Env, typeName string, more ...string) {
	t.Helper()
	server := env.Server(nil)
	var text strings.Builder
	for i, listed := range server.List(t.Context(), typeName, nil, 0, true) {
		fmt.Fprintf(&text, "import {\n  to = %s.r%d\n  id = %q\n}\n", typeName, i, listed.ID)
		fmt.Fprintf(&text, "resource %q \"r%d\" {\n", typeName, i)
		writeAttributes(t, &text, server.Schemas.ResourceSchemas[typeName], server.GeneratedConfig(typeName, listed.State))
		for _, line := range more {
			fmt.Fprintln(&text, line)
		}
		text.WriteString("}\n")
	}
	env.Run(resource.TestStep{
		Config:           env.Config(text.String()),
		ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: EmptyPlan(), PostApplyPostRefresh: EmptyPlan()},
	})
}

func writeAttributes(t *testing.T, text *strings.Builder, schema *tfprotov6.Schema, config tftypes.Value) {
	t.Helper()
	var values map[string]tftypes.Value
	if err := config.As(&values); err != nil {
		t.Fatal(err)
	}
	for _, attribute := range schema.Block.Attributes {
		if value := values[attribute.Name]; !value.IsNull() {
			fmt.Fprintf(text, "  %s = %s\n", attribute.Name, expression(t, value))
		}
	}
}

// failure is an answer that nobody retries.
var failure = sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusForbidden, Detail: "these are the words of Runpod", Times: 1}

// expression writes a value as HCL, which takes JSON but for its templates.
func expression(t *testing.T, value tftypes.Value) string {
	t.Helper()
	encoded, err := json.Marshal(plain(t, value))
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(string(encoded))
}

// plain turns a value into what encoding/json understands, without what is null.
func plain(t *testing.T, value tftypes.Value) (out any) {
	t.Helper()
	var err error
	switch kind := value.Type(); {
	case value.IsNull():
	case kind.Is(tftypes.String):
		var text string
		err = value.As(&text)
		out = text
	case kind.Is(tftypes.Bool):
		var truth bool
		err = value.As(&truth)
		out = truth
	case kind.Is(tftypes.Number):
		number := new(big.Float)
		err = value.As(&number)
		out = json.Number(number.Text('f', -1))
	case kind.Is(tftypes.List{}) || kind.Is(tftypes.Set{}):
		var elements []tftypes.Value
		err = value.As(&elements)
		list := []any{}
		for _, element := range elements {
			list = append(list, plain(t, element))
		}
		out = list
	default:
		var elements map[string]tftypes.Value
		err = value.As(&elements)
		object := map[string]any{}
		for name, element := range elements {
			if !element.IsNull() {
				object[name] = plain(t, element)
			}
		}
		out = object
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}
