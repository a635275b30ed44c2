package endpoint

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type releasesDataSource struct{ client *runpod.Client }

var _ datasource.DataSourceWithConfigure = (*releasesDataSource)(nil)

// NewReleasesDataSource makes `data.runpod_endpoint_releases`.
func NewReleasesDataSource() datasource.DataSource { return &releasesDataSource{} }

type releasesLookedUp struct {
	EndpointID      types.String      `tfsdk:"endpoint_id"`
	EndpointVersion types.Int64       `tfsdk:"endpoint_version"`
	Rollout         rolloutLookedUp   `tfsdk:"rollout"`
	Releases        []releaseLookedUp `tfsdk:"releases"`
}

type rolloutLookedUp struct {
	InProgress      bool  `tfsdk:"in_progress"`
	WorkersOnLatest int64 `tfsdk:"workers_on_latest"`
	WorkersTotal    int64 `tfsdk:"workers_total"`
	PercentOnLatest int64 `tfsdk:"percent_on_latest"`
}

type releaseLookedUp struct {
	ID              types.String     `tfsdk:"id"`
	Version         types.Int64      `tfsdk:"version"`
	Source          types.String     `tfsdk:"source"`
	BuildID         types.String     `tfsdk:"build_id"`
	CreatedByUserID types.String     `tfsdk:"created_by_user_id"`
	WorkerCount     types.Int64      `tfsdk:"worker_count"`
	CreatedAt       types.String     `tfsdk:"created_at"`
	Diff            []changeLookedUp `tfsdk:"diff"`
}

type changeLookedUp struct {
	Field   types.String `tfsdk:"field"`
	OldJSON types.String `tfsdk:"old_json"`
	NewJSON types.String `tfsdk:"new_json"`
}

func newReleasesLookedUp(endpointID types.String, list *runpod.EndpointReleaseList) releasesLookedUp {
	found := releasesLookedUp{
		EndpointID:      endpointID,
		EndpointVersion: types.Int64PointerValue(list.EndpointVersion),
		Rollout:         rolloutLookedUp(list.Rollout),
		Releases:        make([]releaseLookedUp, 0, len(list.Releases)),
	}
	for _, r := range list.Releases {
		release := releaseLookedUp{
			ID:              types.StringValue(r.ID),
			Version:         types.Int64PointerValue(r.Version),
			Source:          types.StringValue(string(r.Source)),
			BuildID:         types.StringPointerValue(r.BuildID),
			CreatedByUserID: types.StringPointerValue(r.CreatedByUserID),
			WorkerCount:     types.Int64Value(r.WorkerCount),
			CreatedAt:       tfkit.Time(r.CreatedAt),
			Diff:            make([]changeLookedUp, 0, len(r.Diff)),
		}
		for _, change := range r.Diff {
			release.Diff = append(release.Diff, changeLookedUp{
				Field: types.StringValue(change.Field), OldJSON: jsonText(change.Old), NewJSON: jsonText(change.New),
			})
		}
		found.Releases = append(found.Releases, release)
	}
	// Runpod lists them so; the order is promised here.
	slices.SortStableFunc(found.Releases, func(a, b releaseLookedUp) int { return cmp.Compare(b.Version.ValueInt64(), a.Version.ValueInt64()) })
	return found
}

// jsonText is null for a value that was not there.
func jsonText(value json.RawMessage) types.String {
	if len(value) == 0 || string(value) == "null" {
		return types.StringNull()
	}
	return types.StringValue(string(value))
}

func (d *releasesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_endpoint_releases"
}

func (d *releasesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	// A changed `env` is shown with all of its values.
	value := func(description string) schema.Attribute {
		attribute := tfkit.ComputedString(description)
		attribute.Sensitive = true
		return attribute
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "The releases of an endpoint: the changes in each, and the rollout of the newest.",
		Attributes: map[string]schema.Attribute{
			"endpoint_id":      endpointIDAttribute(),
			"endpoint_version": tfkit.ComputedInt64("Number of the newest release."),
			"rollout": tfkit.ComputedObject("Rollout of the newest release.", map[string]schema.Attribute{
				"in_progress":       tfkit.ComputedBool("Whether workers still run an older release."),
				"workers_on_latest": tfkit.ComputedInt64("Number of workers that run the newest release."),
				"workers_total":     tfkit.ComputedInt64("All workers."),
				"percent_on_latest": tfkit.ComputedInt64("Share of the workers that run the newest release, in percent."),
			}),
			"releases": tfkit.ComputedObjects("The releases, newest first.", map[string]schema.Attribute{
				"id":                 tfkit.ComputedString("ID of the release."),
				"version":            tfkit.ComputedInt64("Number of the release."),
				"source":             tfkit.ComputedString("Origin of the release: `MANUAL` (the console or the API) or `GIT_BUILD`."),
				"build_id":           tfkit.ComputedString("ID of the build that created the release. Null without one."),
				"created_by_user_id": tfkit.ComputedString("ID of the user who created the release. Null if Runpod does not return it."),
				"worker_count":       tfkit.ComputedInt64("Number of workers that run the release."),
				"created_at":         tfkit.ComputedString("Creation time, RFC 3339."),
				"diff": tfkit.ComputedObjects("Settings changed by the release. Empty for the first one.", map[string]schema.Attribute{
					"field":    tfkit.ComputedString("Name of the setting at Runpod, such as `template.imageName`, `template.env` or `workers.max`."),
					"old_json": value("Previous value as JSON. Null if there was none."),
					"new_json": value("New value as JSON. Null if there is none."),
				}),
			}),
		},
	}
}

func (d *releasesDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.client = data.Account.Client
	}
}

func (d *releasesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var id types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("endpoint_id"), &id)...)
	if resp.Diagnostics.HasError() {
		return
	}
	list, err := d.client.ListEndpointReleases(ctx, id.ValueString())
	if err != nil {
		tfkit.AddReadError(&resp.Diagnostics, path.Root("endpoint_id"), Kind.Name, id.ValueString(), err)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, newReleasesLookedUp(id, list))...)
}
