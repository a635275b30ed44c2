package estimate_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// obj and list write configuration in Go.
type (
	obj     = acctest.Attributes
	list    = []any
	unknown = acctest.Unknown
)

func num(text string) *big.Float { return acctest.Number(text) }

// server is the provider, with neither key nor network.
type server struct{ *acctest.Server }

func newServer(t *testing.T, pricing obj) *server {
	t.Helper()
	return &server{acctest.OfflineServer(t, pricing)}
}

// result is the answer of a data source.
type result struct {
	value       tftypes.Value
	diagnostics string
}

func (s *server) read(t *testing.T, name string, config obj) result {
	t.Helper()
	value, diags := s.Read(t.Context(), name, config)
	return result{value, acctest.Lines(diags)}
}

// call runs a provider function and shows its result, or its error.
func (s *server) call(t *testing.T, name string, args ...any) (string, *tfprotov6.FunctionError) {
	t.Helper()
	value, err := s.Call(t.Context(), name, args...)
	if err != nil {
		return "", err
	}
	return show(t, value), nil
}

// text shows an attribute, such as "summary" or "workers.flex": a number as Terraform would, a list by its elements'
// lines, null as "null".
func (r result) text(t *testing.T, attribute string) string {
	t.Helper()
	v := acctest.At(r.value, strings.Split(attribute, ".")...)
	if v.Type() == nil {
		t.Fatalf("no attribute %q; diagnostics: %s", attribute, r.diagnostics)
	}
	return show(t, v)
}

// items are the bill, one map of texts for each line.
func (r result) items(t *testing.T) []map[string]string {
	t.Helper()
	var values []tftypes.Value
	if err := acctest.At(r.value, "items").As(&values); err != nil {
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
