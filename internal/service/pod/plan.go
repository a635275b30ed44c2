package pod

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/container"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// ModifyPlan fills in what can be known before the apply, the cost above all,
// and says what a change does to the pod.
func (r *podResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state, config *model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() || plan == nil || r.account == nil {
		return
	}
	planned := pricing.Planned[cost.Pod]{Name: plan.Name}
	origin := tfkit.OriginFrom(ctx, req.Private, &resp.Diagnostics)
	var before *container.Templated
	var kept *model
	if state != nil {
		before, kept = new(state.Known(config.Templated, origin)), new(*state)
		planned.Earlier, planned.Before = new(state.EstimatedCost), state.costInputs(ctx, &resp.Diagnostics)
	}
	template := plan.Templated.Plan(ctx, config.Templated, before, cost.DefaultPodDiskGB, r.account.Templates, &resp.Diagnostics)
	var disk *types.Object
	if state != nil {
		disk = &state.VolumeDisk // Runpod reads a template once
	}
	plan.VolumeDisk = container.PlanVolumeDisk(plan.VolumeDisk, container.Mounts{Disk: config.VolumeDisk, Network: config.NetworkVolume, TemplateID: config.TemplateID}, disk, template)
	plan.planDataCenters(config, state)
	plan.planUsage(ctx, config, &resp.Diagnostics)
	r.labels.Plan(ctx, config.Fields, &plan.Fields, state.fields(), req.Private, &resp.Diagnostics)
	declared := *plan
	plain(ctx, plan, state)
	if state == nil {
		plan.planCreate()
	} else {
		change := change{plan: plan, state: state, config: config, origin: origin}
		change.keepLock()
		resp.RequiresReplace = append(resp.RequiresReplace, change.apply(ctx, &resp.Diagnostics)...)
	}
	stays := state
	if len(resp.RequiresReplace) > 0 {
		stays = nil
	}
	plan.rejectUnavailable(ctx, stays, r.account.Availability, &resp.Diagnostics)
	r.rejectReferences(ctx, plan, stays, template, &resp.Diagnostics)
	if stays == nil {
		plan.rejectTemplateDisk(config, template.Template, &resp.Diagnostics)
		container.RejectVolume(ctx, r.volumes, plan.NetworkVolume, plan.DataCenterIDs, &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	planned.Demand = pricing.Demand{Starts: stays == nil || plan.starts(stays)}
	plan.EstimatedCost = r.estimates.Plan(ctx, resp.Private, planned, plan.costInputs(ctx, &resp.Diagnostics), &resp.Diagnostics)
	if stays != nil {
		plan.warnOfStart(ctx, stays, &resp.Diagnostics)
	}
	resp.Diagnostics.Append(models.SetPlan(ctx, &resp.Plan, tfkit.Spelled(ctx, declared, kept, *plan))...)
}

// plain brings models into the spelling in which they can be compared.
func plain(ctx context.Context, all ...*model) {
	for _, m := range all {
		if m != nil {
			*m = tfkit.Plain(ctx, *m)
		}
	}
}

// rejectUnavailable refuses what the live catalog says is not available, before
// anything is replaced for it. What a pod was let have that stays, which is state, is
// not asked about again; state is nil for one that is created or replaced.
func (m *model) rejectUnavailable(ctx context.Context, state *model, availability *account.Availability, diags *diag.Diagnostics) {
	var placeable []string
	if state == nil {
		state = &model{}
	}
	if before := tfkit.ObjectAs[gpuModel](ctx, state.GPU, diags); before != nil {
		placeable = tfkit.Strings(before.TypeIDs)
	}
	if gpu := tfkit.ObjectAs[gpuModel](ctx, m.GPU, diags); gpu != nil && !m.Cloud.IsUnknown() {
		for i, id := range tfkit.Strings(gpu.TypeIDs) {
			if slices.Contains(placeable, id) {
				continue
			}
			tfkit.RejectUnavailable(diags, path.Root("gpu").AtName("type_ids").AtListIndex(i), availability.GPU(ctx, id, m.Cloud.ValueString(), gpu.Count.ValueInt64()))
		}
	}
	if cpu := tfkit.ObjectAs[cpuModel](ctx, m.CPU, diags); cpu != nil && !m.CPU.Equal(state.CPU) && tfkit.Known(ctx, m.CPU) {
		tfkit.RejectUnavailable(diags, path.Root("cpu"), availability.CPU(ctx, cpu.FlavorID.ValueString(), cpu.VCPUCount.ValueInt64()))
	}
	tfkit.RejectUnavailableDataCenters(ctx, availability, m.DataCenterIDs, state.DataCenterIDs, diags)
}

// rejectTemplateDisk refuses a template whose volume disk a CPU pod would get.
func (m *model) rejectTemplateDisk(config *model, template *runpod.Template, diags *diag.Diagnostics) {
	if template == nil || !config.VolumeDisk.IsNull() || !tfkit.Declared(m.VolumeDisk) || !tfkit.Declared(config.CPU) || !tfkit.None(config.GPU) {
		return
	}
	diags.AddAttributeError(path.Root("template_id"), "No volume disk on a CPU pod",
		fmt.Sprintf("Template %q (%s) has a volume disk, and only GPU pods can have one. Use a template without `volume_disk`, or a `network_volume`, which takes its place.", template.Name, template.ID))
}

// planDataCenters keeps what is no longer declared: the pod is where it is.
func (m *model) planDataCenters(config, state *model) {
	switch {
	case !config.DataCenterIDs.IsNull():
	case state != nil:
		m.DataCenterIDs = state.DataCenterIDs
	default:
		m.DataCenterIDs = types.SetNull(types.StringType)
	}
}

// planUsage fills in the hours a day, which have a default only where there are no hours a month.
func (m *model) planUsage(ctx context.Context, config *model, diags *diag.Diagnostics) {
	declared, planned := tfkit.ObjectAs[usageModel](ctx, config.Usage, diags), tfkit.ObjectAs[usageModel](ctx, m.Usage, diags)
	if declared == nil || planned == nil || !declared.HoursPerDay.IsNull() {
		return
	}
	switch {
	case declared.HoursPerMonth.IsUnknown():
		planned.HoursPerDay = types.Float64Unknown()
	case declared.HoursPerMonth.IsNull():
		planned.HoursPerDay = types.Float64Value(cost.DefaultPodHoursPerDay)
	default:
		planned.HoursPerDay = types.Float64Null()
	}
	m.Usage = planned.object()
}

func (m *model) planCreate() {
	if !m.CPU.IsNull() && m.GPU.IsNull() {
		m.GPUTypeID = types.StringNull()
	}
	m.HTTPURLs, m.PortMappings = plannedURLs(m.Ports), plannedMappings(m.Ports)
}

// change is a plan over an existing pod.
type change struct {
	plan, state, config *model
	// origin tells an imported pod: what Runpod never returns is taken from the
	// configuration without a replacement.
	origin tfkit.Origin
}

// apply completes the plan, and returns the attributes whose change replaces the
// pod.
func (c change) apply(ctx context.Context, diags *diag.Diagnostics) path.Paths {
	replaced := c.replacements(ctx, diags)
	if len(replaced) > 0 {
		c.warnOfLoss(ctx, replaced, diags)
		return replaced
	}
	c.guardVolumeDisk(ctx, diags)
	c.guardLock(ctx, diags)
	c.plan.WarnOfKeptCommand(c.before(), Kind.Name, c.state.Name, diags)
	c.keepVolatile(ctx, diags)
	return nil
}

// keepLock leaves the lock of an adopted pod where the configuration says nothing of one:
// nobody has asked to take it away.
func (c change) keepLock() {
	if c.origin.Adopted && c.config.Locked.IsNull() {
		c.plan.Locked = c.state.Locked
	}
}

func (c change) replacements(ctx context.Context, diags *diag.Diagnostics) path.Paths {
	var replaced path.Paths
	add := func(differs bool, p path.Path) {
		if differs {
			replaced = append(replaced, p)
		}
	}
	add(!c.plan.Cloud.Equal(c.state.Cloud), path.Root("cloud"))
	add(!c.plan.CPU.Equal(c.state.CPU), path.Root("cpu"))
	replaced = append(replaced, c.gpuReplacements(ctx, diags)...)
	add(tfkit.Excludes(c.plan.DataCenterIDs, c.state.DataCenterID), path.Root("data_center_ids"))
	add(c.plan.VolumeDisk.IsUnknown() || c.plan.VolumeDisk.IsNull() != c.state.VolumeDisk.IsNull(), path.Root("volume_disk"))
	add(c.plan.NetworkVolume.IsUnknown() || c.plan.NetworkVolume.IsNull() != c.state.NetworkVolume.IsNull(), path.Root("network_volume"))
	planned, current := tfkit.ObjectAs[container.MountedVolume](ctx, c.plan.NetworkVolume, diags), tfkit.ObjectAs[container.MountedVolume](ctx, c.state.NetworkVolume, diags)
	if planned != nil && current != nil {
		add(!planned.ID.Equal(current.ID), path.Root("network_volume").AtName("id"))
	}
	add(tfkit.ChangesAtCreation(c.plan.StartSSH, c.state.StartSSH, c.origin.Adopted), path.Root("start_ssh"))
	add(tfkit.ChangesAtCreation(c.plan.StartJupyter, c.state.StartJupyter, c.origin.Adopted), path.Root("start_jupyter"))
	return replaced
}

func (c change) gpuReplacements(ctx context.Context, diags *diag.Diagnostics) path.Paths {
	root := path.Root("gpu")
	if c.plan.GPU.IsUnknown() || c.plan.GPU.IsNull() != c.state.GPU.IsNull() {
		return path.Paths{root}
	}
	plan, state := tfkit.ObjectAs[gpuModel](ctx, c.plan.GPU, diags), tfkit.ObjectAs[gpuModel](ctx, c.state.GPU, diags)
	if plan == nil || state == nil {
		return nil
	}
	var replaced path.Paths
	if tfkit.Excludes(plan.TypeIDs, c.state.GPUTypeID) {
		replaced = append(replaced, root.AtName("type_ids"))
	}
	if !plan.Count.Equal(state.Count) && state.Count.ValueInt64() != 0 { // without its GPUs, it is stopped and started
		replaced = append(replaced, root.AtName("count"))
	}
	for name, pair := range map[string][2]attr.Value{
		"allowed_cuda_versions": {plan.AllowedCUDAVersions, state.AllowedCUDAVersions},
		"min_cuda_version":      {plan.MinCUDAVersion, state.MinCUDAVersion},
		"min_ram_gb_per_gpu":    {plan.MinRAMGBPerGPU, state.MinRAMGBPerGPU},
		"min_vcpus_per_gpu":     {plan.MinVCPUsPerGPU, state.MinVCPUsPerGPU},
	} {
		if !pair[0].Equal(pair[1]) && !(c.origin.Adopted && pair[1].IsNull()) {
			replaced = append(replaced, root.AtName(name))
		}
	}
	slices.SortFunc(replaced, func(a, b path.Path) int { return strings.Compare(a.String(), b.String()) })
	return replaced
}

func (c change) warnOfLoss(ctx context.Context, replaced path.Paths, diags *diag.Diagnostics) {
	disk := tfkit.ObjectAs[container.VolumeDisk](ctx, c.state.VolumeDisk, diags)
	if disk == nil {
		return
	}
	diags.AddAttributeWarning(replaced[0], tfkit.Naming("All data on the pod's volume disk will be lost", c.state.Name),
		fmt.Sprintf("This change replaces pod %q (%s): its volume disk of %d GB is deleted. Copy the data you need first, or keep it on a network volume.%s",
			c.state.Name.ValueString(), c.state.ID.ValueString(), disk.SizeGB.ValueInt64(),
			tfkit.NotYetKnown(ctx, c.plan.Cloud, c.plan.CPU, c.plan.GPU, c.plan.DataCenterIDs, c.plan.VolumeDisk, c.plan.NetworkVolume, c.plan.StartSSH, c.plan.StartJupyter)))
}

func (c change) guardVolumeDisk(ctx context.Context, diags *diag.Diagnostics) {
	plan, state := tfkit.ObjectAs[container.VolumeDisk](ctx, c.plan.VolumeDisk, diags), tfkit.ObjectAs[container.VolumeDisk](ctx, c.state.VolumeDisk, diags)
	if plan == nil || state == nil || plan.SizeGB.IsUnknown() || plan.SizeGB.ValueInt64() >= state.SizeGB.ValueInt64() {
		return
	}
	diags.AddAttributeError(path.Root("volume_disk").AtName("size_gb"), "Volume disks cannot shrink",
		fmt.Sprintf("The volume disk of pod %q has %d GB. Set `volume_disk.size_gb` to %d or more. For a smaller disk, save the data and replace the pod (`-replace`).",
			c.state.Name.ValueString(), state.SizeGB.ValueInt64(), state.SizeGB.ValueInt64()))
}

func (c change) guardLock(ctx context.Context, diags *diag.Diagnostics) {
	if !c.state.Locked.ValueBool() || !c.plan.Locked.ValueBool() {
		return
	}
	switch {
	case c.stops():
		diags.AddAttributeError(path.Root("desired_state"), "A locked pod cannot be stopped",
			fmt.Sprintf("Pod %q is locked. Set `locked = false` in the same change as `desired_state = \"STOPPED\"`.", c.state.Name.ValueString()))
	case c.regains(ctx, diags):
		diags.AddAttributeError(path.Root("locked"), "A locked pod cannot get its GPUs back",
			fmt.Sprintf("Pod %q runs without its GPUs. It must stop and start to get them, and it is locked. Set `locked = false` and apply. Then lock it again.", c.state.Name.ValueString()))
	}
}

func (c change) stops() bool {
	return c.plan.DesiredState.ValueString() == stateStopped && c.state.DesiredState.ValueString() == stateRunning
}

// regains reports whether the pod runs without its GPUs, and is stopped and started until it has them.
func (c change) regains(ctx context.Context, diags *diag.Diagnostics) bool {
	return c.plan.DesiredState.ValueString() == stateRunning && c.state.DesiredState.ValueString() == stateRunning && c.state.isBare(ctx, diags)
}

func (c change) starts() bool { return c.plan.starts(c.state) }

func (m *model) starts(state *model) bool {
	return m.DesiredState.ValueString() == stateRunning && state.DesiredState.ValueString() == stateStopped
}

// warnOfStart says what a stopped pod costs once it runs again. It may have stopped by
// itself, so that nobody expects a start of a plan that is about something else.
func (m *model) warnOfStart(ctx context.Context, state *model, diags *diag.Diagnostics) {
	if !m.starts(state) {
		return
	}
	price := "Its hourly price is not known"
	if hourly := pricing.MaxHourly(ctx, m.EstimatedCost, diags); hourly.Valid {
		price = fmt.Sprintf("It then bills up to %s per hour", cost.USD(hourly.Decimal))
	}
	diags.AddAttributeWarning(path.Root("desired_state"), fmt.Sprintf("Pod starts: %s", state.Name.ValueString()),
		fmt.Sprintf("Pod %q (%s) is %s, and this change starts it. %s. To leave it stopped, set `desired_state = %q`; if it stops itself when its job is done, add `lifecycle { ignore_changes = [desired_state] }`.",
			state.Name.ValueString(), state.ID.ValueString(), state.Status.ValueString(), price, stateStopped))
}

// restarts reports whether Runpod restarts the container for this change.
func (c change) restarts() bool {
	return c.plan.Templated.Restarts(c.state.Templated) ||
		!c.plan.VolumeDisk.Equal(c.state.VolumeDisk) || !c.plan.NetworkVolume.Equal(c.state.NetworkVolume)
}

// keepVolatile plans the values that live with the pod: they stay, unless the
// pod restarts, so that a rename does not print ten lines of "known after apply".
func (c change) keepVolatile(ctx context.Context, diags *diag.Diagnostics) {
	plan, state := c.plan, c.state
	plan.ID, plan.CreatedAt = state.ID, state.CreatedAt
	plan.GPUTypeID, plan.DataCenterID, plan.CUDAVersion = state.GPUTypeID, state.DataCenterID, state.CUDAVersion
	plan.HTTPURLs = plannedURLs(plan.Ports)
	if ports, known := declaredPorts(plan.Ports); known {
		plan.HTTPURLs = httpURLs(state.ID.ValueString(), ports)
	}
	restarts := c.restarts() && !c.onlyAdopts()
	power := c.stops() || c.starts() || c.regains(ctx, diags) || plan.DesiredState.IsUnknown()
	if !restarts && !power {
		plan.Status, plan.CostPerHourUSD = state.Status, state.CostPerHourUSD
		plan.SSH, plan.PortMappings = state.SSH, state.PortMappings
		return
	}
	plan.Status = types.StringUnknown()
	plan.CostPerHourUSD = state.CostPerHourUSD // a restart changes no price
	if power {
		plan.CostPerHourUSD = types.NumberUnknown()
	}
	plan.SSH = types.ObjectUnknown(sshTypes)
	plan.PortMappings = plannedMappings(plan.Ports)
	switch {
	case c.stops():
		diags.AddAttributeWarning(path.Root("desired_state"), tfkit.Naming("Pod stops", state.Name),
			fmt.Sprintf("This change stops pod %q (%s). Its container disk is erased; a volume stays. Its GPU is released, so a later start may have to wait for a free one.",
				state.Name.ValueString(), state.ID.ValueString()))
	case c.regains(ctx, diags):
		diags.AddAttributeWarning(path.Root("gpu").AtName("count"), tfkit.Naming("Pod runs without its GPUs", state.Name),
			fmt.Sprintf("Runpod started pod %q (%s) without its GPUs, because none was free on its machine. This change stops the pod and starts it again, until `timeouts.update`, when GPUs are free. Its container disk is erased; a volume stays. To use it without GPUs, for example to copy its data, do so before you apply.",
				state.Name.ValueString(), state.ID.ValueString()))
	case restarts && state.DesiredState.ValueString() == stateRunning:
		diags.AddWarning(tfkit.Naming("Pod restarts", state.Name),
			fmt.Sprintf("This change restarts pod %q (%s) in place. Its container disk is erased; its volume stays.", state.Name.ValueString(), state.ID.ValueString()))
	}
}

// before is the container so far, with the template that an imported pod could not know.
func (c change) before() container.Templated { return c.state.Known(c.plan.Templated, c.origin) }

// onlyAdopts reports whether the only difference is a template ID that an
// imported pod could not know: nothing is sent for it.
func (c change) onlyAdopts() bool {
	if !c.origin.Adopted || !c.state.TemplateID.IsNull() {
		return false
	}
	return !c.plan.Templated.Restarts(c.before()) &&
		c.plan.VolumeDisk.Equal(c.state.VolumeDisk) && c.plan.NetworkVolume.Equal(c.state.NetworkVolume)
}
