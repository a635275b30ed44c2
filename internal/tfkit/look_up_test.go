package tfkit_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type thing struct{ id, name string }

func TestLookUp(t *testing.T) {
	t.Parallel()
	things := []thing{{"a1", "one"}, {"b2", "two"}, {"c3", "two"}}
	tests := map[string]struct {
		id, name types.String
		failure  error
		want     string // ID of what is found
		wrong    []string
	}{
		"by id":        {id: types.StringValue("b2"), want: "b2"},
		"by name":      {name: types.StringValue("one"), want: "a1"},
		"unknown id":   {id: types.StringValue("d4"), wrong: []string{"Unknown gadget", `"d4"`}},
		"unknown name": {name: types.StringValue("One"), wrong: []string{"Unknown gadget", `"One"`}},
		"ambiguous":    {name: types.StringValue("two"), wrong: []string{"Ambiguous name", "2 objects", "b2, c3"}},
		"get fails":    {id: types.StringValue("a1"), failure: errors.New("no network"), wrong: []string{`Cannot read gadget "a1"`, "no network"}},
		"list fails":   {name: types.StringValue("one"), failure: errors.New("no network"), wrong: []string{`Cannot look up gadget "one"`, "no network"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kind := &account.Kind[thing, string]{
				Name:       "gadget",
				ID:         func(t *thing) string { return t.id },
				ObjectName: func(t *thing) string { return t.name },
				Get: func(_ *runpod.Client, _ context.Context, id string) (*thing, error) {
					for _, thing := range things {
						if thing.id == id && tt.failure == nil {
							return &thing, nil
						}
					}
					if tt.failure != nil {
						return nil, tt.failure
					}
					return nil, &runpod.Error{StatusCode: 404}
				},
				List: func(*runpod.Client, context.Context) ([]thing, error) { return things, tt.failure },
			}
			var diags diag.Diagnostics
			found := tfkit.LookUp(t.Context(), account.New(nil, runpod.SystemClock(), nil, nil), kind, tt.id, tt.name, &diags)
			if tt.want != "" {
				if found == nil || found.id != tt.want || diags.HasError() {
					t.Errorf("got %v, %v; want %s", found, diags, tt.want)
				}
				return
			}
			if found != nil || diags.ErrorsCount() != 1 {
				t.Fatalf("got %v, %v; want one error", found, diags)
			}
			text := diags[0].Summary() + "\n" + diags[0].Detail()
			for _, want := range tt.wrong {
				if !strings.Contains(text, want) {
					t.Errorf("%q says nothing of %q", text, want)
				}
			}
		})
	}
}
