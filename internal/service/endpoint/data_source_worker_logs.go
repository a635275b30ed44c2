package endpoint

import (
	"context"
	"fmt"

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

type workerLogsDataSource struct{ client *runpod.Client }

var _ datasource.DataSourceWithConfigure = (*workerLogsDataSource)(nil)

// NewWorkerLogsDataSource makes `data.runpod_endpoint_worker_logs`.
func NewWorkerLogsDataSource() datasource.DataSource { return &workerLogsDataSource{} }

type workerLogsLookedUp struct {
	EndpointID types.String `tfsdk:"endpoint_id"`
	WorkerID   types.String `tfsdk:"worker_id"`
	service.Log
}

func (d *workerLogsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_endpoint_worker_logs"
}

func (d *workerLogsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := service.LogAttributes()
	attributes["endpoint_id"] = endpointIDAttribute()
	attributes["worker_id"] = schema.StringAttribute{
		Required: true, MarkdownDescription: "ID of the worker, as in `data.runpod_endpoint_workers`.", Validators: []validator.String{tfkit.ID()},
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "The latest lines of the log of an endpoint's worker. " + service.LogText,
		Attributes:          attributes,
	}
}

func (d *workerLogsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.client = data.Account.Client
	}
}

func (d *workerLogsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m workerLogsLookedUp
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id, worker := m.EndpointID.ValueString(), m.WorkerID.ValueString()
	err := m.Log.Read(ctx, func(ctx context.Context, opts runpod.LogOptions) (*runpod.LogStream, error) {
		return d.client.GetWorkerLogs(ctx, id, worker, opts)
	})
	switch {
	case runpod.IsNotFound(err):
		resp.Diagnostics.AddAttributeError(path.Root("worker_id"), "Unknown worker",
			fmt.Sprintf("Endpoint %s has no worker %q, or there is no such endpoint. Workers come and go: take the ID from `data.runpod_endpoint_workers`.", id, worker))
		return
	case err != nil:
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("read the log of", "worker", worker), err, nil)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}
