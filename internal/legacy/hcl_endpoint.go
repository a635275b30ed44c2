package legacy

// scaling writes `scaling`, and returns whether it counts requests, which leaves
// no idle timeout. unclear is set where the type is not a literal.
func (b *block) scaling() (onRequests, unclear bool) {
	kind, value := b.either("scaling_type", "scaler_type"), b.either("scaling_value", "scaler_value")
	word, literal := kind.asString()
	switch {
	case b.has("scaling"):
		return false, true
	case kind != nil && !literal:
		b.leave("scaler_type", "scaler_value", "scaling_type", "scaling_value")
		b.hand(kind.line, "`%s` is not a literal, and it decides what the value beside it means: write `scaling = { queue_delay_seconds = ... }` or `scaling = { request_count = ... }` in place of both", kind.name)
		return false, true
	}
	onRequests = countsRequests(word)
	switch {
	case value != nil && !value.held:
		b.group("scaling", []item{{scalingBy(word), value.text, value}})
	case value != nil && (onRequests || !value.is(int64(4))):
		b.fromState("scaling", "{ "+scalingBy(word)+" = "+value.text+" }")
	case onRequests:
		b.fromState("scaling", "{ request_count = 4 }")
	}
	b.removeLeft("scaler_type", "scaler_value", "scaling_type", "scaling_value")
	return onRequests, false
}

// workers writes `workers`: the maximum number of workers is now counted on top of those that
// are always on.
func (b *block) workers(onRequests, unclear bool) {
	if b.has("workers") {
		return
	}
	least, most, idle := b.arg("workers_min"), b.arg("workers_max"), b.arg("idle_timeout")
	var items []item
	active, known := least.asInt()
	known = known || least == nil // 0 has always been the default
	if active != 0 || !known {
		items = append(items, item{"active", least.text, least})
	}
	switch limit, literal := most.asInt(); {
	case most == nil && b.has("workers_min"):
		b.hand(least.line, "`workers_max` is not declared, so `workers.flex`, the workers on top of `workers.active`, is not known: write it")
	case most == nil, literal && known && most.held && flexible(limit, active) == 3:
	case literal && known:
		items = append(items, item{"flex", digits(flexible(limit, active)), most})
	case known && active == 0:
		items = append(items, item{"flex", most.text, most})
	default:
		items = append(items, item{"flex", most.operand() + " - " + least.operand(), most})
	}
	switch {
	case onRequests:
		b.drop("idle_timeout", "a queue that scales on requests has none")
	case idle == nil && !unclear:
		b.note(b.line, "`idle_timeout` is not declared: if the plan shows `workers.idle_timeout_seconds`, take its left side")
	case idle == nil, idle.held && (idle.is(int64(0)) || idle.is(int64(10))):
	default:
		items = append(items, item{"idle_timeout_seconds", idle.text, idle})
	}
	if len(items) > 0 {
		b.group("workers", items)
	}
	b.removeLeft("workers_min", "workers_max") // 0 active workers are the default
}

// volumes is the union of one network volume and several.
func (b *block) volumes() {
	one, several := b.attrs["network_volume_id"], b.attrs["network_volume_ids"]
	if b.says("network_volume_id") {
		if !isCertain(one.expr) {
			b.note(one.line, "`network_volume_ids` assumes that there is a volume: if it may be null, write `compact([%s])`", one.text)
		}
		if b.says("network_volume_ids") {
			b.rename(several, "network_volume_ids", "distinct(concat(["+one.text+"], "+several.text+"))")
		} else {
			b.removeLeft("network_volume_ids")
			b.rename(one, "network_volume_ids", "["+one.text+"]")
		}
	}
	b.removeLeft("network_volume_id")
}
