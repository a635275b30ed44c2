package unmanaged

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Rate is what an object bills now.
type Rate struct {
	// Hourly is USD in an hour, not rounded; not Valid where something bills at a rate that is not known.
	Hourly decimal.NullDecimal
	// Parts are what it is made of, such as "compute $1.79/h".
	Parts []string
	// Remarks say what the rate leaves out, or takes for granted.
	Remarks []string
}

// unpriced is the rate of what nothing more is known of than whether it bills.
func unpriced(bills bool) Rate {
	if bills {
		return Rate{}
	}
	return Rate{Hourly: decimal.NewNullDecimal(decimal.Zero)}
}

// Bills reports whether the object costs money now.
func (r Rate) Bills() bool { return !r.Hourly.Valid || r.Hourly.Decimal.IsPositive() }

// Monthly is what it costs in a month of 730 hours if nothing changes, USD.
func (r Rate) Monthly() decimal.NullDecimal {
	if !r.Hourly.Valid {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(cost.Cents(r.Hourly.Decimal.Mul(hoursPerMonth())))
}

func hoursPerMonth() decimal.Decimal { return cost.DefaultSettings().HoursPerMonth }

// perHour turns what a month costs into what an hour does.
func perHour(monthly decimal.Decimal) decimal.Decimal {
	const decimals = 24
	return monthly.DivRound(hoursPerMonth(), decimals)
}

// add adds a part.
func (r *Rate) add(what string, usdPerHour decimal.Decimal) {
	if usdPerHour.IsPositive() {
		r.Parts = append(r.Parts, what+" "+perHourText(usdPerHour))
		r.Hourly.Decimal = r.Hourly.Decimal.Add(usdPerHour)
	}
}

func perHourText(usd decimal.Decimal) string { return cost.Rate(usd.Round(hourPlaces)) + "/h" }

// hourPlaces are the decimals that an hour's rate is shown with.
const hourPlaces = 4

func (r *Rate) remark(format string, values ...any) {
	r.Remarks = append(r.Remarks, fmt.Sprintf(format, values...))
}

// rater prices objects. Prices are asked for when the first object needs them.
type rater struct {
	*onAccount
	estimator func() (cost.Estimator, error)
}

// rate prices what was found.
func (on *onAccount) rate(ctx context.Context, found []Object, prices Prices, r *Report) error {
	var estimator *cost.Estimator
	rates := rater{on, func() (cost.Estimator, error) {
		if estimator == nil {
			e, warnings, err := prices(ctx)
			if err != nil {
				return cost.Estimator{}, err
			}
			r.Notes = append(r.Notes, warnings...)
			estimator = &e
		}
		return *estimator, nil
	}}
	for i := range found {
		if err := rates.object(&found[i]); err != nil {
			return err
		}
	}
	return nil
}

func (r rater) object(o *Object) error {
	var err error
	switch object := o.object.(type) {
	case *runpod.Pod:
		o.What = podText(object)
		if o.Kind == podOfCluster {
			o.What += ", cluster " + object.Cluster.ID
			o.remark("its cluster is not in the account's list: look for it in the console")
		}
		o.Hourly = decimal.NewNullDecimal(decimal.Zero)
		err = r.pod(&o.Rate, object)
	case *runpod.Cluster:
		o.What = fmt.Sprintf("%d pods of %d x %s", object.Compute.PodCount, object.Compute.GPUCountPerPod, object.Compute.GPUTypeID)
		err = r.cluster(&o.Rate, object)
	case *runpod.Endpoint:
		o.What = endpointText(object)
		err = r.endpoint(&o.Rate, object)
	case *runpod.NetworkVolume:
		o.What = fmt.Sprintf("%d GB %s, %s, %s", object.Size, strings.ToLower(strings.ReplaceAll(string(object.Type), "_", "-")), object.DataCenter, r.usersOf(object.ID))
		err = r.estimated(&o.Rate, func(e cost.Estimator) cost.Estimate {
			return e.NetworkVolume(cost.NetworkVolume{SizeGB: object.Size, Type: string(object.Type)})
		})
	case *runpod.GlobalVolume:
		o.What = "storage by usage"
		o.remark("Runpod does not publish the rate of global volumes, so its cost is not known")
	}
	return err
}

// usersOf says what mounts a volume: one that nothing mounts may be forgotten.
func (r rater) usersOf(volume string) string {
	users := r.users[volume]
	if len(users) == 0 {
		return "not mounted"
	}
	slices.Sort(users)
	const most = 3
	if more := len(users) - most; more > 0 {
		return fmt.Sprintf("mounted by %s and %d more", strings.Join(users[:most], ", "), more)
	}
	return "mounted by " + strings.Join(users, ", ")
}

// estimated takes over an estimate whose cost does not depend on any use.
func (r rater) estimated(rate *Rate, estimate func(cost.Estimator) cost.Estimate) error {
	estimator, err := r.estimator()
	if err != nil {
		return err
	}
	est := estimate(estimator)
	rate.Remarks = append(rate.Remarks, est.Warnings...)
	if !est.Monthly.Valid {
		return nil
	}
	rate.Hourly = decimal.NewNullDecimal(decimal.Zero)
	for _, item := range est.Items {
		rate.add(item.Component, perHour(item.MonthlyUSD.Decimal))
	}
	for _, note := range est.Assumptions() {
		rate.remark("%s", note)
	}
	return nil
}

func runs(status runpod.PodStatus) bool {
	switch status {
	case runpod.PodStatusExited, runpod.PodStatusError, runpod.PodStatusTerminated:
		return false
	default:
		return true
	}
}

func podText(pod *runpod.Pod) string {
	text := string(pod.Status)
	switch {
	case pod.CPU != nil:
		text = fmt.Sprintf("%d vCPUs of %s, %s", pod.CPU.VCPUCount, pod.CPU.ID, text)
	case pod.GPU != nil:
		text = fmt.Sprintf("%d x %s, %s", pod.GPU.Count, pod.GPU.ID, text)
	}
	if pod.DataCenterID != nil {
		text += ", " + *pod.DataCenterID
	}
	return text
}

// pod adds what a pod bills: its compute, as Runpod reports it, and its container disk while it runs; its volume disk as long as it is there.
func (r rater) pod(rate *Rate, pod *runpod.Pod) error {
	volumeGB := int64(0)
	if pod.Mounts.Persistent != nil {
		volumeGB = pod.Mounts.Persistent.Size
	}
	container, volume := decimal.NewFromInt(pod.Disk), decimal.NewFromInt(volumeGB)
	if !runs(pod.Status) {
		rate.add(fmt.Sprintf("volume disk %d GB, stopped", volumeGB), perHour(cost.PodStorageMonthlyUSD(decimal.Zero, volume, decimal.Zero, cost.Settings{})))
		return nil
	}
	if err := r.compute(rate, pod); err != nil {
		return err
	}
	always := hoursPerMonth()
	rate.add(fmt.Sprintf("container disk %d GB", pod.Disk), perHour(cost.PodStorageMonthlyUSD(container, decimal.Zero, always, cost.Settings{})))
	rate.add(fmt.Sprintf("volume disk %d GB", volumeGB), perHour(cost.PodStorageMonthlyUSD(decimal.Zero, volume, always, cost.Settings{})))
	return nil
}

// compute is what Runpod says that a pod bills in an hour, or, where it says nothing, the list price.
func (r rater) compute(rate *Rate, pod *runpod.Pod) error {
	if told, err := decimal.NewFromString(pod.Cost.String()); err == nil && told.IsPositive() {
		rate.add("compute", told)
		return nil
	}
	estimator, err := r.estimator()
	if err != nil {
		return err
	}
	priced := cost.Pod{Cloud: string(pod.Cloud)}
	switch {
	case pod.CPU != nil:
		priced.CPUFlavorID, priced.VCPUCount = pod.CPU.ID, pod.CPU.VCPUCount
	case pod.GPU != nil:
		priced.GPUTypeIDs, priced.GPUCount = []string{pod.GPU.ID}, pod.GPU.Count
	}
	est := estimator.Pod(priced)
	if !est.MaxHourly.Valid {
		rate.Hourly.Valid = false
		rate.remark("Runpod does not return the hourly price of pod %s, and its list price is not known", pod.ID)
		return nil
	}
	rate.add("compute", est.MaxHourly.Decimal)
	rate.remark("Runpod does not return the hourly price of pod %s, so this is its list price", pod.ID)
	return nil
}

// cluster adds up its pods.
func (r rater) cluster(rate *Rate, cluster *runpod.Cluster) error {
	members := r.members[cluster.ID]
	rate.Hourly = decimal.NewNullDecimal(decimal.Zero)
	known := true
	for _, member := range members {
		one := Rate{Hourly: decimal.NewNullDecimal(decimal.Zero)}
		if err := r.pod(&one, member); err != nil {
			return err
		}
		known = known && one.Hourly.Valid
		rate.Hourly.Decimal = rate.Hourly.Decimal.Add(one.Hourly.Decimal)
		rate.Remarks = append(rate.Remarks, one.Remarks...)
	}
	rate.Hourly.Valid = known
	if rate.Hourly.Decimal.IsPositive() {
		rate.Parts = []string{fmt.Sprintf("%d pods, disks included %s", len(members), perHourText(rate.Hourly.Decimal))}
	}
	if missing := cluster.Pods.Total - cluster.Pods.ByStatus[runpod.PodStatusTerminated] - int64(len(members)); missing > 0 {
		rate.Hourly.Valid = false
		rate.remark("Runpod counts %d more pods than it lists, so its cost is not known", missing)
	}
	return nil
}

func endpointText(endpoint *runpod.Endpoint) string {
	var hardware []string
	if endpoint.GPU != nil {
		hardware = append(hardware, fmt.Sprintf("%d x %s", endpoint.GPU.Count, strings.Join(endpoint.GPU.Pools, " or ")))
	}
	for _, cpu := range endpoint.CPU {
		hardware = append(hardware, fmt.Sprintf("%d vCPUs of %s", cpu.VCPUCount, cpu.ID))
	}
	return fmt.Sprintf("%s, %d active + %d flex workers", strings.Join(hardware, " or "), endpoint.Workers.Min, max(endpoint.Workers.Max-endpoint.Workers.Min, 0))
}

// endpoint is what the active workers of an endpoint bill. The others bill as requests come, which no list shows.
func (r rater) endpoint(rate *Rate, endpoint *runpod.Endpoint) error {
	estimator, err := r.estimator()
	if err != nil {
		return err
	}
	priced := cost.Endpoint{Type: string(endpoint.Type), ContainerDiskGB: endpoint.Disk, ActiveWorkers: endpoint.Workers.Min}
	if endpoint.GPU != nil {
		priced.Pools, priced.ExcludedTypeIDs, priced.GPUCount = endpoint.GPU.Pools, endpoint.GPU.ExcludedTypes, endpoint.GPU.Count
	}
	for _, cpu := range endpoint.CPU {
		priced.CPUs = append(priced.CPUs, cost.CPUOption{FlavorID: cpu.ID, VCPUCount: cpu.VCPUCount})
	}
	if flex := endpoint.Workers.Max - endpoint.Workers.Min; flex > 0 {
		all := priced
		all.FlexWorkers = flex
		if most := estimator.Endpoint(all).HourlyAtLeast(); most.Valid {
			rate.remark("with all workers busy: up to %s of compute", perHourText(most.Decimal))
		}
	}
	if endpoint.Workers.Min == 0 {
		rate.Hourly = decimal.NewNullDecimal(decimal.Zero)
		return nil
	}
	est := estimator.Endpoint(priced)
	if !est.Monthly.Valid {
		rate.Remarks = append(rate.Remarks, est.Warnings...)
		return nil
	}
	rate.Hourly = decimal.NewNullDecimal(decimal.Zero)
	for _, item := range est.Items {
		rate.add(item.Component, perHour(item.MonthlyUSD.Decimal))
	}
	if !est.MonthlyMin.Valid || !est.MonthlyMax.Valid {
		rate.remark("its other hardware has no known price")
	} else if !cost.Cents(est.MonthlyMin.Decimal).Equal(cost.Cents(est.MonthlyMax.Decimal)) {
		rate.remark("%s to %s, depending on the hardware of its workers", perHourText(perHour(est.MonthlyMin.Decimal)), perHourText(perHour(est.MonthlyMax.Decimal)))
	}
	return nil
}
