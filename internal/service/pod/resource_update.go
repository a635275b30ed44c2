package pod

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Update patches the pod, then brings it to the desired state.
func (r *podResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state, config model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	timeout, diags := plan.Timeouts.Update(ctx, defaultUpdateTimeout)
	resp.Diagnostics.Append(diags...)
	origin := tfkit.OriginFrom(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	wanted := tfkit.Plain(ctx, plan)
	plain(ctx, &state)
	update := container.NewUpdate(wanted.Templated, state.Templated, config.Templated, origin)
	deadline := account.NewDeadline(r.account.Clock, account.TimeoutUpdate, timeout)
	ctx = deadline.Context(ctx)
	defer r.reads.Drop()
	pod, err := r.patch(ctx, &wanted, &state, update, &resp.Diagnostics)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("update", Kind.Name, state.Name.ValueString()), err, fieldPaths)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	// From here on the new settings hold, whatever the waiting brings.
	if update.SendsSecrets() {
		origin.SecretKeys = config.SecretKeys()
		resp.Diagnostics.Append(tfkit.SetSecretKeys(ctx, resp.Private, origin.SecretKeys)...)
	}
	resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, false)...)
	if pod == nil {
		pod, err = r.account.Client.GetPod(ctx, state.ID.ValueString())
	}
	if err == nil {
		pod, err = r.reach(ctx, deadline, pod, &plan, &resp.Diagnostics)
	}
	// Last, since nothing of it may hold up a stop.
	plan.Fields = r.labels.Update(ctx, owner(state.ID.ValueString(), plan.Name.ValueString()), config.Fields, plan.Fields, state.Fields, resp.Private, &resp.Diagnostics)
	after := r.settled(ctx, plan, pod, origin, &resp.Diagnostics)
	tfkit.SetState(ctx, &resp.State, resp.Identity, after.ID, &after, &resp.Diagnostics)
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted("update", Kind.Name, state.Name.ValueString()), err, fieldPaths)
	}
}

// patch sends what changed, and returns the pod as it now is, or nil where
// nothing was sent.
func (r *podResource) patch(ctx context.Context, plan, state *model, update container.Update, diags *diag.Diagnostics) (*runpod.Pod, error) {
	id := state.ID.ValueString()
	if update.EnvChanged() {
		current, err := r.account.Client.GetPod(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("reading the pod's environment, which a change replaces as a whole: %w", err)
		}
		update.CurrentEnv = current.Env
	}
	body := plan.toUpdate(ctx, state, update.ToUpdate(), update.TemplateID(), diags)
	if tfkit.IsEmpty(body) || diags.HasError() {
		return nil, nil
	}
	return r.account.Client.UpdatePod(ctx, id, body)
}

// reach brings a pod to the planned state: running or stopped, and locked or
// not. It always returns the newest known pod, also with an error.
func (r *podResource) reach(ctx context.Context, deadline account.Deadline, pod *runpod.Pod, plan *model, diags *diag.Diagnostics) (*runpod.Pod, error) {
	w := &waiter{client: r.account.Client, reads: r.reads, deadline: deadline, id: pod.ID, last: pod}
	if plan.DesiredState.ValueString() == stateStopped {
		if desiredState(pod.Status) != stateStopped {
			if err := w.halt(ctx); err != nil {
				return w.last, err
			}
		}
	} else {
		missing, err := w.up(ctx, plan.WaitUntil)
		if ended, ok := errors.AsType[*endedError](err); ok && ended.status == runpod.PodStatusExited {
			// Not an error, which would taint a new pod: the next apply would then delete it with all that it has written.
			warnOfEnd(w.last, diags)
		} else if err != nil {
			return w.last, err
		}
		if missing != "" {
			container.WarnOfMissingPorts("pod "+w.last.Name, fmt.Sprintf("Pod %q (%s) is %s, and Runpod did not map %s within %s of its start.",
				w.last.Name, w.id, w.last.Status, missing, container.Courtesy), diags)
		}
	}
	if plan.Locked.ValueBool() && !w.last.Locked {
		locked := true
		updated, err := r.account.Client.UpdatePod(ctx, pod.ID, runpod.UpdatePodRequest{Locked: &locked})
		if err != nil {
			return w.last, fmt.Errorf("locking the pod: %w", err)
		}
		w.last = updated
	}
	return w.last, nil
}
