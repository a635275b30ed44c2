package legacy

// scaling writes `scaling`, and returns whether it counts requests, which leaves
// no idle timeout. unclear is set where the type is not a literal.
func (b *block) scaling() (onRequests, unclear bool) {
	kind, value := b.attrs["scaler_type"], b.attrs["scaler_value"]
	word, literal := kind.asString()
	switch {
	case b.has("scaling"):
		return false, true
	case kind != nil && !literal:
		b.leave("scaler_type", "scaler_value")
		b.hand(kind.line, "`scaler_type` is not a literal, and decides what `scaler_value` means: write `scaling = { queue_delay_seconds = ... }` or `scaling = { request_count = ... }` in place of both")
		return false, true
	case kind == nil:
		word = b.state.text("scaler_type")
	}
	onRequests = countsRequests(word)
	name := scalingBy(word)
	known, isKnown := b.state.number("scaler_value")
	switch {
	case value != nil:
		b.group("scaling", []item{{name, value.text, value}})
	case onRequests, isKnown && known != 4:
		if !isKnown {
			known = 4
		}
		b.fromState("scaling", "{ "+name+" = "+digits(known)+" }")
	}
	for _, a := range []*attribute{b.attrs["scaler_type"], b.attrs["scaler_value"]} {
		if a != nil && !a.done {
			b.remove(a)
		}
	}
	return onRequests, false
}

// workers writes `workers`: the most workers are now counted on top of those that
// are always on.
func (b *block) workers(onRequests, unclear bool) {
	if b.has("workers") {
		return
	}
	least, most, idle := b.attrs["workers_min"], b.attrs["workers_max"], b.attrs["idle_timeout"]
	var items []item
	active, known := b.knownInt(least, "workers_min")
	if known && active != 0 || (least != nil && !known) {
		items = append(items, item{"active", textOr(least, active), least})
	}
	switch limit, ok := b.knownInt(most, "workers_max"); {
	case ok && known:
		if most != nil || limit-active != 3 {
			items = append(items, item{"flex", digits(flexible(limit, active)), most})
		}
	case most == nil && !ok:
		if least != nil {
			b.hand(least.line, "`workers_max` is not declared, so `workers.flex`, the workers on top of `workers.active`, is not known: write it")
		}
	case known && active == 0:
		items = append(items, item{"flex", textOr(most, limit), most})
	default:
		items = append(items, item{"flex", operandOr(most, limit) + " - " + operandOr(least, active), most})
	}
	if idle != nil && onRequests {
		b.drop("idle_timeout", "a queue that scales on requests has none")
	} else if seconds, ok := b.knownInt(idle, "idle_timeout"); idle != nil || (ok && seconds > 0 && seconds != 10 && !onRequests) {
		items = append(items, item{"idle_timeout_seconds", textOr(idle, seconds), idle})
	} else if !ok && !onRequests && !unclear {
		b.note(b.line, "`idle_timeout` is not declared: if the plan shows `workers.idle_timeout_seconds`, take its left side")
	}
	if len(items) > 0 {
		b.group("workers", items)
	}
	for _, a := range []*attribute{least, most} {
		if a != nil && !a.done {
			b.remove(a) // 0 active workers are the default
		}
	}
}

// knownInt is a number as the configuration, or else the state, has it.
func (b *block) knownInt(a *attribute, name string) (int64, bool) {
	if a != nil {
		return a.asInt()
	}
	if known, ok := b.state.number(name); ok {
		return known, true
	}
	return 0, name == "workers_min" // which has always been 0 by default
}

func textOr(a *attribute, value int64) string {
	if a != nil {
		return a.text
	}
	return digits(value)
}

func operandOr(a *attribute, value int64) string {
	if a != nil {
		return a.operand()
	}
	return digits(value)
}

// volumes is the union of one network volume and several.
func (b *block) volumes() {
	one, several := b.attrs["network_volume_id"], b.attrs["network_volume_ids"]
	if one == nil || one.isEmpty() {
		if a := b.attrs["network_volume_id"]; a != nil {
			b.remove(a)
		}
		return
	}
	if !isCertain(one.expr) {
		b.note(one.line, "`network_volume_ids` is written for a volume that is there: if it may be null, write `compact([%s])`", one.text)
	}
	switch {
	case several == nil || several.isEmpty():
		if a := b.attrs["network_volume_ids"]; a != nil {
			b.remove(a)
		}
		b.rename(one, "network_volume_ids", "["+one.text+"]")
	default:
		b.rename(several, "network_volume_ids", "distinct(concat(["+one.text+"], "+several.text+"))")
		b.remove(one)
	}
}
