package acctest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/go-version"
)

// CLI is the command-line tool that runs the acceptance tests.
type CLI struct {
	Path    string
	Tofu    bool
	Version *version.Version
}

// theCLI is looked up once; the version call costs a process.
var theCLI = sync.OnceValues(findCLI)

func findCLI() (CLI, error) {
	path := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if path == "" {
		found, err := exec.LookPath("terraform")
		if err != nil {
			return CLI{}, fmt.Errorf("no CLI to test with: set TF_ACC_TERRAFORM_PATH: %w", err)
		}
		path = found
	}
	out, err := exec.CommandContext(context.Background(), path, "version").Output()
	if err != nil {
		return CLI{}, fmt.Errorf("asking %s for its version: %w", path, err)
	}
	return parseCLI(path, string(out))
}

// parseCLI reads "Terraform v1.11.4" or "OpenTofu v1.12.6" off the first line.
func parseCLI(path, output string) (CLI, error) {
	line, _, _ := strings.Cut(output, "\n")
	name, number, found := strings.Cut(strings.TrimSpace(line), " ")
	v, err := version.NewVersion(number)
	if !found || err != nil {
		return CLI{}, fmt.Errorf("%s says it is %q, which is no version", path, line)
	}
	return CLI{Path: path, Tofu: name == "OpenTofu", Version: v}, nil
}

// Feature is something that not every CLI has, with the first version that does.
// The numbers of Terraform and OpenTofu are not the same series, and an empty one
// means that no version has it.
type Feature struct {
	Name            string
	Terraform, Tofu string
}

// Features of the CLIs that tests ask for.
var (
	// OpenTofu 1.8 has them, but not those of a provider that runs already, as in tests.
	FeatureFunctions      = Feature{Name: "provider functions", Terraform: "1.8", Tofu: "1.9"}
	FeatureMocks          = Feature{Name: "mocked providers", Terraform: "1.7", Tofu: "1.8"}
	FeatureForget         = Feature{Name: "lifecycle in removed blocks", Terraform: "1.7", Tofu: "1.10"}
	FeatureWriteOnly      = Feature{Name: "write-only attributes", Terraform: "1.11", Tofu: "1.11"}
	FeatureImportIdentity = Feature{Name: "import by identity", Terraform: "1.12", Tofu: "1.12"}
	FeatureActions        = Feature{Name: "actions", Terraform: "1.14"}
)

// Has reports whether the CLI is new enough.
func (c CLI) Has(f Feature) bool {
	first := f.Terraform
	if c.Tofu {
		first = f.Tofu
	}
	// A pre-release counts as its release.
	return first != "" && c.Version.Core().GreaterThanOrEqual(version.Must(version.NewVersion(first)))
}

// Need skips the test on a CLI that lacks the feature, by name.
func Need(t testing.TB, f Feature) {
	t.Helper()
	cli := CurrentCLI(t)
	if !cli.Has(f) {
		t.Skipf("%s %s has no %s", cli.Path, cli.Version, f.Name)
	}
}

// CurrentCLI is the CLI that runs the tests.
func CurrentCLI(t testing.TB) CLI {
	t.Helper()
	cli, err := theCLI()
	if err != nil {
		if os.Getenv("TF_ACC") == "" {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	return cli
}
