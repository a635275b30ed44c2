package sandbox_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const recordedGPU = "NVIDIA RTX PRO 4500 Blackwell"

// A replay makes the request of a recording and returns what the account answers.
// whole says that the recording has every field of the answer.
type replay struct {
	whole bool
	run   func(r *rig, all map[string]any) map[string]any
}

// replays are the recordings by name. One that is recorded and not here fails the test.
var replays = map[string]replay{
	"pod_create_accepted": {false, func(r *rig, all map[string]any) map[string]any {
		got := r.pod(r.recordedPod(all))
		got["dataCenterIds"] = []any{got["dataCenterId"]} // asked for one, placed in it
		return got
	}},
	"pod_moments_after_create": {false, func(r *rig, all map[string]any) map[string]any {
		got := r.pod(r.recordedPod(all))
		if got["startedAt"] == got["createdAt"] {
			got["startedAt"] = "equal to createdAt"
		}
		return got
	}},
	"pod_running": {true, func(r *rig, all map[string]any) map[string]any {
		return r.pod(r.recordedRunningPod(all))
	}},
	"pod_stopped": {false, func(r *rig, all map[string]any) map[string]any {
		return r.act(r.recordedRunningPod(all), "stop")
	}},
	"network_volumes": {true, func(r *rig, _ map[string]any) map[string]any {
		r.recordedVolume()
		return r.want(200, "GET", "/v2/network-volumes", "")
	}},
	"no_capacity_400": {true, func(r *rig, _ map[string]any) map[string]any {
		r.account.SetCapacity(a100, "", runpod.CloudSecure, 0)
		return r.want(400, "POST", "/v2/pods", gpuPod)
	}},
	"validation_422": {true, func(r *rig, all map[string]any) map[string]any {
		return r.want(422, "POST", "/v2/pods/"+r.recordedPod(all)+"/action", `{"action": "reset"}`)
	}},
	"validation_422_unknown_fields": {true, func(r *rig, _ map[string]any) map[string]any {
		return r.want(422, "POST", "/v2/pods", `{"name": "probe", "imageName": "a/b:1", "cloudType": "SECURE", "disk": 30, "gpu": {"id": "`+recordedGPU+`", "count": 1}}`)
	}},
}

func (r *rig) recordedVolume() string {
	return r.create("/v2/network-volumes", `{"name": "models", "size": 50, "dataCenter": "EU-RO-1"}`)
}

// recordedPod makes the pod of the recordings, on a volume of this account.
func (r *rig) recordedPod(all map[string]any) string {
	r.t.Helper()
	body := maps.Clone(all["pod_create_accepted"].(map[string]any))
	body["mounts"] = map[string]any{"network": []any{map[string]any{"volumeId": r.recordedVolume(), "path": "/workspace"}}}
	text, err := json.Marshal(body)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.create("/v2/pods", string(text))
}

func (r *rig) recordedRunningPod(all map[string]any) string {
	r.t.Helper()
	id := r.recordedPod(all)
	r.clock.Advance(boot + 3*time.Second) // as long as it ran when it was recorded
	return id
}

// notRecorded are fields that Runpod's document requires, and that were left out when the
// recordings were written down.
var notRecorded = []string{".gpu.vcpuCount", ".gpu.memory"}

// TestRecordings makes the recorded requests: the account answers in the same form, field
// by field, null and absent distinguished.
func TestRecordings(t *testing.T) {
	t.Parallel()
	recordings := acctest.Recordings(t)
	for name := range recordings {
		if _, known := replays[name]; !known && name != "about" {
			t.Errorf("nobody replays %s", name)
		}
	}
	for name, replay := range replays {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			recorded, ok := recordings[name].(map[string]any)
			if !ok {
				t.Fatalf("%s is not among the recordings", name)
			}
			r := newRig(t, sandbox.Options{})
			r.clock.Advance(437 * time.Millisecond) // times have fractions, as they had
			for _, difference := range differences("", recorded, replay.run(r, recordings), replay.whole) {
				t.Error(difference)
			}
		})
	}
}

// differences compares an answer with a recording.
func differences(at string, recorded, got any, whole bool) []string {
	switch recorded := recorded.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s is %v, recorded was %v", at, got, recorded)}
		}
		var found []string
		for name, value := range recorded {
			if answer, has := object[name]; !has {
				found = append(found, fmt.Sprintf("%s.%s is absent, recorded was %v", at, name, value))
			} else {
				found = append(found, differences(at+"."+name, value, answer, whole)...)
			}
		}
		for name, value := range object {
			if _, was := recorded[name]; whole && !was && !slices.Contains(notRecorded, at+"."+name) {
				found = append(found, fmt.Sprintf("%s.%s is %v, recorded was no such field", at, name, value))
			}
		}
		return found
	case []any:
		list, _ := got.([]any)
		if len(list) != len(recorded) {
			return []string{fmt.Sprintf("%s is %v, recorded was %v", at, got, recorded)}
		}
		var found []string
		for i, value := range recorded {
			found = append(found, differences(fmt.Sprintf("%s[%d]", at, i), value, list[i], whole)...)
		}
		return found
	default:
		if was, is := form(at, recorded), form(at, got); !reflect.DeepEqual(was, is) {
			return []string{fmt.Sprintf("%s is %v, recorded was %v", at, got, recorded)}
		}
		return nil
	}
}

// forms are what stands for values that differ from one account, or one moment, to another.
var forms = []struct {
	pattern *regexp.Regexp
	form    string
}{
	{regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,2}[1-9])?Z$`), "TIME"},
	{regexp.MustCompile(`\b[a-z0-9]{14}-[0-9a-f]{8}\b`), "USER"},
	{regexp.MustCompile(`\b100\.65\.\d+\.\d+\b`), "PRIVATE"},
	{regexp.MustCompile(`\b\d+\.\d+\.\d+\.\d+\b`), "PUBLIC"},
	{regexp.MustCompile(` -p \d{5}$`), " -p PORT"},
}

func form(at string, value any) any {
	field := at[strings.LastIndexAny(at, ".")+1:]
	switch value := value.(type) {
	case string:
		if field == "id" && at != ".gpu.id" || field == "volumeId" {
			return regexp.MustCompile(`^[a-z0-9]{10,14}$`).ReplaceAllString(value, "ID")
		}
		for _, f := range forms {
			value = f.pattern.ReplaceAllString(value, f.form)
		}
		return value
	case float64:
		if (field == "public" || field == "port") && value >= 10_000 {
			return "PORT"
		}
	}
	return value
}
