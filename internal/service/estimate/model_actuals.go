package estimate

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Kinds of what is billed.
const (
	kindPod             = "pod"
	kindEndpoint        = "endpoint"
	kindNetworkVolume   = "network_volume"
	kindCluster         = "cluster"
	kindPublicEndpoints = "public_endpoints"
)

type costActualsModel struct {
	Pods           types.List  `tfsdk:"pods"`
	Endpoints      types.List  `tfsdk:"endpoints"`
	NetworkVolumes types.List  `tfsdk:"network_volumes"`
	Clusters       types.List  `tfsdk:"clusters"`
	Days           types.Int64 `tfsdk:"days"`

	Start          types.String `tfsdk:"start"`
	End            types.String `tfsdk:"end"`
	Resources      types.List   `tfsdk:"resources"`
	Others         types.List   `tfsdk:"others"`
	BilledUSD      types.Number `tfsdk:"billed_usd"`
	EstimatedUSD   types.Number `tfsdk:"estimated_usd"`
	Difference     types.Number `tfsdk:"difference"`
	OtherBilledUSD types.Number `tfsdk:"other_billed_usd"`
	TotalBilledUSD types.Number `tfsdk:"total_billed_usd"`
	Notes          types.List   `tfsdk:"notes"`
	Summary        types.String `tfsdk:"summary"`
	PriceSource    types.String `tfsdk:"price_source"`
}

// identity is what finds an object on the bill.
type identity struct {
	ID        *string      `tfsdk:"id"`
	CreatedAt types.String `tfsdk:"created_at"`
}

func (i identity) mark(kind string, b billed) billed {
	b.kind, b.created = kind, tfkit.Instant(i.CreatedAt)
	if i.ID != nil && *i.ID != "" {
		b.id = i.ID
	}
	return b
}

type actualPod struct {
	identity
	podInput
}

type actualEndpoint struct {
	identity
	endpointInput
}

type actualNetworkVolume struct {
	identity
	networkVolumeInput
}

type actualCluster struct {
	identity
	clusterInput
}

// billed converts every object that is wholly known, as the estimate does.
func (m *costActualsModel) billed(ctx context.Context, diags *diag.Diagnostics) []billed {
	all := slices.Concat(
		convert(ctx, m.Pods, "pods", func(in actualPod, e element) billed { return in.mark(kindPod, in.podInput.billed(e)) }, diags),
		convert(ctx, m.Endpoints, "endpoints", func(in actualEndpoint, e element) billed { return in.mark(kindEndpoint, in.endpointInput.billed(e)) }, diags),
		convert(ctx, m.NetworkVolumes, "network_volumes", func(in actualNetworkVolume, e element) billed {
			return in.mark(kindNetworkVolume, in.networkVolumeInput.billed(e))
		}, diags),
		convert(ctx, m.Clusters, "clusters", func(in actualCluster, e element) billed { return in.mark(kindCluster, in.clusterInput.billed(e)) }, diags),
	)
	seen := map[line]bool{}
	for _, b := range all {
		if b.id == nil {
			continue
		}
		key := line{b.kind, *b.id}
		if seen[key] {
			diags.AddAttributeError(b.path, "Duplicate object", fmt.Sprintf("The %s %s is already in the list, so its bill would count twice. Remove one of them.", b.kind, *b.id))
		}
		seen[key] = true
	}
	return all
}

// line is an object on the bill. The ID is empty for public endpoints.
type line struct{ kind, id string }

// spent is what the bill has on an object.
type spent struct {
	usd   decimal.Decimal
	first time.Time // start of the first bucket that has a bill
}

// bill is what was billed over a time.
type bill struct {
	start, end time.Time
	lines      map[line]spent
}

func (b *bill) add(kind string, report *runpod.BillingReport) error {
	for i, record := range report.Records {
		usd, err := decimal.NewFromString(record.TotalAmount.String())
		if err != nil {
			return fmt.Errorf("record %d: total amount %q is not a number", i, record.TotalAmount)
		}
		key := line{kind: kind}
		if id := record.ID(); id != nil {
			key.id = *id
		}
		s, ok := b.lines[key]
		if !usd.IsZero() && (!ok || s.first.IsZero() || record.StartTime.Before(s.first)) {
			s.first = record.StartTime
		}
		s.usd = s.usd.Add(usd)
		b.lines[key] = s
	}
	return nil
}

// actual is one resource beside its bill.
type actual struct {
	billed
	name              string
	hours             decimal.NullDecimal
	billedUSD, likely decimal.NullDecimal
	suggested         *suggestion
	notes             []string
}

// minHoursToSuggest is how long a resource is compared before its bill says anything of its usage: bills lag by hours.
const minHoursToSuggest = 24

// compare sets the bill of an object beside its estimate.
func (b *bill) compare(of billed, e cost.Estimate, estimator cost.Estimator) actual {
	a := actual{billed: of, name: e.Resource}
	if of.id == nil {
		a.notes = append(a.notes, e.Resource+": not created yet, so nothing was billed for it")
		return a
	}
	s, onBill := b.lines[line{of.kind, *of.id}]
	a.billedUSD = decimal.NewNullDecimal(s.usd)
	since := of.created
	if since.IsZero() {
		since = s.first
		if since.IsZero() {
			a.notes = append(a.notes, e.Resource+": its creation time is not known and it has no bill yet, so it is not compared. Set `created_at` in a hand-written object to compare it")
			return a
		}
		if since.After(b.start) {
			a.notes = append(a.notes, fmt.Sprintf("%s: its creation time is not known, so it is compared since %s, the day of its first bill", e.Resource, since.UTC().Format(time.DateOnly)))
		}
	}
	if since.Before(b.start) {
		since = b.start
	}
	const nanosecondsPerHour = int64(time.Hour)
	hours := decimal.NewFromInt(max(0, int64(b.end.Sub(since)))).DivRound(decimal.NewFromInt(nanosecondsPerHour), stablePlaces)
	a.hours = decimal.NewNullDecimal(hours)
	a.likely = overHours(e.Monthly, hours, estimator.Settings)
	said := []string{of.pricedAs}
	switch {
	case of.knob == nil:
	case hours.LessThan(decimal.NewFromInt(minHoursToSuggest)):
		said = append(said, fmt.Sprintf("too young to suggest a usage: less than %d hours are compared, and bills come late", minHoursToSuggest))
	case !onBill:
		said = append(said, "no usage is suggested, because it is not on the bill")
	default:
		suggested, why := of.knob.fit(estimator, s.usd, hours)
		a.suggested = suggested
		said = append(said, why)
		if suggested != nil {
			said = append(said, of.knob.assumed)
		}
	}
	for _, note := range said {
		if note != "" {
			a.notes = append(a.notes, e.Resource+": "+note)
		}
	}
	return a
}

// difference is of what is shown, so that the subtraction comes out as printed.
func difference(billedUSD, likely decimal.NullDecimal) decimal.NullDecimal {
	if !billedUSD.Valid || !likely.Valid {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(cost.Cents(billedUSD.Decimal).Sub(cost.Cents(likely.Decimal)))
}

// set takes over a comparison.
func (m *costActualsModel) set(b *bill, actuals []actual, notes []string) {
	m.Start, m.End = tfkit.Time(b.start), tfkit.Time(b.end)
	billedUSD, likely := decimal.Zero, decimal.NewNullDecimal(decimal.Zero)
	resources := make([]attr.Value, 0, len(actuals))
	resource := types.ObjectType{AttrTypes: tfkit.AttrTypes(costActualsSchema().Attributes["resources"])}
	rest := maps.Clone(b.lines)
	for _, a := range actuals {
		if a.id != nil {
			delete(rest, line{a.kind, *a.id})
			billedUSD = billedUSD.Add(a.billedUSD.Decimal)
			likely = decimal.NullDecimal{Decimal: likely.Decimal.Add(a.likely.Decimal), Valid: likely.Valid && a.likely.Valid}
		}
		notes = append(notes, a.notes...)
		resources = append(resources, types.ObjectValueMust(resource.AttrTypes, map[string]attr.Value{
			"kind": types.StringValue(a.kind), "id": types.StringPointerValue(a.id), "name": types.StringValue(a.name),
			"hours": rounded(a.hours, quantityPlaces), "billed_usd": pricing.Cents(a.billedUSD), "estimated_usd": pricing.Cents(a.likely),
			"difference": tfkit.NullNumber(difference(a.billedUSD, a.likely)), "suggested_usage": a.suggested.value(),
		}))
	}
	m.Resources = types.ListValueMust(resource, resources)
	otherUSD := m.setOthers(rest)
	all := decimal.NewNullDecimal(billedUSD)
	m.BilledUSD, m.EstimatedUSD, m.Difference = pricing.Cents(all), pricing.Cents(likely), tfkit.NullNumber(difference(all, likely))
	m.OtherBilledUSD = pricing.Cents(decimal.NewNullDecimal(otherUSD))
	m.TotalBilledUSD = pricing.Cents(decimal.NewNullDecimal(billedUSD.Add(otherUSD)))
	m.Notes = tfkit.StringList(slices.Compact(notes))
	m.Summary = types.StringValue(actualsTable(b, actuals, all, likely, otherUSD))
}

// setOthers lists what was billed for anything else, the most expensive first, and adds it up.
func (m *costActualsModel) setOthers(rest map[line]spent) decimal.Decimal {
	kind := types.ObjectType{AttrTypes: tfkit.AttrTypes(costActualsSchema().Attributes["others"])}
	keys := make([]line, 0, len(rest))
	total := decimal.Zero
	for key, s := range rest {
		total = total.Add(s.usd)
		if !s.usd.IsZero() {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b line) int {
		return cmp.Or(rest[b].usd.Cmp(rest[a].usd), cmp.Compare(a.kind, b.kind), cmp.Compare(a.id, b.id))
	})
	others := make([]attr.Value, 0, len(keys))
	for _, key := range keys {
		id := types.StringNull()
		if key.id != "" {
			id = types.StringValue(key.id)
		}
		others = append(others, types.ObjectValueMust(kind.AttrTypes, map[string]attr.Value{
			"kind": types.StringValue(key.kind), "id": id, "billed_usd": pricing.Cents(decimal.NewNullDecimal(rest[key].usd)),
		}))
	}
	m.Others = types.ListValueMust(kind, others)
	return total
}

// actualsTable is the comparison for people.
func actualsTable(b *bill, actuals []actual, billedUSD, likely decimal.NullDecimal, otherUSD decimal.Decimal) string {
	w := cost.NewTable(2, 3, 4)
	w.AppendRow(table.Row{"resource", "billed", "estimated", "difference"})
	add := func(name string, billedUSD, likely decimal.NullDecimal) {
		w.AppendRow(table.Row{name, dollarsOrUnknown(billedUSD), dollarsOrUnknown(likely), dollarsOrUnknown(difference(billedUSD, likely))})
	}
	for _, a := range actuals {
		add(a.name, a.billedUSD, a.likely)
	}
	add("all of these", billedUSD, likely)
	w.AppendRow(table.Row{"anything else", cost.USD(otherUSD), "", ""})
	return fmt.Sprintf("%s to %s\n%s\n", b.start.Format(time.RFC3339), b.end.Format(time.RFC3339), w.Render())
}

func dollarsOrUnknown(d decimal.NullDecimal) string {
	if !d.Valid {
		return "unknown"
	}
	return cost.USD(d.Decimal)
}
