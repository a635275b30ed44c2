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
	someTime   = "<time>"
	someNumber = "<number>"
	somePort   = "<port>"
	someCursor = "<cursor>"
)

var (
	instant   = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)`)
	privateIP = regexp.MustCompile(`\b100\.(6[4-9]|[789]\d|1[01]\d|12[0-7])\.\d{1,3}\.\d{1,3}\b`)
	publicIP  = regexp.MustCompile(`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b`)
	address   = regexp.MustCompile(`[^\s<>@"]+@[^\s<>@"]+\.[a-z]{2,}`)
	sshPort   = regexp.MustCompile(`-p \d+`)
	host      = regexp.MustCompile(`<pod>-[0-9a-f]{8}\b`)
	idLike    = regexp.MustCompile(`^[a-zA-Z0-9_]{8,40}$`)
	digit     = regexp.MustCompile(`\d`)
)

// redacted is the part of an answer that can be compared, without what is the account's:
// of a list, what this run made.
func (s *side) redacted(st step, got *answer) any {
	body := got.body
	if fields, ok := body.(map[string]any); ok && st.list != "" {
		if list, ok := fields[st.list].([]any); ok {
			fields[st.list] = slices.DeleteFunc(slices.Clone(list), func(element any) bool { return !s.isAskedFor(st, element) })
		}
	}
	if st.kinds || st.refused && got.status < http.StatusBadRequest {
		return kindOf(body)
	}
	return s.value("", body)
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
			out[s.text("", key)] = s.value(key, inner)
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

func number(name string, v json.Number) any {
	switch name {
	case "uptime", "util", "memoryUtil":
		return someNumber
	case "public", "port":
		if len(v.String()) > 3 { // not 22
			return somePort
		}
	}
	return v
}

func (s *side) text(name, text string) string {
	switch name {
	case "email":
		return someEmail
	case "nextCursor":
		return someCursor
	}
	for _, o := range slices.Backward(s.made) {
		text = strings.ReplaceAll(text, o.id, "<"+o.kind+">")
	}
	text = strings.ReplaceAll(text, s.prefix, "<prefix>")
	if s.key != "" {
		text = strings.ReplaceAll(text, s.key, "<key>")
	}
	text = instant.ReplaceAllString(text, someTime)
	text = privateIP.ReplaceAllString(text, "<private ip>")
	text = publicIP.ReplaceAllString(text, "<ip>")
	text = host.ReplaceAllString(text, "<pod>-<hex>")
	if name == "command" {
		return sshPort.ReplaceAllString(text, "-p "+somePort)
	}
	if strings.HasSuffix(strings.ToLower(name), "id") && idLike.MatchString(text) && digit.MatchString(text) {
		return someID
	}
	return address.ReplaceAllStringFunc(text, func(match string) string {
		if strings.HasSuffix(match, "ssh.runpod.io") {
			return match
		}
		return someEmail
	})
}

// kindOf is the kinds of values, without the values: a list is what its elements have
// between them.
func kindOf(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, inner := range v {
			out[key] = kindOf(inner)
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
		return "<text>"
	case json.Number:
		return someNumber
	case bool:
		return "<truth>"
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
