package sandbox

import (
	"math/bits"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// placeableCPU checks a wish for vCPUs and says what memory comes with them.
func (k *catalog) placeableCPU(want runpod.CreateCPUConfig) (runpod.CPUConfig, error) {
	f := k.cpu(want.ID)
	if f == nil {
		return runpod.CPUConfig{}, badRequest("CPU flavor %q not found", want.ID)
	}
	if n := want.VCPUCount; n < f.vcpuMin || n > f.vcpuMax || bits.OnesCount64(uint64(n)) != 1 {
		return runpod.CPUConfig{}, badRequest("vcpuCount %d is not available for %s: it must be a power of two from %d to %d", n, f.id, f.vcpuMin, f.vcpuMax)
	}
	return runpod.CPUConfig{ID: f.id, VCPUCount: want.VCPUCount, Memory: want.VCPUCount * f.ramPerVCPU}, nil
}
