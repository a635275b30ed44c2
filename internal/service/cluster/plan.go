package cluster

import (
	"context"
	"fmt"
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
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// ValidateConfig refuses what Runpod would refuse, on the attribute that is
// wrong. What is not known yet counts as right.
func (r *clusterResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.container().Validate(&resp.Diagnostics)
	if tfkit.Declared(config.VolumeDisk) && tfkit.Declared(config.NetworkVolume) {
		resp.Diagnostics.AddAttributeError(path.Root("network_volume"), "Conflicting volumes",
			"The pods of a cluster mount either a `volume_disk` each or one `network_volume`. Remove one of them.")
	}
	if !tfkit.Declared(config.TemplateID) {
		return
	}
	for _, setting := range config.settings() {
		if tfkit.Declared(setting.value) {
			resp.Diagnostics.AddAttributeError(path.Root(setting.name), "Container setting conflicts with a template",
				fmt.Sprintf("Runpod takes the container settings of a cluster either from `template_id` or from the cluster. Remove `%s`, or remove `template_id`.", setting.name))
		}
	}
}

// setting is an attribute with its value.
type setting struct {
	name  string
	value attr.Value
}

// settings are those that a template excludes.
func (m *model) settings() []setting {
	return []setting{
		{"image", m.Image},
		{"entrypoint", m.Entrypoint},
		{"cmd", m.Cmd},
		{"args", m.Args},
		{"container_disk_gb", m.ContainerDiskGB},
		{"env", m.Env},
		{"ports", m.Ports},
	}
}

// ModifyPlan fills in what can be known before the apply, the cost above all,
// and says what a replacement loses.
func (r *clusterResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state, config *model
	resp.Diagnostics.Append(models.Get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(models.Get(ctx, req.State, &state)...)
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() || plan == nil || r.account == nil {
		return
	}
	template := plan.fill(ctx, config, state, r.account.Templates, &resp.Diagnostics)
	r.labels.Plan(ctx, config.Fields, &plan.Fields, state.fields(), req.Private, &resp.Diagnostics)
	declared, kept := *plan, (*model)(nil)
	planned := pricing.Planned[cost.Cluster]{Name: plan.Name}
	if state != nil {
		planned.Earlier, planned.Before = new(state.EstimatedCost), state.costInputs(ctx, &resp.Diagnostics)
		change := change{plan: plan, state: state, origin: tfkit.OriginFrom(ctx, req.Private, &resp.Diagnostics)}
		if change.adoptsTemplate() {
			template.Kept = true
		}
		change.keep(config)
		declared, kept = *plan, new(*state)
		*plan, *state = tfkit.Plain(ctx, *plan), tfkit.Plain(ctx, *state)
		resp.RequiresReplace = append(resp.RequiresReplace, change.apply(ctx, &resp.Diagnostics)...)
	} else {
		plan.planCreate(ctx, config, &resp.Diagnostics)
	}
	plan.rejectUnavailable(ctx, state, r.account.Availability, &resp.Diagnostics)
	template.RejectKind(false, "a cluster", &resp.Diagnostics)
	if state == nil || len(resp.RequiresReplace) > 0 {
		container.RejectVolume(ctx, r.volumes, plan.NetworkVolume, plan.DataCenterIDs, &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	planned.Demand = pricing.Demand{Starts: state == nil || len(resp.RequiresReplace) > 0}
	plan.EstimatedCost = r.estimates.Plan(ctx, resp.Private, planned, plan.costInputs(ctx, &resp.Diagnostics), &resp.Diagnostics)
	resp.Diagnostics.Append(models.SetPlan(ctx, &resp.Plan, tfkit.Spelled(ctx, declared, kept, *plan))...)
}

// rejectUnavailable refuses what the live catalog says is not available, before
// anything is replaced for it. What an existing cluster has is not asked about again.
func (m *model) rejectUnavailable(ctx context.Context, state *model, availability *account.Availability, diags *diag.Diagnostics) {
	if state == nil {
		state = &model{}
	}
	if compute := tfkit.ObjectAs[computeModel](ctx, m.Compute, diags); compute != nil && !m.Compute.Equal(state.Compute) && tfkit.Known(ctx, m.Compute) {
		tfkit.RejectUnavailable(diags, path.Root("compute").AtName("gpu_type_id"), availability.Cluster(ctx, compute.GPUTypeID.ValueString(), compute.GPUCountPerPod.ValueInt64()))
	}
	tfkit.RejectUnavailableDataCenters(ctx, availability, m.DataCenterIDs, state.DataCenterIDs, diags)
}

// planCreate plans what a new cluster will have. How many IDs there will be is known
// before them.
func (m *model) planCreate(ctx context.Context, config *model, diags *diag.Diagnostics) {
	if config.DataCenterIDs.IsNull() {
		m.DataCenterIDs = types.SetNull(types.StringType)
	}
	compute := tfkit.ObjectAs[computeModel](ctx, m.Compute, diags)
	if compute == nil || compute.PodCount.IsUnknown() {
		return
	}
	ids := make([]attr.Value, compute.PodCount.ValueInt64())
	for i := range ids {
		ids[i] = types.StringUnknown()
	}
	m.PodIDs = types.ListValueMust(types.StringType, ids)
}

// fill plans the container settings that the configuration leaves open.
func (m *model) fill(ctx context.Context, config, state *model, templates container.Templates, diags *diag.Diagnostics) container.TemplateAtPlan {
	settings := m.container()
	var before *container.Templated
	if state != nil {
		before = new(state.container())
	}
	template := settings.Plan(ctx, config.container(), before, cost.DefaultClusterDiskGB, templates, diags)
	m.setContainer(settings)
	var disk *types.Object
	if template.Kept {
		disk = &state.VolumeDisk
	}
	m.VolumeDisk = container.PlanVolumeDisk(m.VolumeDisk, container.Mounts{Disk: config.VolumeDisk, Network: config.NetworkVolume, TemplateID: config.TemplateID}, disk, template)
	return template
}

// change is a plan over an existing cluster.
type change struct {
	plan, state *model
	// origin tells an imported cluster: what Runpod never returns is taken from the
	// configuration without a replacement.
	origin tfkit.Origin
}

// keep plans what stays as it is where the configuration is silent.
func (c change) keep(config *model) {
	if config.DataCenterIDs.IsNull() {
		c.plan.DataCenterIDs = c.state.DataCenterIDs
	}
	if c.adoptsTemplate() {
		// Runpod may have read the template before its last edit.
		c.plan.Image, c.plan.ContainerDiskGB, c.plan.Ports = c.state.Image, c.state.ContainerDiskGB, c.state.Ports
		if config.VolumeDisk.IsNull() {
			c.plan.VolumeDisk = c.state.VolumeDisk
		}
	}
}

// apply completes the plan, and returns the attributes whose change replaces the
// cluster.
func (c change) apply(ctx context.Context, diags *diag.Diagnostics) path.Paths {
	replaced := c.replacements()
	if len(replaced) > 0 {
		c.warnOfLoss(ctx, replaced, diags)
		return replaced
	}
	c.plan.DataCenterID, c.plan.NetworkCIDR = c.state.DataCenterID, c.state.NetworkCIDR
	c.plan.PodsByStatus, c.plan.PodIDs, c.plan.Primary = c.state.PodsByStatus, c.state.PodIDs, c.state.Primary
	return nil
}

// adoptsTemplate reports whether the configuration names the template of an
// imported cluster, whose settings are then the template's.
func (c change) adoptsTemplate() bool {
	return c.origin.Adopted && tfkit.None(c.state.TemplateID) && !tfkit.None(c.plan.TemplateID)
}

func (c change) replacements() path.Paths {
	var replaced path.Paths
	add := func(differs bool, name string) {
		if differs {
			replaced = append(replaced, path.Root(name))
		}
	}
	add(!c.plan.Type.Equal(c.state.Type), "type")
	add(!c.plan.Compute.Equal(c.state.Compute), "compute")
	add(tfkit.Excludes(c.plan.DataCenterIDs, c.state.DataCenterID), "data_center_ids")
	add(!c.plan.NetworkVolume.Equal(c.state.NetworkVolume), "network_volume")
	add(tfkit.ChangesAtCreation(c.plan.StartSSH, c.state.StartSSH, c.origin.Adopted), "start_ssh")
	add(tfkit.ChangesAtCreation(c.plan.StartJupyter, c.state.StartJupyter, c.origin.Adopted), "start_jupyter")
	if c.adoptsTemplate() {
		add(!c.plan.VolumeDisk.IsNull() && !c.plan.VolumeDisk.Equal(c.state.VolumeDisk), "volume_disk")
		return replaced
	}
	add(!c.plan.VolumeDisk.Equal(c.state.VolumeDisk), "volume_disk")
	add(!c.plan.TemplateID.Equal(c.state.TemplateID), "template_id")
	before := c.state.settings()
	for i, setting := range c.plan.settings() {
		if setting.name == "env" && c.origin.Adopted && container.AddsInjected(c.plan.Env, c.state.Env) {
			continue // the import left out what may be Runpod's, and is now declared
		}
		add(!setting.value.Equal(before[i].value), setting.name)
	}
	return replaced
}

func (c change) warnOfLoss(ctx context.Context, replaced path.Paths, diags *diag.Diagnostics) {
	compute := tfkit.ObjectAs[computeModel](ctx, c.state.Compute, diags)
	if compute == nil {
		return
	}
	lost, advice := "container disks", ""
	if disk := tfkit.ObjectAs[container.VolumeDisk](ctx, c.state.VolumeDisk, diags); disk != nil {
		lost += fmt.Sprintf(" and volume disks of %d GB each", disk.SizeGB.ValueInt64())
		advice = " Copy the data you need first, or keep it on a network volume."
	}
	if !c.state.NetworkVolume.IsNull() {
		advice = " The data on the network volume stays."
	}
	names := make([]string, len(replaced))
	for i, p := range replaced {
		names[i] = p.String()
	}
	diags.AddAttributeWarning(replaced[0], tfkit.Naming("The cluster will be replaced", c.state.Name),
		fmt.Sprintf("Runpod can only rename a cluster. Changing %s deletes the %d pods of cluster %q (%s) together with everything running on them, their %s, and creates a new cluster. Capacity for the new cluster is not guaranteed.%s%s",
			strings.Join(names, ", "), compute.PodCount.ValueInt64(), c.state.Name.ValueString(), c.state.ID.ValueString(), lost, advice, c.notYetKnown(ctx)))
}

// notYetKnown says so where what forces the replacement is not known.
func (c change) notYetKnown(ctx context.Context) string {
	values := []attr.Value{c.plan.Type, c.plan.Compute, c.plan.DataCenterIDs, c.plan.NetworkVolume, c.plan.StartSSH, c.plan.StartJupyter, c.plan.TemplateID, c.plan.VolumeDisk}
	for _, setting := range c.plan.settings() {
		values = append(values, setting.value)
	}
	return tfkit.NotYetKnown(ctx, values...)
}
