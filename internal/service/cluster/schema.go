package cluster

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/hardware"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Bounds of a cluster's pods.
const (
	minPods = 2
	maxPods = 250
)

const replaces = "Forces replacement."

func clusterTypes() []string {
	return []string{string(runpod.ClusterTypeApplication), string(runpod.ClusterTypeTraining), string(runpod.ClusterTypeSlurm), string(runpod.ClusterTypeRay)}
}

func resourceSchema(ctx context.Context) schema.Schema {
	attributes := container.Attributes(container.Text{
		Change: replaces, DefaultDiskGB: cost.DefaultClusterDiskGB,
		Exclusive: true,
	}, true)
	delete(attributes, "container_registry_auth_id") // a cluster has it from a template only
	maps.Copy(attributes, container.MountAttributes(container.MountText{
		Disk:   "Additional disk of each pod, deleted with the cluster. Conflicts with `network_volume`. Default: the template's. " + replaces,
		Volume: "Network volume that every pod mounts, in whose data center the cluster is placed. Conflicts with `volume_disk`. " + replaces,
		Resize: replaces, Exchange: replaces, Move: replaces, DiskFromTemplate: true,
	}))
	maps.Copy(attributes, container.StartAttributes())
	maps.Copy(attributes, ownAttributes())
	maps.Copy(attributes, computedAttributes())
	maps.Copy(attributes, labels.Attributes(Kind.Name))
	return schema.Schema{
		Version:             tfkit.SchemaVersion,
		MarkdownDescription: "Manages a cluster: 2 to 250 identical GPU pods in one data center, connected by a private network. A cluster bills by the second as long as it exists and cannot be stopped.",
		Attributes:          attributes,
		Blocks: map[string]schema.Block{
			"timeouts": tfkit.Timeouts(ctx, timeouts.Opts{
				Create: true, Delete: true,
				CreateDescription: tfkit.TimeoutText("How long to look for free GPUs and wait until all pods run", defaultCreateTimeout),
				DeleteDescription: tfkit.TimeoutText("How long to wait until the cluster is gone", defaultDeleteTimeout),
			}),
		},
	}
}

func ownAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "Name of the cluster.",
			Validators:          []validator.String{tfkit.Name()},
		},
		"type": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "`APPLICATION` or `TRAINING` (only the network), `SLURM` (a controller and compute nodes) or `RAY` (a head and workers). " + replaces,
			Validators:          []validator.String{stringvalidator.OneOf(clusterTypes()...)},
		},
		"compute": schema.SingleNestedAttribute{
			Required:            true,
			MarkdownDescription: "Size of the cluster. " + replaces,
			Attributes: map[string]schema.Attribute{
				"gpu_type_id": schema.StringAttribute{
					Required:            true,
					MarkdownDescription: "GPU type ID, such as `NVIDIA H100 80GB HBM3`. " + replaces,
					Validators:          []validator.String{hardware.GPUTypeID()},
				},
				"gpu_count_per_pod": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Required: true,
					MarkdownDescription: "Number of GPUs per pod. " + replaces,
					Validators:          []validator.Int64{int64validator.AtLeast(1)},
				},
				"pod_count": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Required: true,
					MarkdownDescription: "Number of pods, 2 to 250. " + replaces,
					Validators:          []validator.Int64{int64validator.Between(minPods, maxPods)},
				},
			},
		},
		"template_id": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "ID of the template for all container settings, not a serverless one. Conflicts with each of them. Later edits of the template have no effect. " + replaces,
			Validators:          []validator.String{tfkit.ID()},
		},
		"data_center_ids": schema.SetAttribute{
			ElementType: types.StringType, Optional: true, Computed: true,
			MarkdownDescription: "Data centers that the cluster may be placed in, such as `EU-RO-1`. Default: any. Only removing the cluster's own forces replacement.",
			Validators:          []validator.Set{setvalidator.ValueStringsAre(hardware.DataCenterID())},
		},
		"usage": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "Assumptions for `estimated_cost`, never sent to Runpod. Default: the cluster exists all month.",
			Attributes: map[string]schema.Attribute{
				"hours_per_month": schema.Float64Attribute{
					Required:            true,
					MarkdownDescription: "Hours per month that the cluster exists, 0 to 744.",
					Validators:          []validator.Float64{float64validator.Between(0, 744)},
				},
			},
		},
	}
}

func computedAttributes() map[string]schema.Attribute {
	fixed := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	return map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed: true, MarkdownDescription: "ID of the cluster.", PlanModifiers: fixed,
		},
		"data_center_id": schema.StringAttribute{
			Computed: true, MarkdownDescription: "Data center of the cluster. Null until it is placed.",
		},
		"created_at": schema.StringAttribute{
			Computed: true, MarkdownDescription: "Creation time, RFC 3339.", PlanModifiers: fixed,
		},
		"network_cidr": schema.StringAttribute{
			Computed: true, MarkdownDescription: "Address range of the cluster's private network.",
		},
		"pods_by_status": schema.MapAttribute{
			ElementType: types.Int64Type, Computed: true,
			MarkdownDescription: "Number of pods by status at the last read, such as `{ RUNNING = 2 }`.",
		},
		"pod_ids": schema.ListAttribute{
			ElementType: types.StringType, Computed: true,
			MarkdownDescription: "IDs of the cluster's pods, the primary first.",
		},
		"primary": schema.SingleNestedAttribute{
			Computed: true, MarkdownDescription: "The pod that leads the cluster.",
			Attributes: map[string]schema.Attribute{
				"pod_id":       schema.StringAttribute{Computed: true, MarkdownDescription: "ID of the pod."},
				"ssh_endpoint": schema.StringAttribute{Computed: true, MarkdownDescription: "SSH address, with `22/tcp` in `ports` and an SSH server in the container. Null until reachable."},
			},
		},
		"estimated_cost": pricing.Attribute(
			"Expected USD per month. Approximate: Runpod publishes no rates for clusters.",
			"Same as `monthly_usd`.",
			"Same as `monthly_usd`.",
		),
	}
}
