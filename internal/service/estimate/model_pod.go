package estimate

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Values of pods' desired_state.
const (
	stateRunning = "RUNNING"
	stateStopped = "STOPPED"
)

type podInput struct {
	Name            *string          `tfsdk:"name"`
	GPU             *podGPUInput     `tfsdk:"gpu"`
	CPU             *cpuInput        `tfsdk:"cpu"`
	Cloud           *string          `tfsdk:"cloud"`
	ContainerDiskGB *int64           `tfsdk:"container_disk_gb"`
	VolumeDisk      *volumeDiskInput `tfsdk:"volume_disk"`
	DesiredState    *string          `tfsdk:"desired_state"`
	Usage           *podUsageInput   `tfsdk:"usage"`
}

type podGPUInput struct {
	TypeIDs []types.String `tfsdk:"type_ids"`
	Count   *int64         `tfsdk:"count"`
}

type cpuInput struct {
	FlavorID  *string `tfsdk:"flavor_id"`
	VCPUCount *int64  `tfsdk:"vcpu_count"`
}

type volumeDiskInput struct {
	SizeGB *int64 `tfsdk:"size_gb"`
}

type podUsageInput struct {
	HoursPerDay   types.Float64 `tfsdk:"hours_per_day"`
	HoursPerMonth types.Float64 `tfsdk:"hours_per_month"`
	WhenIdle      *string       `tfsdk:"when_idle"`
}

func (in podInput) billed(e element) billed {
	var b billed
	pod := cost.Pod{Name: e.name(in.Name)}
	gpu, cpu := e.path.AtName("gpu"), e.path.AtName("cpu")
	switch {
	case in.GPU != nil && in.CPU != nil:
		e.refuse(cpu, "Conflicting GPU and CPU", fmt.Sprintf("A pod has either a GPU or a CPU: remove %s or %s.", gpu, cpu))
	case in.GPU != nil:
		pod.GPUTypeIDs = requiredStrings(e, in.GPU.TypeIDs, gpu.AtName("type_ids"), "Write GPU type IDs, such as type_ids = [\"NVIDIA A100 80GB PCIe\"].")
		pod.GPUCount = orDefault(in.GPU.Count, cost.DefaultGPUCount, "gpu.count", &b.assumed.rate)
		pod.Cloud = orDefault(in.Cloud, cost.DefaultCloud, "cloud", &b.assumed.rate)
	case in.CPU != nil:
		option := in.CPU.option(e, cpu)
		pod.CPUFlavorID, pod.VCPUCount = option.FlavorID, option.VCPUCount
	default:
		e.refuse(gpu, "Missing GPU or CPU", "Write gpu = { type_ids = [\"NVIDIA A100 80GB PCIe\"] } for a GPU pod, "+
			"or cpu = { flavor_id = \"cpu5c\", vcpu_count = 4 } for a pod without one.")
	}
	pod.ContainerDiskGB = orDefault(in.ContainerDiskGB, cost.DefaultPodDiskGB, "container_disk_gb", &b.assumed.disk)
	pod.VolumeDiskGB = in.VolumeDisk.size(e)
	pod.DesiredStopped = in.DesiredState != nil && *in.DesiredState == stateStopped
	if in.Usage == nil {
		orDefault(in.DesiredState, stateRunning, "desired_state", &b.assumed.rate)
	}
	if u := in.Usage; u != nil && !u.HoursPerDay.IsNull() && !u.HoursPerMonth.IsNull() {
		e.refuse(e.path.AtName("usage").AtName("hours_per_month"), "Conflicting hours of usage", "Remove `hours_per_day` or `hours_per_month`.")
	}
	pod.Usage = in.Usage.toCost(pod.DesiredStopped, &b.assumed)
	b.estimate = func(estimator cost.Estimator) cost.Estimate { return estimator.Pod(pod) }
	b.knob = podKnob(pod)
	if pod.NeverRuns() {
		b.pricedAs = "priced as stopped all the time, because `desired_state` is STOPPED. Declare `usage.hours_per_day` to estimate the time that it runs"
	}
	return b
}

func (in *cpuInput) option(e element, at path.Path) cost.CPUOption {
	return cost.CPUOption{
		FlavorID:  required(e, in.FlavorID, at.AtName("flavor_id"), "Write a CPU flavor, such as flavor_id = \"cpu5c\"."),
		VCPUCount: required(e, in.VCPUCount, at.AtName("vcpu_count"), "Write a number of vCPUs, such as vcpu_count = 4."),
	}
}

func (in *volumeDiskInput) size(e element) int64 {
	if in == nil {
		return 0
	}
	return required(e, in.SizeGB, e.path.AtName("volume_disk").AtName("size_gb"), "Write a size, such as size_gb = 100, or leave volume_disk out.")
}

// toCost assumes no hours of a pod that is stopped.
func (in *podUsageInput) toCost(stopped bool, a *assumed) *cost.PodUsage {
	if in == nil {
		return nil
	}
	hours, ofMonth := tfkit.NullDecimal(in.HoursPerDay), tfkit.NullDecimal(in.HoursPerMonth)
	if !hours.Valid && !ofMonth.Valid && !stopped {
		hours = decimal.NewNullDecimal(orDefault(nil, decimal.NewFromInt(cost.DefaultPodHoursPerDay), "usage.hours_per_day", &a.rate))
	}
	return &cost.PodUsage{HoursPerDay: hours, HoursPerMonth: ofMonth, WhenIdle: orDefault(in.WhenIdle, cost.DefaultPodWhenIdle, "usage.when_idle", &a.rate)}
}
