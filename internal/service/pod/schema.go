package pod

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
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

// What a user can ask for with desired_state and usage.when_idle.
const (
	stateRunning = "RUNNING"
	stateStopped = "STOPPED"
)

const (
	replaces = "Forces replacement."
	restarts = "Forces a restart."
)

func resourceSchema(ctx context.Context) schema.Schema {
	attributes := container.TemplatedAttributes(container.Text{
		Change: restarts, DefaultDiskGB: cost.DefaultPodDiskGB, Erased: "A stop or a restart erases it. ",
	})
	maps.Copy(attributes, placementAttributes())
	maps.Copy(attributes, mountAttributes())
	maps.Copy(attributes, lifecycleAttributes())
	maps.Copy(attributes, container.StartAttributes())
	maps.Copy(attributes, computedAttributes())
	maps.Copy(attributes, labels.Attributes(Kind.Name))
	return schema.Schema{
		Version:             tfkit.SchemaVersion,
		MarkdownDescription: "Manages a pod: a long-running container with a GPU or CPU, billed by the second while it runs. A stopped pod bills only its volume disk, at twice the rate.",
		Attributes:          attributes,
		Blocks: map[string]schema.Block{
			"timeouts": tfkit.Timeouts(ctx, timeouts.Opts{
				Create: true, Update: true, Delete: true,
				CreateDescription: tfkit.TimeoutText("How long to look for a free GPU and wait for the pod", defaultCreateTimeout),
				UpdateDescription: tfkit.TimeoutText("How long to wait for a start, a stop or a restart", defaultUpdateTimeout),
				DeleteDescription: tfkit.TimeoutText("How long to wait until the pod is gone", defaultDeleteTimeout),
			}),
		},
	}
}

func placementAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"gpu": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "The GPU. Exactly one of `gpu` and `cpu`.",
			Attributes: map[string]schema.Attribute{
				"type_ids": schema.ListAttribute{
					ElementType: types.StringType, Required: true,
					MarkdownDescription: "GPU type IDs, such as `NVIDIA A100 80GB PCIe`, tried in order until one has capacity. Only removing the placed type forces replacement.",
					Validators:          []validator.List{tfkit.Some("NVIDIA A100 80GB PCIe"), distinct{}, listvalidator.ValueStringsAre(hardware.GPUTypeID())},
				},
				"count": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true, Default: int64default.StaticInt64(cost.DefaultGPUCount),
					MarkdownDescription: "Number of GPUs. Default: `1`. " + replaces,
					Validators:          []validator.Int64{int64validator.AtLeast(1)},
				},
				"allowed_cuda_versions": schema.SetAttribute{
					ElementType: types.StringType, Optional: true,
					MarkdownDescription: "Allowed CUDA versions of the host, such as `12.8`. Conflicts with `min_cuda_version`. " + replaces,
					Validators:          []validator.Set{setvalidator.ValueStringsAre(hardware.CUDAVersion())},
				},
				"min_cuda_version": schema.StringAttribute{
					Optional:            true,
					MarkdownDescription: "Minimum CUDA version of the host, such as `12.8`. Conflicts with `allowed_cuda_versions`. " + replaces,
					Validators:          []validator.String{hardware.CUDAVersion()},
				},
				"min_ram_gb_per_gpu": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true,
					MarkdownDescription: "Minimum system memory per GPU in GB. " + replaces,
					Validators:          []validator.Int64{int64validator.AtLeast(1)},
				},
				"min_vcpus_per_gpu": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true,
					MarkdownDescription: "Minimum number of vCPUs per GPU. " + replaces,
					Validators:          []validator.Int64{int64validator.AtLeast(1)},
				},
			},
		},
		"cpu": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "The CPU of a pod without a GPU. Secure cloud only. Exactly one of `gpu` and `cpu`. " + replaces,
			Attributes: map[string]schema.Attribute{
				"flavor_id": schema.StringAttribute{
					Required:            true,
					MarkdownDescription: "CPU flavor, such as `cpu5c`. " + replaces,
					Validators:          []validator.String{hardware.CPUFlavorID()},
				},
				"vcpu_count": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Required: true,
					MarkdownDescription: "Number of vCPUs, a power of two within the flavor's range. " + replaces,
					Validators:          []validator.Int64{hardware.VCPUCount()},
				},
			},
		},
		"cloud": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(cost.DefaultCloud),
			MarkdownDescription: "`SECURE` (Runpod's data centers) or `COMMUNITY` (third-party hosts, no network volumes). Default: `SECURE`. " + replaces,
			Validators:          []validator.String{stringvalidator.OneOf(string(runpod.CloudSecure), string(runpod.CloudCommunity))},
		},
		"data_center_ids": schema.SetAttribute{
			ElementType: types.StringType, Optional: true, Computed: true,
			MarkdownDescription: "Data centers that the pod may be placed in, such as `EU-RO-1`. Default: any. Only removing the pod's own forces replacement.",
			Validators:          []validator.Set{setvalidator.ValueStringsAre(hardware.DataCenterID())},
		},
	}
}

func mountAttributes() map[string]schema.Attribute {
	return container.MountAttributes(container.MountText{
		Disk:             "Disk that survives a stop, but not a replacement or a destroy. GPU pods only. Conflicts with `network_volume`. Default: the template's. Adding or removing it forces replacement.",
		DiskFromTemplate: true,
		Volume:           "Network volume to mount, in whose data center the pod is placed. Secure cloud only. Conflicts with `volume_disk`. Adding or removing it forces replacement.",
		Resize:           "A larger size forces a restart; a smaller one is an error.",
		Exchange:         replaces,
		Move:             restarts,
	})
}

func lifecycleAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "Name of the pod. Need not be unique.",
			Validators:          []validator.String{tfkit.Name()},
		},
		"desired_state": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(stateRunning),
			MarkdownDescription: "`RUNNING` or `STOPPED`. Default: `RUNNING`. Stopping erases the container disk and releases the GPU. If the pod stops by itself, the next apply starts it again, unless `lifecycle { ignore_changes = [desired_state] }` is set.",
			Validators:          []validator.String{stringvalidator.OneOf(stateRunning, stateStopped)},
		},
		"global_networking": schema.BoolAttribute{
			Optional: true, Computed: true, Default: booldefault.StaticBool(false),
			MarkdownDescription: "Whether the pod joins the account's private network. NVIDIA GPUs only, in some data centers. Default: `false`.",
		},
		"locked": schema.BoolAttribute{
			Optional: true, Computed: true, Default: booldefault.StaticBool(false),
			MarkdownDescription: "Whether Runpod refuses to stop the pod. Default: `false`; an imported pod keeps its setting.",
		},
		"usage": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "Assumptions for `estimated_cost`, never sent to Runpod. Default: running or, with `desired_state = \"STOPPED\"`, stopped all month.",
			Attributes: map[string]schema.Attribute{
				"hours_per_day": schema.Float64Attribute{
					Optional: true, Computed: true,
					MarkdownDescription: "Hours per day that the pod runs, 0 to 24. Conflicts with `hours_per_month`. Default: `24`.",
					Validators:          []validator.Float64{float64validator.Between(0, 24)},
				},
				"hours_per_month": schema.Float64Attribute{
					Optional:            true,
					MarkdownDescription: "Hours per month that the pod runs, 0 to 744. Conflicts with `hours_per_day`.",
					Validators:          []validator.Float64{float64validator.Between(0, 744)},
				},
				"when_idle": schema.StringAttribute{
					Optional: true, Computed: true, Default: stringdefault.StaticString(cost.DefaultPodWhenIdle),
					MarkdownDescription: "State for the rest of the day: `STOPPED` (the volume disk bills) or `TERMINATED` (nothing bills). Default: `STOPPED`.",
					Validators:          []validator.String{stringvalidator.OneOf(cost.IdleStopped, cost.IdleTerminated)},
				},
			},
		},
	}
}

func computedAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed: true, MarkdownDescription: "ID of the pod.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"status": schema.StringAttribute{
			Computed: true, MarkdownDescription: "Status at the last read: `PROVISIONING`, `STARTING`, `RUNNING`, `EXITED` or `ERROR`.",
		},
		"gpu_type_id":    schema.StringAttribute{Computed: true, MarkdownDescription: "Placed GPU type. Null on a CPU pod."},
		"data_center_id": schema.StringAttribute{Computed: true, MarkdownDescription: "Data center of the pod. Null until it is placed."},
		"cuda_version":   schema.StringAttribute{Computed: true, MarkdownDescription: "CUDA version of the host."},
		"cost_per_hour_usd": schema.NumberAttribute{
			Computed:            true,
			MarkdownDescription: "Current compute price in USD per hour. 0 while stopped, although the volume disk bills.",
		},
		"created_at": schema.StringAttribute{
			Computed: true, MarkdownDescription: "Creation time, RFC 3339.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"ssh": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "SSH connections. The values are null until available and while stopped, and change with every start.",
			Attributes: map[string]schema.Attribute{
				"proxy":  sshEndpointAttribute("Through Runpod's proxy: a shell, no file transfer."),
				"direct": sshEndpointAttribute("Direct. Requires `22/tcp` in `ports` and an SSH server in the container."),
			},
		},
		"port_mappings": schema.MapNestedAttribute{
			Computed:            true,
			MarkdownDescription: "Public address of each TCP port, by its entry in `ports`. The keys are known at plan; the values are null until mapped and change with every start.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"ip":   schema.StringAttribute{Computed: true, MarkdownDescription: "Public address."},
				"port": schema.Int64Attribute{Computed: true, MarkdownDescription: "Public port."},
			}},
		},
		"http_urls": schema.MapAttribute{
			ElementType: types.StringType, Computed: true,
			MarkdownDescription: "URL of each HTTP port, by port number, such as `8888`. The keys are known at plan.",
		},
		"estimated_cost": pricing.Attribute(
			"Expected USD per month, with the first of `gpu.type_ids`.",
			"Minimum USD per month, over all of `gpu.type_ids`. Null if a price is not known.",
			"Maximum USD per month, over all of `gpu.type_ids`. Null if a price is not known.",
		),
	}
}

func sshEndpointAttribute(description string) schema.Attribute {
	return schema.SingleNestedAttribute{
		Computed: true, MarkdownDescription: description,
		Attributes: map[string]schema.Attribute{
			"host":     schema.StringAttribute{Computed: true, MarkdownDescription: "Host name."},
			"port":     schema.Int64Attribute{Computed: true, MarkdownDescription: "Port."},
			"username": schema.StringAttribute{Computed: true, MarkdownDescription: "User name."},
			"command":  schema.StringAttribute{Computed: true, MarkdownDescription: "Command to connect."},
		},
	}
}
