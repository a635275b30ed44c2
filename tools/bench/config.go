//go:build unix

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// kind is a kind of resource, as small as it is used: what it has to have and
// nothing more.
type kind struct {
	resource string // without the prefix
	body     string
}

var (
	pods      = kind{"pod", `image = "busybox:1"` + "\n" + `gpu = { type_ids = ["NVIDIA L40S"] }`}
	endpoints = kind{"endpoint", `image = "busybox:1"` + "\n" + `gpu = { pools = ["AMPERE_80"] }` + "\n" + `workers = { flex = 1 }`}
	volumes   = kind{"network_volume", `size_gb = 20` + "\n" + `data_center_id = "EU-RO-1"`}
	templates = kind{"template", `image = "busybox:1"`}
	secrets   = kind{"secret", `value_wo = "v"` + "\n" + `value_wo_version = 1`}
	auths     = kind{"container_registry_auth", `username_wo = "u"` + "\n" + `password_wo = "p"` + "\n" + `credentials_wo_version = 1`}
)

// mix says how many of each kind.
type mix []struct {
	kind
	count int
}

// mixed are n resources of six kinds; n is a multiple of 10, or 1, which is a pod.
func mixed(n int) mix {
	if n == 1 {
		return mix{{pods, 1}}
	}
	tenth := n / 10
	return mix{{pods, 2 * tenth}, {endpoints, 2 * tenth}, {volumes, 2 * tenth}, {templates, 2 * tenth}, {secrets, tenth}, {auths, tenth}}
}

// billed are n resources in equal parts of the three kinds that bill.
func billed(n int) mix { return mix{{pods, n / 3}, {endpoints, n / 3}, {volumes, n / 3}} }

func (m mix) config() string {
	var b strings.Builder
	for _, k := range m {
		fmt.Fprintf(&b, "resource \"runpod_%s\" \"test\" {\ncount = %d\nname = \"%s-${count.index}\"\n%s\n}\n", k.resource, k.count, k.resource, k.body)
	}
	return b.String()
}

// plainConfig is n times Terraform's own resource, holding next to nothing.
func plainConfig(n int) string {
	return fmt.Sprintf("resource \"terraform_data\" \"test\" {\ncount = %d\ntriggers_replace = \"name-${count.index}\"\n}\n", n)
}

// alikeConfig is Terraform's own resource as often as ours, each holding once what
// ours holds: what it costs the CLI to keep that much is in both.
func alikeConfig(f *folder, m mix) (string, error) {
	text, err := os.ReadFile(filepath.Join(f.path, "terraform.tfstate"))
	if err != nil {
		return "", fmt.Errorf("reading the state: %w", err)
	}
	var state struct {
		Resources []struct {
			Type      string
			Instances []struct{ Attributes map[string]any }
		}
	}
	if err := json.Unmarshal(text, &state); err != nil {
		return "", fmt.Errorf("reading the state: %w", err)
	}
	var b strings.Builder
	for _, k := range m {
		for _, r := range state.Resources {
			if r.Type != "runpod_"+k.resource {
				continue
			}
			attributes := r.Instances[0].Attributes
			delete(attributes, "name")
			fmt.Fprintf(&b, "resource \"terraform_data\" %q {\ncount = %d\ntriggers_replace = merge(%s, { name = \"%s-${count.index}\" })\n}\n",
				k.resource, k.count, expression(attributes), k.resource)
		}
	}
	return b.String(), nil
}

// expression writes a value as the CLI's language has it.
func expression(value any) string {
	object, ok := value.(map[string]any)
	if !ok {
		text, err := json.Marshal(value)
		if err != nil {
			panic(err) // it was JSON before
		}
		return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(string(text))
	}
	var b strings.Builder
	b.WriteString("{\n")
	for _, key := range slices.Sorted(maps.Keys(object)) {
		fmt.Fprintf(&b, "%q = %s\n", key, expression(object[key]))
	}
	b.WriteString("}")
	return b.String()
}

// filledFolder makes a folder, and what its configuration declares on the account.
func (b *bench) filledFolder(ctx context.Context, m mix, a *account) (*folder, error) {
	f, err := b.newFolder(m.config(), a)
	if err != nil {
		return nil, err
	}
	a.fill.Store(true)
	defer a.filled()
	if err := f.apply(ctx); err != nil {
		return nil, err
	}
	return f, nil
}

// plainFolder is a folder with resources of Terraform's own, which are made.
func (b *bench) plainFolder(ctx context.Context, config string) (*folder, error) {
	f, err := b.newFolder(config, nil)
	if err != nil {
		return nil, err
	}
	if _, err := f.run(ctx, "init", "-no-color"); err != nil {
		return nil, err
	}
	if err := f.apply(ctx); err != nil {
		return nil, err
	}
	return f, nil
}
