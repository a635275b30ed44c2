package template

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// reader is what the look-ups of own templates need of the client.
type reader interface {
	GetTemplate(ctx context.Context, id string) (*runpod.Template, error)
	ListTemplates(context.Context) ([]runpod.Template, error)
}

type templateDataSource struct {
	api reader
}

var _ datasource.DataSourceWithConfigure = (*templateDataSource)(nil)

// NewDataSource makes `data.runpod_template`.
func NewDataSource() datasource.DataSource { return &templateDataSource{} }

func (d *templateDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_template"
}

func (d *templateDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := tfkit.LookupAttributes(kind)
	maps.Copy(attributes, foundAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "A template of the account, by its id or by its name. Those that RunPod and others publish are in `runpod_public_templates`.",
		Attributes:          attributes,
	}
}

func (d *templateDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api = data.Client
	}
}

func (d *templateDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config foundModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	lookup := tfkit.Lookup[runpod.Template]{
		Kind: kind, Get: d.api.GetTemplate, List: d.api.ListTemplates,
		IDOf:   func(t *runpod.Template) string { return t.ID },
		NameOf: func(t *runpod.Template) string { return t.Name },
	}
	if template := lookup.Find(ctx, config.ID, config.Name, &resp.Diagnostics); template != nil {
		resp.Diagnostics.Append(resp.State.Set(ctx, found(template))...)
	}
}
