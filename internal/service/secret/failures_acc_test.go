package secret_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// before checks what the state says of the secret before a plan.
type before struct{ value, description any }

func (b before) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	for _, change := range req.Plan.ResourceChanges {
		if state, ok := change.Change.Before.(map[string]any); ok && change.Address == address {
			if state["value"] != b.value || state["description"] != b.description {
				resp.Error = fmt.Errorf("the state has value %v and description %v, want %v and %v", state["value"], state["description"], b.value, b.description)
			}
			return
		}
	}
	resp.Error = errors.New("the secret is not in the state")
}

func TestAccSecret_failedUpdateSaysWhatHolds(t *testing.T) {
	t.Parallel()
	patch := func(kind sandbox.FaultKind, status int) func(*sandbox.Account) {
		return func(a *sandbox.Account) {
			a.Inject(sandbox.Fault{Kind: kind, Method: http.MethodPatch, PathPrefix: "/account/secrets", Status: status, Times: 1})
		}
	}
	const (
		unknownValue       = `(?s)not\s+known\s+which\s+value\s+Runpod\s+has\s+stored`
		unknownDescription = `(?s)find\s+out\s+whether\s+the\s+description`
	)
	for name, test := range map[string]struct {
		fail    func(*sandbox.Account)
		change  []string
		failure string
		held    string // by Runpod after the failure
		state   before // after it
		next    plancheck.ResourceActionType
	}{
		"description refused after the value": {
			func(a *sandbox.Account) { a.FailSecretDescriptions(1) }, lines("second", "new"),
			unknownDescription, "second", before{"second", "old"}, plancheck.ResourceActionUpdate,
		},
		"value refused":                  {patch(sandbox.FaultStatus, 403), lines("second", "new"), `403`, "first", before{"first", "old"}, plancheck.ResourceActionUpdate},
		"value stored, answer lost":      {patch(sandbox.FaultDropAfter, 0), lines("second", "new"), unknownValue, "second", before{nil, "old"}, plancheck.ResourceActionUpdate},
		"value not stored, nobody knows": {patch(sandbox.FaultStatus, 502), lines("second", "old"), unknownValue, "first", before{nil, "old"}, plancheck.ResourceActionUpdate},
		"description stored, not said":   {patch(sandbox.FaultStatusAfter, 500), lines("first", "new"), unknownDescription, "first", before{"first", "new"}, plancheck.ResourceActionNoop},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			next := action(test.next)
			next.PreApply = append(next.PreApply, test.state)
			env.Run(
				resource.TestStep{Config: env.Config(config(lines("first", "old")...))},
				resource.TestStep{PreConfig: func() { test.fail(env.Account) }, Config: env.Config(config(test.change...)), ExpectError: regexp.MustCompile(test.failure)},
				resource.TestStep{
					PreConfig:        func() { holds(t, env, test.held, true) },
					Config:           env.Config(config(test.change...)),
					ConfigPlanChecks: next,
				},
			)
		})
	}
}

func TestAccSecret_lostCreate(t *testing.T) {
	t.Parallel()
	post := func(kind sandbox.FaultKind) func(*sandbox.Account) {
		return func(a *sandbox.Account) {
			a.Inject(sandbox.Fault{Kind: kind, Method: http.MethodPost, PathPrefix: "/account/secrets", Status: 502, Times: 1})
		}
	}
	for name, test := range map[string]struct {
		fail    func(*sandbox.Account)
		failure string // none where the secret is found and taken over
	}{
		"made":     {post(sandbox.FaultStatusAfter), ""},
		"not made": {post(sandbox.FaultStatus), `(?s)502.*the\s+account\s+has\s+no\s+new\s+secret\s+named\s+"hf_token"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			body := env.Config(config(`value = "first"`))
			step := resource.TestStep{PreConfig: func() { test.fail(env.Account) }, Config: body}
			if test.failure != "" {
				step.ExpectError = regexp.MustCompile(test.failure)
			}
			env.Run(step, resource.TestStep{Config: body, ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()}})
			if posts := requests(env, http.MethodPost); posts != 1 && test.failure == "" {
				t.Errorf("%d creates were sent, want 1", posts)
			}
		})
	}
}

func TestAccSecret_nameIsTaken(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	taken, err := env.Client().CreateSecret(t.Context(), runpod.CreateSecretRequest{Name: "hf_token", Value: "theirs"})
	if err != nil {
		t.Fatal(err)
	}
	env.Run(resource.TestStep{
		Config:      env.Config(config(`value = "ours"`)),
		ExpectError: regexp.MustCompile(`(?s)Cannot create secret "hf_token".*already\s+exists.*Secret\s+` + taken.ID + `\s+already\s+has\s+this\s+name\.\s+Import\s+it`),
	}, resource.TestStep{
		PreConfig: func() {
			holds(t, env, "theirs", true)
			env.Account.RemoveSecret(taken.ID)
		},
		Config: env.Config(config(`value = "ours"`)),
	})
}
