package estimate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type endpointInput struct {
	Name            *string           `tfsdk:"name"`
	Type            *string           `tfsdk:"type"`
	GPU             *endpointGPUInput `tfsdk:"gpu"`
	CPU             types.List        `tfsdk:"cpu"`
	Workers         *workersInput     `tfsdk:"workers"`
	Scaling         *scalingInput     `tfsdk:"scaling"`
	ContainerDiskGB *int64            `tfsdk:"container_disk_gb"`
	FlashBoot       *string           `tfsdk:"flashboot"`
	Usage           *pricing.Usage    `tfsdk:"usage"`
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
	QueueDelaySeconds types.Float64 `tfsdk:"queue_delay_seconds"`
	RequestCount      *int64        `tfsdk:"request_count"`
}

func (in endpointInput) billed(e element) billed {
	var b billed
	p := in.endpoint(context.Background(), e, &b.assumed)
	if in.Scaling != nil {
		if in.Scaling.RequestCount != nil {
			p.RequestCount = *in.Scaling.RequestCount
		}
		p.QueueDelaySeconds = tfkit.NullDecimal(in.Scaling.QueueDelaySeconds)
	}
	in.Workers.fill(&p, &b.assumed)
	p.Usage = usageOf(e, in.Usage)
	b.estimate = func(estimator cost.Estimator) cost.Estimate { return estimator.Endpoint(p) }
	b.knob = endpointKnob(p)
	return b
}

// endpoint is what was declared but workers, scaling and usage.
func (in endpointInput) endpoint(ctx context.Context, e element, a *assumed) cost.Endpoint {
	p := cost.Endpoint{Name: e.name(in.Name), GPUCount: cost.DefaultGPUCount}
	gpu, cpu := e.path.AtName("gpu"), e.path.AtName("cpu")
	options := tfkit.ObjectsAs[cpuInput](ctx, in.CPU, e.diags)
	switch {
	case in.GPU != nil && len(options) > 0:
		e.refuse(cpu, "Conflicting GPU and CPU", fmt.Sprintf("An endpoint has either GPUs or CPUs: remove %s or %s.", gpu, cpu))
	case in.GPU != nil:
		p.Pools = requiredStrings(e, in.GPU.Pools, gpu.AtName("pools"), "Write pools of GPUs, such as pools = [\"AMPERE_80\"].")
		p.GPUCount = orDefault(in.GPU.Count, cost.DefaultGPUCount, "gpu.count", &a.rate)
		p.ExcludedTypeIDs = tfkit.Strings(in.GPU.ExcludedTypeIDs)
	case len(options) > 0:
		for i := range options {
			p.CPUs = append(p.CPUs, options[i].option(e, cpu.AtListIndex(i)))
		}
	default:
		e.refuse(gpu, "Missing GPU or CPU", "Write gpu = { pools = [\"AMPERE_80\"] } for GPU workers, "+
			"or cpu = [{ flavor_id = \"cpu3g\", vcpu_count = 2 }] for workers without one.")
	}
	p.Type = orDefault(in.Type, cost.DefaultEndpointType, "type", &a.rate)
	if in.FlashBoot != nil {
		p.FlashBoot = *in.FlashBoot
	}
	p.ContainerDiskGB = orDefault(in.ContainerDiskGB, cost.DefaultEndpointDiskGB, "container_disk_gb", &a.disk)
	return p
}

func (in *workersInput) fill(p *cost.Endpoint, a *assumed) {
	if in == nil {
		in = &workersInput{}
	}
	p.ActiveWorkers = orDefault(in.Active, cost.DefaultActiveWorkers, "workers.active", &a.rate)
	p.FlexWorkers = orDefault(in.Flex, cost.DefaultFlexWorkers, "workers.flex", &a.rate)
	if in.IdleTimeoutSeconds == nil && p.RequestCount > 0 && p.Type != cost.EndpointLoadBalancer {
		return // such an endpoint has none
	}
	p.IdleTimeoutSeconds = orDefault(in.IdleTimeoutSeconds, cost.DefaultIdleTimeoutSeconds, "workers.idle_timeout_seconds", &a.rate)
}

// usageOf is the declared traffic, with an error where it lacks what it needs.
func usageOf(e element, in *pricing.Usage) *cost.EndpointUsage {
	if in == nil {
		return nil
	}
	at := e.path.AtName("usage")
	required(e, decimalOrNil(in.RequestsPerDay), at.AtName("requests_per_day"),
		"Write how many requests come in a day, such as requests_per_day = 1000, or leave usage out.")
	required(e, decimalOrNil(in.ExecutionSeconds), at.AtName("execution_seconds"),
		"Write how long one request takes, such as execution_seconds = 30, or leave usage out.")
	in.Check(at, e.diags)
	return in.Cost(context.Background(), e.diags)
}

func decimalOrNil(v types.Float64) *decimal.Decimal {
	d := tfkit.NullDecimal(v)
	if !d.Valid {
		return nil
	}
	return &d.Decimal
}
