package cluster

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// lookedUp is a cluster that somebody looked up.
type lookedUp struct {
	facts
	TemplateID types.String `tfsdk:"template_id"`
}

func newLookedUp(_ context.Context, c *runpod.Cluster, _ *diag.Diagnostics) lookedUp {
	return lookedUp{facts: factsFromAPI(c), TemplateID: types.StringPointerValue(c.Template)}
}

// lookedUpAttributes describes lookedUp, but for its ID and name.
func lookedUpAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"type": tfkit.ComputedString("`APPLICATION`, `TRAINING`, `SLURM` or `RAY`."),
		"compute": tfkit.ComputedObject("Size of the cluster.", map[string]schema.Attribute{
			"gpu_type_id":       tfkit.ComputedString("GPU type ID."),
			"gpu_count_per_pod": tfkit.ComputedInt64("Number of GPUs per pod."),
			"pod_count":         tfkit.ComputedInt64("Number of pods."),
		}),
		"template_id":    tfkit.ComputedString("ID of the cluster's template. Null without one."),
		"data_center_id": tfkit.ComputedString("Data center of the cluster. Null until it is placed."),
		"created_at":     tfkit.ComputedString("Creation time, RFC 3339."),
		"network_cidr":   tfkit.ComputedString("Address range of the cluster's private network."),
		"pods_by_status": schema.MapAttribute{
			ElementType: types.Int64Type, Computed: true, MarkdownDescription: "Number of pods by status, such as `{ RUNNING = 2 }`.",
		},
		"primary": tfkit.ComputedObject("The pod that leads the cluster.", map[string]schema.Attribute{
			"pod_id":       tfkit.ComputedString("ID of the pod."),
			"ssh_endpoint": tfkit.ComputedString("SSH address. Null until reachable."),
		}),
	}
}

type clusterDataSource struct{ account *account.Account }

var _ datasource.DataSourceWithConfigure = (*clusterDataSource)(nil)

// NewDataSource makes `data.runpod_cluster`.
func NewDataSource() datasource.DataSource { return &clusterDataSource{} }

// singleLookedUp adds to a cluster what takes a request of its own.
type singleLookedUp struct {
	lookedUp
	PodIDs types.List `tfsdk:"pod_ids"`
}

func (d *clusterDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = Kind.Type
}

func (d *clusterDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := tfkit.LookUpAttributes(Kind.Name)
	maps.Copy(attributes, lookedUpAttributes())
	attributes["pod_ids"] = tfkit.ComputedStrings("IDs of the cluster's pods, the primary first.")
	resp.Schema = schema.Schema{MarkdownDescription: "A cluster of the account, by ID or name.", Attributes: attributes}
}

func (d *clusterDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.account = data.Account
	}
}

func (d *clusterDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config singleLookedUp
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	cluster := tfkit.LookUp(ctx, d.account, Kind, config.ID, config.Name, &resp.Diagnostics)
	if cluster == nil {
		return
	}
	pods, err := d.account.Client.ListClusterPods(ctx, cluster.ID)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("read the pods of", Kind.Name, cluster.ID), err, nil)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, singleLookedUp{lookedUp: newLookedUp(ctx, cluster, &resp.Diagnostics), PodIDs: podIDs(byRank(pods))})...)
}

// NewListDataSource makes `data.runpod_clusters`.
func NewListDataSource() datasource.DataSource {
	attributes := lookedUpAttributes()
	attributes["id"] = tfkit.ComputedString("ID of the cluster.")
	attributes["name"] = tfkit.ComputedString("Name of the cluster.")
	return service.NewLookUpAll(Kind, "All clusters of the account.", "The clusters, in Runpod's order.", attributes, newLookedUp)
}
