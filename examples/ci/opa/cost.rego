# METADATA
# title: What Runpod resources may cost
# description: |
#   A policy for Open Policy Agent and Conftest over the JSON of a plan (terraform show -json). It reads estimated_cost,
#   which every resource of the provider that bills has in its plan, and denies costs that are not known.
#   The limits are those of data.cost_limits, or the defaults below.
package main

import rego.v1

default max_monthly_usd := 1500

max_monthly_usd := data.cost_limits.max_monthly_usd

# Maximum for a single resource, per hour with everything running.
default max_hourly_usd_per_resource := 20

max_hourly_usd_per_resource := data.cost_limits.max_hourly_usd_per_resource

# Everything that bills after the apply, unchanged resources included.
costs[change.address] := change.change.after.estimated_cost if {
	some change in input.resource_changes
	billed(change)
}

# A resource that does not bill has no estimated_cost. If it is null, the cost is not known.
billed(change) if {
	change.mode == "managed"
	startswith(change.type, "runpod_")
	"estimated_cost" in object.keys(change.change.after)
}

# An endpoint without usage has no expected cost, so its maximum counts.
counted(cost) := cost.monthly_usd if is_number(cost.monthly_usd)

counted(cost) := cost.monthly_max_usd if {
	not is_number(cost.monthly_usd)
	is_number(cost.monthly_max_usd)
}

total := sum([counted(cost) | some cost in costs])

deny contains msg if {
	total > max_monthly_usd
	msg := sprintf("%v USD a month, more than %v", [round(total * 100) / 100, max_monthly_usd])
}

deny contains msg if {
	some address, cost in costs
	cost.max_hourly_usd > max_hourly_usd_per_resource
	msg := sprintf("%s: up to %v USD an hour, more than %v", [address, cost.max_hourly_usd, max_hourly_usd_per_resource])
}

deny contains msg if {
	some address, cost in costs
	not counted(cost)
	msg := sprintf("%s: its cost is not known", [address])
}

deny contains msg if {
	some change in input.resource_changes
	startswith(change.type, "runpod_")
	object.get(change.change, ["after_unknown", "estimated_cost"], false) == true
	msg := sprintf("%s: its cost is known after the apply only", [change.address])
}

deny contains "planning failed, so the plan is not complete" if input.errored

warn contains msg if {
	some address, cost in costs
	not is_number(cost.monthly_usd)
	is_number(cost.monthly_max_usd)
	msg := sprintf("%s: declare its usage; it counts at its maximum, %v USD a month", [address, cost.monthly_max_usd])
}
