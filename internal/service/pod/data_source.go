package pod

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type podDataSource struct {
	reads *tfkit.Reads[runpod.Pod]
}

var _ datasource.DataSourceWithConfigure = (*podDataSource)(nil)

// NewDataSource makes `data.runpod_pod`.
func NewDataSource() datasource.DataSource { return &podDataSource{} }

func (d *podDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_pod"
}

func (d *podDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := tfkit.LookupAttributes(kind)
	maps.Copy(attributes, foundAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "A pod of the account, by its id or by its name. Pods of clusters are found by their id only.",
		Attributes:          attributes,
	}
}

func (d *podDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		d.reads = data.Pods
	}
}

func (d *podDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config found
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	lookup := tfkit.Lookup[runpod.Pod]{
		Kind: kind,
		Get:  d.get,
		List: func(ctx context.Context) ([]runpod.Pod, error) { return withoutGone(d.reads.List(ctx)) },
		IDOf: func(p *runpod.Pod) string { return p.ID }, NameOf: func(p *runpod.Pod) string { return p.Name },
	}
	if pod := lookup.Find(ctx, config.ID, config.Name, &resp.Diagnostics); pod != nil {
		resp.Diagnostics.Append(resp.State.Set(ctx, newFound(ctx, pod, &resp.Diagnostics))...)
	}
}

// get takes a pod that was deleted for one that never was, as RunPod itself may.
func (d *podDataSource) get(ctx context.Context, id string) (*runpod.Pod, error) {
	pod, err := d.reads.Get(ctx, id)
	if err == nil && isGone(pod, nil) {
		return nil, &runpod.Error{StatusCode: http.StatusNotFound, Detail: fmt.Sprintf("pod %s is %s", id, pod.Status)}
	}
	return pod, err
}

func withoutGone(pods []runpod.Pod, err error) ([]runpod.Pod, error) {
	return slices.DeleteFunc(pods, func(p runpod.Pod) bool { return isGone(&p, nil) }), err
}

// lister is what the look-up of all pods needs of the client.
type lister interface {
	ListPods(context.Context, runpod.ListPodsOptions) ([]runpod.Pod, error)
}

type podsDataSource struct {
	api   lister
	reads *tfkit.Reads[runpod.Pod]
}

var _ datasource.DataSourceWithConfigure = (*podsDataSource)(nil)

// NewListDataSource makes `data.runpod_pods`.
func NewListDataSource() datasource.DataSource { return &podsDataSource{} }

func (d *podsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_pods"
}

func (d *podsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := foundAttributes()
	attributes["id"] = tfkit.FoundString("Id of the pod.")
	attributes["name"] = tfkit.FoundString("Name of the pod.")
	resp.Schema = schema.Schema{
		MarkdownDescription: "All pods of the account.",
		Attributes: map[string]schema.Attribute{
			"include_cluster_pods": schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether to list the pods of clusters too. Default `false`."},
			"pods":                 tfkit.FoundObjects("The pods, in RunPod's order.", attributes),
		},
	}
}

func (d *podsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api, d.reads = data.Client, data.Pods
	}
}

type podsModel struct {
	IncludeClusterPods types.Bool `tfsdk:"include_cluster_pods"`
	Pods               []found    `tfsdk:"pods"`
}

func (d *podsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m podsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	pods, err := withoutGone(d.list(ctx, m.IncludeClusterPods.ValueBool()))
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, "list pods", err, nil)
		return
	}
	m.Pods = make([]found, 0, len(pods))
	for i := range pods {
		m.Pods = append(m.Pods, newFound(ctx, &pods[i], &resp.Diagnostics))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// list shares a list with the reads of pods where it can.
func (d *podsDataSource) list(ctx context.Context, clusterPods bool) ([]runpod.Pod, error) {
	if clusterPods {
		return d.api.ListPods(ctx, runpod.ListPodsOptions{IncludeClusterPods: true})
	}
	return d.reads.List(ctx)
}
