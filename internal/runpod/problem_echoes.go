package runpod

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// withoutEchoes drops the faults that only echo another one. Runpod's validator may
// call every good field unknown when a required one is missing, and reports a "false
// schema" for the neighbours of any bad field. Of fields that are called unknown beside a
// missing one, those stay that the request never had.
func (e *Error) withoutEchoes(sent map[string]bool) {
	isMissing := func(fault string) bool { return contains(fault, "missing", "required") && !isEcho(fault) }
	switch {
	case slices.ContainsFunc(e.Errors, isMissing):
		for i, fault := range e.Errors {
			if isEcho(fault) {
				e.Errors[i] = withoutFields(fault, sent)
			}
		}
		e.Errors = slices.DeleteFunc(e.Errors, func(fault string) bool { return fault == "" })
		if isEcho(e.Detail) {
			e.Detail = ""
		}
	case slices.ContainsFunc(e.Errors, func(fault string) bool { return !isEcho(fault) }):
		e.Errors = slices.DeleteFunc(e.Errors, isFalseSchema)
		if isFalseSchema(e.Detail) {
			e.Detail = ""
		}
	}
}

func isEcho(fault string) bool {
	return contains(fault, "additional propert", "unevaluated propert") || isFalseSchema(fault)
}

func isFalseSchema(fault string) bool {
	return contains(fault, "false schema")
}

// quotedName is a field in a fault, in one of the quotes that validators use.
var quotedName = regexp.MustCompile(`'[^']*'|"[^"]*"`)

// withoutFields takes the names of fields out of a fault. It is empty where none is left.
func withoutFields(fault string, known map[string]bool) string {
	places := quotedName.FindAllStringIndex(fault, -1)
	if isFalseSchema(fault) || len(places) == 0 {
		return ""
	}
	var left []string
	for _, at := range places {
		if quoted := fault[at[0]:at[1]]; !known[lastName(quoted[1:len(quoted)-1])] {
			left = append(left, quoted)
		}
	}
	if len(left) == 0 {
		return ""
	}
	return fault[:places[0][0]] + strings.Join(left, ", ") + fault[places[len(places)-1][1]:]
}

// lastName is the field that a dotted path leads to.
func lastName(path string) string {
	return path[strings.LastIndex(path, ".")+1:]
}

// fieldsOf are the names of all fields of a JSON body, at any depth.
func fieldsOf(body []byte) map[string]bool {
	names := map[string]bool{}
	var value any
	if json.Unmarshal(body, &value) == nil {
		collectFields(value, names)
	}
	return names
}

func collectFields(value any, names map[string]bool) {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			names[name] = true
			collectFields(member, names)
		}
	case []any:
		for _, item := range value {
			collectFields(item, names)
		}
	}
}
