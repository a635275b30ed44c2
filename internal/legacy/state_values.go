package legacy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Values in the states of the older providers.
const (
	legacyComputeCPU   = "CPU"
	legacyRequestCount = "REQUEST_COUNT"
)

// LegacyState is one resource as either of the older providers left it. The two
// shapes need not be told apart as a whole: where they share a name they mean
// the same by it, and differ at most in the kind of value, which tells them apart
// (env is a list of KEY=VALUE in one and a map in the other, ports a text and a
// list). Attributes may be missing, and there may be others.
type LegacyState struct {
	attributes map[string]any
}

// ParseLegacyState reads a state in JSON. It has to hold an id.
func ParseLegacyState(raw *tfprotov6.RawState) (LegacyState, error) {
	if raw == nil || len(raw.JSON) == 0 {
		return LegacyState{}, errors.New("the state is not in JSON: some version of Terraform before 0.12 wrote it")
	}
	decoder := json.NewDecoder(bytes.NewReader(raw.JSON))
	decoder.UseNumber()
	var attributes map[string]any
	if err := decoder.Decode(&attributes); err != nil {
		return LegacyState{}, fmt.Errorf("the state cannot be read: %w", err)
	}
	old := LegacyState{attributes: attributes}
	if old.ID().IsNull() {
		return LegacyState{}, errors.New("the state holds no id")
	}
	return old, nil
}

// ID is the id, which the older providers name as we do.
func (s LegacyState) ID() types.String { return s.String("id") }

// String is null where there is no text, or an empty one.
func (s LegacyState) String(name string) types.String {
	if text, ok := s.attributes[name].(string); ok && text != "" {
		return types.StringValue(text)
	}
	return types.StringNull()
}

// Upper is String in upper case, as RunPod now writes all its enumerations.
func (s LegacyState) Upper(name string) types.String {
	text := s.String(name)
	if text.IsNull() {
		return text
	}
	return types.StringValue(strings.ToUpper(text.ValueString()))
}

// Bool is null where there is none.
func (s LegacyState) Bool(name string) types.Bool {
	if value, ok := s.attributes[name].(bool); ok {
		return types.BoolValue(value)
	}
	return types.BoolNull()
}

// Int64 is null where there is no whole number; 20.0 is one.
func (s LegacyState) Int64(name string) types.Int64 {
	if number, ok := s.attributes[name].(json.Number); ok {
		if f, _, err := big.ParseFloat(number.String(), 10, tfkit.MoneyPrecision, big.ToNearestEven); err == nil {
			if i, accuracy := f.Int64(); accuracy == big.Exact {
				return types.Int64Value(i)
			}
		}
	}
	return types.Int64Null()
}

// Int64Unless is Int64, or null where the number is what the older provider put
// there by itself.
func (s LegacyState) Int64Unless(name string, unasked int64) types.Int64 {
	number := s.Int64(name)
	if number.ValueInt64() == unasked {
		return types.Int64Null()
	}
	return number
}

// Strings are the texts in a list, or between the commas of one text.
func (s LegacyState) Strings(name string) []string {
	var out []string
	add := func(text string) {
		if text = strings.TrimSpace(text); text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	switch value := s.attributes[name].(type) {
	case string:
		for part := range strings.SplitSeq(value, ",") {
			add(part)
		}
	case []any:
		for _, element := range value {
			if text, ok := element.(string); ok {
				add(text)
			}
		}
	}
	return out
}

// List is Strings as they stand, repetitions included; null where there are none.
func (s LegacyState) List(name string) types.List {
	values, _ := s.attributes[name].([]any)
	var texts []string
	for _, value := range values {
		if text, ok := value.(string); ok {
			texts = append(texts, text)
		}
	}
	return tfkit.ListOrNull(texts)
}

// Set is Strings, or null where there are none.
func (s LegacyState) Set(name string) types.Set {
	texts := s.Strings(name)
	if len(texts) == 0 {
		return types.SetNull(types.StringType)
	}
	return tfkit.StringSet(texts)
}

// Env is the environment: a map, or a list of KEY=VALUE. What RunPod injected is
// left out, for no configuration declares it; null where nothing remains.
func (s LegacyState) Env(name string) types.Map {
	env := map[string]string{}
	switch value := s.attributes[name].(type) {
	case map[string]any:
		for key, element := range value {
			if text, ok := element.(string); ok {
				env[key] = text
			}
		}
	case []any:
		for _, element := range value {
			text, _ := element.(string)
			if key, text, ok := strings.Cut(text, "="); ok {
				env[key] = text
			}
		}
	}
	return container.ImportedEnv(env)
}

// IsCPU reports whether the compute is that of a pod or a worker without a GPU.
func (s LegacyState) IsCPU() bool {
	switch s.Upper("compute_type").ValueString() {
	case legacyComputeCPU:
		return true
	case "":
		return len(s.Strings("cpu_flavor_ids")) > 0 && len(s.GPUTypeIDs()) == 0
	default:
		return false
	}
}

// GPUTypeIDs are the types asked for, in order.
func (s LegacyState) GPUTypeIDs() []string {
	ids := s.Strings("gpu_type_ids")
	if id := s.String("gpu_type_id").ValueString(); id != "" && !slices.Contains(ids, id) {
		ids = append([]string{id}, ids...)
	}
	return ids
}

// NetworkVolumeIDs are the volumes mounted: one and several may name the same.
func (s LegacyState) NetworkVolumeIDs() []string {
	ids := s.Strings("network_volume_ids")
	if id := s.String("network_volume_id").ValueString(); id != "" && !slices.Contains(ids, id) {
		ids = append([]string{id}, ids...)
	}
	return ids
}

// ScalesOnRequests reports whether scaler_value counts requests, not seconds.
func (s LegacyState) ScalesOnRequests() bool {
	return s.Upper("scaler_type").ValueString() == legacyRequestCount
}

// Container is what the container settings correspond to.
func (s LegacyState) Container() container.Settings {
	c := container.Settings{
		Image:                   s.String("image_name"),
		Entrypoint:              s.List("docker_entrypoint"),
		Cmd:                     s.List("docker_start_cmd"),
		Args:                    s.String("docker_args"),
		ContainerDiskGB:         s.Int64("container_disk_in_gb"),
		Env:                     s.Env("env"),
		Ports:                   s.Set("ports"),
		ContainerRegistryAuthID: s.String("container_registry_auth_id"),
	}
	if !c.Entrypoint.IsNull() || !c.Cmd.IsNull() {
		c.Args = types.StringNull() // one form of the command, and RunPod took this one
	}
	return c
}

// TemplatedContainer is Container with the template.
func (s LegacyState) TemplatedContainer() container.Templated {
	return container.Templated{Settings: s.Container(), TemplateID: s.String("template_id"), EnvWO: types.MapNull(types.StringType)}
}

// Mounts are the disk or the network volume of a pod. The older states hold the
// size of a disk even where a network volume takes its place.
func (s LegacyState) Mounts() (disk, volume types.Object) {
	path := s.String("volume_mount_path")
	if path.IsNull() {
		path = types.StringValue(container.DefaultMountPath)
	}
	if ids := s.NetworkVolumeIDs(); len(ids) > 0 {
		return types.ObjectNull(container.VolumeDiskTypes()), container.MountedVolumeValue(types.StringValue(ids[0]), path)
	}
	if size := s.Int64("volume_in_gb"); size.ValueInt64() > 0 && !s.IsCPU() {
		return container.VolumeDiskValue(size, path), types.ObjectNull(container.MountedVolumeTypes())
	}
	return types.ObjectNull(container.VolumeDiskTypes()), types.ObjectNull(container.MountedVolumeTypes())
}
