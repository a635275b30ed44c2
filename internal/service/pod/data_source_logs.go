package pod

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type logsDataSource struct{ client *runpod.Client }

var _ datasource.DataSourceWithConfigure = (*logsDataSource)(nil)

// NewLogsDataSource makes `data.runpod_pod_logs`.
func NewLogsDataSource() datasource.DataSource { return &logsDataSource{} }

type logsLookedUp struct {
	PodID types.String `tfsdk:"pod_id"`
	service.Log
}

func (d *logsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_pod_logs"
}

func (d *logsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := service.LogAttributes()
	attributes["pod_id"] = schema.StringAttribute{
		Required: true, MarkdownDescription: "ID of the pod.", Validators: []validator.String{tfkit.ID()},
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "The latest lines of a pod's log. " + service.LogText,
		Attributes:          attributes,
	}
}

func (d *logsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.client = data.Account.Client
	}
}

func (d *logsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m logsLookedUp
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := m.PodID.ValueString()
	err := m.Log.Read(ctx, func(ctx context.Context, opts runpod.LogOptions) (*runpod.LogStream, error) {
		return d.client.GetPodLogs(ctx, id, opts)
	})
	if err != nil {
		tfkit.AddReadError(&resp.Diagnostics, path.Root("pod_id"), Kind.Name, id, err)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}
