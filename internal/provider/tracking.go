package provider

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
)

// What a state holds is seen here, before the framework sees it: Terraform has every
// object of a state upgraded before it plans with it, also where it refreshes nothing.

// holds is told about an object in the state.
func (p *runpodProvider) holds(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) {
	run := p.run.Load()
	if run == nil || req.RawState == nil {
		return
	}
	var state struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(req.RawState.JSON, &state) != nil {
		return // the framework says what is wrong with it
	}
	if kind, ok := kindOf(req.TypeName); ok {
		run.Account.Creates.MarkTracked(ctx, kind.KindName(), state.ID)
	}
}

// plans is told about a plan for an object, and adds to its answer.
func (p *runpodProvider) plans(req *tfprotov6.PlanResourceChangeRequest, resp *tfprotov6.PlanResourceChangeResponse) {
	run := p.run.Load()
	kind, ok := kindOf(req.TypeName)
	if run == nil || !ok || !isNull(req.PriorState) || isNull(req.ProposedNewState) {
		return
	}
	run.Account.Creates.PlanCreate(kind.KindName(), func(summary, detail string) {
		resp.Diagnostics = append(resp.Diagnostics, &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: summary, Detail: detail})
	})
}

// applies is told that a plan is applied.
func (p *runpodProvider) applies() {
	if run := p.run.Load(); run != nil {
		run.Account.Creates.Apply()
		run.Budget.Applying()
	}
}

// kindOf is the kind of the objects of a resource type.
func kindOf(typeName string) (kind account.AnyKind, ok bool) {
	for _, kind := range Kinds() {
		if kind.TypeName() == typeName {
			return kind, true
		}
	}
	return nil, false
}
