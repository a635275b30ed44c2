// Package hardware checks what a configuration says of hardware and places: GPU types and pools, CPU flavors and their vCPUs, CUDA
// versions, data centers. It knows how Runpod writes them, not which of them there are today.
package hardware

import (
	"context"
	"fmt"
	"math/bits"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

var dataCenterID = regexp.MustCompile(`^[A-Z]{2,3}(-[A-Z0-9]+)+$`)

// DataCenterID accepts EU-RO-1 and refuses eu-ro-1, which Runpod answers as if
// there were no capacity.
func DataCenterID() validator.String {
	return tfkit.StringRule("a data center ID in upper case, such as EU-RO-1", func(value string) (string, string) {
		if dataCenterID.MatchString(value) {
			return "", ""
		}
		if upper := strings.ToUpper(value); dataCenterID.MatchString(upper) {
			return "Invalid data center", fmt.Sprintf("Data center IDs are upper case. Write %q instead of %q.", upper, value)
		}
		return "Invalid data center", fmt.Sprintf("%q is not a data center ID. Write one such as \"EU-RO-1\" or \"US-KS-2\".", value)
	})
}

var cudaVersion = regexp.MustCompile(`^\d+\.\d+$`)

// CUDAVersion accepts 12.8.
func CUDAVersion() validator.String {
	return tfkit.StringRule("a CUDA version, such as 12.8", func(value string) (string, string) {
		if !cudaVersion.MatchString(value) {
			return "Invalid CUDA version", fmt.Sprintf("%q is not a CUDA version. Write major and minor, such as \"12.8\".", value)
		}
		return "", ""
	})
}

// GPUTypeID accepts what can be the ID of a GPU type, and catches pools written
// in its place.
func GPUTypeID() validator.String {
	return tfkit.StringRule("a GPU type ID, such as NVIDIA A100 80GB PCIe", func(value string) (string, string) {
		switch {
		case strings.TrimSpace(value) == "":
			return "Missing GPU type", "A GPU type ID is empty. Write one such as \"NVIDIA A100 80GB PCIe\"."
		case gpuPool.MatchString(value):
			return "GPU pool instead of a GPU type", fmt.Sprintf("%q is a serverless GPU pool. Write GPU type IDs here, such as \"NVIDIA A100 80GB PCIe\".", value)
		case strings.HasPrefix(strings.TrimSpace(value), "-"):
			return "Invalid GPU type", fmt.Sprintf("%q begins with a dash. Write only the GPU type ID: %q.", value, strings.TrimLeft(strings.TrimSpace(value), "- "))
		}
		return "", ""
	})
}

var gpuPool = regexp.MustCompile(`^[A-Z]+_\d+(_[A-Z0-9]+)*$`)

// GPUPool accepts AMPERE_80, and catches GPU types written in its place.
func GPUPool() validator.String {
	return tfkit.StringRule("a serverless GPU pool, such as AMPERE_80", func(value string) (string, string) {
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
	})
}

// CPUFlavorID accepts cpu5c.
func CPUFlavorID() validator.String {
	return tfkit.StringRule("a CPU flavor ID, such as cpu5c", func(value string) (string, string) {
		if !cpuFlavor.MatchString(value) {
			return "Invalid CPU flavor", fmt.Sprintf("%q is not a CPU flavor. Write one such as \"cpu3g\" or \"cpu5c\".", value)
		}
		return "", ""
	})
}

var cpuFlavor = regexp.MustCompile(`^cpu\d+[a-z]+$`)

// vCPUCount checks a vCPU count.
type vCPUCount struct{}

// VCPUCount accepts the vCPU counts that Runpod offers.
func VCPUCount() validator.Int64 { return vCPUCount{} }

func (vCPUCount) Description(context.Context) string { return "a power of two, at least 2" }

func (r vCPUCount) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

func (vCPUCount) ValidateInt64(_ context.Context, req validator.Int64Request, resp *validator.Int64Response) {
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
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid vCPU count"+tfkit.NestedAt(req.Path),
		fmt.Sprintf("Runpod offers vCPUs in powers of two, at least 2. Write %s instead of %d.", suggestion, n))
}
