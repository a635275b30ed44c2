package secret

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// model is the resource. ValueWO is null everywhere but in the configuration.
type model struct {
	ID                 types.String `tfsdk:"id"`
	Name               types.String `tfsdk:"name"`
	Description        types.String `tfsdk:"description"`
	Value              types.String `tfsdk:"value"`
	ValueWO            types.String `tfsdk:"value_wo"`
	ValueWOVersion     types.Int64  `tfsdk:"value_wo_version"`
	Reference          types.String `tfsdk:"reference"`
	CreatedAt          types.String `tfsdk:"created_at"`
	ValueLastUpdatedAt types.String `tfsdk:"value_last_updated_at"`
}

// fromAPI takes over all that Runpod says, which is everything but the value.
func (m *model) fromAPI(s *runpod.Secret) {
	m.ID = types.StringValue(s.ID)
	m.Name = types.StringValue(s.Name)
	m.Reference = reference(m.Name)
	m.CreatedAt = tfkit.Time(s.CreatedAt)
	m.ValueLastUpdatedAt = tfkit.TimeOrNull(s.ValueLastUpdatedAt)
	m.Description = types.StringNull()
	if s.Description != nil {
		m.Description = tfkit.StringOrNull(*s.Description)
	}
}

func (m *model) toCreate(value string) runpod.CreateSecretRequest {
	req := runpod.CreateSecretRequest{Name: m.Name.ValueString(), Value: value}
	if m.Description.ValueString() != "" {
		req.Description = m.Description.ValueStringPointer()
	}
	return req
}

// declaredValue is the value in a configuration, in whichever form it is there.
func (m *model) declaredValue() string {
	if tfkit.Declared(m.ValueWO) {
		return m.ValueWO.ValueString()
	}
	return m.Value.ValueString()
}

// changesValue reports whether the value has to be sent to get from state to m.
func (m *model) changesValue(ctx context.Context, state *model) bool {
	plan, before := tfkit.Plain(ctx, *m), tfkit.Plain(ctx, *state)
	return !plan.Value.Equal(before.Value) || !plan.ValueWOVersion.Equal(before.ValueWOVersion)
}

// reference is how an environment variable names the secret.
func reference(name types.String) types.String {
	if name.IsUnknown() {
		return types.StringUnknown()
	}
	return types.StringValue("{{ RUNPOD_SECRET_" + name.ValueString() + " }}")
}
