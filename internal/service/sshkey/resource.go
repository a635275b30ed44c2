// Package sshkey manages the SSH keys of the account, one by one.
package sshkey

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const kind = "SSH key"

// Descriptions that the resource and the data source share.
const (
	idText      = "SHA256 fingerprint of the key, as `ssh-keygen -lf` prints it: `SHA256:...`."
	typeText    = "Type of the key, such as `ssh-ed25519`."
	commentText = "What stands after the key, mostly whose it is; empty where nothing does."
)

type model struct {
	ID        types.String `tfsdk:"id"`
	PublicKey types.String `tfsdk:"public_key"`
	Type      types.String `tfsdk:"type"`
	Comment   types.String `tfsdk:"comment"`
}

// describe fills in what follows from the key.
func (m *model) describe(key publicKey) {
	m.ID = types.StringValue(key.fingerprint)
	m.Type = types.StringValue(key.kind)
	m.Comment = types.StringValue(key.comment)
}

// fromLine takes over the line of the key on the account. White space is not
// drift.
func (m *model) fromLine(line string) {
	if !sameLine(line, m.PublicKey.ValueString()) {
		m.PublicKey = types.StringValue(strings.TrimSpace(line))
	}
	key := split(line)
	key.fingerprint = m.ID.ValueString()
	m.describe(key)
}

type keyResource struct{ keyring keyring }

var (
	_ resource.ResourceWithConfigure   = (*keyResource)(nil)
	_ resource.ResourceWithIdentity    = (*keyResource)(nil)
	_ resource.ResourceWithImportState = (*keyResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*keyResource)(nil)
)

// NewResource makes `runpod_ssh_key`.
func NewResource() resource.Resource { return &keyResource{} }

func (r *keyResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_ssh_key"
}

func (r *keyResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		Version: 1,
		MarkdownDescription: "One of the account's public SSH keys, which pods made with `start_ssh` let in. Each resource adds and removes its own key and leaves the others as they are, " +
			"also those that Terraform does not manage. RunPod only replaces the list as a whole: should something else write it in the same moment, a key can get lost, and the next plan adds it again.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: idText,
			},
			"public_key": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "The key as it stands in a `.pub` file: type, key and, optionally, a comment. As to SSH, two keys are the same where type and key are: white space makes no difference, " +
					"another comment is written in place, and another key replaces. A key that is on the account already is an error; import it.",
				Validators: []validator.String{validKey{}},
			},
			"type": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: typeText,
			},
			"comment": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: commentText,
			},
		},
	}
}

func (r *keyResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(kind)
}

func (r *keyResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := tfkit.Configured(req.ProviderData, &resp.Diagnostics); data != nil {
		r.keyring = keyring{api: data.Client, clock: data.Clock, locks: &data.Locks, reads: data.SSHKeys}
	}
}

func (r *keyResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	tfkit.ImportByID(ctx, req, resp)
	var id types.String
	resp.Diagnostics.Append(resp.State.GetAttribute(ctx, path.Root("id"), &id)...)
	if !resp.Diagnostics.HasError() && !strings.HasPrefix(id.ValueString(), fingerprintPrefix) {
		resp.Diagnostics.AddError("Invalid id of an SSH key",
			fmt.Sprintf("%q is not the SHA256 fingerprint of a key. Write what `ssh-keygen -lf` prints for the .pub file: SHA256: and the 43 characters after it.", id.ValueString()))
	}
}

// ModifyPlan derives everything from the key, and tells another key from another
// way to write the same.
func (r *keyResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state *model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || plan == nil {
		return
	}
	if plan.PublicKey.IsUnknown() {
		plan.ID, plan.Type, plan.Comment = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	} else {
		key, err := parse(plan.PublicKey.ValueString())
		if err != nil {
			addInvalid(err, path.Root("public_key"), &resp.Diagnostics)
			return
		}
		plan.describe(key)
	}
	if state != nil {
		switch {
		case !plan.ID.Equal(state.ID):
			resp.RequiresReplace = append(resp.RequiresReplace, path.Root("public_key"))
		case sameLine(plan.PublicKey.ValueString(), state.PublicKey.ValueString()):
			plan.PublicKey = state.PublicKey
		}
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

func (r *keyResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	key, err := parse(plan.PublicKey.ValueString())
	if err != nil { // it was not known at plan
		addInvalid(err, path.Root("public_key"), &resp.Diagnostics)
		return
	}
	if err := r.keyring.add(ctx, key); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("create", kind, key.comment), err, nil)
		return
	}
	plan.describe(key)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, plan.ID)...)
}

func (r *keyResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	lines, err := r.keyring.reads.List(ctx)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("read", kind, state.ID.ValueString()), err, nil)
		return
	}
	line, ok := find(lines, state.ID.ValueString(), state.PublicKey.ValueString())
	if !ok {
		tfkit.RemoveGone(ctx, resp, state.ID)
		return
	}
	state.fromLine(line)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, state.ID)...)
}

// Update writes the same key with another comment.
func (r *keyResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	key, err := parse(plan.PublicKey.ValueString())
	if err != nil {
		addInvalid(err, path.Root("public_key"), &resp.Diagnostics)
		return
	}
	if err := r.keyring.rewrite(ctx, key); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("update", kind, plan.ID.ValueString()), err, nil)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, plan.ID)...)
}

func (r *keyResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := r.keyring.remove(ctx, state.ID.ValueString()); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("delete", kind, state.ID.ValueString()), err, nil)
	}
}

// validKey checks that a text is one public key.
type validKey struct{}

func (validKey) Description(context.Context) string { return "a public SSH key" }

func (v validKey) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (validKey) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := parse(req.ConfigValue.ValueString()); err != nil {
		addInvalid(err, req.Path, &resp.Diagnostics)
	}
}

// addInvalid reports what is no key. A private key is not shown: on the attribute,
// the CLI would print the line that it stands on.
func addInvalid(err error, at path.Path, diags *diag.Diagnostics) {
	const summary = "Invalid SSH public key"
	words := err.Error()
	detail := strings.ToUpper(words[:1]) + words[1:] + "."
	if errors.Is(err, errPrivateKey) {
		diags.AddError(summary, detail)
		return
	}
	diags.AddAttributeError(at, summary, detail)
}
