package sshkey

import (
	"context"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type keyResource struct {
	client  *runpod.Client
	keyring keyring
}

var (
	_ resource.ResourceWithConfigure   = (*keyResource)(nil)
	_ resource.ResourceWithIdentity    = (*keyResource)(nil)
	_ resource.ResourceWithImportState = (*keyResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*keyResource)(nil)
)

// NewResource makes `runpod_ssh_key`.
func NewResource() resource.Resource { return &keyResource{} }

func (r *keyResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = Kind.Type
}

func (r *keyResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema()
}

func (r *keyResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = tfkit.IDIdentitySchema(Kind.Name)
}

func (r *keyResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		r.client = data.Account.Client
		r.keyring = keyring{api: data.Account.Client, clock: data.Account.Clock, locks: &data.Account.Locks, reads: account.ReadsOf(data.Account, Kind)}
	}
}

// fingerprint is what an ID looks like: 32 bytes in base64.
var fingerprint = regexp.MustCompile("^" + runpod.SSHFingerprintPrefix + `[A-Za-z0-9+/]{43}$`)

func (r *keyResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("id"), req, resp)
	var id types.String
	resp.Diagnostics.Append(resp.State.GetAttribute(ctx, path.Root("id"), &id)...)
	if !resp.Diagnostics.HasError() && !fingerprint.MatchString(id.ValueString()) {
		resp.Diagnostics.AddError("Invalid ID of an SSH key",
			fmt.Sprintf("%.130q is not the SHA256 fingerprint of a key. Use what `ssh-keygen -lf` prints for the .pub file: \"SHA256:\" and 43 characters.", id.ValueString()))
	}
}

func (r *keyResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	key, err := parse(plan.PublicKey.ValueString())
	if err != nil { // it was not known at plan
		addInvalid(err, path.Root("public_key"), &resp.Diagnostics)
		return
	}
	if err := r.keyring.add(ctx, key); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("create", Kind.Name, key.comment), err, nil)
		return
	}
	plan.describe(key)
	tfkit.SetState(ctx, &resp.State, resp.Identity, plan.ID, &plan, &resp.Diagnostics)
}

func (r *keyResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	lines, err := r.keyring.reads.List(ctx)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("read", Kind.Name, state.ID.ValueString()), err, nil)
		return
	}
	line, ok := find(lines, state.ID.ValueString(), state.PublicKey.ValueString())
	if !ok {
		tfkit.RemoveGone(ctx, resp, state.ID)
		return
	}
	state.fromLine(line)
	tfkit.SetRefreshed(ctx, resp, state.ID, &state)
}

// Update writes the same key with another comment.
func (r *keyResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	key, err := parse(plan.PublicKey.ValueString())
	if err != nil {
		addInvalid(err, path.Root("public_key"), &resp.Diagnostics)
		return
	}
	if err := r.keyring.rewrite(ctx, key); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("update", Kind.Name, plan.ID.ValueString()), err, nil)
		return
	}
	tfkit.SetState(ctx, &resp.State, resp.Identity, plan.ID, &plan, &resp.Diagnostics)
}

func (r *keyResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := r.keyring.remove(ctx, state.ID.ValueString()); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("delete", Kind.Name, state.ID.ValueString()), err, nil)
	}
}
