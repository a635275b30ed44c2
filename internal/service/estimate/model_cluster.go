package estimate

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type clusterInput struct {
	Name            *string            `tfsdk:"name"`
	Compute         *computeInput      `tfsdk:"compute"`
	ContainerDiskGB *int64             `tfsdk:"container_disk_gb"`
	VolumeDisk      *volumeDiskInput   `tfsdk:"volume_disk"`
	Usage           *clusterUsageInput `tfsdk:"usage"`
}

type computeInput struct {
	GPUTypeID      *string `tfsdk:"gpu_type_id"`
	GPUCountPerPod *int64  `tfsdk:"gpu_count_per_pod"`
	PodCount       *int64  `tfsdk:"pod_count"`
}

type clusterUsageInput struct {
	HoursPerMonth types.Float64 `tfsdk:"hours_per_month"`
}

func (in clusterInput) billed(e element) billed {
	var b billed
	at := e.path.AtName("compute")
	compute := required(e, in.Compute, at, "Write compute = { gpu_type_id = \"NVIDIA H100 80GB HBM3\", gpu_count_per_pod = 8, pod_count = 2 }.")
	c := cost.Cluster{Name: e.name(in.Name), VolumeDiskGB: in.VolumeDisk.size(e)}
	if in.Compute != nil {
		c.GPUTypeID = required(e, compute.GPUTypeID, at.AtName("gpu_type_id"), "Write a GPU type ID, such as gpu_type_id = \"NVIDIA H100 80GB HBM3\".")
		c.GPUCountPerPod = required(e, compute.GPUCountPerPod, at.AtName("gpu_count_per_pod"), "Write how many GPUs each pod has, such as gpu_count_per_pod = 8.")
		c.PodCount = required(e, compute.PodCount, at.AtName("pod_count"), "Write how many pods the cluster has, such as pod_count = 2.")
	}
	c.ContainerDiskGB = orDefault(in.ContainerDiskGB, cost.DefaultClusterDiskGB, "container_disk_gb", &b.assumed.disk)
	if in.Usage != nil {
		c.Usage = &cost.ClusterUsage{HoursPerMonth: tfkit.NullDecimal(in.Usage.HoursPerMonth)}
	}
	b.estimate = func(estimator cost.Estimator) cost.Estimate { return estimator.Cluster(c) }
	b.knob = clusterKnob(c)
	return b
}
