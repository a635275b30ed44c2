package sshkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type listDataSource struct{ api api }

type listModel struct {
	SSHKeys []model `tfsdk:"ssh_keys"`
}

var _ datasource.DataSourceWithConfigure = (*listDataSource)(nil)

// NewListDataSource makes `data "runpod_ssh_keys"`.
func NewListDataSource() datasource.DataSource { return &listDataSource{} }

func (d *listDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_ssh_keys"
}

func (d *listDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The public SSH keys of the account.",
		Attributes: map[string]schema.Attribute{
			"ssh_keys": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The keys, in the account's order.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":         schema.StringAttribute{Computed: true, MarkdownDescription: idText + " Null where the line is no valid key."},
					"public_key": schema.StringAttribute{Computed: true, MarkdownDescription: "The key as it stands on the account: type, key and comment."},
					"type":       schema.StringAttribute{Computed: true, MarkdownDescription: typeText},
					"comment":    schema.StringAttribute{Computed: true, MarkdownDescription: commentText},
				}},
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
	keys, err := d.api.GetSSHKeys(ctx)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, "list SSH keys", err, nil)
		return
	}
	all := listModel{SSHKeys: make([]model, 0, len(keys.Keys))}
	for _, line := range keys.Keys {
		key := split(line)
		m := model{PublicKey: types.StringValue(line), Type: types.StringValue(key.kind), Comment: types.StringValue(key.comment)}
		if fingerprint := fingerprintOf(line); fingerprint != "" {
			m.ID = types.StringValue(fingerprint)
		}
		all.SSHKeys = append(all.SSHKeys, m)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &all)...)
}
