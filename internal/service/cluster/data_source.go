package cluster

import (
	"context"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// foundModel is a cluster that was looked up.
type foundModel struct {
	ID           types.String `tfsdk:"id"`
	Name         types.String `tfsdk:"name"`
	Type         types.String `tfsdk:"type"`
	Compute      types.Object `tfsdk:"compute"`
	TemplateID   types.String `tfsdk:"template_id"`
	DataCenterID types.String `tfsdk:"data_center_id"`
	CreatedAt    types.String `tfsdk:"created_at"`
	NetworkCIDR  types.String `tfsdk:"network_cidr"`
	PodsByStatus types.Map    `tfsdk:"pods_by_status"`
	Primary      types.Object `tfsdk:"primary"`
}

func found(c *runpod.Cluster) foundModel {
	var m model
	m.volatileFromAPI(members{cluster: c})
	return foundModel{
		ID: types.StringValue(c.ID), Name: types.StringValue(c.Name), Type: types.StringValue(string(c.Type)), Compute: computeValue(c.Compute),
		TemplateID: types.StringPointerValue(c.Template), DataCenterID: m.DataCenterID, CreatedAt: types.StringValue(c.CreatedAt.Format(time.RFC3339)),
		NetworkCIDR: m.NetworkCIDR, PodsByStatus: m.PodsByStatus, Primary: m.Primary,
	}
}

// foundAttributes describe foundModel without id and name.
func foundAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"type": schema.StringAttribute{Computed: true, MarkdownDescription: "`APPLICATION`, `TRAINING`, `SLURM` or `RAY`."},
		"compute": schema.SingleNestedAttribute{
			Computed: true, MarkdownDescription: "Size of the cluster.",
			Attributes: map[string]schema.Attribute{
				"gpu_type_id":       schema.StringAttribute{Computed: true, MarkdownDescription: "GPU type id."},
				"gpu_count_per_pod": schema.Int64Attribute{Computed: true, MarkdownDescription: "Number of GPUs of each pod."},
				"pod_count":         schema.Int64Attribute{Computed: true, MarkdownDescription: "Number of pods."},
			},
		},
		"template_id":    schema.StringAttribute{Computed: true, MarkdownDescription: "Id of the template that it was made from; null without one."},
		"data_center_id": schema.StringAttribute{Computed: true, MarkdownDescription: "Data center that the cluster is in; null until it is placed."},
		"created_at":     schema.StringAttribute{Computed: true, MarkdownDescription: "When the cluster was created, RFC 3339."},
		"network_cidr":   schema.StringAttribute{Computed: true, MarkdownDescription: "Address range of the cluster's private network."},
		"pods_by_status": schema.MapAttribute{
			ElementType: types.Int64Type, Computed: true, MarkdownDescription: "Number of pods by their status, such as `{ RUNNING = 2 }`.",
		},
		"primary": schema.SingleNestedAttribute{
			Computed: true, MarkdownDescription: "The pod that leads the cluster.",
			Attributes: map[string]schema.Attribute{
				"pod_id":       schema.StringAttribute{Computed: true, MarkdownDescription: "Id of the pod."},
				"ssh_endpoint": schema.StringAttribute{Computed: true, MarkdownDescription: "Where it is reachable by SSH; null until it is."},
			},
		},
	}
}

type clusterDataSource struct{ api reader }

var _ datasource.DataSourceWithConfigure = (*clusterDataSource)(nil)

// NewDataSource makes `data.runpod_cluster`.
func NewDataSource() datasource.DataSource { return &clusterDataSource{} }

// singleModel adds to a cluster what takes a request of its own.
type singleModel struct {
	foundModel
	PodIDs types.List `tfsdk:"pod_ids"`
}

func (d *clusterDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_cluster"
}

func (d *clusterDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := tfkit.LookupAttributes(kind)
	maps.Copy(attributes, foundAttributes())
	attributes["pod_ids"] = schema.ListAttribute{
		ElementType: types.StringType, Computed: true, MarkdownDescription: "Ids of the cluster's pods, the primary first.",
	}
	resp.Schema = schema.Schema{MarkdownDescription: "A cluster of the account, by its id or by its name.", Attributes: attributes}
}

func (d *clusterDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api = data.Client
	}
}

func (d *clusterDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config singleModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	lookup := tfkit.Lookup[runpod.Cluster]{
		Kind: kind, Get: d.api.GetCluster, List: d.api.ListClusters,
		IDOf:   func(c *runpod.Cluster) string { return c.ID },
		NameOf: func(c *runpod.Cluster) string { return c.Name },
	}
	cluster := lookup.Find(ctx, config.ID, config.Name, &resp.Diagnostics)
	if cluster == nil {
		return
	}
	pods, err := d.api.ListClusterPods(ctx, cluster.ID)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("read the pods of", kind, cluster.ID), err, nil)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, singleModel{foundModel: found(cluster), PodIDs: podIDs(byRank(pods))})...)
}

type clustersDataSource struct{ api reader }

var _ datasource.DataSourceWithConfigure = (*clustersDataSource)(nil)

// NewListDataSource makes `data.runpod_clusters`.
func NewListDataSource() datasource.DataSource { return &clustersDataSource{} }

func (d *clustersDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_clusters"
}

func (d *clustersDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := foundAttributes()
	attributes["id"] = schema.StringAttribute{Computed: true, MarkdownDescription: "Id of the cluster."}
	attributes["name"] = schema.StringAttribute{Computed: true, MarkdownDescription: "Name of the cluster."}
	resp.Schema = schema.Schema{
		MarkdownDescription: "All clusters of the account.",
		Attributes: map[string]schema.Attribute{"clusters": schema.ListNestedAttribute{
			Computed: true, MarkdownDescription: "The clusters, in RunPod's order.",
			NestedObject: schema.NestedAttributeObject{Attributes: attributes},
		}},
	}
}

func (d *clustersDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api = data.Client
	}
}

func (d *clustersDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	clusters, err := d.api.ListClusters(ctx)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, "list clusters", err, nil)
		return
	}
	all := make([]foundModel, len(clusters))
	for i := range clusters {
		all[i] = found(&clusters[i])
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, struct {
		Clusters []foundModel `tfsdk:"clusters"`
	}{all})...)
}
