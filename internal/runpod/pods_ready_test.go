package runpod

import (
	"encoding/json"
	"slices"
	"testing"
	"time"
)

func TestPodRunsAndIsReady(t *testing.T) {
	t.Parallel()
	const (
		ssh    = `"ssh": {"direct": {"host": "203.0.113.7", "port": 40022}, "proxy": {"host": "ssh.runpod.io"}}`
		mapped = `{"private": 22, "public": 40022, "type": "tcp", "ip": "203.0.113.7"}, {"private": 19123, "public": 60001, "type": "http", "ip": "100.65.1.2"}`
		http   = `{"private": 8888, "public": 60002, "type": "http", "ip": "100.65.1.2"}`
	)
	for name, test := range map[string]struct {
		pod      string
		runs     bool
		unmapped []string
		uptime   time.Duration
	}{
		"recorded moments after the create": {`{"status": "RUNNING", "runtime": null, "ssh": {"direct": null, "proxy": {"host": "ssh.runpod.io"}}, "ports": ["22/tcp"]}`, false, []string{"22/tcp"}, 0},
		"an empty runtime":                  {`{"status": "RUNNING", "runtime": {}}`, false, nil, 0},
		"documented, on its way":            {`{"status": "STARTING", "runtime": {}}`, false, nil, 0},
		"runs, nothing declared":            {`{"status": "RUNNING", "runtime": {"uptime": 7, "cpu": {"util": 0}}}`, true, nil, 7 * time.Second},
		"just began":                        {`{"status": "RUNNING", "runtime": {"uptime": 0, "cpu": {"util": 0}}}`, true, nil, 0},
		"on its way out":                    {`{"status": "RUNNING", "runtime": {"uptime": -1}}`, true, nil, 0},
		"runs, nothing mapped":              {`{"status": "RUNNING", "runtime": {"uptime": 7}, "ports": ["22/tcp", "8888/http"]}`, true, []string{"22/tcp", "8888/http"}, 7 * time.Second},
		"mapped, no address of SSH":         {`{"status": "RUNNING", "runtime": {"uptime": 7, "ports": [` + mapped + `]}, "ports": ["22/tcp"]}`, true, []string{"22/tcp"}, 7 * time.Second},
		"SSH, not HTTP":                     {`{"status": "RUNNING", "runtime": {"uptime": 7, "ports": [` + mapped + `]}, "ports": ["22/tcp", "8888/http"], ` + ssh + `}`, true, []string{"8888/http"}, 7 * time.Second},
		"ready":                             {`{"status": "RUNNING", "runtime": {"uptime": 7, "ports": [` + mapped + `, ` + http + `]}, "ports": ["22/tcp", "8888/http"], ` + ssh + `}`, true, nil, 7 * time.Second},
		"without a public port":             {`{"status": "RUNNING", "runtime": {"uptime": 7, "ports": [{"private": 53, "public": null, "type": "tcp"}]}, "ports": ["53/tcp"]}`, true, []string{"53/tcp"}, 7 * time.Second},
		"stopped, its proxy stays":          {`{"status": "EXITED", "runtime": null, "ssh": {"direct": null, "proxy": {"host": "ssh.runpod.io"}}}`, false, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var pod Pod
			if err := json.Unmarshal([]byte(test.pod), &pod); err != nil {
				t.Fatal(err)
			}
			if pod.Runs() != test.runs || !slices.Equal(pod.Unmapped(), test.unmapped) || pod.Uptime() != test.uptime {
				t.Errorf("runs %t, unmapped %q, for %s", pod.Runs(), pod.Unmapped(), pod.Uptime())
			}
		})
	}
}
