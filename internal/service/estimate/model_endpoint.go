package estimate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type endpointInput struct {
	Name            *string             `tfsdk:"name"`
	Type            *string             `tfsdk:"type"`
	GPU             *endpointGPUInput   `tfsdk:"gpu"`
	CPU             types.List          `tfsdk:"cpu"`
	Workers         *workersInput       `tfsdk:"workers"`
	Scaling         *scalingInput       `tfsdk:"scaling"`
	ContainerDiskGB *int64              `tfsdk:"container_disk_gb"`
	Usage           *endpointUsageInput `tfsdk:"usage"`
}

type endpointGPUInput struct {
	Pools           []types.String `tfsdk:"pools"`
	Count           *int64         `tfsdk:"count"`
	ExcludedTypeIDs types.Set      `tfsdk:"excluded_type_ids"`
}

type workersInput struct {
	Active             *int64 `tfsdk:"active"`
	Flex               *int64 `tfsdk:"flex"`
	IdleTimeoutSeconds *int64 `tfsdk:"idle_timeout_seconds"`
}

type scalingInput struct {
	RequestCount *int64 `tfsdk:"request_count"`
}

type endpointUsageInput struct {
	RequestsPerDay   types.Float64 `tfsdk:"requests_per_day"`
	ExecutionSeconds types.Float64 `tfsdk:"execution_seconds"`
	ColdStartSeconds types.Float64 `tfsdk:"cold_start_seconds"`
	ColdStartRatio   types.Float64 `tfsdk:"cold_start_ratio"`
}

func (in endpointInput) billed(e element) billed {
	var b billed
	p := cost.Endpoint{Name: e.name(in.Name), GPUCount: cost.DefaultGPUCount}
	gpu, cpu := e.path.AtName("gpu"), e.path.AtName("cpu")
	options := tfkit.ObjectsAs[cpuInput](context.Background(), in.CPU, e.diags)
	switch {
	case in.GPU != nil && len(options) > 0:
		e.refuse(cpu, "GPU and CPU on one endpoint", fmt.Sprintf("An endpoint has either GPUs or CPUs: remove %s or %s.", gpu, cpu))
	case in.GPU != nil:
		p.Pools = requiredStrings(e, in.GPU.Pools, gpu.AtName("pools"), "Write pools of GPUs, such as pools = [\"AMPERE_80\"].")
		p.GPUCount = orDefault(in.GPU.Count, cost.DefaultGPUCount, "gpu.count", &b.assumed.rate)
		p.ExcludedTypeIDs = tfkit.Strings(in.GPU.ExcludedTypeIDs)
	case len(options) > 0:
		for i := range options {
			p.CPUs = append(p.CPUs, options[i].option(e, cpu.AtListIndex(i)))
		}
	default:
		e.refuse(gpu, "Missing GPU or CPU", "Write gpu = { pools = [\"AMPERE_80\"] } for GPU workers, "+
			"or cpu = [{ flavor_id = \"cpu3g\", vcpu_count = 2 }] for workers without one.")
	}
	p.Type = orDefault(in.Type, cost.DefaultEndpointType, "type", &b.assumed.rate)
	p.RequestCountScaling = in.Scaling != nil && in.Scaling.RequestCount != nil
	p.ContainerDiskGB = orDefault(in.ContainerDiskGB, cost.DefaultEndpointDiskGB, "container_disk_gb", &b.assumed.disk)
	in.Workers.fill(&p, &b.assumed)
	p.Usage = in.Usage.toCost(e, &b.assumed)
	b.estimate = func(estimator cost.Estimator) cost.Estimate { return estimator.Endpoint(p) }
	b.knob = endpointKnob(p)
	return b
}

func (in *workersInput) fill(p *cost.Endpoint, a *assumed) {
	if in == nil {
		in = &workersInput{}
	}
	p.ActiveWorkers = orDefault(in.Active, cost.DefaultActiveWorkers, "workers.active", &a.rate)
	p.FlexWorkers = orDefault(in.Flex, cost.DefaultFlexWorkers, "workers.flex", &a.rate)
	if in.IdleTimeoutSeconds == nil && p.RequestCountScaling && p.Type != cost.EndpointLoadBalancer {
		return // such an endpoint has none
	}
	p.IdleTimeoutSeconds = orDefault(in.IdleTimeoutSeconds, cost.DefaultIdleTimeoutSeconds, "workers.idle_timeout_seconds", &a.rate)
}

func (in *endpointUsageInput) toCost(e element, a *assumed) *cost.EndpointUsage {
	if in == nil {
		return nil
	}
	usage := e.path.AtName("usage")
	return &cost.EndpointUsage{
		RequestsPerDay: required(e, decimalOrNil(in.RequestsPerDay), usage.AtName("requests_per_day"),
			"Write how many requests come in a day, such as requests_per_day = 1000, or leave usage out."),
		ExecutionSeconds: required(e, decimalOrNil(in.ExecutionSeconds), usage.AtName("execution_seconds"),
			"Write how long one request takes, such as execution_seconds = 30, or leave usage out."),
		ColdStartSeconds: orDefault(decimalOrNil(in.ColdStartSeconds), decimal.Zero, "usage.cold_start_seconds", &a.rate),
		ColdStartRatio:   orDefault(decimalOrNil(in.ColdStartRatio), decimal.Zero, "usage.cold_start_ratio", &a.rate),
	}
}

func decimalOrNil(v types.Float64) *decimal.Decimal {
	d := tfkit.NullDecimal(v)
	if !d.Valid {
		return nil
	}
	return &d.Decimal
}
