package ecrdelegation

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type delegationsDataSource struct {
	api api
}

var _ datasource.DataSourceWithConfigure = (*delegationsDataSource)(nil)

// NewListDataSource makes `data.runpod_ecr_delegations`.
func NewListDataSource() datasource.DataSource { return &delegationsDataSource{} }

func (d *delegationsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_ecr_delegations"
}

func (d *delegationsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = listSchema()
}

func (d *delegationsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api = data.Client
	}
}

func (d *delegationsDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	delegations, err := d.api.ListDelegations(ctx)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, "list ECR delegations", err, nil)
		return
	}
	all := make([]factsModel, 0, len(delegations))
	for i := range delegations {
		all = append(all, factsFromAPI(&delegations[i]))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, struct {
		Delegations []factsModel `tfsdk:"ecr_delegations"`
	}{all})...)
}
