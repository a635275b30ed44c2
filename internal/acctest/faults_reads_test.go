package acctest_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// badAnswers say nothing about whether an object exists.
func badAnswers() map[string]sandbox.Fault {
	status := func(code int) sandbox.Fault { return sandbox.Fault{Kind: sandbox.FaultStatus, Status: code} }
	page := func(code int) sandbox.Fault { return sandbox.Fault{Kind: sandbox.FaultNotJSON, Status: code} }
	body := func(text string) sandbox.Fault { return sandbox.Fault{Kind: sandbox.FaultBody, Body: text} }
	return map[string]sandbox.Fault{
		"400": status(400), "401": status(401), "403": status(403), "409": status(409), "429": status(429), "500": status(500), "501": status(501), "502": status(502), "503": status(503),
		"404 for everything": status(404), "404, a web page": page(404), "403, a web page": page(403), "502, a web page": page(502), "200, a web page": body("<html>welcome</html>"),
		"404 without a body": {Kind: sandbox.FaultBody, Status: 404},
		"connection closed":  {Kind: sandbox.FaultDrop}, "never answered": {Kind: sandbox.FaultStall}, "truncated": {Kind: sandbox.FaultTruncate},
		"empty": body(""), "null": body("null"), "a list": body("[]"), "a text": body(`"gone"`), "no fields": body("{}"), "an error with 200": body(`{"error":"not_found"}`),
		"wrong types": body(`{"id":1,"keys":{},"pods":{},"endpoints":{},"networkVolumes":1,"delegations":"none"}`),
		"null lists":  body(`{"id":null,"keys":null,"pods":null,"endpoints":null,"networkVolumes":null,"delegations":null,"clusters":null}`),
	}
}

// pairs are two instances of each kind, so that reads by lists take place too.
func pairs(t *testing.T, server *acctest.Server) []*acctest.Instance {
	t.Helper()
	var all []*acctest.Instance
	for _, kind := range creatables() {
		for n := range 2 {
			i := &acctest.Instance{Type: kind.resource}
			if err := server.Apply(t.Context(), i, kind.config(n)); err != nil {
				t.Fatal(err)
			}
			all = append(all, i)
		}
	}
	return all
}

// TestBadAnswersAreNotGone reads every kind of resource and gets every kind of
// useless answer: each is an error, and nothing leaves the state.
func TestBadAnswersAreNotGone(t *testing.T) {
	t.Parallel()
	acctest.OneByOne(t)
	for name, fault := range badAnswers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				env := acctest.NewInBubble(t)
				instances := pairs(t, env.Server(nil))
				fault.Method = http.MethodGet
				env.Account.Inject(fault)
				server := env.Server(nil) // with nothing read yet
				for _, i := range instances {
					if err := server.Refresh(t.Context(), i); err == nil {
						t.Errorf("%s: the read succeeds", i.Type)
					}
					if !i.Exists() {
						t.Errorf("%s is taken for gone", i.Type)
					}
				}
			})
		})
	}
}

// TestOnlyAConfirmed404IsGone removes what Runpod says is not there, and lists no
// more.
func TestOnlyAConfirmed404IsGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		env := acctest.NewInBubble(t)
		server := env.Server(nil)
		instances := pairs(t, server)
		for n, i := range instances {
			if n%2 == 0 {
				remove(t, env, server, i)
			}
		}
		server = env.Server(nil)
		for n, i := range instances {
			if err := server.Refresh(t.Context(), i); err != nil {
				t.Errorf("%s: %s", i.Type, err)
			}
			if i.Exists() == (n%2 == 0) {
				t.Errorf("%s, removed: %t, is in the state: %t", i.Type, n%2 == 0, i.Exists())
			}
		}
	})
}

// Of pods that were deleted Runpod knows nothing, or says that they are TERMINATED:
// both are gone.
func TestATerminatedPodIsGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		env := acctest.NewInBubble(t)
		server := env.Server(nil)
		client := env.Client()
		terminated := 0
		for range 4 {
			i := &acctest.Instance{Type: "runpod_pod"}
			if err := server.Apply(t.Context(), i, creatables()[0].config(0)); err != nil {
				t.Fatal(err)
			}
			if err := client.DeletePod(t.Context(), server.ID(i)); err != nil {
				t.Fatal(err)
			}
			if pod, err := client.GetPod(t.Context(), server.ID(i)); err == nil && pod.Status == runpod.PodStatusTerminated {
				terminated++
			}
			if err := server.Refresh(t.Context(), i); err != nil || i.Exists() {
				t.Errorf("is in the state: %t, %v", i.Exists(), err)
			}
		}
		if terminated == 0 || terminated == 4 {
			t.Errorf("%d of 4 pods are TERMINATED, want some", terminated)
		}
	})
}

// remove deletes the object of an instance as if in the console.
func remove(t *testing.T, env *acctest.Env, server *acctest.Server, i *acctest.Instance) {
	t.Helper()
	a, id := env.Account, server.ID(i)
	switch i.Type {
	case "runpod_pod":
		a.RemovePod(id)
	case "runpod_endpoint":
		a.RemoveEndpoint(id)
	case "runpod_network_volume":
		if err := env.Client().DeleteNetworkVolume(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	case "runpod_template":
		a.RemoveTemplate(id)
	case "runpod_cluster":
		a.RemoveCluster(id)
	case "runpod_ecr_delegation":
		a.RemoveDelegation(id)
	case "runpod_container_registry_auth":
		a.RemoveRegistry(id)
	case "runpod_secret":
		a.RemoveSecret(id)
	case "runpod_cost_center":
		if err := env.Client().DeleteCostCenter(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	case "runpod_global_volume":
		if err := env.Client().DeleteGlobalVolume(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	case "runpod_ssh_key":
		var others []string
		for _, line := range a.SSHKeys() {
			if known(server, i) != i.Type+" "+line {
				others = append(others, line)
			}
		}
		a.SetSSHKeys(others...)
	default:
		t.Fatalf("remove knows no %s", i.Type)
	}
}

// TestDeletesThatFindNothing deletes what somebody else has deleted already.
func TestDeletesThatFindNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		env := acctest.NewInBubble(t)
		server := env.Server(nil)
		for _, i := range pairs(t, server) {
			remove(t, env, server, i)
			if err := server.Destroy(t.Context(), i); err != nil || i.Exists() {
				t.Errorf("%s: in the state: %t, %v", i.Type, i.Exists(), err)
			}
		}
		for _, left := range env.Account.Contents() {
			t.Errorf("left on the account: %s", left)
		}
	})
}

// TestFailingDeletes keep the state, and say so.
func TestFailingDeletes(t *testing.T) {
	t.Parallel()
	acctest.OneByOne(t)
	const words = "these are the words of Runpod"
	status := func(code int) []sandbox.Fault {
		return []sandbox.Fault{{Kind: sandbox.FaultStatus, Status: code, Detail: words}}
	}
	for name, test := range map[string]struct {
		faults []sandbox.Fault // of deletes; those with a method of their own come as they are
		want   string
	}{
		"401": {status(401), words}, "403": {status(403), words}, "429": {status(429), words}, "500": {status(500), words}, "503": {status(503), words},
		"a page":                      {[]sandbox.Fault{{Kind: sandbox.FaultNotJSON, Status: 502}}, "502"},
		"somebody's 404":              {[]sandbox.Fault{{Kind: sandbox.FaultNotJSON, Status: 404}}, "404"},
		"connection closed":           {[]sandbox.Fault{{Kind: sandbox.FaultDrop}}, "EOF"},
		"never answered":              {[]sandbox.Fault{{Kind: sandbox.FaultStall}}, "no response within 1m0s"},
		"a 404 that reads contradict": {status(404), ""},
		"a 404 for everything":        {append(status(404), sandbox.Fault{Kind: sandbox.FaultStatus, Method: http.MethodGet, Status: 404}), "/v2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				env := acctest.NewInBubble(t)
				server := env.Server(nil)
				instances := pairs(t, server)
				before := len(onAccount(env.Account))
				for _, fault := range test.faults {
					if fault.Method != "" {
						env.Account.Inject(fault)
						continue
					}
					for _, fault.Method = range []string{http.MethodDelete, http.MethodPut} { // SSH keys are put
						env.Account.Inject(fault)
					}
				}
				for _, i := range instances {
					err := server.Destroy(t.Context(), i)
					if !i.Exists() {
						t.Errorf("%s has left the state", i.Type)
					}
					if err == nil || (!strings.Contains(err.Error(), test.want) && i.Type != "runpod_ssh_key") {
						t.Errorf("%s: error %v, want one with %q", i.Type, err, test.want)
					}
				}
				if after := len(onAccount(env.Account)); after != before {
					t.Errorf("%d objects on the account, want all %d", after, before)
				}
			})
		})
	}
}

// TestDeletesOfWhatIsInUse go on as long as `timeouts.delete` says, and end with
// Runpod's words, or with the object gone where its user goes first.
func TestDeletesOfWhatIsInUse(t *testing.T) {
	t.Parallel()
	pod := func(changes attrs) attrs {
		config := attrs{"name": "user", "gpu": attrs{"type_ids": []any{"NVIDIA L40S"}}}
		maps.Copy(config, changes)
		return config
	}
	bounded := func(config attrs) attrs {
		config["timeouts"] = attrs{"delete": "90s"}
		return config
	}
	for name, test := range map[string]struct {
		resource string
		config   attrs
		user     func(id string) (resource string, config attrs)
		words    string
	}{
		"volume": {
			"runpod_network_volume", bounded(attrs{"name": "data", "size_gb": 20, "data_center_id": "EU-RO-1"}),
			func(id string) (string, attrs) {
				return "runpod_pod", pod(attrs{"image": "busybox:1", "data_center_ids": []any{"EU-RO-1"}, "network_volume": attrs{"id": id}})
			}, "remove this network volume from all pods",
		},
		"template": {
			"runpod_template", bounded(attrs{"name": "base", "image": "busybox:1"}),
			func(id string) (string, attrs) { return "runpod_pod", pod(attrs{"template_id": id}) }, "in use",
		},
		"registry": {
			"runpod_container_registry_auth", bounded(attrs{"name": "ghcr", "username": "bot", "password": "hush"}),
			func(id string) (string, attrs) {
				return "runpod_pod", pod(attrs{"image": "busybox:1", "container_registry_auth_id": id})
			}, "in use",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				env := acctest.NewInBubble(t)
				server := env.Server(nil)
				used := &acctest.Instance{Type: test.resource}
				if err := server.Apply(t.Context(), used, test.config); err != nil {
					t.Fatal(err)
				}
				resource, config := test.user(server.ID(used))
				user := &acctest.Instance{Type: resource}
				if err := server.Apply(t.Context(), user, config); err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				err := server.Destroy(t.Context(), used)
				if err == nil || !strings.Contains(strings.ToLower(err.Error()), test.words) || !used.Exists() {
					t.Errorf("in the state: %t; error %v, want one with %q", used.Exists(), err, test.words)
				}
				if took := time.Since(began); took < 90*time.Second || took > 100*time.Second {
					t.Errorf("took %s, want the 90 s of timeouts.delete", took)
				}
				time.AfterFunc(30*time.Second, func() { env.Account.RemovePod(server.ID(user)) })
				if err := server.Destroy(t.Context(), used); err != nil || used.Exists() {
					t.Errorf("with its user gone meanwhile: in the state: %t, %v", used.Exists(), err)
				}
			})
		})
	}
}
