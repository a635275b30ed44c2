package main

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// What stands in a report in place of a value that is an account's, or another one each
// time.
const (
	someEmail  = "<email>"
	someID     = "<id>"
	someKey    = "<key>"
	someText   = "<text>"
	someTime   = "<time>"
	someNumber = "<number>"
	somePort   = "<port>"
	someCursor = "<cursor>"
	someName   = "<name>"
	someTruth  = "<truth>"
	someIP     = "<ip>"

	somePrivateIP = "<private ip>"
)

var (
	instant   = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)`)
	privateIP = regexp.MustCompile(`\b100\.(6[4-9]|[789]\d|1[01]\d|12[0-7])\.\d{1,3}\.\d{1,3}\b`)
	publicIP  = regexp.MustCompile(`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b`)
	ipv6      = regexp.MustCompile(`(?i)\b[0-9a-f]{1,4}(:[0-9a-f]{0,4}){3,7}\b`)
	address   = regexp.MustCompile(`[^\s<>@"]+@[^\s<>@"]+\.[a-z]{2,}`)
	sshPort   = regexp.MustCompile(`-p \d+`)
	host      = regexp.MustCompile(`<pod>-[0-9a-f]{8}\b`)
	idLike    = regexp.MustCompile(`^[a-zA-Z0-9_]{8,40}$`)
	digit     = regexp.MustCompile(`\d`)
	apiKey    = regexp.MustCompile(`\brpa_\w+`)
	uuid      = regexp.MustCompile(`(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)
	money     = regexp.MustCompile(`\$\s?\d+(,\d{3})*(\.\d+)?`)
	longWord  = regexp.MustCompile(`\b\w{8,}\b`)
	member    = regexp.MustCompile(`^[a-zA-Z][a-zA-Z_-]*\d{0,2}$`)
	constant  = regexp.MustCompile(`^[A-Z][A-Z_]*$`)
)

// redacted is the part of an answer that can be compared: of a list, what this run made,
// and of what stands beside it the kinds. Only kinds are left where the list is not where it
// ought to be, for then it may be anywhere.
func (s *side) redacted(st step, got *answer) any {
	if st.kinds || st.refused && got.status < http.StatusBadRequest {
		return kindOf(got.body)
	}
	if st.list == "" || got.status >= http.StatusBadRequest {
		return s.value("", got.body)
	}
	fields, _ := got.body.(map[string]any)
	list, ok := fields[st.list].([]any)
	if !ok {
		return kindOf(got.body)
	}
	out, _ := kindOf(fields).(map[string]any)
	out[st.list] = s.value(st.list, slices.DeleteFunc(slices.Clone(list), func(element any) bool { return !s.isAskedFor(st, element) }))
	return out
}

func (s *side) isAskedFor(st step, element any) bool {
	fields, _ := element.(map[string]any)
	id, _ := fields["id"].(string)
	if st.pick != "" {
		return id == st.pick
	}
	return slices.ContainsFunc(s.made, func(o object) bool { return o.id == id })
}

// value is one of an answer, in the field of a name.
func (s *side) value(name string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		if name == "pagination" { // how full an account is
			return kindOf(v)
		}
		out := map[string]any{}
		for key, inner := range v {
			out[memberName(s.text("", key))] = s.value(key, inner)
		}
		return out
	case []any:
		out := make([]any, 0, len(v))
		for _, inner := range v {
			out = append(out, s.value(name, inner))
		}
		return out
	case string:
		return s.text(name, v)
	case json.Number:
		return number(name, v)
	default:
		return v
	}
}

// memberName is the name of a member, unless it is one that only data has.
func memberName(name string) string {
	if member.MatchString(name) || strings.HasPrefix(name, "<") {
		return name
	}
	return someName
}

func number(name string, v json.Number) any {
	switch name {
	case "uptime", "util", "memoryUtil":
		return someNumber
	case "public", "port":
		if len(v.String()) > 3 { // not 22
			return somePort
		}
	}
	if isIDName(name) {
		return someID
	}
	return v
}

func isIDName(name string) bool {
	return name == "id" || strings.HasSuffix(name, "Id") || strings.HasSuffix(name, "ID") || strings.HasSuffix(name, "_id")
}

func (s *side) text(name, text string) string {
	switch name {
	case "email":
		return someEmail
	case "nextCursor":
		return someCursor
	}
	for _, o := range slices.Backward(slices.Concat(s.learned, s.made)) {
		text = strings.ReplaceAll(text, o.id, "<"+o.kind+">")
	}
	text = strings.ReplaceAll(text, s.prefix, "<prefix>")
	if s.key != "" {
		text = strings.ReplaceAll(text, s.key, someKey)
	}
	text = apiKey.ReplaceAllString(text, someKey)
	text = instant.ReplaceAllString(text, someTime)
	text = uuid.ReplaceAllString(text, someID)
	text = privateIP.ReplaceAllString(text, somePrivateIP)
	text = publicIP.ReplaceAllString(text, someIP)
	text = ipv6.ReplaceAllString(text, someIP)
	text = host.ReplaceAllString(text, "<pod>-<hex>")
	if name == "command" {
		return sshPort.ReplaceAllString(text, "-p "+somePort)
	}
	if isIDName(name) && idLike.MatchString(text) && digit.MatchString(text) {
		return someID
	}
	return address.ReplaceAllStringFunc(text, func(match string) string {
		if strings.HasSuffix(match, "ssh.runpod.io") {
			return match
		}
		return someEmail
	})
}

// kindOf is the kinds of values, without the values, which may be redacted already: a list is what its elements have
// between them.
func kindOf(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, inner := range v {
			out[memberName(key)] = kindOf(inner)
		}
		return out
	case []any:
		var merged any
		for _, inner := range v {
			merged = union(merged, kindOf(inner))
		}
		if merged == nil {
			return []any{}
		}
		return []any{merged}
	case string:
		if isPlaceholder(v) {
			return v
		}
		return someText
	case json.Number:
		return someNumber
	case bool:
		return someTruth
	default:
		return nil
	}
}

// union is what two kinds have between them.
func union(a, b any) any {
	one, isOne := a.(map[string]any)
	other, isOther := b.(map[string]any)
	if !isOne || !isOther {
		if a == nil {
			return b
		}
		return a
	}
	for key, inner := range other {
		one[key] = union(one[key], inner)
	}
	return one
}
