package account_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

func TestDeleteUnused(t *testing.T) {
	t.Parallel()
	inUse := &runpod.Error{StatusCode: 400, Detail: "in use by pod abc"}
	gadgets := &account.Kind[string, string]{Name: "gadget", Renewal: "Make it another way."}
	tests := map[string]struct {
		answers []error // the last one is given for ever
		calls   int
		wrong   []string
	}{
		"at once":        {answers: []error{nil}, calls: 1},
		"gone already":   {answers: []error{&runpod.Error{StatusCode: 404}}, calls: 1},
		"released later": {answers: []error{inUse, inUse, nil}, calls: 3},
		"never released": {answers: []error{inUse}, calls: 13, wrong: []string{"timed out after 1m0s while waiting for the gadget to be released by what uses it", "in use by pod abc"}},
		"refused":        {answers: []error{inUse, &runpod.Error{StatusCode: 403, Detail: "read only"}}, calls: 2, wrong: []string{"read only"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			deadline := account.NewDeadline(sandbox.NewFakeClock(time.Unix(0, 0)), account.TimeoutDelete, time.Minute)
			calls := 0
			err := deadline.DeleteUnused(t.Context(), gadgets, account.RefusedInUse, func(context.Context) error {
				calls++
				return tt.answers[min(calls, len(tt.answers))-1]
			})
			if calls != tt.calls {
				t.Errorf("%d calls, want %d", calls, tt.calls)
			}
			if (err != nil) != (tt.wrong != nil) {
				t.Fatalf("got %v", err)
			}
			if advised, ok := errors.AsType[account.Advised](err); name == "never released" && (!ok || !strings.Contains(advised.NextStep(), "Make it another way. If")) {
				t.Errorf("%v does not say how to replace it", err)
			}
			for _, want := range tt.wrong {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q says nothing of %q", err, want)
				}
			}
		})
	}
}
