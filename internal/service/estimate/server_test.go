package estimate_test

import (
	"context"
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
)

// obj and list write configuration in Go: strings, bools, ints, and numbers as
// num; what an object leaves out is null, as after Terraform's conversion.
type (
	obj  = map[string]any
	list = []any
	num  string
)

// server is the provider, configured and spoken to as Terraform does.
type server struct {
	tfprotov6.ProviderServer
	schemas *tfprotov6.GetProviderSchemaResponse
}

// newServer configures a provider with neither key nor network.
func newServer(t *testing.T, pricing obj) *server {
	t.Helper()
	raw, err := providerserver.NewProtocol6WithError(provider.New(provider.Options{Version: "test"})())()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := raw.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	s := &server{ProviderServer: raw, schemas: schemas}
	config := obj{"api_key": "", "api_url": "http://127.0.0.1:9/v2"}
	if pricing != nil {
		config["pricing"] = pricing
	}
	resp, err := raw.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: dynamic(t, schemas.Provider.ValueType(), config)})
	if err != nil {
		t.Fatal(err)
	}
	if text := diagnostics(resp.Diagnostics); text != "" {
		t.Fatalf("configuring the provider: %s", text)
	}
	return s
}

// result is the answer of a data source.
type result struct {
	values map[string]tftypes.Value
	// diagnostics are lines of "severity path: summary: detail".
	diagnostics string
}

// read validates and reads a data source; it stops where Terraform would.
func (s *server) read(t *testing.T, name string, config obj) result {
	t.Helper()
	typ := s.schemas.DataSourceSchemas[name].ValueType()
	value := dynamic(t, typ, config)
	valid, err := s.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: name, Config: value})
	if err != nil {
		t.Fatal(err)
	}
	if text := diagnostics(valid.Diagnostics); strings.Contains(text, "ERROR") {
		return result{diagnostics: text}
	}
	resp, err := s.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: value})
	if err != nil {
		t.Fatal(err)
	}
	out := result{diagnostics: diagnostics(resp.Diagnostics)}
	if strings.Contains(out.diagnostics, "ERROR") {
		return out
	}
	state, err := resp.State.Unmarshal(typ)
	if err != nil {
		t.Fatal(err)
	}
	if !state.IsFullyKnown() {
		t.Errorf("%s answers with unknown values: %s", name, state)
	}
	if err := state.As(&out.values); err != nil {
		t.Fatal(err)
	}
	return out
}

// text shows an attribute: a number as Terraform would, a list by its elements'
// lines, null as "null".
func (r result) text(t *testing.T, attribute string) string {
	t.Helper()
	v, ok := r.values[attribute]
	if !ok {
		t.Fatalf("no attribute %q; diagnostics: %s", attribute, r.diagnostics)
	}
	return show(t, v)
}

// items are the bill, one map of texts for each line.
func (r result) items(t *testing.T) []map[string]string {
	t.Helper()
	var values []tftypes.Value
	if err := r.values["items"].As(&values); err != nil {
		t.Fatal(err)
	}
	out := make([]map[string]string, len(values))
	for i, v := range values {
		var object map[string]tftypes.Value
		if err := v.As(&object); err != nil {
			t.Fatal(err)
		}
		out[i] = map[string]string{}
		for name, field := range object {
			out[i][name] = show(t, field)
		}
	}
	return out
}

func show(t *testing.T, v tftypes.Value) string {
	t.Helper()
	if v.IsNull() {
		return "null"
	}
	var err error
	var text string
	switch {
	case v.Type().Is(tftypes.Number):
		var f *big.Float
		err = v.As(&f)
		text = f.Text('f', -1)
	case v.Type().Is(tftypes.Bool):
		var b bool
		err = v.As(&b)
		text = map[bool]string{true: "true", false: "false"}[b]
	case v.Type().Is(tftypes.String):
		err = v.As(&text)
	default:
		var values []tftypes.Value
		err = v.As(&values)
		var lines []string
		for _, element := range values {
			lines = append(lines, show(t, element))
		}
		text = strings.Join(lines, "\n")
	}
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func diagnostics(diags []*tfprotov6.Diagnostic) string {
	var lines []string
	for _, d := range diags {
		at := ""
		if d.Attribute != nil {
			at = strings.NewReplacer(`.AttributeName("`, ".", `AttributeName("`, "", `.ElementKeyInt(`, "[", `")`, "", `)`, "]").Replace(d.Attribute.String())
		}
		lines = append(lines, d.Severity.String()+" "+at+": "+d.Summary+": "+d.Detail)
	}
	return strings.Join(lines, "\n")
}

func dynamic(t *testing.T, typ tftypes.Type, v any) *tfprotov6.DynamicValue {
	t.Helper()
	d, err := tfprotov6.NewDynamicValue(typ, toValue(t, typ, v))
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

// unknown stands for a value that is known only after the apply.
type unknown struct{}

func toValue(t *testing.T, typ tftypes.Type, v any) tftypes.Value {
	t.Helper()
	switch v := v.(type) {
	case nil:
		return tftypes.NewValue(typ, nil)
	case unknown:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	case num:
		f, _, err := big.ParseFloat(string(v), 10, 512, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		return tftypes.NewValue(typ, f)
	case obj:
		return toObject(t, typ, v)
	case list:
		elements := make([]tftypes.Value, len(v))
		for i := range v {
			elements[i] = toValue(t, elementType(t, typ), v[i])
		}
		return tftypes.NewValue(typ, elements)
	default:
		return tftypes.NewValue(typ, v)
	}
}

func elementType(t *testing.T, typ tftypes.Type) tftypes.Type {
	t.Helper()
	switch typ := typ.(type) {
	case tftypes.List:
		return typ.ElementType
	case tftypes.Set:
		return typ.ElementType
	case tftypes.Map:
		return typ.ElementType
	}
	t.Fatalf("%s has no elements", typ)
	return nil
}

func toObject(t *testing.T, typ tftypes.Type, v obj) tftypes.Value {
	t.Helper()
	fields := map[string]tftypes.Value{}
	object, isObject := typ.(tftypes.Object)
	if isObject {
		for name, fieldType := range object.AttributeTypes {
			fields[name] = toValue(t, fieldType, v[name])
		}
	}
	for name, field := range v {
		switch {
		case !isObject:
			fields[name] = toValue(t, elementType(t, typ), field)
		case object.AttributeTypes[name] == nil:
			t.Fatalf("no attribute %q in %s", name, typ)
		}
	}
	return tftypes.NewValue(typ, fields)
}

// call runs a provider function and shows its result, or its error.
func (s *server) call(t *testing.T, name string, args ...any) (string, *tfprotov6.FunctionError) {
	t.Helper()
	definition := s.schemas.Functions[name]
	if definition == nil {
		t.Fatalf("no function %q", name)
	}
	req := &tfprotov6.CallFunctionRequest{Name: name}
	for i, arg := range args {
		req.Arguments = append(req.Arguments, dynamic(t, definition.Parameters[i].Type, arg))
	}
	functions, ok := s.ProviderServer.(interface {
		CallFunction(context.Context, *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error)
	})
	if !ok {
		t.Fatal("the provider has no functions")
	}
	resp, err := functions.CallFunction(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Error != nil {
		return "", resp.Error
	}
	value, err := resp.Result.Unmarshal(definition.Return.Type)
	if err != nil {
		t.Fatal(err)
	}
	return show(t, value), nil
}
