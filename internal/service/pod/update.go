package pod

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Update patches the pod, then brings it to the desired state.
func (r *podResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state, config model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	timeout, diags := plan.Timeouts.Update(ctx, defaultUpdateTimeout)
	resp.Diagnostics.Append(diags...)
	secrets, diags := tfkit.SecretKeys(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	adopted, diags := tfkit.IsAdopted(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	update := update{
		api: r.api, plan: &plan, state: &state, deadline: tfkit.NewDeadline(r.clock, timeout),
		container: tfkit.ContainerUpdate{
			Plan: plan.TemplatedContainer, State: state.TemplatedContainer, Config: config.TemplatedContainer, SecretKeys: secrets,
		},
		change: change{plan: &plan, state: &state, config: &config, adopted: adopted},
	}
	defer r.reads.Drop()
	ctx = update.deadline.Context(ctx)
	pod, err := update.patch(ctx, &resp.Diagnostics)
	if err == nil && !resp.Diagnostics.HasError() {
		// From here on the new settings hold, whatever the waiting brings.
		if update.container.SecretsSent() {
			secrets = config.SecretKeys()
			resp.Diagnostics.Append(tfkit.SetSecretKeys(ctx, resp.Private, secrets)...)
		}
		resp.Diagnostics.Append(tfkit.SetAdopted(ctx, resp.Private, false)...)
		r.settleEstimate(ctx, &plan, resp.Private, &resp.Diagnostics)
		pod, err = update.reach(ctx, r, pod)
		settled := plan.settled(ctx, pod, secrets, &resp.Diagnostics)
		resp.Diagnostics.Append(resp.State.Set(ctx, &settled)...)
		resp.Diagnostics.Append(tfkit.SetIDIdentity(ctx, resp.Identity, settled.ID)...)
	}
	if err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Tried("update", kind, state.Name.ValueString()), err, fieldPaths)
	}
}

type update struct {
	api         api
	plan, state *model
	container   tfkit.ContainerUpdate
	change      change
	deadline    tfkit.Deadline
}

// patch sends what changed, and returns the pod as it now is, or nil where
// nothing was sent.
func (u *update) patch(ctx context.Context, diags *diag.Diagnostics) (*runpod.Pod, error) {
	id := u.state.ID.ValueString()
	if u.change.adopted {
		u.container.State = u.container.State.Adopting(u.container.Plan)
	}
	if u.container.EnvChanged() {
		current, err := u.api.GetPod(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("reading the pod's environment, which a change replaces whole: %w", err)
		}
		u.container.CurrentEnv = current.Env
	}
	req := runpod.UpdatePodRequest{ContainerConfig: u.container.ToUpdate(), TemplateID: u.container.TemplateID()}
	if !u.plan.Name.Equal(u.state.Name) {
		req.Name = u.plan.Name.ValueStringPointer()
	}
	if !u.plan.GlobalNetworking.Equal(u.state.GlobalNetworking) {
		req.GlobalNetworking = u.plan.GlobalNetworking.ValueBoolPointer()
	}
	if !u.plan.VolumeDisk.Equal(u.state.VolumeDisk) || !u.plan.NetworkVolume.Equal(u.state.NetworkVolume) {
		req.Mounts = u.plan.mounts(ctx, diags)
	}
	// A lock would block the stop that may follow, so locking comes last.
	if u.state.Locked.ValueBool() && !u.plan.Locked.ValueBool() {
		req.Locked = u.plan.Locked.ValueBoolPointer()
	}
	if isEmpty(req) {
		return nil, nil
	}
	return u.api.UpdatePod(ctx, id, req)
}

func isEmpty(req runpod.UpdatePodRequest) bool {
	return req.Image == nil && req.Args == nil && req.Entrypoint == nil && req.Cmd == nil && req.Disk == nil && req.Env == nil && req.Ports == nil &&
		req.Registry.IsZero() && req.GlobalNetworking == nil && req.Locked == nil && req.Mounts == nil && req.Name == nil && req.TemplateID == nil
}

// reach waits for a restart that the patch caused, or starts or stops the pod.
// It always returns the newest known pod.
func (u *update) reach(ctx context.Context, r *podResource, pod *runpod.Pod) (*runpod.Pod, error) {
	if pod == nil {
		var err error
		if pod, err = u.api.GetPod(ctx, u.state.ID.ValueString()); err != nil {
			return nil, err
		}
	}
	return r.reach(ctx, u.deadline, pod, u.plan)
}

// reach brings a pod to the planned state: running or stopped, and locked or
// not. It always returns the newest known pod, also with an error.
func (r *podResource) reach(ctx context.Context, deadline tfkit.Deadline, pod *runpod.Pod, plan *model) (*runpod.Pod, error) {
	w := &waiter{api: r.api, reads: r.reads, deadline: deadline, id: pod.ID, last: pod}
	stopped := desiredState(pod.Status) == stateStopped
	if plan.DesiredState.ValueString() == stateStopped {
		if !stopped {
			if err := w.act(ctx, runpod.PodActionStop); err != nil {
				return w.last, err
			}
			if err := w.stopped(ctx); err != nil {
				return w.last, err
			}
		}
	} else {
		if stopped {
			if err := w.start(ctx); err != nil {
				return w.last, err
			}
		}
		if until := plan.WaitUntil.ValueString(); until != waitCreated {
			if err := w.running(ctx, until == waitReady); err != nil {
				return w.last, err
			}
		}
	}
	if plan.Locked.ValueBool() && !w.last.Locked {
		locked := true
		updated, err := r.api.UpdatePod(ctx, pod.ID, runpod.UpdatePodRequest{Locked: &locked})
		if err != nil {
			return w.last, fmt.Errorf("locking the pod: %w", err)
		}
		w.last = updated
	}
	return w.last, nil
}

// act runs an action and keeps the answer.
func (w *waiter) act(ctx context.Context, action runpod.PodAction) error {
	pod, err := w.api.PodAction(ctx, w.id, action)
	if err != nil {
		if w.isDone(ctx, action, err) {
			return nil
		}
		return fmt.Errorf("action %s: %w", action, err)
	}
	if pod != nil {
		w.saw(pod)
	}
	return nil
}

// isDone asks the pod itself where RunPod refuses an action for the pod's state,
// or where its answer was lost: what was wanted may have come about. A restart
// leaves nothing to tell it by.
func (w *waiter) isDone(ctx context.Context, action runpod.PodAction, err error) bool {
	_, lost := errors.AsType[*runpod.AmbiguousError](err)
	if action == runpod.PodActionRestart || (!lost && !runpod.IsConflict(err)) {
		return false
	}
	pod, err := w.api.GetPod(ctx, w.id)
	if err != nil || isGone(pod, nil) {
		return false
	}
	w.saw(pod)
	return (action == runpod.PodActionStop) == (desiredState(pod.Status) == stateStopped)
}

// start goes on while the machine that keeps the pod has no free GPU.
func (w *waiter) start(ctx context.Context) error {
	var refusal error
	err := w.deadline.Poll(ctx, "a free GPU on the pod's machine", startInterval, func(ctx context.Context) (bool, error) {
		err := w.act(ctx, runpod.PodActionStart)
		if runpod.IsCapacity(err) {
			if refusal == nil {
				w.tell("There is no free GPU on the machine of pod %s. Trying again for up to %s.", w.id, w.deadline.Timeout())
			}
			refusal = err
			return false, nil
		}
		return true, err
	})
	if err != nil && refusal != nil {
		return &noGPUError{err: err, refusal: refusal}
	}
	return err
}

// noGPUError says that a stopped pod could not get its GPU back.
type noGPUError struct{ err, refusal error }

func (e *noGPUError) Error() string {
	return fmt.Sprintf("%s; RunPod's last answer: %s", e.err, e.refusal)
}

func (e *noGPUError) Unwrap() []error { return []error{e.err, e.refusal} }

// NextStep is what the user can do about it.
func (e *noGPUError) NextStep() string {
	return "A stopped pod keeps its machine but not its GPU. Apply again later, raise `timeouts.update`, or replace the pod (`-replace`) to get another machine: " +
		"that deletes its volume disk, so save the data first."
}
