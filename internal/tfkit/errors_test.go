package tfkit

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func TestAddErrorSaysWhatToDoNext(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"400":         {&runpod.Error{StatusCode: 400, Method: "POST", Detail: "wrong"}, "Correct the configuration and apply again."},
		"422":         {&runpod.Error{StatusCode: 422, Method: "PATCH", Detail: "wrong"}, "Correct the configuration and apply again."},
		"a field":     {&runpod.Error{StatusCode: 400, Method: "POST", Detail: "gpu.count: too many"}, "Correct `gpu.count` and apply again."},
		"a query":     {&runpod.Error{StatusCode: 400, Method: "GET", Detail: "wrong"}, "Correct the configuration and plan again."},
		"capacity":    {&runpod.Error{StatusCode: 400, Method: "PATCH", Detail: "There are no instances currently available"}, "Apply again later"},
		"401":         {&runpod.Error{StatusCode: 401, Detail: "no such key"}, "RUNPOD_API_KEY"},
		"402":         {&runpod.Error{StatusCode: 402, Detail: "balance"}, "Add credit"},
		"403":         {&runpod.Error{StatusCode: 403, Detail: "read only"}, "write access"},
		"404":         {&runpod.Error{StatusCode: 404, Detail: "gone"}, "Check the IDs"},
		"409":         {&runpod.Error{StatusCode: 409, Detail: "busy"}, "Wait until it has settled"},
		"413":         {&runpod.Error{StatusCode: 413, Detail: "large"}, "Shorten `env`"},
		"429":         {&runpod.Error{StatusCode: 429, Detail: "slow down"}, "-parallelism"},
		"500":         {&runpod.Error{StatusCode: 500, Detail: "oops"}, "error on Runpod's side"},
		"advised":     {account.WithNextStep(&runpod.Error{StatusCode: 409, Detail: "taken"}, "Take another name."), "409 Conflict: \"taken\".\n\nTake another name."},
		"ambiguous":   {&runpod.AmbiguousError{Err: &runpod.Error{StatusCode: 502, Detail: "bad gateway"}}, "because it may bill"},
		"timeout":     {fmt.Errorf("waiting: %w", &account.TimeoutError{What: "the start", Timeout: time.Minute, Attribute: account.TimeoutUpdate}), "raise `timeouts.update` (now 1m0s). The object is in the state: apply again"},
		"interrupted": {fmt.Errorf("waiting: %w", context.Canceled), "in the state"},
		"connection":  {fmt.Errorf("dial tcp: refused"), "Check the network"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			AddError(&diags, Attempted("create", "pod", "trainer"), test.err, FieldPaths{"gpu.count": path.Root("gpu").AtName("count")})
			if got := diags[0].Summary(); got != `Cannot create pod "trainer"` {
				t.Errorf("summary %q", got)
			}
			if !strings.Contains(diags[0].Detail(), test.want) {
				t.Errorf("the detail lacks %q:\n%s", test.want, diags[0].Detail())
			}
			if !strings.Contains(diags[0].Detail(), test.err.Error()) {
				t.Errorf("the detail lacks Runpod's own words:\n%s", diags[0].Detail())
			}
		})
	}
}

// What has no contents cannot be corrected.
func TestAddErrorAdvisesNoCorrection(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]*runpod.Error{
		"a deletion": {StatusCode: 400, Method: "DELETE", Path: "/templates/t", Detail: "in use"},
		"an action":  {StatusCode: 400, Method: "POST", Path: "/pods/p/action", Detail: "locked"},
	} {
		var diags diag.Diagnostics
		if AddError(&diags, "do it", err, nil); diags[0].Detail() != err.Error()+"." {
			t.Errorf("%s: %s", name, diags[0].Detail())
		}
	}
}

func TestAddErrorBlamesTheAttribute(t *testing.T) {
	t.Parallel()
	fields := FieldPaths{"workers": path.Root("workers"), "workers.max": path.Root("workers").AtName("flex"), "env": path.Root("env")}
	for name, test := range map[string]struct {
		err  *runpod.Error
		want path.Path
	}{
		"the deepest field":       {&runpod.Error{StatusCode: 422, Detail: "invalid", Errors: []string{"/workers/max: must be >= 0"}}, path.Root("workers").AtName("flex")},
		"the detail of a 400":     {&runpod.Error{StatusCode: 400, Detail: "env is too large"}, path.Root("env")},
		"not a part of a word":    {&runpod.Error{StatusCode: 400, Detail: "environment is unknown"}, path.Path{}},
		"no field in a 500":       {&runpod.Error{StatusCode: 500, Detail: "env"}, path.Path{}},
		"a name that is a prefix": {&runpod.Error{StatusCode: 400, Detail: "workersQuota exceeded"}, path.Path{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			AddError(&diags, "update it", test.err, fields)
			got := path.Path{}
			if d, ok := diags[0].(diag.DiagnosticWithPath); ok {
				got = d.Path()
			}
			if !got.Equal(test.want) {
				t.Errorf("on %q, want %q", got, test.want)
			}
		})
	}
}
