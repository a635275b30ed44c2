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
	restarts = "A change restarts the pod."
)

func resourceSchema(ctx context.Context) schema.Schema {
	attributes := container.TemplatedAttributes(container.Text{
		Change: restarts, DefaultDiskGB: cost.DefaultPodDiskGB, Erased: "A stop or a restart erases it. ",
	})
	maps.Copy(attributes, placementAttributes())
	maps.Copy(attributes, mountAttributes())
	maps.Copy(attributes, lifecycleAttributes())
	maps.Copy(attributes, computedAttributes())
	maps.Copy(attributes, labels.Attributes(Kind.Name))
	return schema.Schema{
		Version:             1,
		MarkdownDescription: "Manages a pod: a long-running container with a GPU or CPU, billed by the second while it runs. A stopped pod bills only its volume disk, at twice the rate.",
		Attributes:          attributes,
		Blocks: map[string]schema.Block{
			"timeouts": tfkit.Timeouts(ctx, timeouts.Opts{
				Create: true, Update: true, Delete: true,
				CreateDescription: "How long to look for a free GPU and wait for the pod. Default: `20m`.",
				UpdateDescription: "How long to wait for a start, a stop or a restart. Default: `20m`.",
				DeleteDescription: "How long to wait until the pod is gone. Default: `10m`.",
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
					MarkdownDescription: "GPU type ids, such as `NVIDIA A100 80GB PCIe`, tried in order until one has capacity. Reordering the list, adding a type, or removing a type other than the placed one does not affect the pod. Removing the placed type replaces the pod.",
					Validators:          []validator.List{tfkit.Some("NVIDIA A100 80GB PCIe"), distinct{}, listvalidator.ValueStringsAre(tfkit.GPUTypeID())},
				},
				"count": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Optional: true, Computed: true, Default: int64default.StaticInt64(cost.DefaultGPUCount),
					MarkdownDescription: "Number of GPUs. Default: `1`. " + replaces,
					Validators:          []validator.Int64{int64validator.AtLeast(1)},
				},
				"allowed_cuda_versions": schema.SetAttribute{
					ElementType: types.StringType, Optional: true,
					MarkdownDescription: "Allowed CUDA versions of the host, such as `12.8`. Conflicts with `min_cuda_version`. " + replaces,
					Validators:          []validator.Set{setvalidator.ValueStringsAre(tfkit.CUDAVersion())},
				},
				"min_cuda_version": schema.StringAttribute{
					Optional:            true,
					MarkdownDescription: "Minimum CUDA version of the host, such as `12.8`. Conflicts with `allowed_cuda_versions`. " + replaces,
					Validators:          []validator.String{tfkit.CUDAVersion()},
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
			MarkdownDescription: "`SECURE` (Runpod's data centers) or `COMMUNITY` (third-party hosts, no network volumes). Default: `SECURE`. " + replaces,
			Validators:          []validator.String{stringvalidator.OneOf(string(runpod.CloudSecure), string(runpod.CloudCommunity))},
		},
		"data_center_ids": schema.SetAttribute{
			ElementType: types.StringType, Optional: true, Computed: true,
			MarkdownDescription: "Data centers that the pod may be placed in, in upper case, such as `EU-RO-1`. Default: any. A change replaces the pod only if the list no longer includes the data center it is in.",
			Validators:          []validator.Set{setvalidator.ValueStringsAre(tfkit.DataCenterID())},
		},
	}
}

func mountAttributes() map[string]schema.Attribute {
	return container.MountAttributes(container.MountText{
		Disk:             "A disk that survives stopping the pod, but not replacing or destroying it. GPU pods only. Conflicts with `network_volume`. Default: none, or the template's. Adding or removing it replaces the pod.",
		DiskFromTemplate: true,
		Volume:           "A network volume to mount. Secure cloud only. The pod is placed in the volume's data center. Conflicts with `volume_disk`. Adding, removing or exchanging it replaces the pod; the volume's data stays.",
		Resize:           "A larger size restarts the pod; a smaller size is an error.",
		Exchange:         replaces,
		Move:             "A change restarts the pod.",
	})
}

func lifecycleAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "Name of the pod. Names need not be unique. A change renames it in place.",
			Validators:          []validator.String{tfkit.Name()},
		},
		"desired_state": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(stateRunning),
			MarkdownDescription: "`RUNNING` or `STOPPED`. Default: `RUNNING`. A change stops or starts the pod in place. Stopping erases the container disk, keeps the volume disk and releases the GPU, so a later start can fail if no GPU is free. A pod that stopped by itself shows as drift, and the next apply starts it again.",
			Validators:          []validator.String{stringvalidator.OneOf(stateRunning, stateStopped)},
		},
		"wait_until": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "State that an apply waits for after starting the pod: `CREATED` (Runpod has accepted the pod), `RUNNING` (its container is running) or `READY` (every port in `ports` is mapped, and SSH has an address if `22/tcp` is listed). The apply fails if the pod does not reach it within the timeout. If omitted, the apply waits for `RUNNING` and, with `22/tcp` on secure cloud, up to 3 minutes for the ports; a warning names missing ports. Changing it does not affect the pod.",
			Validators:          []validator.String{stringvalidator.OneOf(container.WaitCreated, container.WaitRunning, container.WaitReady)},
		},
		"start_ssh": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether Runpod sets up SSH with the account's keys at creation. Runpod never returns this setting. Default: `false`, or the template's value. Setting it on an existing pod, or changing it to an explicit `false`, replaces the pod, unless it was just imported. Removing it has no effect.",
		},
		"start_jupyter": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether Runpod sets up Jupyter with a password at creation. Default: `false`, or the template's value. Setting it on an existing pod, or changing it to an explicit `false`, replaces the pod, unless it was just imported. Removing it has no effect.",
		},
		"global_networking": schema.BoolAttribute{
			Optional: true, Computed: true, Default: booldefault.StaticBool(false),
			MarkdownDescription: "Whether the pod joins the account's private network. NVIDIA GPUs only, in data centers that offer it. Default: `false`. A change applies in place and takes effect at the next start.",
		},
		"locked": schema.BoolAttribute{
			Optional: true, Computed: true, Default: booldefault.StaticBool(false),
			MarkdownDescription: "Whether Runpod refuses to stop the pod. Default: `false`. An imported pod keeps its setting until you set this attribute. A change applies in place.",
		},
		"usage": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "Assumptions for `estimated_cost`, never sent to Runpod. If omitted, the pod runs all month or, with `desired_state = \"STOPPED\"`, is stopped all month.",
			Attributes: map[string]schema.Attribute{
				"hours_per_day": schema.Float64Attribute{
					Optional: true, Computed: true,
					MarkdownDescription: "Hours per day that the pod runs, 0 to 24. Conflicts with `hours_per_month`. Default: `24`.",
					Validators:          []validator.Float64{float64validator.Between(0, 24)},
				},
				"hours_per_month": schema.Float64Attribute{
					Optional:            true,
					MarkdownDescription: "Hours per month that the pod runs. Conflicts with `hours_per_day`.",
					Validators:          []validator.Float64{float64validator.AtLeast(0)},
				},
				"when_idle": schema.StringAttribute{
					Optional: true, Computed: true, Default: stringdefault.StaticString(cost.DefaultPodWhenIdle),
					MarkdownDescription: "State of the pod for the rest of the day: `STOPPED` (the volume disk bills at twice the rate) or `TERMINATED` (nothing bills). Default: `STOPPED`.",
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
			Computed: true, MarkdownDescription: "Status of the pod at the last read: `PROVISIONING`, `STARTING`, `RUNNING`, `EXITED` or `ERROR`.",
		},
		"gpu_type_id":    schema.StringAttribute{Computed: true, MarkdownDescription: "GPU type of the pod. Null on a CPU pod."},
		"data_center_id": schema.StringAttribute{Computed: true, MarkdownDescription: "Data center that the pod is in. Null until it is placed."},
		"cuda_version":   schema.StringAttribute{Computed: true, MarkdownDescription: "CUDA version of the host."},
		"cost_per_hour_usd": schema.NumberAttribute{
			Computed:            true,
			MarkdownDescription: "Current compute price in USD per hour. 0 while the pod is stopped, although its volume disk still bills.",
		},
		"created_at": schema.StringAttribute{
			Computed: true, MarkdownDescription: "When the pod was created, RFC 3339.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"ssh": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "SSH connections. Each is null until it is available. The address changes with every start.",
			Attributes: map[string]schema.Attribute{
				"proxy":  sshEndpointAttribute("Through Runpod's proxy: an interactive shell, no file transfer."),
				"direct": sshEndpointAttribute("Directly to the pod. Requires `22/tcp` in `ports` and an SSH server in the container."),
			},
		},
		"port_mappings": schema.MapNestedAttribute{
			Computed:            true,
			MarkdownDescription: "Public address of each TCP port, by its entry in `ports`, such as `22/tcp`. The keys are known at plan. Address and port are null while the port is not mapped, and change with every start.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"ip":   schema.StringAttribute{Computed: true, MarkdownDescription: "Public address."},
				"port": schema.Int64Attribute{Computed: true, MarkdownDescription: "Public port."},
			}},
		},
		"http_urls": schema.MapAttribute{
			ElementType: types.StringType, Computed: true,
			MarkdownDescription: "URL of each HTTP port through Runpod's proxy, by port number, such as `8888`. The keys are known at plan and can be used in `for_each`.",
		},
		"estimated_cost": pricing.Attribute(
			"Expected cost in USD per month with the first of `gpu.type_ids` and the declared `usage`.",
			"Cost in USD per month with the lowest-priced type of `gpu.type_ids`. Null if the price of a type is not known.",
			"Cost in USD per month with the highest-priced type of `gpu.type_ids`. Null if the price of a type is not known.",
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
