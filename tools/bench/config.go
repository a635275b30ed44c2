//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
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

// plainConfig is Terraform's own resource, holding next to nothing.
func plainConfig(n int) string { return dataConfig("plain", n, `{ name = "plain-${count.index}" }`) }

// dataConfig is n times Terraform's own resource, which holds a value once.
func dataConfig(name string, n int, value string) string {
	return fmt.Sprintf("resource \"terraform_data\" %q {\ncount = %d\ntriggers_replace = %s\n}\n", name, n, value)
}

// alikeConfig is Terraform's own resource as often as ours, each holding once what
// ours holds: what it costs the CLI to keep that much is in both.
func alikeConfig(f *folder, m mix) (string, error) {
	var state struct {
		Resources []struct {
			Type      string
			Instances []struct{ Attributes map[string]any }
		}
	}
	if err := f.readState(&state); err != nil {
		return "", err
	}
	var b strings.Builder
	for _, k := range m {
		for _, r := range state.Resources {
			if r.Type != "runpod_"+k.resource {
				continue
			}
			attributes := r.Instances[0].Attributes
			attributes["name"] = k.resource + "-INDEX"
			value := strings.Replace(expression(attributes), "-INDEX", "-${count.index}", 1)
			b.WriteString(dataConfig(k.resource, k.count, value))
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

// dataFolder is a folder with resources of Terraform's own, which are there. One
// of each is made, and the others are written into the state after it: to make a
// thousand takes the CLI minutes.
func (b *bench) dataFolder(ctx context.Context, config string) (*folder, error) {
	f, err := b.newFolder(everyCount.ReplaceAllString(config, "count = 1\n"), nil)
	if err != nil {
		return nil, err
	}
	if _, err := f.run(ctx, "init", "-no-color"); err != nil {
		return nil, err
	}
	if err := f.apply(ctx); err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for _, found := range everyResource.FindAllStringSubmatch(config, -1) {
		if counts[found[1]], err = strconv.Atoi(found[2]); err != nil {
			return nil, err
		}
	}
	return f, errors.Join(f.write("main.tf", config), f.multiply(counts))
}

var (
	everyCount    = regexp.MustCompile(`count = \d+\n`)
	everyResource = regexp.MustCompile(`resource "terraform_data" "(\w+)" \{\ncount = (\d+)\n`)
)

// multiply writes a resource into the state as often as it is declared.
func (f *folder) multiply(counts map[string]int) error {
	state := map[string]any{}
	if err := f.readState(&state); err != nil {
		return err
	}
	resources, _ := state["resources"].([]any)
	for _, r := range resources {
		r, _ := r.(map[string]any)
		name, _ := r["name"].(string)
		instances, _ := r["instances"].([]any)
		one, err := json.Marshal(instances[0])
		if err != nil {
			return err
		}
		for i := 1; i < counts[name]; i++ {
			var other map[string]any
			text := strings.Replace(string(one), fmt.Sprintf("%q", name+"-0"), fmt.Sprintf(`"%s-%d"`, name, i), 1)
			if err := json.Unmarshal([]byte(text), &other); err != nil {
				return err
			}
			other["index_key"] = i
			instances = append(instances, other)
		}
		r["instances"] = instances
	}
	text, err := json.Marshal(state)
	if err != nil {
		return err
	}
	return f.write(stateFile, string(text))
}

// stateFile is where the CLI keeps the state.
const stateFile = "terraform.tfstate"

func (f *folder) readState(state any) error {
	text, err := os.ReadFile(filepath.Join(f.path, stateFile))
	if err == nil {
		err = json.Unmarshal(text, state)
	}
	if err != nil {
		return fmt.Errorf("reading the state: %w", err)
	}
	return nil
}

func (f *folder) write(name, text string) error {
	return os.WriteFile(filepath.Join(f.path, name), []byte(text), 0o600)
}
