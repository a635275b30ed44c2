package pod

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const defaultActionTimeout = "20m"

// podAction starts, stops, restarts or terminates a pod, which may be one that Terraform
// does not manage.
type podAction struct {
	action runpod.PodAction
	text   actionText

	account *account.Account
	reads   *account.Reads[runpod.Pod]
}

// actionText is what the descriptions of the actions do not share.
type actionText struct {
	does string // what the action does
	wait string // what it waits for
}

type actionModel struct {
	ID      types.String `tfsdk:"id"`
	Wait    types.Bool   `tfsdk:"wait"`
	Timeout types.String `tfsdk:"timeout"`
}

var _ action.ActionWithConfigure = (*podAction)(nil)

// NewStartAction makes the action `runpod_pod_start`.
func NewStartAction() action.Action {
	return &podAction{action: runpod.PodActionStart, text: actionText{
		does: "Starts a stopped pod, retrying until `timeout` if its machine has no free GPU. If a `runpod_pod` declares `desired_state = \"STOPPED\"`, its next apply stops the pod again.",
		wait: "Whether to wait until the pod runs.",
	}}
}

// NewStopAction makes the action `runpod_pod_stop`.
func NewStopAction() action.Action {
	return &podAction{action: runpod.PodActionStop, text: actionText{
		does: "Stops a pod that is not locked: the container disk is erased, and the volume disk bills at twice the rate. If a `runpod_pod` declares `desired_state = \"RUNNING\"`, its next apply starts the pod again.",
		wait: "Whether to wait until the pod has stopped.",
	}}
}

// NewRestartAction makes the action `runpod_pod_restart`.
func NewRestartAction() action.Action {
	return &podAction{action: runpod.PodActionRestart, text: actionText{
		does: "Restarts the container of a running pod on the same machine. The container disk is erased; volumes stay.",
		wait: "Whether to wait until the pod runs again.",
	}}
}

// NewTerminateAction makes the action `runpod_pod_terminate`.
func NewTerminateAction() action.Action {
	return &podAction{action: runpod.PodActionTerminate, text: actionText{
		does: "Terminates a pod: deletes it with its container disk and volume disk; a network volume stays. For a pod that a `runpod_pod` manages, run `terraform destroy`: otherwise the next apply creates it again.",
		wait: "Whether to wait until the pod is deleted.",
	}}
}

func (a *podAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_pod_" + string(a.action)
}

func (a *podAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: a.text.does,
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "ID of the pod, which need not be managed by Terraform.",
				Validators:          []validator.String{tfkit.ID()},
			},
			"wait": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: a.text.wait + " Default: `true`.",
			},
			"timeout": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Maximum duration of the action, such as `90s` or `1h`. Default: `" + defaultActionTimeout + "`.",
				Validators:          []validator.String{tfkit.Duration("Invalid timeout")},
			},
		},
	}
}

func (a *podAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		a.account, a.reads = data.Account, account.ReadsOf(data.Account, Kind)
	}
}

func (a *podAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config actionModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	text := defaultActionTimeout
	if !config.Timeout.IsNull() {
		text = config.Timeout.ValueString()
	}
	timeout, remedy := tfkit.PositiveDuration(text)
	if remedy != "" { // it was not known at validation
		resp.Diagnostics.AddAttributeError(path.Root("timeout"), "Invalid timeout", remedy)
		return
	}
	w := &waiter{
		client: a.account.Client, reads: a.reads, deadline: account.NewDeadline(a.account.Clock, account.TimeoutAction, timeout), id: config.ID.ValueString(),
		progress: func(message string) { resp.SendProgress(action.InvokeProgressEvent{Message: message}) },
	}
	if err := a.run(ctx, w, config.Wait.IsNull() || config.Wait.ValueBool()); err != nil {
		tfkit.AddError(&resp.Diagnostics, tfkit.Attempted(string(a.action), Kind.Name, w.id), a.advised(err, w.last), nil)
	}
}

func (a *podAction) run(ctx context.Context, w *waiter, wait bool) error {
	pod, err := a.account.Client.GetPod(ctx, w.id)
	if err != nil {
		return err
	}
	if Kind.IsGone(pod, nil) {
		if a.action == runpod.PodActionTerminate {
			w.saw(pod)
			return nil
		}
		return account.WithNextStep(fmt.Errorf("pod %s was deleted", w.id), "Check the ID: there is no such pod to "+string(a.action)+".")
	}
	w.saw(pod)
	defer a.reads.Drop()
	switch a.action {
	case runpod.PodActionStop:
		return a.stop(ctx, w, wait)
	case runpod.PodActionRestart:
		return a.restart(ctx, w, wait)
	case runpod.PodActionTerminate:
		return a.terminate(ctx, w, wait)
	default:
		return a.start(ctx, w, wait)
	}
}

func (a *podAction) start(ctx context.Context, w *waiter, wait bool) error {
	if desiredState(w.last.Status) == stateStopped {
		if err := w.start(ctx); err != nil {
			return err
		}
	}
	if !wait {
		return nil
	}
	return w.Running(ctx, false)
}

func (a *podAction) stop(ctx context.Context, w *waiter, wait bool) error {
	if desiredState(w.last.Status) == stateStopped {
		return nil
	}
	if !wait {
		return w.act(ctx, runpod.PodActionStop)
	}
	return w.halt(ctx)
}

func (a *podAction) restart(ctx context.Context, w *waiter, wait bool) error {
	if desiredState(w.last.Status) == stateStopped {
		return account.WithNextStep(fmt.Errorf("pod %s is %s; only a running pod can be restarted", w.id, w.last.Status), "Use the action `runpod_pod_start` instead.")
	}
	if !w.last.Runs() {
		if err := w.Running(ctx, false); err != nil {
			return err
		}
	}
	if err := w.act(ctx, runpod.PodActionRestart); err != nil || !wait {
		return err
	}
	// What is read at once may still be the pod as it ran before.
	if err := w.deadline.Sleep(ctx, pollInterval); err != nil {
		return err
	}
	return w.Running(ctx, false)
}

func (a *podAction) terminate(ctx context.Context, w *waiter, wait bool) error {
	if err := w.act(ctx, runpod.PodActionTerminate); err != nil {
		return err
	}
	if wait {
		if err := account.AwaitGone(ctx, a.reads, Kind, w.deadline, w.id); err != nil {
			return err
		}
	}
	if !Kind.IsGone(w.last, nil) {
		w.tell("Pod %s is %s.", w.id, runpod.PodStatusTerminated)
	}
	return nil
}

// advised gives an error the next step of an action, which has neither a state
// nor a timeouts block.
func (a *podAction) advised(err error, pod *runpod.Pod) error {
	var next string
	switch {
	case errors.Is(err, context.Canceled):
		next = "The action was interrupted. Check the pod's status before you run it again."
	case is[*noGPUError](err):
		next = "A stopped pod keeps its machine but not its GPU. Run the action again later, or raise `timeout`. To use a GPU on another machine, create a new pod: its volume disk starts empty, so save the data first."
	case is[*account.TimeoutError](err):
		next = "Raise `timeout` if the pod needs more time, or check the pod in the Runpod console."
	case is[*endedError](err):
		next = "The container probably exited or could not start. Check the pod's logs (`data.runpod_pod_logs`, or the Runpod console), then the image, the start command and the environment."
	case is[*runpod.AmbiguousError](err):
		next = "Check the pod's status, and run the action again if it had no effect."
	case runpod.IsConflict(err) && pod != nil && pod.Cluster != nil:
		next = "The pod belongs to a cluster. Runpod starts, stops and deletes clusters only as a whole."
	case runpod.IsConflict(err) && pod != nil && pod.Locked:
		next = "The pod is locked. Set `locked = false` on its `runpod_pod`, or unlock it in the Runpod console, and run the action again."
	case runpod.IsConflict(err):
		next = "The pod's current status does not allow this. Run the action again when the status has settled."
	default:
		return err
	}
	return account.WithNextStep(err, next)
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}
