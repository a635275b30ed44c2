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

// build is what Runpod returns for one build, but for its ID.
type build struct {
	Status        types.String `tfsdk:"status"`
	Branch        types.String `tfsdk:"branch"`
	CommitHash    types.String `tfsdk:"commit_hash"`
	CommitMessage types.String `tfsdk:"commit_message"`
	CommitDate    types.String `tfsdk:"commit_date"`
	Image         types.String `tfsdk:"image"`
	StartedAt     types.String `tfsdk:"started_at"`
	CompletedAt   types.String `tfsdk:"completed_at"`
	Error         types.String `tfsdk:"error"`
}

func newBuild(b *runpod.Build) build {
	return build{
		Status:        types.StringValue(string(b.Status)),
		Branch:        types.StringPointerValue(b.Branch),
		CommitHash:    types.StringPointerValue(b.CommitHash),
		CommitMessage: types.StringPointerValue(b.CommitMessage),
		CommitDate:    tfkit.TimeOrNull(b.CommitDate),
		Image:         types.StringPointerValue(b.ImageName),
		StartedAt:     tfkit.TimeOrNull(b.StartedAt),
		CompletedAt:   tfkit.TimeOrNull(b.CompletedAt),
		Error:         types.StringPointerValue(b.Error),
	}
}

// buildAttributes describes build.
func buildAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"status":         tfkit.ComputedString("`PENDING`, `BUILDING`, `UPLOADING`, `TESTING`, `COMPLETED`, `FAILED`, `CANCELLED` or `TEST_FAILED`."),
		"branch":         tfkit.ComputedString("Branch that was built. Null if Runpod does not return it."),
		"commit_hash":    tfkit.ComputedString("Commit that was built. Null if Runpod does not return it."),
		"commit_message": tfkit.ComputedString("Message of the commit. Null if Runpod does not return it."),
		"commit_date":    tfkit.ComputedString("Date of the commit, RFC 3339. Null if Runpod does not return it."),
		"image":          tfkit.ComputedString("Image that was built. Null until there is one."),
		"started_at":     tfkit.ComputedString("When the build began, RFC 3339. Null until then."),
		"completed_at":   tfkit.ComputedString("When the build ended, RFC 3339. Null until then."),
		"error":          tfkit.ComputedString("Runpod's message about why the build failed. Null if it did not fail."),
	}
}

const buildsText = "Builds come from Runpod's GitHub integration, which you set up in the console."

type buildsDataSource struct{ client *runpod.Client }

var _ datasource.DataSourceWithConfigure = (*buildsDataSource)(nil)

// NewBuildsDataSource makes `data.runpod_endpoint_builds`.
func NewBuildsDataSource() datasource.DataSource { return &buildsDataSource{} }

type buildsLookedUp struct {
	EndpointID types.String  `tfsdk:"endpoint_id"`
	Builds     []listedBuild `tfsdk:"builds"`
}

type listedBuild struct {
	ID types.String `tfsdk:"id"`
	build
}

func (d *buildsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_endpoint_builds"
}

func (d *buildsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	listed := buildAttributes()
	listed["id"] = tfkit.ComputedString("ID of the build.")
	resp.Schema = schema.Schema{
		MarkdownDescription: "The builds of an endpoint's image from a git repository. " + buildsText,
		Attributes: map[string]schema.Attribute{
			"endpoint_id": endpointIDAttribute(),
			"builds":      tfkit.ComputedObjects("The builds, in Runpod's order. Empty if Runpod does not build the image.", listed),
		},
	}
}

func (d *buildsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.client = data.Account.Client
	}
}

func (d *buildsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m buildsLookedUp
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("endpoint_id"), &m.EndpointID)...)
	if resp.Diagnostics.HasError() {
		return
	}
	builds, err := d.client.ListEndpointBuilds(ctx, m.EndpointID.ValueString())
	if err != nil {
		tfkit.AddReadError(&resp.Diagnostics, path.Root("endpoint_id"), Kind.Name, m.EndpointID.ValueString(), err)
		return
	}
	m.Builds = make([]listedBuild, 0, len(builds))
	for i := range builds {
		m.Builds = append(m.Builds, listedBuild{ID: types.StringValue(builds[i].ID), build: newBuild(&builds[i])})
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

type buildDataSource struct{ client *runpod.Client }

var _ datasource.DataSourceWithConfigure = (*buildDataSource)(nil)

// NewBuildDataSource makes `data.runpod_endpoint_build`.
func NewBuildDataSource() datasource.DataSource { return &buildDataSource{} }

type buildLookedUp struct {
	EndpointID types.String `tfsdk:"endpoint_id"`
	ID         types.String `tfsdk:"id"`
	build
}

func (d *buildDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_endpoint_build"
}

func (d *buildDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := buildAttributes()
	attributes["endpoint_id"] = endpointIDAttribute()
	attributes["id"] = schema.StringAttribute{
		Required: true, MarkdownDescription: "ID of the build, such as a release's `build_id`.", Validators: []validator.String{tfkit.ID()},
	}
	resp.Schema = schema.Schema{MarkdownDescription: "One build of an endpoint's image from a git repository. " + buildsText, Attributes: attributes}
}

func (d *buildDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.client = data.Account.Client
	}
}

func (d *buildDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m buildLookedUp
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id, endpoint := m.ID.ValueString(), m.EndpointID.ValueString()
	found, err := d.client.GetEndpointBuild(ctx, endpoint, id)
	switch {
	case runpod.IsNotFound(err):
		resp.Diagnostics.AddAttributeError(path.Root("id"), "Unknown build",
			fmt.Sprintf("Endpoint %s has no build %q, or there is no such endpoint. `data.runpod_endpoint_builds` lists all builds.", endpoint, id))
		return
	case err != nil:
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("read", "build", id), err, nil)
		return
	}
	m.build = newBuild(found)
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}
