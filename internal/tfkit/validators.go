package tfkit

import (
	"context"
	"fmt"
	"math/bits"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

// stringRule is a validator whose error says what to write instead.
type stringRule struct {
	description string
	check       func(value string) (problem, remedy string)
	wantsText   bool // an empty text is wrong, even where the attribute is optional
}

func (r stringRule) Description(context.Context) string         { return r.description }
func (r stringRule) MarkdownDescription(context.Context) string { return r.description }

func (r stringRule) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || !r.wantsText && req.ConfigValue.ValueString() == "" && mayBeEmpty(ctx, req) {
		return
	}
	problem, remedy := r.check(req.ConfigValue.ValueString())
	if problem == "" {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, problem+nestedAt(req.Path), remedy)
}

// mayBeEmpty reports whether an empty text counts as unset: where nothing has to be
// written, and no default of a resource would have to stand in its place.
func mayBeEmpty(ctx context.Context, req validator.StringRequest) bool {
	attribute, diags := req.Config.Schema.AttributeAtPath(ctx, req.Path)
	_, looksUp := req.Config.Schema.(schema.Schema)
	return !diags.HasError() && attribute.IsOptional() && (looksUp || !attribute.IsComputed())
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

// maxID is the most characters an ID may have. The pattern leaves it out: counted repeats are slow to compile, and that is
// done at every start.
const maxID = 128

var objectID = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// ID accepts what can be an ID of Runpod's: no spaces, no slashes.
func ID() validator.String {
	return stringRule{description: "a Runpod ID", check: checkID}
}

// IDOrNone accepts what ID does, and an empty text where that means none in an attribute
// that an import fills.
func IDOrNone() validator.String {
	return stringRule{description: "a Runpod ID, or an empty string", check: func(value string) (string, string) {
		if value == "" {
			return "", ""
		}
		return checkID(value)
	}}
}

func checkID(value string) (problem, remedy string) {
	if len(value) <= maxID && objectID.MatchString(value) {
		return "", ""
	}
	return "Invalid ID", fmt.Sprintf("%.130q is not an ID. IDs contain only letters and digits, at most 128 of them. Use the `id` attribute of the resource or data source, not its name or a URL.", value)
}

var dataCenterID = regexp.MustCompile(`^[A-Z]{2,3}(-[A-Z0-9]+)+$`)

// DataCenterID accepts EU-RO-1 and refuses eu-ro-1, which Runpod answers as if
// there were no capacity.
func DataCenterID() validator.String {
	return stringRule{
		description: "a data center ID in upper case, such as EU-RO-1",
		check: func(value string) (string, string) {
			if dataCenterID.MatchString(value) {
				return "", ""
			}
			if upper := strings.ToUpper(value); dataCenterID.MatchString(upper) {
				return "Invalid data center", fmt.Sprintf("Data center IDs are upper case. Write %q instead of %q.", upper, value)
			}
			return "Invalid data center", fmt.Sprintf("%q is not a data center ID. Write one such as \"EU-RO-1\" or \"US-KS-2\".", value)
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

// TrimmedName is Name with at most that many characters, and none of them a space at an
// end: Runpod drops those, and a state would never be what is declared.
func TrimmedName(most int) validator.String {
	return stringRule{
		description: "a name",
		check: func(value string) (string, string) {
			trimmed := strings.TrimSpace(value)
			switch length := utf8.RuneCountInString(value); {
			case trimmed == "":
				return "Missing name", "The name is empty. Write at least one character that is not a space."
			case trimmed != value:
				return "Spaces around the name", fmt.Sprintf("Runpod removes leading and trailing spaces from %q. Write %q.", value, trimmed)
			case length > most:
				return "Name too long", fmt.Sprintf("The name has %d characters and Runpod accepts at most %d. Shorten it.", length, most)
			}
			return "", ""
		},
	}
}

// GPUTypeID accepts what can be the ID of a GPU type, and catches pools written
// in its place.
func GPUTypeID() validator.String {
	return stringRule{
		description: "a GPU type ID, such as NVIDIA A100 80GB PCIe",
		check: func(value string) (string, string) {
			switch {
			case strings.TrimSpace(value) == "":
				return "Missing GPU type", "A GPU type ID is empty. Write one such as \"NVIDIA A100 80GB PCIe\"."
			case gpuPool.MatchString(value):
				return "GPU pool instead of a GPU type", fmt.Sprintf("%q is a serverless GPU pool. Write GPU type IDs here, such as \"NVIDIA A100 80GB PCIe\".", value)
			case strings.HasPrefix(strings.TrimSpace(value), "-"):
				return "Invalid GPU type", fmt.Sprintf("%q begins with a dash. Write only the GPU type ID: %q.", value, strings.TrimLeft(strings.TrimSpace(value), "- "))
			}
			return "", ""
		},
	}
}

var gpuPool = regexp.MustCompile(`^[A-Z]+_\d+(_[A-Z0-9]+)*$`)

// GPUPool accepts AMPERE_80, and catches GPU types written in its place.
func GPUPool() validator.String {
	return stringRule{
		description: "a serverless GPU pool, such as AMPERE_80",
		check: func(value string) (string, string) {
			switch {
			case gpuPool.MatchString(value):
				return "", ""
			case gpuPool.MatchString(strings.ToUpper(value)):
				return "Invalid GPU pool", fmt.Sprintf("GPU pools are upper case. Write %q instead of %q.", strings.ToUpper(value), value)
			}
			prices := cost.Snapshot()
			if pools, _, _ := prices.PoolsOf(prices.ClosestGPU(value)); len(pools) > 0 {
				return "Invalid GPU pool", fmt.Sprintf("%q is a GPU type, and an endpoint takes pools. Write \"%s\", the pool that contains it. `excluded_type_ids` excludes other types of the pool.", value, strings.Join(pools, "\" or \""))
			}
			return "Invalid GPU pool", fmt.Sprintf("%q is not a GPU pool. An endpoint takes pools such as \"AMPERE_80\" or \"ADA_24\", not GPU types; "+
				"`pool` of `data.runpod_gpu_type` is the pool that contains a type.", value)
		},
	}
}

// CPUFlavorID accepts cpu5c.
func CPUFlavorID() validator.String {
	return stringRule{
		description: "a CPU flavor ID, such as cpu5c",
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

// PowerOfTwo accepts the vCPU counts that Runpod offers.
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
	suggestion := "2"
	if n > 2 {
		lower := int64(1) << (bits.Len64(uint64(n)) - 1)
		suggestion = fmt.Sprintf("%d or %d", lower, uint64(lower)*2)
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid vCPU count"+nestedAt(req.Path),
		fmt.Sprintf("Runpod offers vCPUs in powers of two, at least 2. Write %s instead of %d.", suggestion, n))
}

// some checks a list that may not be empty.
type some struct{ example string }

// Some wants at least one element, such as the example.
func Some(example string) validator.List { return some{example} }

func (some) Description(context.Context) string { return "at least one element" }

func (s some) MarkdownDescription(ctx context.Context) string { return s.Description(ctx) }

func (s some) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	if !req.ConfigValue.IsNull() && None(req.ConfigValue) {
		resp.Diagnostics.AddAttributeError(req.Path, "Nothing"+nestedAt(req.Path), fmt.Sprintf("%s is empty. Write at least one, such as %q.", req.Path, s.example))
	}
}
