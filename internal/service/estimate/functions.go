package estimate

import (
	"context"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// maxExponent bounds what a function takes: 2^64 dollars, gigabytes or hours are
// a slip, and exact arithmetic on far larger numbers takes forever.
const maxExponent = 64

// pureFunction is a provider function: numbers in, one number out, rounded half
// up to two decimals.
type pureFunction struct {
	name       string
	definition function.Definition
	run        func(ctx context.Context, args function.ArgumentsData) (decimal.Decimal, *function.FuncError)
}

var _ function.Function = (*pureFunction)(nil)

func (f *pureFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = f.name
}

func (f *pureFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = f.definition
}

func (f *pureFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	result, err := f.run(ctx, req.Arguments)
	if err != nil {
		resp.Error = err
		return
	}
	resp.Error = resp.Result.Set(ctx, tfkit.Number(cost.Cents(result)))
}

// NewBreakEvenFunction makes `break_even_hours_per_day`.
func NewBreakEvenFunction() function.Function {
	return &pureFunction{
		name: "break_even_hours_per_day",
		definition: function.Definition{
			Summary:             "Busy hours per day above which a pod left on is cheaper than flex workers",
			MarkdownDescription: "Busy hours per day above which a pod that is left on is cheaper than flex workers, compute only: 24 x pod price / (3600 x flex price), rounded to 2 decimals. Above 24, flex workers are always cheaper.",
			Parameters: []function.Parameter{
				function.NumberParameter{Name: "pod_usd_per_hour", MarkdownDescription: "USD per hour of the pod's GPU, such as `1.89`."},
				function.NumberParameter{Name: "flex_usd_per_second", MarkdownDescription: "USD per second of a flex worker with the same GPU, such as `0.00076`."},
			},
			Return: function.NumberReturn{},
		},
		run: breakEven,
	}
}

func breakEven(ctx context.Context, args function.ArgumentsData) (decimal.Decimal, *function.FuncError) {
	var pod, flex types.Number
	if err := args.Get(ctx, &pod, &flex); err != nil {
		return decimal.Decimal{}, err
	}
	podPrice, err := price(0, "pod_usd_per_hour", pod, "the price of one GPU-hour of a pod, such as 1.89")
	if err != nil {
		return decimal.Decimal{}, err
	}
	flexPrice, err := price(1, "flex_usd_per_second", flex, "the price of one second of a flex worker, such as 0.00076")
	if err != nil {
		return decimal.Decimal{}, err
	}
	hours, failure := cost.BreakEvenHoursPerDay(podPrice, flexPrice)
	if failure != nil {
		return decimal.Decimal{}, function.NewFuncError(failure.Error())
	}
	return hours, nil
}

// NewNetworkVolumeFunction makes `network_volume_monthly_usd`.
func NewNetworkVolumeFunction() function.Function {
	return &pureFunction{
		name: "network_volume_monthly_usd",
		definition: function.Definition{
			Summary:             "Monthly cost of a standard network volume",
			MarkdownDescription: "Cost of a standard network volume in USD per month, used or not, rounded to cents.",
			Parameters: []function.Parameter{
				function.NumberParameter{Name: "size_gb", MarkdownDescription: "Size in GB, such as `500`."},
			},
			Return: function.NumberReturn{},
		},
		run: networkVolumeMonthly,
	}
}

func networkVolumeMonthly(ctx context.Context, args function.ArgumentsData) (decimal.Decimal, *function.FuncError) {
	var size types.Number
	if err := args.Get(ctx, &size); err != nil {
		return decimal.Decimal{}, err
	}
	gb, err := amount(0, "size_gb", size, "a size in GB, such as 500")
	if err != nil {
		return decimal.Decimal{}, err
	}
	return cost.NetworkVolumeMonthlyUSD(gb, cost.DefaultSettings()), nil
}

// NewPodStorageFunction makes `pod_storage_monthly_usd`.
func NewPodStorageFunction() function.Function {
	return &pureFunction{
		name: "pod_storage_monthly_usd",
		definition: function.Definition{
			Summary:             "Monthly cost of a pod's disks",
			MarkdownDescription: "Cost in USD per month of the disks of a pod that runs for part of the month (730 hours) and is stopped for the rest, rounded to cents.",
			Parameters: []function.Parameter{
				function.ObjectParameter{
					Name:                "storage",
					MarkdownDescription: "`container_disk_gb` and `volume_disk_gb`: sizes in GB, or 0. `running_hours`: hours of the month that the pod runs, at most 730.",
					AttributeTypes: map[string]attr.Type{
						"container_disk_gb": types.NumberType, "volume_disk_gb": types.NumberType, "running_hours": types.NumberType,
					},
				},
			},
			Return: function.NumberReturn{},
		},
		run: podStorageMonthly,
	}
}

func podStorageMonthly(ctx context.Context, args function.ArgumentsData) (decimal.Decimal, *function.FuncError) {
	var storage struct {
		ContainerDiskGB types.Number `tfsdk:"container_disk_gb"`
		VolumeDiskGB    types.Number `tfsdk:"volume_disk_gb"`
		RunningHours    types.Number `tfsdk:"running_hours"`
	}
	if err := args.Get(ctx, &storage); err != nil {
		return decimal.Decimal{}, err
	}
	container, err := amount(0, "container_disk_gb", storage.ContainerDiskGB, "a size in GB, such as 50, or 0 without one")
	if err != nil {
		return decimal.Decimal{}, err
	}
	volume, err := amount(0, "volume_disk_gb", storage.VolumeDiskGB, "a size in GB, such as 100, or 0 without one")
	if err != nil {
		return decimal.Decimal{}, err
	}
	hours, err := amount(0, "running_hours", storage.RunningHours, "the hours of the month that the pod runs, from 0 to 730")
	if err != nil {
		return decimal.Decimal{}, err
	}
	return cost.PodStorageMonthlyUSD(container, volume, hours, cost.DefaultSettings()), nil
}

// price is a number above 0.
func price(argument int64, name string, v types.Number, remedy string) (decimal.Decimal, *function.FuncError) {
	d, err := amount(argument, name, v, remedy)
	if err == nil && !d.IsPositive() {
		return decimal.Decimal{}, refuse(argument, name, "must be greater than 0", remedy)
	}
	return d, err
}

// amount is a number that is not below 0. One that is too small to matter is 0.
func amount(argument int64, name string, v types.Number, remedy string) (decimal.Decimal, *function.FuncError) {
	switch f := v.ValueBigFloat(); {
	case v.IsNull() || v.IsUnknown():
		return decimal.Decimal{}, refuse(argument, name, "has no value", remedy)
	case f.Sign() < 0:
		return decimal.Decimal{}, refuse(argument, name, "must not be negative", remedy)
	case f.IsInf() || f.MantExp(nil) > maxExponent:
		return decimal.Decimal{}, refuse(argument, name, "is too large", remedy)
	case f.MantExp(nil) < -maxExponent:
		return decimal.Zero, nil
	default:
		return decimalOf(f), nil
	}
}

func refuse(argument int64, name, problem, remedy string) *function.FuncError {
	return function.NewArgumentFuncError(argument, fmt.Sprintf("%s %s: write %s", name, problem, remedy))
}

// decimalOf reads back the decimal that somebody wrote: the shortest text that
// means this number at the precision with which Terraform parses numbers.
func decimalOf(f *big.Float) decimal.Decimal {
	d, err := decimal.NewFromString(f.Text('f', -1))
	if err != nil { // the text of a finite number always parses
		return decimal.Zero
	}
	return d
}
