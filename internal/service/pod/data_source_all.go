package pod

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type podsDataSource struct {
	account *account.Account
}

var _ datasource.DataSourceWithConfigure = (*podsDataSource)(nil)

// NewListDataSource makes `data.runpod_pods`.
func NewListDataSource() datasource.DataSource { return &podsDataSource{} }

func (d *podsDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = Kind.Type + "s"
}

func (d *podsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := lookedUpAttributes()
	attributes["id"] = tfkit.ComputedString("ID of the pod.")
	attributes["name"] = tfkit.ComputedString("Name of the pod.")
	resp.Schema = schema.Schema{
		MarkdownDescription: "All pods of the account.",
		Attributes: map[string]schema.Attribute{
			"include_cluster_pods": schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether to include the pods of clusters. Default: `false`."},
			"pods":                 tfkit.ComputedObjects("The pods, in Runpod's order.", attributes),
		},
	}
}

func (d *podsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.account = data.Account
	}
}

type podsModel struct {
	IncludeClusterPods types.Bool `tfsdk:"include_cluster_pods"`
	Pods               []lookedUp `tfsdk:"pods"`
}

func (d *podsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m podsModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	pods, err := d.list(ctx, m.IncludeClusterPods.ValueBool())
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, "list pods", err, nil)
		return
	}
	m.Pods = make([]lookedUp, 0, len(pods))
	for i := range pods {
		m.Pods = append(m.Pods, newLookedUp(ctx, &pods[i], &resp.Diagnostics))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// list shares a list with the reads of pods where it can.
func (d *podsDataSource) list(ctx context.Context, clusterPods bool) ([]runpod.Pod, error) {
	if !clusterPods {
		return account.ReadsOf(d.account, Kind).List(ctx)
	}
	pods, err := d.account.Client.ListPods(ctx, runpod.ListPodsOptions{IncludeClusterPods: true})
	return slices.DeleteFunc(pods, func(p runpod.Pod) bool { return Kind.IsGone(&p, nil) }), err
}
