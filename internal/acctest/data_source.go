package acctest

import (
	"encoding/json"
	"math/big"
	"reflect"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// LookUp reads a data source with a provider of its own, and returns what a CLI
// would keep of it as tfjsonpath and knownvalue take it. The arguments are written
// as in a configuration. A second read has to be the same.
func (e *Env) LookUp(dataSource, arguments string) (any, []*tfprotov6.Diagnostic) {
	e.t.Helper()
	s, config := e.Server(nil), e.arguments(arguments)
	value, diags := s.Read(e.t.Context(), dataSource, config)
	if failureOf(diags) != nil {
		return nil, diags
	}
	again, moreDiags := s.Read(e.t.Context(), dataSource, config)
	if !value.Equal(again) || !reflect.DeepEqual(diags, moreDiags) {
		e.t.Errorf("%s reads %s, and then %s", dataSource, value, again)
	}
	return jsonValue(value), diags
}

func (e *Env) arguments(text string) Attributes {
	e.t.Helper()
	file, diags := hclsyntax.ParseConfig([]byte(text), "test.tf", hcl.InitialPos)
	if diags.HasErrors() {
		e.t.Fatal(diags)
	}
	declared, diags := file.Body.JustAttributes()
	config := Attributes{}
	for name, attribute := range declared {
		value, more := attribute.Expr.Value(nil)
		if diags = append(diags, more...); diags.HasErrors() {
			break
		}
		encoded, err := ctyjson.Marshal(value, value.Type())
		if err != nil {
			e.t.Fatal(err)
		}
		var decoded any
		if err := json.Unmarshal(encoded, &decoded); err != nil {
			e.t.Fatal(err)
		}
		config[name] = decoded
	}
	if diags.HasErrors() {
		e.t.Fatal(diags)
	}
	return config
}

// jsonValue is a value as the CLI's JSON has it, decoded.
func jsonValue(v tftypes.Value) any {
	switch kind := v.Type(); {
	case v.IsNull():
		return nil
	case kind.Is(tftypes.Number):
		number := new(big.Float)
		_ = v.As(&number)
		return json.Number(number.Text('f', -1))
	case kind.Is(tftypes.String), kind.Is(tftypes.Bool):
		return goValue(v)
	case kind.Is(tftypes.Object{}), kind.Is(tftypes.Map{}):
		object := map[string]any{}
		for name, e := range attributesOf(v) {
			object[name] = jsonValue(e)
		}
		return object
	}
	list := []any{}
	for _, e := range elementsOf(v) {
		list = append(list, jsonValue(e))
	}
	return list
}
