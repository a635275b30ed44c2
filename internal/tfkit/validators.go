package tfkit

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// stringRule is a validator whose error says what to write instead.
type stringRule struct {
	description string
	check       func(value string) (problem, remedy string)
}

func (r stringRule) Description(context.Context) string         { return r.description }
func (r stringRule) MarkdownDescription(context.Context) string { return r.description }

func (r stringRule) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	problem, remedy := r.check(req.ConfigValue.ValueString())
	if problem == "" {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, problem+nestedAt(req.Path), remedy)
}

// nestedAt names an attribute within another: for those a CLI shows only the line
// on which the resource begins.
func nestedAt(p path.Path) string {
	steps := p.Steps()
	if len(steps) < 2 {
		return ""
	}
	if _, ok := steps[1].(path.PathStepAttributeName); !ok {
		return ""
	}
	return " in " + p.String()
}

// StringRule makes a validator of a check that returns what is wrong with a value,
// as the summary of an error, and what to write instead; two empty texts where
// nothing is. Both texts are shown, so a check of secrets must not repeat them.
func StringRule(description string, check func(value string) (problem, remedy string)) validator.String {
	return stringRule{description: description, check: check}
}

// Port accepts 8888/http and 22/tcp.
func Port() validator.String {
	return stringRule{
		description: "port number and protocol, such as 8888/http or 22/tcp",
		check: func(value string) (string, string) {
			number, protocol, found := strings.Cut(value, "/")
			port, err := strconv.Atoi(number)
			if !found || err != nil || port < 1 || port > 65535 || number != strconv.Itoa(port) || (protocol != "http" && protocol != "tcp") {
				return "Invalid port", fmt.Sprintf("%q is not a port. Write a number from 1 to 65535, a slash and http or tcp, such as \"8888/http\" or \"22/tcp\".", value)
			}
			return "", ""
		},
	}
}

var envName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.\-]*$`)

// EnvName accepts the name of an environment variable.
func EnvName() validator.String {
	return stringRule{
		description: "name of an environment variable",
		check: func(value string) (string, string) {
			if !envName.MatchString(value) {
				return "Invalid environment variable name", fmt.Sprintf("%q is not a name. Start with a letter or an underscore and go on with letters, digits, underscores, dots or dashes.", value)
			}
			return "", ""
		},
	}
}

var objectID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

// ID accepts what can be an id of RunPod's: no spaces, no slashes.
func ID() validator.String {
	return stringRule{description: "an id of RunPod's", check: checkID}
}

func checkID(value string) (problem, remedy string) {
	if objectID.MatchString(value) {
		return "", ""
	}
	return "Invalid id", fmt.Sprintf("%.130q is not an id: ids are letters and digits only, and at most 128 of them. Use the `id` attribute of the resource or data source, not its name or a URL.", value)
}

var dataCenterID = regexp.MustCompile(`^[A-Z]{2,3}(-[A-Z0-9]+)+$`)

// DataCenterID accepts EU-RO-1 and refuses eu-ro-1, which RunPod answers as if
// there were no capacity.
func DataCenterID() validator.String {
	return stringRule{
		description: "a data center id in upper case, such as EU-RO-1",
		check: func(value string) (string, string) {
			if dataCenterID.MatchString(value) {
				return "", ""
			}
			if upper := strings.ToUpper(value); dataCenterID.MatchString(upper) {
				return "Invalid data center", fmt.Sprintf("Data center ids are upper case: write %q instead of %q.", upper, value)
			}
			return "Invalid data center", fmt.Sprintf("%q is not a data center id. Write one such as \"EU-RO-1\" or \"US-KS-2\".", value)
		},
	}
}

var cudaVersion = regexp.MustCompile(`^\d+\.\d+$`)

// CUDAVersion accepts 12.8.
func CUDAVersion() validator.String {
	return stringRule{
		description: "a CUDA version, such as 12.8",
		check: func(value string) (string, string) {
			if !cudaVersion.MatchString(value) {
				return "Invalid CUDA version", fmt.Sprintf("%q is not a CUDA version. Write major and minor, such as \"12.8\".", value)
			}
			return "", ""
		},
	}
}

// AbsolutePath accepts where a volume can be mounted.
func AbsolutePath() validator.String {
	return stringRule{
		description: "an absolute path, such as /workspace",
		check: func(value string) (string, string) {
			if !strings.HasPrefix(value, "/") || strings.TrimRight(value, "/") == "" || strings.ContainsAny(value, " \t\n") {
				return "Invalid mount path", fmt.Sprintf("%q cannot be a mount path. Write an absolute path below the root, such as \"/workspace\".", value)
			}
			return "", ""
		},
	}
}

// Image accepts an image reference: something, and no white space.
func Image() validator.String {
	return stringRule{
		description: "a container image reference",
		check: func(value string) (string, string) {
			switch {
			case strings.TrimSpace(value) == "":
				return "Missing image", "The image is empty. Write an image reference such as \"ghcr.io/acme/app:1.0\"."
			case strings.ContainsAny(value, " \t\n"):
				return "Invalid image", fmt.Sprintf("%q contains white space. Write an image reference such as \"ghcr.io/acme/app:1.0\".", value)
			case strings.Contains(value, "://"):
				return "Invalid image", fmt.Sprintf("%q is a URL. Write the image reference without a scheme, such as %q.", value, value[strings.Index(value, "://")+3:])
			}
			return "", ""
		},
	}
}

// Name accepts what can name an object: anything that is not blank.
func Name() validator.String {
	return stringRule{
		description: "a name",
		check: func(value string) (string, string) {
			if strings.TrimSpace(value) == "" {
				return "Missing name", "The name is empty. Write at least one character that is not a space."
			}
			return "", ""
		},
	}
}

// GPUTypeID accepts what can be the id of a GPU type, and catches pools written
// in its place.
func GPUTypeID() validator.String {
	return stringRule{
		description: "a GPU type id, such as NVIDIA A100 80GB PCIe",
		check: func(value string) (string, string) {
			switch {
			case strings.TrimSpace(value) == "":
				return "Missing GPU type", "A GPU type id is empty. Write one such as \"NVIDIA A100 80GB PCIe\"."
			case gpuPool.MatchString(value):
				return "GPU pool in place of a GPU type", fmt.Sprintf("%q is a pool of serverless GPUs. Write GPU type ids here, such as \"NVIDIA A100 80GB PCIe\".", value)
			case strings.HasPrefix(strings.TrimSpace(value), "-"):
				return "Invalid GPU type", fmt.Sprintf("%q begins with a dash. Write the GPU type id alone: %q.", value, strings.TrimLeft(strings.TrimSpace(value), "- "))
			}
			return "", ""
		},
	}
}

var gpuPool = regexp.MustCompile(`^[A-Z]+_\d+(_[A-Z0-9]+)*$`)

// GPUPool accepts AMPERE_80, and catches GPU types written in its place.
func GPUPool() validator.String {
	return stringRule{
		description: "a pool of serverless GPUs, such as AMPERE_80",
		check: func(value string) (string, string) {
			switch {
			case gpuPool.MatchString(value):
				return "", ""
			case gpuPool.MatchString(strings.ToUpper(value)):
				return "Invalid GPU pool", fmt.Sprintf("GPU pools are upper case: write %q instead of %q.", strings.ToUpper(value), value)
			}
			if pools, _, _ := cost.Snapshot().PoolsOf([]string{value}); len(pools) > 0 {
				return "Invalid GPU pool", fmt.Sprintf("%q is a GPU type, and an endpoint takes pools: write %q, the pool that it is in. `excluded_type_ids` leaves out other types of the pool.", value, pools[0])
			}
			return "Invalid GPU pool", fmt.Sprintf("%q is not a GPU pool. An endpoint takes pools such as \"AMPERE_80\" or \"ADA_24\", not GPU types; "+
				"the catalog says which pool a type is in.", value)
		},
	}
}

// CPUFlavorID accepts cpu5c.
func CPUFlavorID() validator.String {
	return stringRule{
		description: "a CPU flavor id, such as cpu5c",
		check: func(value string) (string, string) {
			if !cpuFlavor.MatchString(value) {
				return "Invalid CPU flavor", fmt.Sprintf("%q is not a CPU flavor. Write one such as \"cpu3g\" or \"cpu5c\".", value)
			}
			return "", ""
		},
	}
}

var cpuFlavor = regexp.MustCompile(`^cpu\d+[a-z]+$`)

// powerOfTwo checks a vCPU count.
type powerOfTwo struct{}

// PowerOfTwo accepts the vCPU counts that RunPod offers.
func PowerOfTwo() validator.Int64 { return powerOfTwo{} }

func (powerOfTwo) Description(context.Context) string { return "a power of two, at least 2" }

func (r powerOfTwo) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

func (powerOfTwo) ValidateInt64(_ context.Context, req validator.Int64Request, resp *validator.Int64Response) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	n := req.ConfigValue.ValueInt64()
	if n >= 2 && n&(n-1) == 0 {
		return
	}
	lower := int64(2)
	for lower*2 < n {
		lower *= 2
	}
	suggestion := fmt.Sprintf("%d or %d", lower, lower*2)
	if n < 2 {
		suggestion = "2"
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid vCPU count"+nestedAt(req.Path),
		fmt.Sprintf("RunPod offers vCPUs in powers of two, at least 2: write %s instead of %d.", suggestion, n))
}

// distinct checks a list for elements that stand twice.
type distinct struct{}

// Distinct refuses a list that names something twice.
func Distinct() validator.List { return distinct{} }

func (distinct) Description(context.Context) string { return "each element at most once" }

func (d distinct) MarkdownDescription(ctx context.Context) string { return d.Description(ctx) }

func (distinct) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	seen := map[string]bool{}
	for _, value := range Strings(req.ConfigValue) {
		if seen[value] {
			resp.Diagnostics.AddAttributeError(req.Path, "Duplicate value"+nestedAt(req.Path),
				fmt.Sprintf("%q stands twice: remove one of them.", value))
		}
		seen[value] = true
	}
}

// Timestamp accepts an RFC 3339 time.
func Timestamp() validator.String {
	return stringRule{
		description: "a time as in RFC 3339, such as 2026-11-01T00:00:00Z",
		check: func(value string) (string, string) {
			if _, err := time.Parse(time.RFC3339, value); err != nil {
				return "Invalid time", fmt.Sprintf("%q is not a time as in RFC 3339. Write one such as \"2026-11-01T00:00:00Z\".", value)
			}
			return "", ""
		},
	}
}
