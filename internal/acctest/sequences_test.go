package acctest_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// managed is one resource in a sequence: what is declared, and its state.
type managed struct {
	kind     *subject
	instance *acctest.Instance
	config   attrs
}

// subject is a kind of resource in a sequence.
type subject struct {
	resource string
	start    func(n int) attrs
	// edits are changes of the declaration, each of another attribute.
	edits map[string]func(t *rapid.T, config attrs)
	// drift changes the object outside of Terraform.
	drift map[string]func(t *rapid.T, a *sandbox.Account, id string)
	// differs names what the account has other than what is declared.
	differs func(a *sandbox.Account, id string, config attrs) string
}

func draw[T any](t *rapid.T, name string, values ...T) T {
	return rapid.SampledFrom(values).Draw(t, name)
}

// set is an edit that draws the value of one attribute; nil takes it out.
func set(name string, values ...any) func(*rapid.T, attrs) {
	return func(t *rapid.T, config attrs) {
		if v := draw(t, name, values...); v != nil {
			config[name] = v
		} else {
			delete(config, name)
		}
	}
}

func subjects() []*subject {
	return []*subject{podSubject(), endpointSubject(), volumeSubject()}
}

func podSubject() *subject {
	return &subject{
		resource: "runpod_pod",
		start: func(n int) attrs {
			return attrs{"name": fmt.Sprintf("pod-%d", n), "image": "busybox:1", "gpu": attrs{"type_ids": []any{"NVIDIA L40S"}}}
		},
		edits: map[string]func(*rapid.T, attrs){
			"name":              set("name", "a", "b", "c"),
			"image":             set("image", "busybox:1", "busybox:2"),
			"args":              set("args", nil, "sleep 1", "sleep 2"),
			"container_disk_gb": set("container_disk_gb", nil, 20, 60),
			"env":               set("env", nil, attrs{"A": "1"}, attrs{"A": "2", "B": "3"}),
			"ports":             set("ports", nil, []any{"8888/http"}, []any{"22/tcp", "8888/http"}),
			"desired_state": func(t *rapid.T, config attrs) {
				set("desired_state", nil, "RUNNING", "STOPPED")(t, config)
				if config["desired_state"] == "STOPPED" {
					config["locked"] = false // as the provider demands
				}
			},
			"locked": func(t *rapid.T, config attrs) {
				set("locked", nil, true, false)(t, config)
				delete(config, "desired_state")
			},
			"volume_disk": set("volume_disk", attrs{"size_gb": 10}, attrs{"size_gb": 20}, nil),
			"gpu":         set("gpu", attrs{"type_ids": []any{"NVIDIA L40S"}}, attrs{"type_ids": []any{"NVIDIA A40", "NVIDIA L40S"}}, attrs{"type_ids": []any{"NVIDIA A40"}}),
			"usage":       set("usage", nil, attrs{"hours_per_day": 8}),
		},
		drift: map[string]func(*rapid.T, *sandbox.Account, string){
			"name": func(_ *rapid.T, a *sandbox.Account, id string) {
				a.EditPod(id, func(p *runpod.Pod) { p.Name = "drifted" })
			},
			"image": func(_ *rapid.T, a *sandbox.Account, id string) {
				a.EditPod(id, func(p *runpod.Pod) { p.Image = "drifted:1" })
			},
			"env": func(_ *rapid.T, a *sandbox.Account, id string) {
				a.EditPod(id, func(p *runpod.Pod) { p.Env = map[string]string{"A": "drifted", "FOREIGN": "1"} })
			},
			"stop": func(_ *rapid.T, a *sandbox.Account, id string) { a.StopPodByItself(id) },
			"gone": func(_ *rapid.T, a *sandbox.Account, id string) { a.RemovePod(id) },
		},
		differs: func(a *sandbox.Account, id string, config attrs) string {
			for _, p := range a.Pods() {
				if p.ID != id {
					continue
				}
				stopped := config["desired_state"] == "STOPPED"
				switch {
				case p.Name != config["name"] || p.Image != config["image"]:
					return fmt.Sprintf("it is %q of %q", p.Name, p.Image)
				case config["container_disk_gb"] != nil && p.Disk != int64(config["container_disk_gb"].(int)):
					return fmt.Sprintf("a container disk of %d GB", p.Disk)
				case stopped != (p.Status == runpod.PodStatusExited):
					return fmt.Sprintf("it is %s", p.Status)
				case p.Locked != (config["locked"] == true):
					return fmt.Sprintf("locked: %t", p.Locked)
				}
				return differentEnv(p.Env, config)
			}
			return "it is not there"
		},
	}
}

func endpointSubject() *subject {
	return &subject{
		resource: "runpod_endpoint",
		start: func(n int) attrs {
			return attrs{"name": fmt.Sprintf("endpoint-%d", n), "image": "busybox:1", "gpu": attrs{"pools": []any{"AMPERE_80"}}, "workers": attrs{"flex": 1}}
		},
		edits: map[string]func(*rapid.T, attrs){
			"name":                 set("name", "a", "b", "c"),
			"image":                set("image", "busybox:1", "busybox:2"),
			"env":                  set("env", nil, attrs{"A": "1"}, attrs{"A": "2", "B": "3"}),
			"workers":              set("workers", attrs{"flex": 1}, attrs{"flex": 2}, attrs{"active": 1, "flex": 1}),
			"scaling":              set("scaling", nil, attrs{"queue_delay_seconds": 7}, attrs{"request_count": 3}),
			"execution_timeout_ms": set("execution_timeout_ms", nil, 60000, 120000),
			"flashboot":            set("flashboot", nil, "FLASHBOOT", "OFF"),
			"gpu":                  set("gpu", attrs{"pools": []any{"AMPERE_80"}}, attrs{"pools": []any{"AMPERE_80", "ADA_24"}}, attrs{"pools": []any{"ADA_24"}, "count": 2}),
			"data_center_ids":      set("data_center_ids", nil, []any{"EU-RO-1"}),
			"type":                 set("type", nil, "QUEUE"),
		},
		drift: map[string]func(*rapid.T, *sandbox.Account, string){
			"name": func(_ *rapid.T, a *sandbox.Account, id string) {
				a.EditEndpoint(id, func(e *runpod.Endpoint) { e.Name = "drifted" })
			},
			"image": func(_ *rapid.T, a *sandbox.Account, id string) {
				a.EditEndpoint(id, func(e *runpod.Endpoint) { e.Image = "drifted:1" })
			},
			"workers": func(_ *rapid.T, a *sandbox.Account, id string) { a.SetEndpointMaxWorkers(id, 0) },
			"gone":    func(_ *rapid.T, a *sandbox.Account, id string) { a.RemoveEndpoint(id) },
		},
		differs: func(a *sandbox.Account, id string, config attrs) string {
			for _, e := range a.Endpoints() {
				if e.ID != id {
					continue
				}
				workers := config["workers"].(attrs)
				active, _ := workers["active"].(int)
				switch {
				case e.Name != config["name"] || e.Image != config["image"]:
					return fmt.Sprintf("it is %q of %q", e.Name, e.Image)
				case e.Workers.Min != int64(active) || e.Workers.Max != int64(active+workers["flex"].(int)):
					return fmt.Sprintf("%d to %d workers", e.Workers.Min, e.Workers.Max)
				case config["execution_timeout_ms"] != nil && e.Timeout != int64(config["execution_timeout_ms"].(int)):
					return fmt.Sprintf("a timeout of %d", e.Timeout)
				}
				return differentEnv(e.Env, config)
			}
			return "it is not there"
		},
	}
}

func volumeSubject() *subject {
	return &subject{
		resource: "runpod_network_volume",
		start: func(n int) attrs {
			return attrs{"name": fmt.Sprintf("volume-%d", n), "size_gb": 20, "data_center_id": "EU-RO-1"}
		},
		edits: map[string]func(*rapid.T, attrs){
			"name":           set("name", "a", "b", "c"),
			"size_gb":        func(t *rapid.T, config attrs) { config["size_gb"] = config["size_gb"].(int) + draw(t, "more", 1, 10) },
			"data_center_id": set("data_center_id", "EU-RO-1", "US-KS-2"),
		},
		drift: map[string]func(*rapid.T, *sandbox.Account, string){},
		differs: func(a *sandbox.Account, id string, config attrs) string {
			for _, v := range a.NetworkVolumes() {
				if v.ID != id {
					continue
				}
				if v.Name != config["name"] || v.Size != int64(config["size_gb"].(int)) || v.DataCenter != config["data_center_id"] {
					return fmt.Sprintf("it is %+v", v)
				}
				return ""
			}
			return "it is not there"
		},
	}
}

// differentEnv compares what is declared only: Runpod and others add their own.
func differentEnv(env map[string]string, config attrs) string {
	declared, _ := config["env"].(attrs)
	for name, value := range declared {
		if env[name] != value {
			return fmt.Sprintf("%s is %q", name, env[name])
		}
	}
	return ""
}

// TestStorySequences makes random sequences of changes, drift, deletion outside,
// imports and destruction over pods, endpoints and volumes. After each apply the
// plan is empty, and the account has what is declared.
func TestStorySequences(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		env := acctest.NewInBubble(t)
		rapid.Check(timeless{t}, func(t *rapid.T) {
			s := &sequence{env: env, server: env.Server(nil)}
			steps := map[string]func(*rapid.T){
				"create":    s.create,
				"edit":      s.edit,
				"edit two":  func(t *rapid.T) { s.changeDeclared(t); s.edit(t) },
				"drift":     s.drift,
				"reimport":  s.reimport,
				"new run":   func(*rapid.T) { s.server = env.Server(nil) },
				"destroy":   s.destroy,
				"no change": func(t *rapid.T) { s.apply(t, s.one(t)) },
			}
			for _, step := range rapid.SliceOfN(rapid.SampledFrom(sorted(steps)), 1, 10).Draw(t, "steps") {
				steps[step](t)
			}
			for len(s.all) > 0 {
				s.destroy(t)
			}
			for _, left := range env.Account.Contents() {
				t.Fatalf("left on the account: %s", left)
			}
		})
	})
}

// timeless has no Deadline, which is of another time than the bubble's.
type timeless struct{ rapid.TB }

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

type sequence struct {
	env    *acctest.Env
	server *acctest.Server
	all    []*managed
	made   int
}

// one draws a resource, and makes one where there is none.
func (s *sequence) one(t *rapid.T) *managed {
	if len(s.all) == 0 {
		s.create(t)
	}
	return rapid.SampledFrom(s.all).Draw(t, "resource")
}

func (s *sequence) create(t *rapid.T) {
	kind := rapid.SampledFrom(subjects()).Draw(t, "kind")
	m := &managed{kind: kind, instance: &acctest.Instance{Type: kind.resource}, config: kind.start(s.made)}
	s.made++
	s.all = append(s.all, m)
	s.apply(t, m)
}

// changeDeclared edits a declaration without applying it.
func (s *sequence) changeDeclared(t *rapid.T) *managed {
	m := s.one(t)
	names := rapid.SampledFrom(sorted(m.kind.edits)).Draw(t, "attribute")
	m.config = maps.Clone(m.config)
	m.kind.edits[names](t, m.config)
	return m
}

func (s *sequence) edit(t *rapid.T) { s.apply(t, s.changeDeclared(t)) }

func (s *sequence) drift(t *rapid.T) {
	m := s.one(t)
	if len(m.kind.drift) == 0 {
		return
	}
	m.kind.drift[rapid.SampledFrom(sorted(m.kind.drift)).Draw(t, "drift")](t, s.env.Account, s.server.ID(m.instance))
	wait(t.Context(), time.Minute) // lists that were read before are of use no more
	s.apply(t, m)
}

// reimport forgets the state and imports the object.
func (s *sequence) reimport(t *rapid.T) {
	m := s.one(t)
	imported, err := s.server.Import(t.Context(), m.kind.resource, s.server.ID(m.instance))
	if err != nil {
		t.Fatal(err)
	}
	m.instance = imported
	s.apply(t, m)
}

func (s *sequence) destroy(t *rapid.T) {
	m := s.one(t)
	if err := s.server.Destroy(t.Context(), m.instance); err != nil {
		t.Fatal(err)
	}
	for i := range s.all {
		if s.all[i] == m {
			s.all = append(s.all[:i:i], s.all[i+1:]...)
			break
		}
	}
}

// apply refreshes and applies, and checks what has to hold afterwards.
func (s *sequence) apply(t *rapid.T, m *managed) {
	step := func(what string, err error) {
		if err != nil {
			t.Fatalf("%s of %s %v: %s", what, m.kind.resource, m.config, err)
		}
	}
	ctx := t.Context()
	step("refresh", s.server.Refresh(ctx, m.instance))
	step("apply", s.server.Apply(ctx, m.instance, m.config))
	step("plan", s.server.PlanIsEmpty(ctx, m.instance, m.config))
	step("refresh after it", s.server.Refresh(ctx, m.instance))
	step("plan after a refresh", s.server.PlanIsEmpty(ctx, m.instance, m.config))
	if difference := m.kind.differs(s.env.Account, s.server.ID(m.instance), m.config); difference != "" {
		t.Fatalf("%s is declared as %v, and on the account %s", m.kind.resource, m.config, difference)
	}
}
