package secret

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

func foundAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                    schema.StringAttribute{Computed: true, MarkdownDescription: "Id of the secret."},
		"name":                  schema.StringAttribute{Computed: true, MarkdownDescription: "Name of the secret, unique on the account."},
		"description":           schema.StringAttribute{Computed: true, MarkdownDescription: "What the secret is for; null without one."},
		"reference":             schema.StringAttribute{Computed: true, MarkdownDescription: referenceText},
		"created_at":            schema.StringAttribute{Computed: true, MarkdownDescription: createdAtText},
		"value_last_updated_at": schema.StringAttribute{Computed: true, MarkdownDescription: updatedAtText},
	}
}

type dataSource struct{ api api }

var _ datasource.DataSourceWithConfigure = (*dataSource)(nil)

// NewDataSource makes `data "runpod_secret"`.
func NewDataSource() datasource.DataSource { return &dataSource{} }

func (d *dataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_secret"
}

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := foundAttributes()
	maps.Copy(attributes, tfkit.LookupAttributes(kind))
	resp.Schema = schema.Schema{
		MarkdownDescription: "A secret of the account, by id or name. RunPod never returns its value.",
		Attributes:          attributes,
	}
}

func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api = data.Client
	}
}

func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config found
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	lookup := tfkit.Lookup[runpod.Secret]{
		Kind: kind,
		Get:  d.api.GetSecret,
		List: func(ctx context.Context) ([]runpod.Secret, error) {
			return d.api.ListSecrets(ctx, runpod.ListSecretsOptions{Name: config.Name.ValueString()})
		},
		IDOf:   func(s *runpod.Secret) string { return s.ID },
		NameOf: func(s *runpod.Secret) string { return s.Name },
	}
	if secret := lookup.Find(ctx, config.ID, config.Name, &resp.Diagnostics); secret != nil {
		resp.Diagnostics.Append(resp.State.Set(ctx, foundFromAPI(secret))...)
	}
}

type listDataSource struct{ api api }

type listModel struct {
	Secrets []found `tfsdk:"secrets"`
}

var _ datasource.DataSourceWithConfigure = (*listDataSource)(nil)

// NewListDataSource makes `data "runpod_secrets"`.
func NewListDataSource() datasource.DataSource { return &listDataSource{} }

func (d *listDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_secrets"
}

func (d *listDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "All secrets of the account. RunPod never returns their values.",
		Attributes: map[string]schema.Attribute{
			"secrets": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The secrets, sorted by name.",
				NestedObject:        schema.NestedAttributeObject{Attributes: foundAttributes()},
			},
		},
	}
}

func (d *listDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api = data.Client
	}
}

func (d *listDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	secrets, err := d.api.ListSecrets(ctx, runpod.ListSecretsOptions{})
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, "list secrets", err, nil)
		return
	}
	slices.SortFunc(secrets, func(a, b runpod.Secret) int { return strings.Compare(a.Name, b.Name) })
	all := listModel{Secrets: make([]found, 0, len(secrets))}
	for i := range secrets {
		all.Secrets = append(all.Secrets, foundFromAPI(&secrets[i]))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &all)...)
}
