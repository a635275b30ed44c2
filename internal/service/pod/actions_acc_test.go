package pod_test

import (
	"context"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// situation prepares the account and returns the ID of the pod to act on.
type situation func(t *testing.T, env *acctest.Env) string

func isRunning(t *testing.T, env *acctest.Env) string { return running(t, env, gpuPod("trainer")) }

func isStarting(t *testing.T, env *acctest.Env) string { return create(t, env, gpuPod("trainer")) }

func isStopped(t *testing.T, env *acctest.Env) string {
	id := isRunning(t, env)
	if _, err := env.Client().PodAction(t.Context(), id, runpod.PodActionStop); err != nil {
		t.Fatal(err)
	}
	return id
}

func isLocked(t *testing.T, env *acctest.Env) string {
	id := isRunning(t, env)
	env.Account.EditPod(id, func(p *runpod.Pod) { p.Locked = true })
	return id
}

func isMember(t *testing.T, env *acctest.Env) string {
	id := isRunning(t, env)
	env.Account.EditPod(id, func(p *runpod.Pod) { p.Cluster = &runpod.PodCluster{ID: "c1"} })
	return id
}

func hasNoGPU(t *testing.T, env *acctest.Env) string {
	id := isStopped(t, env)
	env.Account.SetCapacity(a100, "", runpod.CloudSecure, 0)
	return id
}

func isDeleted(t *testing.T, env *acctest.Env) string {
	first, second := isRunning(t, env), isRunning(t, env)
	env.Account.RemovePod(first) // and is not found any more
	env.Account.RemovePod(second)
	return second
}

func isUnknown(*testing.T, *acctest.Env) string { return "nosuchpod" }

// fault makes something go wrong once, with the first action on the pod.
func fault(from situation, kind sandbox.FaultKind) situation {
	return func(t *testing.T, env *acctest.Env) string {
		id := from(t, env)
		env.Account.Inject(sandbox.Fault{Kind: kind, Method: http.MethodPost, PathPrefix: "/pods/", Times: 1})
		return id
	}
}

// taken counts the actions that Runpod was asked for.
func taken(env *acctest.Env) (actions []string) {
	for _, r := range env.Account.Requests() {
		if r.Method == http.MethodPost && strings.HasSuffix(r.Path, "/action") {
			actions = append(actions, r.Body)
		}
	}
	return actions
}

func TestPodActions(t *testing.T) {
	t.Parallel()
	const start, stop, restart, terminate = "runpod_pod_start", "runpod_pod_stop", "runpod_pod_restart", "runpod_pod_terminate"
	for name, test := range map[string]struct {
		action  string
		pod     situation
		config  map[string]any
		status  runpod.PodStatus // in the end
		gone    bool             // in the end
		asked   int              // how often Runpod is asked for the action; -1: several times
		says    []string         // in the messages, in this order
		summary string           // of the error, if there is one
		detail  []string
	}{
		"start a stopped pod":        {action: start, pod: isStopped, status: "RUNNING", asked: 1, says: []string{"is EXITED", "is STARTING", "is RUNNING"}},
		"start a running pod":        {action: start, pod: isRunning, status: "RUNNING", says: []string{"is RUNNING"}},
		"start a starting pod":       {action: start, pod: isStarting, status: "RUNNING", says: []string{"is RUNNING"}},
		"start and not wait":         {action: start, pod: isStopped, config: map[string]any{"wait": false}, status: "STARTING", asked: 1},
		"start, answer lost":         {action: start, pod: fault(isStopped, sandbox.FaultDropAfter), status: "RUNNING", asked: 1},
		"stop a running pod":         {action: stop, pod: isRunning, status: "EXITED", asked: 1, says: []string{"is RUNNING", "is EXITED"}},
		"stop a stopped pod":         {action: stop, pod: isStopped, status: "EXITED", says: []string{"is EXITED"}},
		"stop a starting pod":        {action: stop, pod: isStarting, status: "EXITED", asked: 1},
		"stop and not wait":          {action: stop, pod: isRunning, config: map[string]any{"wait": false}, status: "EXITED", asked: 1},
		"stop, answer lost":          {action: stop, pod: fault(isRunning, sandbox.FaultDropAfter), status: "EXITED", asked: 1},
		"restart a running pod":      {action: restart, pod: isRunning, status: "RUNNING", asked: 1, says: []string{"is RUNNING", "is STARTING", "is RUNNING"}},
		"restart a starting pod":     {action: restart, pod: isStarting, status: "RUNNING", asked: 1},
		"restart and not wait":       {action: restart, pod: isRunning, config: map[string]any{"wait": false}, status: "STARTING", asked: 1},
		"restart a locked pod":       {action: restart, pod: isLocked, status: "RUNNING", asked: 1},
		"restart a stopped pod":      {action: restart, pod: isStopped, status: "EXITED", summary: "Cannot restart pod", detail: []string{"is EXITED", "`runpod_pod_start`"}},
		"restart, answer lost":       {action: restart, pod: fault(isRunning, sandbox.FaultDropAfter), asked: 1, summary: "Cannot restart pod", detail: []string{"may or may not", "run the action again if it had no effect"}},
		"stop a locked pod":          {action: stop, pod: isLocked, status: "RUNNING", asked: 1, summary: "Cannot stop pod", detail: []string{"409", "`locked = false`"}},
		"stop a member":              {action: stop, pod: isMember, status: "RUNNING", asked: 1, summary: "Cannot stop pod", detail: []string{"belongs to a cluster"}},
		"no GPU":                     {action: start, pod: hasNoGPU, status: "EXITED", asked: -1, says: []string{"no free GPU", "up to 20m"}, summary: "Cannot start pod", detail: []string{"not enough free GPUs", "timed out after 20m0s", "raise `timeout`"}},
		"no GPU, less patience":      {action: start, pod: hasNoGPU, config: map[string]any{"timeout": "30s"}, status: "EXITED", asked: 3, summary: "Cannot start pod", detail: []string{"timed out after 30s"}},
		"not enough time":            {action: start, pod: isStopped, config: map[string]any{"timeout": "6s"}, asked: 1, summary: "Cannot start pod", detail: []string{"timed out after 6s", "Raise `timeout`"}},
		"start an unknown pod":       {action: start, pod: isUnknown, summary: `Cannot start pod "nosuchpod"`, detail: []string{"404", "Check the IDs"}},
		"stop a deleted pod":         {action: stop, pod: isDeleted, summary: "Cannot stop pod", detail: []string{"was deleted", "Check the ID"}},
		"restart an unknown pod":     {action: restart, pod: isUnknown, summary: "Cannot restart pod", detail: []string{"404"}},
		"terminate a running pod":    {action: terminate, pod: isRunning, asked: 1, gone: true, says: []string{"is RUNNING", "is TERMINATED"}},
		"terminate a stopped pod":    {action: terminate, pod: isStopped, asked: 1, gone: true},
		"terminate a starting pod":   {action: terminate, pod: isStarting, asked: 1, gone: true},
		"terminate and not wait":     {action: terminate, pod: isRunning, config: map[string]any{"wait": false}, asked: 1, gone: true},
		"terminate, answer lost":     {action: terminate, pod: fault(isRunning, sandbox.FaultDropAfter), asked: 1, gone: true},
		"terminate, never arrived":   {action: terminate, pod: fault(isRunning, sandbox.FaultDrop), status: "RUNNING", asked: 1, summary: "Cannot terminate pod", detail: []string{"run the action again if it had no effect"}},
		"terminate a terminated pod": {action: terminate, pod: isDeleted, gone: true, says: []string{"is TERMINATED"}},
		"terminate a member":         {action: terminate, pod: isMember, status: "RUNNING", asked: 1, summary: "Cannot terminate pod", detail: []string{"belongs to a cluster"}},
		"terminate an unknown pod":   {action: terminate, pod: isUnknown, summary: "Cannot terminate pod", detail: []string{"404"}},
		"an id that is none":         {action: start, pod: func(*testing.T, *acctest.Env) string { return "my pod" }, summary: "Invalid ID", detail: []string{"not an ID"}},
		"a timeout that is none":     {action: stop, pod: isUnknown, config: map[string]any{"timeout": "soon"}, summary: "Invalid timeout", detail: []string{"\"20m\""}},
		"a timeout without a time":   {action: stop, pod: isUnknown, config: map[string]any{"timeout": "0s"}, summary: "Invalid timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.EachLifecycle(t, func(t *testing.T, env *acctest.Env) {
				config := map[string]any{"id": test.pod(t, env)}
				maps.Copy(config, test.config)
				before := len(taken(env))
				progress, diags := env.Server(nil).Invoke(t.Context(), test.action, config)
				checkError(t, diags, test.summary, test.detail)
				if n := len(taken(env)) - before; (test.asked >= 0 && n != test.asked) || (test.asked < 0 && n < 10) {
					t.Errorf("Runpod was asked %d times, want %d", n, test.asked)
				}
				rest := strings.Join(progress, "\n")
				for _, want := range test.says {
					if want == "is STARTING" && env.Lifecycle == sandbox.LifecycleRecorded {
						want = "starts its container"
					}
					_, after, ok := strings.Cut(rest, want)
					if !ok {
						t.Errorf("the messages lack %q at its place: %q", want, progress)
					}
					rest = after
				}
				if pods := env.Account.Pods(); test.gone && len(pods) > 0 {
					t.Errorf("the pod is still there: %v", pods)
				}
				if test.status == "" {
					return
				}
				want := test.status
				if want == runpod.PodStatusStarting && env.Lifecycle == sandbox.LifecycleRecorded {
					want = runpod.PodStatusRunning
				}
				if status := only(t, env).Status; status != want {
					t.Errorf("the pod is %s, want %s", status, want)
				}
			})
		})
	}
}

// checkError fails unless there is this one error, or none for an empty summary.
func checkError(t *testing.T, diags []*tfprotov6.Diagnostic, summary string, detail []string) {
	t.Helper()
	if summary == "" {
		for _, d := range diags {
			t.Errorf("%s: %s", d.Summary, d.Detail)
		}
		return
	}
	if len(diags) != 1 || diags[0].Severity != tfprotov6.DiagnosticSeverityError || !strings.HasPrefix(diags[0].Summary, summary) {
		t.Fatalf("got %+v, want the error %q", diags, summary)
	}
	for _, want := range detail {
		if !strings.Contains(diags[0].Detail, want) {
			t.Errorf("the error lacks %q: %s", want, diags[0].Detail)
		}
	}
}

// A GPU that comes free ends the wait.
func TestPodStartWaitsForAGPU(t *testing.T) {
	t.Parallel()
	acctest.EachLifecycle(t, checkPodStartWaitsForAGPU)
}

func checkPodStartWaitsForAGPU(t *testing.T, env *acctest.Env) {
	id := hasNoGPU(t, env)
	free := env.Clock.Now().Add(3 * time.Minute)
	env.OnSleep = func() {
		if env.Clock.Now().After(free) {
			env.Account.SetCapacity(a100, "", runpod.CloudSecure, 8)
		}
	}
	progress, diags := env.Server(nil).Invoke(t.Context(), "runpod_pod_start", map[string]any{"id": id})
	checkError(t, diags, "", nil)
	if n := strings.Count(strings.Join(progress, "\n"), "no free GPU"); n != 1 || only(t, env).Status != runpod.PodStatusRunning {
		t.Errorf("told %d times, the pod is %s", n, only(t, env).Status)
	}
}

// An interruption ends an action wherever it waits, and asks for nothing more.
func TestPodActionsCancelled(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		action string
		pod    situation
		asked  int
	}{
		"no GPU":           {"runpod_pod_start", hasNoGPU, 1},
		"start":            {"runpod_pod_start", isStopped, 1},
		"restart":          {"runpod_pod_restart", isRunning, 1},
		"before a restart": {"runpod_pod_restart", isStarting, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			id := test.pod(t, env)
			before := len(taken(env))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			env.OnSleep = cancel
			_, diags := env.Server(nil).Invoke(ctx, test.action, map[string]any{"id": id})
			checkError(t, diags, "Cannot ", []string{"interrupted"})
			if asked := taken(env)[before:]; len(asked) != test.asked {
				t.Errorf("asked for %q", asked)
			}
		})
	}
}

// A container that ends while the action waits is distinguished from a timeout.
func TestPodStartOfAContainerThatEnds(t *testing.T) {
	t.Parallel()
	acctest.EachLifecycle(t, checkPodStartOfAContainerThatEnds)
}

func checkPodStartOfAContainerThatEnds(t *testing.T, env *acctest.Env) {
	id := isStopped(t, env)
	env.OnSleep = func() {
		if pod := only(t, env); pod.Status != runpod.PodStatusExited && pod.Status != runpod.PodStatusError && !pod.Runs() {
			env.Account.FailPod(id)
		}
	}
	_, diags := env.Server(nil).Invoke(t.Context(), "runpod_pod_start", map[string]any{"id": id})
	checkError(t, diags, "Cannot start pod", []string{"reached status ERROR", "pod's logs"})
}

// What an action does to a pod that Terraform manages is drift, unless the
// configuration leaves it to the actions. Its cost is then that of its usage.
func TestAccPod_stoppedByAction(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lines []string
		plans plancheck.PlanCheck
	}{
		"desired_state declared": {plans: plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate)},
		"left to actions":        {lines: []string{"usage = { hours_per_day = 8 }", "lifecycle {\n    ignore_changes = [desired_state]\n  }"}, plans: plancheck.ExpectEmptyPlan()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			body := env.Config(config(test.lines...))
			env.Run(
				resource.TestStep{Config: body},
				resource.TestStep{
					PreConfig: func() {
						_, diags := env.Server(nil).Invoke(t.Context(), "runpod_pod_stop", map[string]any{"id": only(t, env).ID})
						checkError(t, diags, "", nil)
					},
					Config:           body,
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{test.plans}, PostApplyPostRefresh: acctest.EmptyPlan()},
				},
			)
		})
	}
}
