package endpoint

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
)

const typeName = "runpod_endpoint"

// unknown stands for a value that is known after the apply.
type unknown struct{}

// obj is a configuration, or a nested attribute of one; what is left out is null.
type obj = map[string]any

// items is a list or a set.
type items = []any

// minimal is the least that makes an endpoint, with changes over it; a nil takes
// an attribute away.
func minimal(changes obj) obj {
	config := obj{"name": "matting", "image": "ghcr.io/acme/matting:1.4", "gpu": obj{"pools": items{"AMPERE_80"}}}
	maps.Copy(config, changes)
	return config
}

// oneResource is a provider with nothing but the endpoint.
type oneResource struct{ data *service.ProviderData }

func (p *oneResource) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "runpod"
}
func (p *oneResource) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}
func (p *oneResource) Configure(_ context.Context, _ provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	resp.ResourceData = p.data
}

func (p *oneResource) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{NewResource}
}
func (p *oneResource) DataSources(context.Context) []func() datasource.DataSource { return nil }

// server drives the resource by Terraform's protocol.
type server struct {
	tfprotov6.ProviderServer
	t   *testing.T
	typ tftypes.Type
}

// newServer makes a configured provider whose API is handler; nil is one that
// must not be called.
func newServer(t *testing.T, handler http.Handler) *server {
	t.Helper()
	if handler == nil {
		handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			t.Errorf("unexpected request: %s %s", r.Method, r.URL)
			w.WriteHeader(http.StatusTeapot)
		})
	}
	httpServer := httptest.NewServer(handler)
	t.Cleanup(httpServer.Close)
	client, err := runpod.New(runpod.Config{
		BaseURL: httpServer.URL + "/v2", APIKey: "key", UserAgent: "test", RequestTimeout: time.Minute, Clock: runpod.SystemClock(),
	})
	if err != nil {
		t.Fatal(err)
	}
	catalog := account.NewCatalog(nil, true)
	data := &service.ProviderData{
		Account: account.New(client, runpod.SystemClock(), catalog, nil),
		Prices:  pricing.NewPriceBook(pricing.Config{Source: pricing.SourceSnapshot}, catalog),
		Budget:  pricing.NewBudget(pricing.BudgetConfig{}),
	}
	s := &server{ProviderServer: providerserver.NewProtocol6(&oneResource{data})(), t: t}
	schemas, err := s.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	s.must(err, schemas.Diagnostics)
	s.typ = schemas.ResourceSchemas[typeName].ValueType()
	none := s.dynamic(tftypes.Object{}, tftypes.NewValue(tftypes.Object{}, map[string]tftypes.Value{}))
	configured, err := s.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: none})
	s.must(err, configured.Diagnostics)
	return s
}

func (s *server) must(err error, diags []*tfprotov6.Diagnostic) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			s.t.Fatalf("%s: %s: %s", d.Attribute, d.Summary, d.Detail)
		}
	}
}

func (s *server) dynamic(typ tftypes.Type, v tftypes.Value) *tfprotov6.DynamicValue {
	s.t.Helper()
	d, err := tfprotov6.NewDynamicValue(typ, v)
	if err != nil {
		s.t.Fatal(err)
	}
	return &d
}

func (s *server) value(config any) *tfprotov6.DynamicValue {
	s.t.Helper()
	return s.dynamic(s.typ, terraformValue(s.typ, config))
}

// terraformValue turns Go's values into Terraform's.
func terraformValue(typ tftypes.Type, v any) tftypes.Value {
	switch v := v.(type) {
	case nil:
		return tftypes.NewValue(typ, nil)
	case tftypes.Value:
		return v
	case unknown:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	case obj:
		values := map[string]tftypes.Value{}
		switch typ := typ.(type) {
		case tftypes.Object:
			for name, t := range typ.AttributeTypes {
				values[name] = terraformValue(t, v[name])
			}
			for name := range v {
				if _, ok := typ.AttributeTypes[name]; !ok {
					panic("no attribute " + name)
				}
			}
		case tftypes.Map:
			for name, e := range v {
				values[name] = terraformValue(typ.ElementType, e)
			}
		}
		return tftypes.NewValue(typ, values)
	case items:
		element := elementType(typ)
		values := make([]tftypes.Value, 0, len(v))
		for _, e := range v {
			values = append(values, terraformValue(element, e))
		}
		return tftypes.NewValue(typ, values)
	default:
		return tftypes.NewValue(typ, v)
	}
}

func elementType(typ tftypes.Type) tftypes.Type {
	switch typ := typ.(type) {
	case tftypes.List:
		return typ.ElementType
	case tftypes.Set:
		return typ.ElementType
	}
	panic(fmt.Sprintf("%s has no elements", typ))
}

// validate returns the errors as "path: summary: detail".
func (s *server) validate(config obj) []string {
	s.t.Helper()
	resp, err := s.ValidateResourceConfig(s.t.Context(), &tfprotov6.ValidateResourceConfigRequest{TypeName: typeName, Config: s.value(config)})
	s.must(err, nil)
	var errs []string
	for _, d := range resp.Diagnostics {
		errs = append(errs, fmt.Sprintf("%s: %s: %s", attribute(d.Attribute), d.Summary, d.Detail))
	}
	return errs
}

// attribute writes a path as gpu.pools[1].
func attribute(p *tftypes.AttributePath) string {
	var b strings.Builder
	for _, step := range p.Steps() {
		switch step := step.(type) {
		case tftypes.AttributeName:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(string(step))
		case tftypes.ElementKeyInt:
			fmt.Fprintf(&b, "[%d]", int64(step))
		case tftypes.ElementKeyString:
			fmt.Fprintf(&b, "[%q]", string(step))
		case tftypes.ElementKeyValue:
			b.WriteString("[...]")
		}
	}
	return b.String()
}

// planned is the outcome of a plan.
type planned struct {
	t        *testing.T
	value    tftypes.Value
	replaces []string
	warnings []string
	private  []byte
}

// plan plans config over a prior state; nil is a create. The proposed new state
// keeps what the configuration leaves out, as Terraform proposes it.
func (s *server) plan(config obj, prior *tftypes.Value, private []byte) planned {
	s.t.Helper()
	before := s.value(nil)
	proposed := obj{}
	if prior != nil {
		before = s.dynamic(s.typ, *prior)
		var attributes map[string]tftypes.Value
		if err := prior.As(&attributes); err != nil {
			s.t.Fatal(err)
		}
		for _, name := range []string{
			"id", "type", "image", "container_disk_gb", "ports", "workers", "scaling", "execution_timeout_ms", "flashboot",
			"data_center_ids", "network_volume_ids", "request_urls", "created_at", "estimated_cost",
		} {
			proposed[name] = attributes[name]
		}
	}
	maps.Copy(proposed, config)
	resp, err := s.PlanResourceChange(s.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: typeName, PriorState: before, ProposedNewState: s.value(proposed), Config: s.value(config), PriorPrivate: private,
	})
	s.must(err, resp.Diagnostics)
	v, err := resp.PlannedState.Unmarshal(s.typ)
	s.must(err, nil)
	p := planned{t: s.t, value: v, private: resp.PlannedPrivate}
	for _, path := range resp.RequiresReplace {
		p.replaces = append(p.replaces, attribute(path))
	}
	for _, d := range resp.Diagnostics {
		p.warnings = append(p.warnings, fmt.Sprintf("%s: %s", attribute(d.Attribute), d.Summary))
	}
	return p
}

// at finds a value by the path of its attributes.
func (p planned) at(path string) tftypes.Value {
	p.t.Helper()
	return at(p.t, p.value, path)
}

func at(t *testing.T, v tftypes.Value, path string) tftypes.Value {
	t.Helper()
	for name := range strings.SplitSeq(path, ".") {
		var attributes map[string]tftypes.Value
		if err := v.As(&attributes); err != nil {
			t.Fatalf("%s: %s", path, err)
		}
		var ok bool
		if v, ok = attributes[name]; !ok {
			t.Fatalf("%s: no attribute %s", path, name)
		}
	}
	return v
}

// expect compares planned values with Go's, by their paths.
func (p planned) expect(want obj) {
	p.t.Helper()
	for path, w := range want {
		got := p.at(path)
		if expected := terraformValue(got.Type(), w); !got.Equal(expected) {
			p.t.Errorf("%s is planned as %s, not %s", path, got, expected)
		}
	}
}
