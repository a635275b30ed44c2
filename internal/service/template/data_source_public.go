package template

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type publicTemplatesDataSource struct {
	client *runpod.Client
}

var _ datasource.DataSourceWithConfigure = (*publicTemplatesDataSource)(nil)

// NewPublicDataSource makes `data.runpod_public_templates`.
func NewPublicDataSource() datasource.DataSource { return &publicTemplatesDataSource{} }

type publicModel struct {
	Source    types.String `tfsdk:"source"`
	Templates []lookedUp   `tfsdk:"templates"`
}

func (d *publicTemplatesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_public_templates"
}

func (d *publicTemplatesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Public templates, which every Runpod account may use, from one source.",
		Attributes: map[string]schema.Attribute{
			"source": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Source of the templates: `official` (Runpod), `verified` (checked by Runpod) or `community` (anyone: review a template before you run it). Default: `official`.",
				Validators: []validator.String{stringvalidator.OneOf(
					string(runpod.TemplateSourceOfficial), string(runpod.TemplateSourceVerified), string(runpod.TemplateSourceCommunity))},
			},
			"templates": tfkit.ComputedObjects("The templates, in Runpod's order.", listedAttributes()),
		},
	}
}

func (d *publicTemplatesDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.client = data.Account.Client
	}
}

func (d *publicTemplatesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m publicModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if m.Source.IsNull() {
		m.Source = types.StringValue(string(runpod.TemplateSourceOfficial))
	}
	templates, err := d.client.ListPublicTemplates(ctx, runpod.ListPublicTemplatesOptions{Source: runpod.TemplateSource(m.Source.ValueString())})
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, "list public templates", err, nil)
		return
	}
	m.Templates = make([]lookedUp, 0, len(templates))
	for i := range templates {
		m.Templates = append(m.Templates, newLookedUp(ctx, &templates[i], &resp.Diagnostics))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}
