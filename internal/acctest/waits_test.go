package acctest_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// silent are the functions that wait and do not say so, and why they need not.
var silent = map[string]string{
	"account.current":       "less than 15 s, for a list that many share",
	"account.Sleep":         "what Poll sleeps by",
	"runpod.Sleep":          "the clock",
	"labels.late":           "3 s, once",
	"service/pod.restart":   "5 s",
	"service/sshkey.change": "less than a second or two",
}

// spoken is a wait that a user may wonder about.
type spoken struct {
	waiters []string // the functions that wait, by package
	message string   // of the log
	seen    string   // in the same line
	run     func(ctx context.Context, env *acctest.Env, server *acctest.Server) error
}

const l40s = "NVIDIA L40S"

func podOf(more attrs) attrs {
	pod := attrs{"name": "trainer", "image": "busybox:1", "gpu": attrs{"type_ids": []any{l40s}}, "env": attrs{"TOKEN": "Zq7hush9xQ"}}
	maps.Copy(pod, more)
	return pod
}

// spokenWaits are all long waits there are.
func spokenWaits() map[string]spoken {
	post := func(path string, fault sandbox.Fault) sandbox.Fault {
		fault.Method, fault.PathPrefix = http.MethodPost, path
		return fault
	}
	full := func(env *acctest.Env) func() {
		env.Account.SetCapacity(l40s, "", runpod.CloudSecure, 0)
		return func() { env.Account.SetCapacity(l40s, "", runpod.CloudSecure, 4) }
	}
	return map[string]spoken{
		"a pod starts": {[]string{"account.Poll", "service/pod.Running"}, "Waiting for the pod to start", "pod ", func(ctx context.Context, _ *acctest.Env, server *acctest.Server) error {
			return server.Apply(ctx, &acctest.Instance{Type: "runpod_pod"}, podOf(nil))
		}},
		"a pod stops": {[]string{"service/pod.stopped"}, "", "", func(ctx context.Context, _ *acctest.Env, server *acctest.Server) error {
			i := &acctest.Instance{Type: "runpod_pod"}
			if err := server.Apply(ctx, i, podOf(nil)); err != nil {
				return err
			}
			return server.Apply(ctx, i, podOf(attrs{"desired_state": "STOPPED"}))
		}},
		"a stopped pod finds no GPU": {[]string{"service/pod.start"}, "Still waiting for a free GPU on the pod's machine", "no GPU is free on the machine of pod ", func(ctx context.Context, env *acctest.Env, server *acctest.Server) error {
			i := &acctest.Instance{Type: "runpod_pod"}
			for _, state := range []string{"RUNNING", "STOPPED"} {
				if err := server.Apply(ctx, i, podOf(attrs{"desired_state": state})); err != nil {
					return err
				}
			}
			time.AfterFunc(5*time.Minute, full(env))
			return server.Apply(ctx, i, podOf(nil))
		}},
		"a stopped pod starts without its GPUs": {[]string{"service/pod.up"}, "Waiting for the pod to start with its GPUs", "pod ", func(ctx context.Context, env *acctest.Env, server *acctest.Server) error {
			i := &acctest.Instance{Type: "runpod_pod"}
			for _, state := range []string{"RUNNING", "STOPPED"} {
				if err := server.Apply(ctx, i, podOf(attrs{"desired_state": state})); err != nil {
					return err
				}
			}
			env.Account.SetBareStarts(1)
			return server.Apply(ctx, i, podOf(nil))
		}},
		"a cluster starts": {[]string{"service/cluster.Running"}, "Waiting for all pods of the cluster to start", "cluster ", func(ctx context.Context, _ *acctest.Env, server *acctest.Server) error {
			return server.Apply(ctx, &acctest.Instance{Type: "runpod_cluster"}, attrs{
				"name": "ray", "type": "RAY", "image": "busybox:1", "compute": attrs{"gpu_type_id": "NVIDIA H100 80GB HBM3", "gpu_count_per_pod": 1, "pod_count": 2},
			})
		}},
		"there is no capacity": {[]string{"account.place"}, "Still waiting for capacity", "", func(ctx context.Context, env *acctest.Env, server *acctest.Server) error {
			time.AfterFunc(5*time.Minute, full(env))
			return server.Apply(ctx, &acctest.Instance{Type: "runpod_pod"}, podOf(nil))
		}},
		"a volume is in use": {[]string{"account.DeleteUnused", "account.AwaitGone"}, "Waiting for the network volume to be released by what uses it", "Runpod refuses to delete it because it is in use", func(ctx context.Context, env *acctest.Env, server *acctest.Server) error {
			volume := &acctest.Instance{Type: "runpod_network_volume"}
			if err := server.Apply(ctx, volume, attrs{"name": "data", "size_gb": 20, "data_center_id": "EU-RO-1"}); err != nil {
				return err
			}
			id := env.Account.NetworkVolumes()[0].ID
			pod := &acctest.Instance{Type: "runpod_pod"}
			if err := server.Apply(ctx, pod, podOf(attrs{"network_volume": attrs{"id": id}, "gpu": attrs{"type_ids": []any{"NVIDIA GeForce RTX 4090", l40s}}})); err != nil {
				return err
			}
			time.AfterFunc(3*time.Minute, func() { env.Account.RemovePod(env.Account.Pods()[0].ID) })
			return server.Destroy(ctx, volume)
		}},
		"a create has no answer": {[]string{"account.search"}, `Waiting for secret "one" to appear, whose create request had no response`, "", func(ctx context.Context, env *acctest.Env, server *acctest.Server) error {
			env.Account.Inject(post("/account/secrets", sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusBadGateway, Times: 1}))
			err := server.Apply(ctx, &acctest.Instance{Type: "runpod_secret"}, attrs{"name": "one", "value": "Zq7hush9xQ"})
			if err == nil || !strings.Contains(err.Error(), "502") {
				return err
			}
			return nil
		}},
		"Runpod accepts no requests": {[]string{"runpod.enter"}, "Slow because of Runpod's rate limits", "", func(ctx context.Context, env *acctest.Env, server *acctest.Server) error {
			env.Account.Inject(post("/account/secrets", sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusTooManyRequests, RetryAfter: time.Minute, Times: 1}))
			return server.Apply(ctx, &acctest.Instance{Type: "runpod_secret"}, attrs{"name": "one", "value": "Zq7hush9xQ"})
		}},
		"a request is repeated": {[]string{"runpod.pause"}, "Trying again", "", func(ctx context.Context, env *acctest.Env, server *acctest.Server) error {
			env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusServiceUnavailable, Method: http.MethodGet, PathPrefix: "/account/secrets", Times: 1})
			return server.Apply(ctx, &acctest.Instance{Type: "runpod_secret"}, attrs{"name": "one", "value": "Zq7hush9xQ"})
		}},
	}
}

// TestLongWaitsLog: at INFO the log says what is waited for, in few lines and
// without a secret.
func TestLongWaitsLog(t *testing.T) {
	t.Parallel()
	for name, wait := range spokenWaits() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				env := acctest.NewInBubble(t, func(o *sandbox.Options) { o.BootTime = 4 * time.Minute })
				log := &logged{}
				if err := wait.run(tflogtest.RootLogger(t.Context(), log), env, env.Server(nil)); err != nil {
					t.Fatal(err)
				}
				if strings.Contains(log.text.String(), "Zq7hush9xQ") {
					t.Error("a secret is in the log")
				}
				entries, err := tflogtest.MultilineJSONDecode(&log.text)
				if err != nil {
					t.Fatal(err)
				}
				found, lines := false, 0
				for _, entry := range entries {
					if entry["@level"] != "info" {
						continue
					}
					lines++
					message, _ := entry["@message"].(string)
					seen, _ := entry["seen"].(string)
					found = found || strings.HasPrefix(message, wait.message) && strings.HasPrefix(seen, wait.seen)
				}
				if !found || lines > 40 {
					t.Errorf("%d lines at INFO, none of %q: %v", lines, wait.message, entries)
				}
			})
		})
	}
}

// TestEveryWaiterLogs finds what waits in the code: it is one of the above, or
// there is a reason.
func TestEveryWaiterLogs(t *testing.T) {
	t.Parallel()
	var told []string
	for _, wait := range spokenWaits() {
		told = append(told, wait.waiters...)
	}
	var waiters []string
	internal := filepath.Join("..", "..", "internal")
	for _, folder := range []string{"account", "container", "labels", "pricing", "runpod", "service", "tfkit"} {
		if err := filepath.WalkDir(filepath.Join(internal, folder), func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return err
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			below, err := filepath.Rel(internal, filepath.Dir(file))
			if err != nil {
				return err
			}
			for _, declaration := range parsed.Decls {
				if f, ok := declaration.(*ast.FuncDecl); ok && waits(f) {
					waiters = append(waiters, path.Clean(filepath.ToSlash(below))+"."+f.Name.Name)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if len(waiters) < 10 {
		t.Fatalf("only %d waiters were found", len(waiters))
	}
	for _, waiter := range waiters {
		if !slices.Contains(told, waiter) && silent[waiter] == "" {
			t.Errorf("%s waits: let it say so at INFO by account.Waiting, and add it to spokenWaits", waiter)
		}
	}
	for waiter := range silent {
		if !slices.Contains(waiters, waiter) && waiter != "runpod.Sleep" {
			t.Errorf("a reason is listed for %s, which does not wait", waiter)
		}
	}
}

// waits reports whether a function sleeps or polls.
func waits(f *ast.FuncDecl) bool {
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if to, ok := call.Fun.(*ast.SelectorExpr); ok && (to.Sel.Name == "Sleep" || to.Sel.Name == "Poll") {
				found = true
			}
		}
		return true
	})
	return found
}
