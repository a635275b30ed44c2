package endpoint

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

func endpointIDAttribute() schema.Attribute {
	return schema.StringAttribute{
		Required:            true,
		MarkdownDescription: "ID of the endpoint.",
		Validators:          []validator.String{tfkit.ID()},
	}
}

type workersDataSource struct{ client *runpod.Client }

var _ datasource.DataSourceWithConfigure = (*workersDataSource)(nil)

// NewWorkersDataSource makes `data.runpod_endpoint_workers`.
func NewWorkersDataSource() datasource.DataSource { return &workersDataSource{} }

type workersLookedUp struct {
	EndpointID      types.String     `tfsdk:"endpoint_id"`
	EndpointVersion types.Int64      `tfsdk:"endpoint_version"`
	Summary         workerSummary    `tfsdk:"summary"`
	Workers         []workerLookedUp `tfsdk:"workers"`
}

type workerSummary struct {
	Running      int64 `tfsdk:"running"`
	Idle         int64 `tfsdk:"idle"`
	Initializing int64 `tfsdk:"initializing"`
	Throttled    int64 `tfsdk:"throttled"`
	Unhealthy    int64 `tfsdk:"unhealthy"`
	Total        int64 `tfsdk:"total"`
}

// workerLookedUp leaves out how long a worker has been up: started_at says that
// without another value at every read.
type workerLookedUp struct {
	ID           types.String `tfsdk:"id"`
	Status       types.String `tfsdk:"status"`
	Stale        types.Bool   `tfsdk:"stale"`
	Version      types.Int64  `tfsdk:"version"`
	Image        types.String `tfsdk:"image"`
	GPUTypeID    types.String `tfsdk:"gpu_type_id"`
	GPUCount     types.Int64  `tfsdk:"gpu_count"`
	DataCenterID types.String `tfsdk:"data_center_id"`
	StartedAt    types.String `tfsdk:"started_at"`
}

func newWorkersLookedUp(endpointID types.String, list *runpod.EndpointWorkerList) workersLookedUp {
	found := workersLookedUp{
		EndpointID:      endpointID,
		EndpointVersion: types.Int64PointerValue(list.EndpointVersion),
		Summary:         workerSummary(list.Summary),
		Workers:         make([]workerLookedUp, 0, len(list.Workers)),
	}
	for _, w := range list.Workers {
		worker := workerLookedUp{
			ID:           types.StringValue(w.ID),
			Status:       types.StringValue(string(w.Status)),
			Stale:        types.BoolValue(w.IsStale),
			Version:      types.Int64PointerValue(w.Version),
			Image:        types.StringPointerValue(w.Image),
			GPUTypeID:    types.StringPointerValue(w.GPUTypeID),
			GPUCount:     types.Int64Value(w.GPUCount),
			DataCenterID: types.StringPointerValue(w.DataCenterID),
			StartedAt:    tfkit.TimeOrNull(w.StartedAt),
		}
		found.Workers = append(found.Workers, worker)
	}
	return found
}

func (d *workersDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_endpoint_workers"
}

func (d *workersDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The current workers of an endpoint and their states.",
		Attributes: map[string]schema.Attribute{
			"endpoint_id":      endpointIDAttribute(),
			"endpoint_version": tfkit.ComputedInt64("Number of the newest release of the endpoint."),
			"summary": tfkit.ComputedObject("Number of workers by state.", map[string]schema.Attribute{
				"running":      tfkit.ComputedInt64("Workers that are handling a request."),
				"idle":         tfkit.ComputedInt64("Workers that are waiting for a request."),
				"initializing": tfkit.ComputedInt64("Workers that are starting."),
				"throttled":    tfkit.ComputedInt64("Workers that are waiting for a free GPU or CPU."),
				"unhealthy":    tfkit.ComputedInt64("Workers that are failing."),
				"total":        tfkit.ComputedInt64("All workers."),
			}),
			"workers": tfkit.ComputedObjects("The workers, in Runpod's order.", map[string]schema.Attribute{
				"id":             tfkit.ComputedString("ID of the worker."),
				"status":         tfkit.ComputedString("`RUNNING`, `IDLE`, `INITIALIZING`, `THROTTLED` or `UNHEALTHY`."),
				"stale":          tfkit.ComputedBool("Whether the worker runs an older release than the newest."),
				"version":        tfkit.ComputedInt64("Number of the release that the worker runs."),
				"image":          tfkit.ComputedString("Container image of the worker."),
				"gpu_type_id":    tfkit.ComputedString("GPU type of the worker. Null without one."),
				"gpu_count":      tfkit.ComputedInt64("Number of GPUs."),
				"data_center_id": tfkit.ComputedString("Data center of the worker. Null until it is placed."),
				"started_at":     tfkit.ComputedString("When the worker was started, RFC 3339. Null until then."),
			}),
		},
	}
}

func (d *workersDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.client = data.Account.Client
	}
}

func (d *workersDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var id types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("endpoint_id"), &id)...)
	if resp.Diagnostics.HasError() {
		return
	}
	list, err := d.client.ListEndpointWorkers(ctx, id.ValueString())
	if err != nil {
		tfkit.AddReadError(&resp.Diagnostics, path.Root("endpoint_id"), Kind.Name, id.ValueString(), err)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, newWorkersLookedUp(id, list))...)
}
