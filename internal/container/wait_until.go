package container

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// What a user can ask for with `wait_until`.
const (
	WaitCreated = "CREATED"
	WaitRunning = "RUNNING"
	WaitReady   = "READY"
)

// StartAttributes describes `start_ssh`, `start_jupyter` and `wait_until` of a pod or a
// cluster.
func StartAttributes() map[string]schema.Attribute {
	const change = "Default: the template's, otherwise `false`. Changing it later forces replacement; removing it has no effect."
	return map[string]schema.Attribute{
		"start_ssh":     schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether Runpod sets up SSH with the account's keys. " + change},
		"start_jupyter": schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether Runpod sets up Jupyter with a password. " + change},
		"wait_until": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "What an apply waits for after a start: `CREATED` (for a job that stops its own pod), `RUNNING` (the containers run) or `READY` (the ports are mapped). Default: `RUNNING`, and up to 3 minutes for the ports with `22/tcp`.",
			Validators:          []validator.String{stringvalidator.OneOf(WaitCreated, WaitRunning, WaitReady)},
		},
	}
}

// Courtesy is how long after the start of containers their ports are waited for where
// nobody asked for it.
const Courtesy = 3 * time.Minute

// Starting is what waits for the containers of a pod, or of all pods of a cluster.
type Starting interface {
	// Running waits until they run, and with ready until their ports can be reached.
	Running(ctx context.Context, ready bool) error
	// Mapped waits for the ports of what runs for Courtesy, without an error, and says
	// what is still missing; empty where nothing is, or where nothing is waited for.
	Mapped(ctx context.Context) (missing string)
}

// AwaitStart waits as `wait_until` says. Where nobody wrote it, what runs is waited for
// until its ports are mapped too, for a while: missing then says what is not.
func AwaitStart(ctx context.Context, until types.String, starting Starting) (missing string, err error) {
	switch until.ValueString() {
	case WaitCreated:
		return "", nil
	case WaitRunning, WaitReady:
		return "", starting.Running(ctx, until.ValueString() == WaitReady)
	}
	if err := starting.Running(ctx, false); err != nil {
		return "", err
	}
	return starting.Mapped(ctx), nil
}

// WarnOfMissingPorts warns of what a courtesy has not brought: of is who lacks them, such
// as "pod trainer", and fact a sentence that says so.
func WarnOfMissingPorts(of, fact string, diags *diag.Diagnostics) {
	diags.AddAttributeWarning(path.Root("ports"), "Ports are not mapped yet: "+of,
		fmt.Sprintf("%s Run `terraform apply -refresh-only` later to read the addresses. To wait longer and fail without them, set `wait_until = %q`.", fact, WaitReady))
}
