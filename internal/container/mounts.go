package container

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

const (
	defaultMountPath = "/workspace"
	minVolumeDiskGB  = 10
)

// VolumeDisk is a disk of a pod's own that survives a stop.
type VolumeDisk struct {
	SizeGB    types.Int64  `tfsdk:"size_gb"`
	MountPath types.String `tfsdk:"mount_path"`
}

// MountedVolume is a network volume that a pod mounts.
type MountedVolume struct {
	ID        types.String `tfsdk:"id"`
	MountPath types.String `tfsdk:"mount_path"`
}

// Types of VolumeDisk and MountedVolume.
var (
	VolumeDiskTypes    = tfkit.AttrTypes(MountAttributes(MountText{})["volume_disk"])
	MountedVolumeTypes = tfkit.AttrTypes(MountAttributes(MountText{})["network_volume"])
)

// MountText is what differs in the descriptions between the resources.
type MountText struct {
	Disk, Volume string // what it is, and what adding or removing it does
	// Resize, Exchange and Move say what another size, volume or path does.
	Resize, Exchange, Move string
	// DiskFromTemplate is set where the plan takes over a template's disk.
	DiskFromTemplate bool
}

// MountAttributes describes `volume_disk` and `network_volume`.
func MountAttributes(text MountText) map[string]schema.Attribute {
	mountPath := schema.StringAttribute{
		Optional: true, Computed: true, Default: stringdefault.StaticString(defaultMountPath),
		MarkdownDescription: sentences("Mount path. Default: `"+defaultMountPath+"`.", text.Move),
		Validators:          []validator.String{absolutePath()},
	}
	return map[string]schema.Attribute{
		"volume_disk": schema.SingleNestedAttribute{
			Optional: true, Computed: text.DiskFromTemplate, MarkdownDescription: text.Disk,
			Attributes: map[string]schema.Attribute{
				"size_gb": schema.Int64Attribute{
					CustomType: tfkit.WholeNumber{}, Required: true,
					MarkdownDescription: sentences("Size in GB, 10 or more.", text.Resize),
					Validators:          []validator.Int64{int64validator.AtLeast(minVolumeDiskGB)},
				},
				"mount_path": mountPath,
			},
		},
		"network_volume": schema.SingleNestedAttribute{
			Optional: true, MarkdownDescription: text.Volume,
			Attributes: map[string]schema.Attribute{
				"id": schema.StringAttribute{
					Required:            true,
					MarkdownDescription: sentences("ID of the network volume.", text.Exchange),
					Validators:          []validator.String{tfkit.ID()},
				},
				"mount_path": mountPath,
			},
		},
	}
}

// Mounts are what a configuration says of where a disk may come from.
type Mounts struct {
	Disk, Network types.Object
	TemplateID    types.String
}

// PlanVolumeDisk is the disk that a template brings, because it bills, or the one in the plan where the configuration has one.
// What exists keeps its disk, nil where nothing does.
func PlanVolumeDisk(planned types.Object, config Mounts, kept *types.Object, template TemplateAtPlan) types.Object {
	switch {
	case !config.Disk.IsNull():
		return planned
	case tfkit.None(config.TemplateID) || tfkit.Declared(config.Network):
		return types.ObjectNull(VolumeDiskTypes)
	case kept != nil:
		return *kept
	case template.Template != nil && !config.Network.IsUnknown():
		disk, _ := FromMounts(runpod.Mounts{Persistent: template.Template.Mounts.Persistent})
		return disk
	}
	return types.ObjectUnknown(VolumeDiskTypes)
}

// WidenPlaces says how to ask for more data centers: not at all where any will do.
func WidenPlaces(dataCenterIDs types.Set, volume types.Object) []string {
	switch {
	case tfkit.Declared(volume):
		return []string{"use a network volume in another data center"}
	case tfkit.Declared(dataCenterIDs):
		return []string{"add `data_center_ids` or remove the argument"}
	}
	return nil
}

// ToMounts is what to send for `volume_disk` and `network_volume`; nil without either.
func ToMounts(ctx context.Context, disk, volume types.Object, diags *diag.Diagnostics) *runpod.Mounts {
	if d := tfkit.ObjectAs[VolumeDisk](ctx, disk, diags); d != nil {
		return &runpod.Mounts{Persistent: &runpod.PersistentMount{Size: d.SizeGB.ValueInt64(), Path: d.MountPath.ValueString()}}
	}
	if v := tfkit.ObjectAs[MountedVolume](ctx, volume, diags); v != nil {
		return &runpod.Mounts{Network: []runpod.NetworkMount{{VolumeID: v.ID.ValueString(), Path: v.MountPath.ValueString()}}}
	}
	return nil
}

// FromMounts is what Runpod says of `volume_disk` and `network_volume`.
func FromMounts(mounts runpod.Mounts) (disk, volume types.Object) {
	disk, volume = types.ObjectNull(VolumeDiskTypes), types.ObjectNull(MountedVolumeTypes)
	if d := mounts.Persistent; d != nil {
		disk = VolumeDiskValue(types.Int64Value(d.Size), types.StringValue(d.Path))
	}
	if len(mounts.Network) > 0 {
		v := mounts.Network[0]
		volume = MountedVolumeValue(types.StringValue(v.VolumeID), types.StringValue(v.Path))
	}
	return disk, volume
}

// VolumeDiskValue is a VolumeDisk as Terraform's object.
func VolumeDiskValue(sizeGB types.Int64, mountPath types.String) types.Object {
	return types.ObjectValueMust(VolumeDiskTypes, map[string]attr.Value{"size_gb": sizeGB, "mount_path": mountPath})
}

// MountedVolumeValue is a MountedVolume as Terraform's object.
func MountedVolumeValue(id, mountPath types.String) types.Object {
	return types.ObjectValueMust(MountedVolumeTypes, map[string]attr.Value{"id": id, "mount_path": mountPath})
}
