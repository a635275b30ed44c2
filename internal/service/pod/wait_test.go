package pod_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// recorded answers as RunPod was recorded: a pod is RUNNING from its creation on and
// only lacks a runtime, and a stopped one keeps its rate. With unmapped, no port is ever
// mapped.
func recorded(unmapped bool) http.RoundTripper {
	return acctest.Rewriting("/pods", func(object map[string]any) {
		pods, isList := object["pods"].([]any)
		if !isList {
			pods = []any{object}
		}
		for _, p := range pods {
			pod := p.(map[string]any)
			switch pod["status"] {
			case "PROVISIONING", "STARTING":
				pod["status"], pod["runtime"] = "RUNNING", nil
			case "EXITED":
				pod["cost"] = 0.72
			}
			if runtime, ok := pod["runtime"].(map[string]any); ok && unmapped {
				delete(runtime, "ports")
				pod["ssh"].(map[string]any)["direct"] = nil
			}
		}
	})
}

// told are the warnings of the last apply.
func told(i *acctest.Instance) []string {
	var texts []string
	for _, d := range i.Told {
		if d.Severity == tfprotov6.DiagnosticSeverityWarning {
			texts = append(texts, d.Summary+": "+d.Detail)
		}
	}
	return texts
}

// TestWaits: what an apply waits for, on an API that calls a pod RUNNING at once.
func TestWaits(t *testing.T) {
	t.Parallel()
	ports := items{"22/tcp", "8888/http"}
	for name, test := range map[string]struct {
		config   obj
		unmapped bool
		least    time.Duration // that the apply takes
		most     time.Duration
		ssh      bool // reachable afterwards
		warns    bool
		fails    string
	}{
		"SSH by default":             {config: obj{"ports": ports}, least: 60 * time.Second, most: 80 * time.Second, ssh: true},
		"nothing to reach":           {config: obj{}, least: 30 * time.Second, most: 40 * time.Second},
		"HTTP only":                  {config: obj{"ports": items{"8888/http"}}, least: 30 * time.Second, most: 40 * time.Second},
		"CREATED":                    {config: obj{"ports": ports, "wait_until": "CREATED"}},
		"RUNNING":                    {config: obj{"ports": ports, "wait_until": "RUNNING"}, least: 30 * time.Second, most: 40 * time.Second},
		"READY":                      {config: obj{"ports": ports, "wait_until": "READY"}, least: 60 * time.Second, most: 80 * time.Second, ssh: true},
		"a courtesy ends":            {config: obj{"ports": ports}, unmapped: true, least: 200 * time.Second, most: 220 * time.Second, warns: true},
		"a courtesy within timeouts": {config: obj{"ports": ports, "timeouts": obj{"create": "1m"}}, unmapped: true, least: 60 * time.Second, most: 70 * time.Second, warns: true},
		"a declared READY fails":     {config: obj{"ports": ports, "wait_until": "READY", "timeouts": obj{"create": "10m"}}, unmapped: true, least: 10 * time.Minute, most: 10*time.Minute + 10*time.Second, fails: "the mapping of its ports did not happen within 10m0s"},
		"community cloud":            {config: obj{"ports": ports, "cloud": "COMMUNITY"}, unmapped: true, least: 30 * time.Second, most: 40 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			server, pod := env.Server(recorded(test.unmapped)), newPod()
			config := minimal(obj{"gpu": obj{"type_ids": items{"NVIDIA L40S"}}})
			maps.Copy(config, test.config)
			began := env.Clock.Now()
			err := server.Apply(t.Context(), pod, config)
			took := env.Clock.Now().Sub(began)
			switch {
			case test.fails == "" && err != nil, test.fails != "" && (err == nil || !strings.Contains(err.Error(), test.fails)):
				t.Errorf("failed with %v, want %q", err, test.fails)
			case took < test.least || took > test.most:
				t.Errorf("took %s, want %s to %s", took, test.least, test.most)
			}
			if !pod.Exists() || pod.Tainted() != (test.fails != "") {
				t.Errorf("tainted %t", pod.Tainted())
			}
			if ssh := server.Attribute(pod, "ssh", "direct", "host") != nil; ssh != test.ssh {
				t.Errorf("SSH is reachable: %t", ssh)
			}
			if warnings := told(pod); (len(warnings) == 1 && strings.HasPrefix(warnings[0], `Ports are not mapped yet: pod trainer: Pod "trainer"`)) != test.warns {
				t.Errorf("warned %q", warnings)
			}
			if test.fails == "" {
				if err := server.PlanIsEmpty(t.Context(), pod, config); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// TestWaitsOnlyAfterAStart: a pod whose ports never come holds up no later change.
func TestWaitsOnlyAfterAStart(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	server, pod := env.Server(recorded(true)), newPod()
	config := minimal(obj{"ports": items{"22/tcp"}})
	if err := server.Apply(t.Context(), pod, config); err != nil {
		t.Fatal(err)
	}
	env.Clock.Advance(time.Hour)
	began := env.Clock.Now()
	config["name"] = "renamed"
	if err := server.Apply(t.Context(), pod, config); err != nil || len(told(pod)) > 0 || env.Clock.Now().Sub(began) > 10*time.Second {
		t.Errorf("a rename took %s: %v, %q", env.Clock.Now().Sub(began), err, told(pod))
	}
}

// TestStoppedPod: its cost is none whatever RunPod says, and a plan that starts it says
// what it bills then, also where it has stopped by itself.
func TestStoppedPod(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	server, pod := env.Server(recorded(false)), newPod()
	config := minimal(obj{"desired_state": "STOPPED"})
	if err := server.Apply(t.Context(), pod, config); err != nil {
		t.Fatal(err)
	}
	if err := server.Refresh(t.Context(), pod); err != nil {
		t.Fatal(err)
	}
	expect(t, server.State(pod), obj{"cost_per_hour_usd": usd(t, "0"), "status": "EXITED"})
	config = minimal(nil)
	change, err := server.Plan(t.Context(), pod, config)
	if err != nil {
		t.Fatal(err)
	}
	var warnings []string
	for _, d := range change.Diagnostics {
		warnings = append(warnings, d.Summary+": "+d.Detail)
	}
	if len(warnings) != 1 || !strings.HasPrefix(warnings[0], "Pod starts: trainer: ") || !strings.Contains(warnings[0], "is EXITED, and this change starts it. It then bills up to $1.") {
		t.Errorf("warned %q", warnings)
	}
}
