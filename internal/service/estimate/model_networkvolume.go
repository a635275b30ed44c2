package estimate

import (
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
)

type networkVolumeInput struct {
	Name   *string `tfsdk:"name"`
	SizeGB *int64  `tfsdk:"size_gb"`
	Type   *string `tfsdk:"type"`
}

func (in networkVolumeInput) billed(e element) billed {
	var b billed
	v := cost.NetworkVolume{
		Name:   e.name(in.Name),
		SizeGB: required(e, in.SizeGB, e.path.AtName("size_gb"), "Write a size in GB, such as size_gb = 500."),
		Type:   orDefault(in.Type, cost.DefaultVolumeType, "type", &b.assumed.rate),
	}
	b.estimate = func(estimator cost.Estimator) cost.Estimate { return estimator.NetworkVolume(v) }
	return b
}
