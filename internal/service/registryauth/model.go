package registryauth

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// model is the resource. UsernameWO and PasswordWO are null everywhere but in
// the configuration.
type model struct {
	ID                   types.String   `tfsdk:"id"`
	Name                 types.String   `tfsdk:"name"`
	UsernameWO           types.String   `tfsdk:"username_wo"`
	PasswordWO           types.String   `tfsdk:"password_wo"`
	CredentialsWOVersion types.Int64    `tfsdk:"credentials_wo_version"`
	Username             types.String   `tfsdk:"username"`
	Password             types.String   `tfsdk:"password"`
	Timeouts             timeouts.Value `tfsdk:"timeouts"`
}

func (m *model) fromAPI(r *runpod.Registry) {
	m.ID = types.StringValue(r.ID)
	m.Name = types.StringValue(r.Name)
}

// toCreate takes the credentials from a configuration, write-only or not.
func (m *model) toCreate() runpod.CreateRegistryRequest {
	req := runpod.CreateRegistryRequest{Name: m.Name.ValueString(), Username: m.Username.ValueString(), Password: m.Password.ValueString()}
	if m.isWriteOnly() {
		req.Username, req.Password = m.UsernameWO.ValueString(), m.PasswordWO.ValueString()
	}
	return req
}

func (m *model) isWriteOnly() bool {
	return tfkit.Declared(m.UsernameWO) || tfkit.Declared(m.PasswordWO)
}
