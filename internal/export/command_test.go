package export_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	subcommand "github.com/runpod-iac/terraform-provider-runpod/internal/export"
	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// atAccount is a provider that takes key and address from a test, and not from the
// environment.
type atAccount struct {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	env *acctest.Env
}

func (s atAccount) ConfigureProvider(ctx context.Context, _ *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	schemas, err := s.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	typ := schemas.Provider.ValueType()
	config, err := tfprotov6.NewDynamicValue(typ, acctest.TerraformValue(typ, acctest.Attributes{"api_url": s.env.URL, "api_key": s.env.Key}))
	if err != nil {
		return nil, err
	}
	return s.ProviderServer.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{Config: &config})
}

// run runs the subcommand in this process, on the test's clock.
func run(t *testing.T, env *acctest.Env, args ...string) (out string, err error) {
	t.Helper()
	server := provider.NewServer(provider.Options{Version: "test", Clock: env.Clock})()
	lists, ok := server.(tfprotov6.ListResourceServer)
	if !ok {
		t.Fatal("the provider lists no resources")
	}
	before := len(env.Account.Requests())
	var printed, complaints bytes.Buffer
	err = subcommand.Command(t.Context(), args, strings.NewReader(""), &printed, &complaints, atAccount{server, lists, env}, "~> 1.2")
	onlyReads(t, "the export", env.Account.Requests()[before:])
	return printed.String() + complaints.String(), err
}

// written are the files of a folder, by name.
func written(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[entry.Name()] = string(text)
	}
	return files
}

func TestExportPicks(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	m.makeAll([]thing{
		{kind: "volume", name: "prod-data"}, {kind: "pod", name: "prod-a", variant: 5}, {kind: "pod", name: "dev-a"}, {kind: "endpoint", name: "prod-b"}, {kind: "secret", name: "s"},
	})
	folder := filepath.Join(t.TempDir(), "infra")
	out, err := run(t, m.env, "-out", folder, "-only", "pods,runpod_endpoint", "-name", "prod-*")
	if err != nil {
		t.Fatalf("%s\n%s", err, out)
	}
	files := written(t, folder)
	if len(files) != 5 || !strings.Contains(files["pods.tf"], "prod_a") || strings.Contains(files["pods.tf"], "dev_a") || !strings.Contains(files["endpoints.tf"], "prod_b") {
		t.Errorf("wrote %v", files)
	}
	// What is not exported is referred to by its ID; without variables an older CLI does.
	if !strings.Contains(files["pods.tf"], `"`+m.volume+`"`) {
		t.Errorf("the volume is not named by its id:\n%s", files["pods.tf"])
	}
	for _, want := range []string{`required_version = ">= 1.8"`, `version = "~> 1.2"`} {
		if !strings.Contains(files["versions.tf"], want) {
			t.Errorf("versions.tf has no %s:\n%s", want, files["versions.tf"])
		}
	}
}

func TestExportOfNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	folder := filepath.Join(t.TempDir(), "infra")
	if out, err := run(t, env, "-out", folder); err != nil || !strings.HasPrefix(out, "Nothing to export.") {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err := os.Stat(folder); err == nil {
		t.Error("a folder was made for nothing")
	}
}

func TestExportUsage(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	for name, test := range map[string]struct {
		args []string
		want string
		code int
	}{
		"no such kind": {[]string{"-only", "pod,volumes"}, `unknown kind "volumes": use cluster`, 2},
		"no such flag": {[]string{"-all"}, "flag provided but not defined", 2},
		"an argument":  {[]string{"infra"}, `unexpected argument "infra"`, 2},
		"no state":     {[]string{"-state", "none.json"}, "none.json", 1},
		"help":         {[]string{"-help"}, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := run(t, env, test.args...)
			code := 0
			var coded interface{ ExitCode() int }
			if err != nil {
				code = 1
			}
			if errors.As(err, &coded) {
				code = coded.ExitCode()
			}
			if code != test.code || test.want != "" && !strings.Contains(err.Error(), test.want) {
				t.Errorf("exit code %d: %v\n%s", code, err, out)
			}
		})
	}
	if n := len(env.Account.Requests()); n > 0 {
		t.Errorf("%d requests for wrong usage", n)
	}
}

// Secrets that the key may not list are named as left out; pods that it may not list
// would be missing unseen, so that nothing is written.
func TestExportOfWhatMayNotBeRead(t *testing.T) {
	t.Parallel()
	for path, fails := range map[string]bool{"/account/secrets": false, "/pods": true, "/clusters": true} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			m := newMaker(t)
			m.makeAll([]thing{{kind: "secret", name: "s"}, {kind: "pod", name: "a", variant: 1}, {kind: "cluster", name: "c"}})
			m.env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Method: http.MethodGet, PathPrefix: path, Status: http.StatusForbidden, Detail: "these words", Times: 100})
			folder := filepath.Join(t.TempDir(), "infra")
			out, err := run(t, m.env, "-out", folder)
			files := written(t, folder)
			switch {
			case fails && (err == nil || !strings.Contains(err.Error(), "these words") || len(files) > 0):
				t.Errorf("%v, and wrote %v", err, files)
			case !fails && (err != nil || !strings.Contains(out, "every secret: ") || !strings.Contains(out, "these words") || !strings.Contains(files["pods.tf"], "{{ RUNPOD_SECRET_")):
				t.Errorf("%v\n%s\n%s", err, out, files["pods.tf"])
			}
		})
	}
}

// What the provider refuses would fail the whole plan: it is left out, with the reason.
func TestExportOfWhatIsRefused(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	m.makeAll([]thing{{kind: "pod", name: "good"}, {kind: "pod", name: "bad"}})
	for _, pod := range m.env.Account.Pods() {
		if pod.Name == "bad" {
			m.env.Account.EditPod(pod.ID, func(p *runpod.Pod) { p.Ports = []string{"no port"} })
		}
	}
	folder := filepath.Join(t.TempDir(), "infra")
	out, err := run(t, m.env, "-out", folder)
	if pods := written(t, folder)["pods.tf"]; err != nil || !strings.Contains(out, `pod "bad" (`) || !strings.Contains(pods, `"good"`) || strings.Contains(pods, `"bad"`) {
		t.Errorf("%v\n%s\n%s", err, out, pods)
	}
}

// Of 1,000 objects, each kind is listed once, page by page; the pods of each cluster are
// one more request.
func TestExportOfManyAsksLittle(t *testing.T) {
	t.Parallel()
	acctest.OneByOne(t)
	m := newMaker(t)
	made := map[string]int{"pod": 400, "endpoint": 230, "volume": 200, "template": 100, "secret": 40, "registry": 25, "cluster": 5}
	for kind, n := range made {
		for range n {
			if err := m.make(thing{kind: kind, name: "many"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	before := len(m.env.Account.Requests())
	out, err := run(t, m.env, "-out", t.TempDir())
	if err != nil || !strings.Contains(out, "Wrote 1000 objects") {
		t.Fatalf("%v\n%s", err, out)
	}
	asked := map[string]int{}
	for _, request := range m.env.Account.Requests()[before:] {
		parts := strings.Split(strings.TrimPrefix(request.Path, "/v2/"), "/")
		kind := parts[0]
		if kind == "clusters" && len(parts) > 1 {
			kind = "pods of clusters"
		}
		asked[kind]++
	}
	if asked["pods of clusters"] != made["cluster"] {
		t.Errorf("%d requests for the pods of %d clusters", asked["pods of clusters"], made["cluster"])
	}
	delete(asked, "pods of clusters")
	if pages := (len(m.env.Account.Tags()) + tagPage - 1) / tagPage; asked["tags"] > 2*pages {
		t.Errorf("%d requests for %d pages of tags", asked["tags"], pages)
	}
	delete(asked, "tags")
	for kind, requests := range asked {
		if requests > 2 { // a page each: none has more than 1,000
			t.Errorf("%d requests for %s", requests, kind)
		}
	}
}

// tagPage is how many tags Runpod returns at once.
const tagPage = 100
