package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
)

// difference is one field in which two answers are not the same.
type difference struct {
	Step    string `json:"step"`
	Field   string `json:"field"`
	Live    any    `json:"live"`
	Sandbox any    `json:"sandbox"`
}

// absent stands for a field that is not there, which is not the same as null.
const absent = "<absent>"

// Fields that no answer's body has.
const (
	fieldStatus      = "HTTP status"
	fieldContentType = "Content-Type"
	fieldBody        = "body"
)

// compare lists what is different, once both answers are redacted.
func compare(st step, live, sandbox *answer) []difference {
	var all []difference
	add := func(field string, live, sandbox any) {
		all = append(all, difference{st.name, field, live, sandbox})
	}
	if live.status != sandbox.status {
		add(fieldStatus, strconv.Itoa(live.status), strconv.Itoa(sandbox.status))
	}
	if live.status/100 != sandbox.status/100 && (live.status < 400 || sandbox.status < 400) {
		return all // the bodies are about something else
	}
	if live.contentType != sandbox.contentType {
		add(fieldContentType, live.contentType, sandbox.contentType)
	}
	switch {
	case (live.body == nil) != (sandbox.body == nil):
		add(fieldBody, kindOfBody(live), kindOfBody(sandbox))
	case live.body == nil && !st.kinds && live.text != sandbox.text:
		add(fieldBody, live.text, sandbox.text)
	default:
		fields("$", live.body, sandbox.body, st.kinds || st.refused && live.status < 400, add)
	}
	return all
}

func kindOfBody(a *answer) string {
	switch {
	case a.body != nil:
		return "JSON"
	case a.text != "":
		return "text"
	default:
		return "none"
	}
}

// fields goes down two values. Where only kinds are compared, what is null or empty on one
// side says nothing of the other.
func fields(path string, live, sandbox any, onlyKinds bool, add func(field string, live, sandbox any)) {
	if onlyKinds && (live == nil || sandbox == nil) {
		return
	}
	one, isOne := live.(map[string]any)
	other, isOther := sandbox.(map[string]any)
	if isOne && isOther {
		names := slices.Sorted(maps.Keys(one))
		for name := range other {
			if _, both := one[name]; !both {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		for _, name := range names {
			inner, has := one[name]
			outer, hasOther := other[name]
			switch field := path + "." + name; {
			case !has:
				add(field, absent, outer)
			case !hasOther:
				add(field, inner, absent)
			default:
				fields(field, inner, outer, onlyKinds, add)
			}
		}
		return
	}
	list, isList := live.([]any)
	otherList, isOtherList := sandbox.([]any)
	if isList && isOtherList {
		for i := range max(len(list), len(otherList)) {
			switch field := fmt.Sprintf("%s[%d]", path, i); {
			case onlyKinds && (i >= len(list) || i >= len(otherList)):
			case i >= len(list):
				add(field, absent, otherList[i])
			case i >= len(otherList):
				add(field, list[i], absent)
			default:
				fields(field, list[i], otherList[i], onlyKinds, add)
			}
		}
		return
	}
	if !reflect.DeepEqual(live, sandbox) {
		add(path, live, sandbox)
	}
}
