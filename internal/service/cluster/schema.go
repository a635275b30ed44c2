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

const replaces = "A change replaces the cluster."

func clusterTypes() []string {
	return []string{string(runpod.ClusterTypeApplication), string(runpod.ClusterTypeTraining), string(runpod.ClusterTypeSlurm), string(runpod.ClusterTypeRay)}
}

func resourceSchema(ctx context.Context) schema.Schema {
	attributes := container.Attributes(container.Text{
		Change: "Conflicts with `template_id`. " + replaces, DefaultDiskGB: cost.DefaultClusterDiskGB,
		Erased: "A replacement erases it. ", Exclusive: true,
	}, true)
	delete(attributes, "container_registry_auth_id") // a cluster has it from a template only
	maps.Copy(attributes, container.MountAttributes(container.MountText{
		Disk: "A separate disk for each pod, in addition to the container disk. Replacing or destroying the cluster deletes it. Conflicts with `network_volume`. " + replaces,
		Volume: "A network volume that every pod mounts. The cluster is placed in the volume's data center. Conflicts with `volume_disk`. " +
			replaces + " The volume's data stays.",
		Resize: replaces, Exchange: replaces, Move: replaces,
	}))
	maps.Copy(attributes, ownAttributes())
	maps.Copy(attributes, computedAttributes())
	maps.Copy(attributes, labels.Attributes(Kind.Name))
	return schema.Schema{
		Version:             1,
		MarkdownDescription: "Manages a cluster: 2 to 250 identical GPU pods in one data center, connected by a private network. A cluster bills by the second as long as it exists and cannot be stopped. Only its name can change in place; any other change replaces it.",
		Attributes:          attributes,
		Blocks: map[string]schema.Block{
			"timeouts": tfkit.Timeouts(ctx, timeouts.Opts{
				Create: true, Delete: true,
				CreateDescription: "How long to look for capacity and wait until all pods run. Default: `30m`.",
				DeleteDescription: "How long to wait until the cluster is gone. Default: `10m`.",
			}),
		},
	}
}

func ownAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "Name of the cluster. A change renames it in place.",
			Validators:          []validator.String{tfkit.Name()},
		},
		"type": schema.StringAttribute{
			Required: true,
			MarkdownDescription: "Software that Runpod sets up on the cluster: `APPLICATION` or `TRAINING` (only the network), `SLURM` (a controller and compute nodes) or `RAY` (a head and workers). " +
				replaces,
			Validators: []validator.String{stringvalidator.OneOf(clusterTypes()...)},
		},
		"compute": schema.SingleNestedAttribute{
			Required:            true,
			MarkdownDescription: "Size of the cluster. " + replaces,
			Attributes: map[string]schema.Attribute{
				"gpu_type_id": schema.StringAttribute{
					Required:            true,
					MarkdownDescription: "GPU type id, such as `NVIDIA H100 80GB HBM3`. " + replaces,
					Validators:          []validator.String{tfkit.GPUTypeID()},
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
			Optional: true,
			MarkdownDescription: "Id of a template that provides all container settings. Conflicts with every container setting of the cluster. Runpod reads the template once, at creation: later edits do not affect the cluster. " +
				replaces,
			Validators: []validator.String{tfkit.ID()},
		},
		"data_center_ids": schema.SetAttribute{
			ElementType: types.StringType, Optional: true, Computed: true,
			MarkdownDescription: "Data centers that the cluster may be placed in, in upper case, such as `EU-RO-1`. All its pods go to one of them. Default: any. A change replaces the cluster only if the list no longer includes the data center it is in.",
			Validators:          []validator.Set{setvalidator.ValueStringsAre(tfkit.DataCenterID())},
		},
		"wait_until": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "State that the creation waits for: `CREATED` (Runpod has accepted the cluster), `RUNNING` (the containers of all its pods are running) or `READY` (every port in `ports` is mapped on all of them, and SSH has an address if `22/tcp` is listed). The apply fails if the cluster does not reach it within the timeout. If omitted, the creation waits for `RUNNING` and, with `22/tcp`, up to 3 minutes for the ports; a warning names missing ports. Changing it does not affect the cluster.",
			Validators:          []validator.String{stringvalidator.OneOf(container.WaitCreated, container.WaitRunning, container.WaitReady)},
		},
		"start_ssh": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether Runpod sets up SSH with the account's keys at creation. Runpod never returns this setting. Default: `false`, or the template's value. Setting it on an existing cluster, or changing it to an explicit `false`, replaces the cluster, unless it was just imported. Removing it has no effect.",
		},
		"start_jupyter": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether Runpod sets up Jupyter with a password at creation. Default: `false`, or the template's value. Setting it on an existing cluster, or changing it to an explicit `false`, replaces the cluster, unless it was just imported. Removing it has no effect.",
		},
		"usage": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "Assumptions for `estimated_cost`, never sent to Runpod. If omitted, the cluster exists all month.",
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
			Computed: true, MarkdownDescription: "Id of the cluster.", PlanModifiers: fixed,
		},
		"data_center_id": schema.StringAttribute{
			Computed: true, MarkdownDescription: "Data center that the cluster is in. Null until it is placed.",
		},
		"created_at": schema.StringAttribute{
			Computed: true, MarkdownDescription: "When the cluster was created, RFC 3339.", PlanModifiers: fixed,
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
			MarkdownDescription: "Ids of the cluster's pods, the primary first. They belong to the cluster and cannot be changed individually.",
		},
		"primary": schema.SingleNestedAttribute{
			Computed: true, MarkdownDescription: "The pod that leads the cluster.",
			Attributes: map[string]schema.Attribute{
				"pod_id":       schema.StringAttribute{Computed: true, MarkdownDescription: "Id of the pod."},
				"ssh_endpoint": schema.StringAttribute{Computed: true, MarkdownDescription: "SSH address. Null until SSH is reachable, which requires `22/tcp` in `ports` and an SSH server in the container."},
			},
		},
		"estimated_cost": pricing.Attribute(
			"Expected cost in USD per month with the declared `usage`. Approximate: Runpod publishes no rate for cluster GPUs or their network, so the estimate uses the rate of secure pods.",
			"Same as `monthly_usd`.",
			"Same as `monthly_usd`.",
		),
	}
}
