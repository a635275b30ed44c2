package acctest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/account/journal"
	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
)

// leftBehind writes the record of a create that was cut off before its answer came.
func leftBehind(t *testing.T, dataDir, kind, name string) {
	t.Helper()
	text, err := json.Marshal(journal.Entry{Kind: kind, Name: name, Started: acctest.Start, Before: []string{}})
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dataDir, "runpod-creates")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "dead-1.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestEveryKindLeftBehindIsReported makes one object of each kind that a resource
// manages, as a run would that was killed before it had the answer.
func TestEveryKindLeftBehindIsReported(t *testing.T) {
	t.Parallel()
	walked := map[string]bool{}
	for _, object := range creatables() {
		walked[object.resource] = true
		t.Run(object.resource, func(t *testing.T) {
			t.Parallel()
			i := slices.IndexFunc(provider.Kinds(), func(k account.AnyKind) bool { return k.TypeName() == object.resource })
			if i < 0 {
				t.Fatalf("%s has no kind", object.resource)
			}
			kind := provider.Kinds()[i]
			env := acctest.New(t)
			server, instance := env.Server(nil), &acctest.Instance{Type: object.resource}
			config := object.config(1)
			if err := server.Apply(t.Context(), instance, config); err != nil {
				t.Fatal(err)
			}
			name := config["name"]
			switch object.resource {
			case "runpod_ecr_delegation":
				name = config["resource_arn"]
			case "runpod_ssh_key":
				name = "somebody" // its comment
			}
			dir := t.TempDir()
			leftBehind(t, dir, kind.KindName(), name.(string))
			var said []string
			run := account.New(env.Client(), env.Clock, account.NewCatalog(nil, true), journal.Open(dir, journal.Scope{}))
			run.WarnOfLeftovers(t.Context(), provider.Kinds(), func(summary, detail string) { said = append(said, summary+": "+detail) })
			want := fmt.Sprintf("A run was interrupted while it created %s %q", kind.KindName(), name)
			if len(said) != 1 || !strings.HasPrefix(said[0], want) || !strings.Contains(said[0], "The account has it: "+server.ID(instance)+".") || !strings.Contains(said[0], "`"+object.resource+"`") {
				t.Errorf("said %q, want %q and the id %s", said, want, server.ID(instance))
			}
			billed := slices.Contains([]string{"runpod_pod", "runpod_endpoint", "runpod_cluster", "runpod_network_volume", "runpod_global_volume"}, object.resource)
			if len(said) == 1 && strings.Contains(said[0], "It bills") != billed {
				t.Errorf("whether it bills is wrong: %q", said[0])
			}
		})
	}
	for _, kind := range provider.Kinds() {
		if len(acctest.Absent(kind.TypeName())) == 0 && !walked[kind.TypeName()] {
			t.Errorf("%s is not walked", kind.TypeName())
		}
	}
}
