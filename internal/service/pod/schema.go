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
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/float64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
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

// What a user can ask for with desired_state and usage.when_idle.
const (
	stateRunning = "RUNNING"
	stateStopped = "STOPPED"
)

const (
	replaces = "A change replaces the pod."
	restarts = "A change restarts the pod in place and erases all but its volume."
)

func resourceSchema(ctx context.Context) schema.Schema {
	attributes := container.TemplatedAttributes(container.Text{
		Change: restarts, DefaultDiskGB: cost.DefaultPodDiskGB, Erased: "It is temporary: a stop or a restart erases it. ",
	})
	maps.Copy(attributes, placementAttributes())
	maps.Copy(attributes, mountAttributes())
	maps.Copy(attributes, lifecycleAttributes())
	maps.Copy(attributes, computedAttributes())
	maps.Copy(attributes, labels.Attributes(Kind.Name))
	return schema.Schema{
		Version: 1,
		MarkdownDescription: "A pod: a long-lived container on a GPU or CPU, billed by the second while it runs. " +
			"A stopped pod bills only its volume disk, at twice the rate.",
		Attributes: attributes,
		Blocks: map[string]schema.Block{
			"timeouts": tfkit.Timeouts(ctx, timeouts.Opts{
				Create: true, Update: true, Delete: true,
				CreateDescription: "How long to look for a free GPU and wait for the pod. Default `20m`.",
				UpdateDescription: "How long to wait for a start, a stop or a restart. Default `20m`.",
				DeleteDescription: "How long to wait until the pod is gone. Default `10m`.",
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
					MarkdownDescription: "GPU type ids, such as `NVIDIA A100 80GB PCIe`, tried in order until one is placed. Reordering them, adding one, or removing one that is not the placed one " +
						"leaves the pod as it is; removing the placed one replaces the pod.",
					Validators: []validator.List{tfkit.Some("NVIDIA A100 80GB PCIe"), distinct{}, listvalidator.ValueStringsAre(tfkit.GPUTypeID())},
				},
				"count": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true, Default: int64default.StaticInt64(cost.DefaultGPUCount),
					MarkdownDescription: "Number of GPUs. Default `1`. " + replaces,
					Validators:          []validator.Int64{int64validator.AtLeast(1)},
				},
				"allowed_cuda_versions": schema.SetAttribute{
					ElementType: types.StringType, Optional: true,
					MarkdownDescription: "CUDA versions that the host may have, such as `12.8`. Conflicts with `min_cuda_version`. " + replaces,
					Validators:          []validator.Set{setvalidator.ValueStringsAre(tfkit.CUDAVersion())},
				},
				"min_cuda_version": schema.StringAttribute{
					Optional:            true,
					MarkdownDescription: "Lowest CUDA version that the host may have, such as `12.8`. Conflicts with `allowed_cuda_versions`. " + replaces,
					Validators:          []validator.String{tfkit.CUDAVersion()},
				},
				"min_ram_gb_per_gpu": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true,
					MarkdownDescription: "Least system memory per GPU in GB. " + replaces,
					Validators:          []validator.Int64{int64validator.AtLeast(1)},
				},
				"min_vcpus_per_gpu": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true,
					MarkdownDescription: "Least vCPUs per GPU. " + replaces,
					Validators:          []validator.Int64{int64validator.AtLeast(1)},
				},
			},
		},
		"cpu": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "The CPU of a pod without a GPU; on secure cloud only. Exactly one of `gpu` and `cpu`. " + replaces,
			Attributes: map[string]schema.Attribute{
				"flavor_id": schema.StringAttribute{
					Required:            true,
					MarkdownDescription: "CPU flavor, such as `cpu5c`. " + replaces,
					Validators:          []validator.String{tfkit.CPUFlavorID()},
				},
				"vcpu_count": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Required: true,
					MarkdownDescription: "Number of vCPUs, a power of two within the flavor's range. " + replaces,
					Validators:          []validator.Int64{tfkit.PowerOfTwo()},
				},
			},
		},
		"cloud": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(cost.DefaultCloud),
			MarkdownDescription: "`SECURE` (RunPod's data centers) or `COMMUNITY` (third-party hosts, no network volumes). Default `SECURE`. " + replaces,
			Validators:          []validator.String{stringvalidator.OneOf(string(runpod.CloudSecure), string(runpod.CloudCommunity))},
		},
		"data_center_ids": schema.SetAttribute{
			ElementType: types.StringType, Optional: true, Computed: true,
			MarkdownDescription: "Data centers to place the pod in, in upper case, such as `EU-RO-1`. Enforced, not a preference. Default anywhere. " +
				"A change replaces the pod only if it no longer names the data center that the pod is in.",
			Validators: []validator.Set{setvalidator.ValueStringsAre(tfkit.DataCenterID())},
		},
	}
}

func mountAttributes() map[string]schema.Attribute {
	return container.MountAttributes(container.MountText{
		Disk: "A disk that survives a stop, but not a replacement or a destroy. GPU pods only. Conflicts with `network_volume`. " +
			"With `template_id` the template's by default. Adding or removing it replaces the pod.",
		DiskFromTemplate: true,
		Volume: "A network volume to mount; secure cloud only, and the pod is placed in the volume's data center. Conflicts with `volume_disk`. " +
			"Adding, removing or exchanging it replaces the pod; the volume's data stays.",
		Resize:   "Growing restarts the pod in place; a smaller size is an error at plan.",
		Exchange: replaces,
		Move:     "A change restarts the pod in place.",
	})
}

func lifecycleAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "Name of the pod; RunPod allows several of the same name. A change renames it in place.",
			Validators:          []validator.String{tfkit.Name()},
		},
		"desired_state": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(stateRunning),
			MarkdownDescription: "`RUNNING` or `STOPPED`. Default `RUNNING`. A change stops or starts the pod in place: a stop erases the container disk, keeps the volume disk and frees the GPU, " +
				"so a later start can fail for lack of one. A pod that stopped by itself shows as drift and is started again.",
			Validators: []validator.String{stringvalidator.OneOf(stateRunning, stateStopped)},
		},
		"wait_until": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "What an apply that starts the pod waits for: `CREATED` (RunPod has accepted the pod), `RUNNING` (its container runs), or `READY` (every port in `ports` is mapped, and SSH has an address where `22/tcp` is among them); " +
				"an error if it does not come about within the timeout. If omitted, `RUNNING`; with `22/tcp` on secure cloud the ports are then waited for too, for 3 minutes at most, and a warning names what is missing. A change has no effect on the pod.",
			Validators: []validator.String{stringvalidator.OneOf(container.WaitCreated, container.WaitRunning, container.WaitReady)},
		},
		"start_ssh": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether RunPod sets up SSH with the account's keys at creation. RunPod never says later whether it did. Default `false`, or the template's. " +
				"Setting it on an existing pod, or changing it to an explicit `false`, replaces the pod, but for one that was just imported; removing it does nothing.",
		},
		"start_jupyter": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether RunPod sets up Jupyter with a password at creation. Default `false`, or the template's. " +
				"Setting it on an existing pod, or changing it to an explicit `false`, replaces the pod, but for one that was just imported; removing it does nothing.",
		},
		"global_networking": schema.BoolAttribute{
			Optional: true, Computed: true, Default: booldefault.StaticBool(false),
			MarkdownDescription: "Whether the pod joins the account's private network; NVIDIA GPUs only, in data centers that have it. Default `false`. A change is in place and takes effect at the next start.",
		},
		"locked": schema.BoolAttribute{
			Optional: true, Computed: true, Default: booldefault.StaticBool(false),
			MarkdownDescription: "Whether RunPod refuses to stop the pod. Default `false`; on an imported pod, what it has until its first change. A change is in place.",
		},
		"usage": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "Assumptions for `estimated_cost` only, never sent to RunPod. Without it: running all month. With `desired_state = \"STOPPED\"`: stopped all month, unless `hours_per_day` is less than 24.",
			Attributes: map[string]schema.Attribute{
				"hours_per_day": schema.Float64Attribute{
					Optional: true, Computed: true, Default: float64default.StaticFloat64(cost.DefaultPodHoursPerDay),
					MarkdownDescription: "Hours a day that the pod runs, 0 to 24. Default `24`.",
					Validators:          []validator.Float64{float64validator.Between(0, 24)},
				},
				"when_idle": schema.StringAttribute{
					Optional: true, Computed: true, Default: stringdefault.StaticString(cost.DefaultPodWhenIdle),
					MarkdownDescription: "What happens the rest of the day: `STOPPED` (the volume disk bills at twice the rate) or `TERMINATED` (nothing bills). Default `STOPPED`.",
					Validators:          []validator.String{stringvalidator.OneOf(cost.IdleStopped, cost.IdleTerminated)},
				},
			},
		},
	}
}

func computedAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed: true, MarkdownDescription: "Id of the pod.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"status": schema.StringAttribute{
			Computed: true, MarkdownDescription: "Status at the last read: `PROVISIONING`, `STARTING`, `RUNNING`, `EXITED` or `ERROR`.",
		},
		"gpu_type_id":    schema.StringAttribute{Computed: true, MarkdownDescription: "GPU type that was placed; null on a CPU pod."},
		"data_center_id": schema.StringAttribute{Computed: true, MarkdownDescription: "Data center that the pod is in; null until it is placed."},
		"cuda_version":   schema.StringAttribute{Computed: true, MarkdownDescription: "CUDA version of the host."},
		"cost_per_hour_usd": schema.NumberAttribute{
			Computed:            true,
			MarkdownDescription: "USD per hour that RunPod bills for compute now: 0 while the pod is stopped, although its volume disk bills on.",
		},
		"created_at": schema.StringAttribute{
			Computed: true, MarkdownDescription: "When the pod was created, RFC 3339.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"ssh": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "Ways in by SSH; each null until it is there. The address changes with every start.",
			Attributes: map[string]schema.Attribute{
				"proxy":  sshEndpointAttribute("Through RunPod's proxy: an interactive shell, no file transfer."),
				"direct": sshEndpointAttribute("To the pod itself; needs `22/tcp` in `ports` and SSH in the container."),
			},
		},
		"port_mappings": schema.MapNestedAttribute{
			Computed:            true,
			MarkdownDescription: "Where each TCP port is reachable from outside, by the entry in `ports`, such as `22/tcp`. The keys are known at plan; address and port are null while the port is not mapped, and change with every start.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"ip":   schema.StringAttribute{Computed: true, MarkdownDescription: "Public address."},
				"port": schema.Int64Attribute{Computed: true, MarkdownDescription: "Public port."},
			}},
		},
		"http_urls": schema.MapAttribute{
			ElementType: types.StringType, Computed: true,
			MarkdownDescription: "URL of each HTTP port through RunPod's proxy, by port number, such as `8888`. The keys are known at plan, so `for_each` takes them.",
		},
		"estimated_cost": pricing.Attribute(
			"Expected USD per month with the first of `gpu.type_ids` and the declared `usage`.",
			"USD per month with the type of `gpu.type_ids` that has the lowest price. Null if one has no known price.",
			"USD per month with the type of `gpu.type_ids` that has the highest price. Null if one has no known price.",
		),
	}
}

func sshEndpointAttribute(description string) schema.Attribute {
	return schema.SingleNestedAttribute{
		Computed: true, MarkdownDescription: description,
		Attributes: map[string]schema.Attribute{
			"host":     schema.StringAttribute{Computed: true, MarkdownDescription: "Host to connect to."},
			"port":     schema.Int64Attribute{Computed: true, MarkdownDescription: "Port to connect to."},
			"username": schema.StringAttribute{Computed: true, MarkdownDescription: "User to connect as."},
			"command":  schema.StringAttribute{Computed: true, MarkdownDescription: "Command that connects."},
		},
	}
}
