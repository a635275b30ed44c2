package main

import (
	"encoding/json"
	"net/http"
	"strings"
)

// longestError is more than a message of an API has, and less than a page has.
const longestError = 600

// allowed are the words of a live answer that may stand in a report: those that were sent,
// and those of the sandbox, which knows nothing of the account.
type allowed struct {
	words map[string]bool
	// isError is set for the answer to a request that was refused: its message is what a
	// report is about, without the words in it that look like data.
	isError bool
	// names are those of members. Others, inside what the sandbox has not, may be data.
	names map[string]bool
}

// allowing are the words that the answer to a step may have. names are those of members that
// the sandbox has answered so far.
func allowing(st step, live, sandbox *answer, names map[string]bool) allowed {
	a := allowed{words: map[string]bool{}, isError: live.status >= http.StatusBadRequest, names: names}
	a.add(sandbox.body)
	a.words[sandbox.text] = true
	var sent any
	if json.Unmarshal([]byte(strings.ReplaceAll(st.body, "{prefix}", "<prefix>")), &sent) == nil { // some are wrong on purpose
		a.add(sent)
	}
	return a
}

func (a allowed) add(v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			a.names[name] = true
			a.add(inner)
		}
	case []any:
		for _, inner := range v {
			a.add(inner)
		}
	case string:
		a.words[v] = true
	}
}

// value is a value of the live answer as far as it may be told, once it is redacted. like is
// the sandbox's in its place: of what the sandbox has not, the kind is told.
func (a allowed) value(v, like any) any {
	switch v := v.(type) {
	case map[string]any:
		other, ok := like.(map[string]any)
		if !ok {
			return a.kind(v)
		}
		out := map[string]any{}
		for name, inner := range v {
			counterpart, has := other[name]
			message, isText := inner.(string)
			switch {
			case has:
				out[name] = a.value(inner, counterpart)
			case a.isError && isText && (name == "title" || name == "detail"): // where the sandbox refuses nothing
				out[name] = a.text(message, "")
			default:
				out[name] = a.kind(inner)
			}
		}
		return out
	case []any:
		other, _ := like.([]any)
		out := make([]any, 0, len(v))
		for i, inner := range v {
			switch {
			case i < len(other):
				out = append(out, a.value(inner, other[i]))
			case len(other) > 0:
				out = append(out, a.value(inner, other[len(other)-1]))
			default:
				out = append(out, a.kind(inner))
			}
		}
		return out
	case string:
		return a.text(v, like)
	case json.Number:
		if _, ok := like.(json.Number); !ok {
			return kindOf(v)
		}
	case bool:
		if _, ok := like.(bool); !ok {
			return kindOf(v)
		}
	}
	return v
}

// kind is the kind of what the sandbox has not.
func (a allowed) kind(v any) any { return a.known(kindOf(v)) }

func (a allowed) known(kind any) any {
	switch kind := kind.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, inner := range kind {
			if !a.names[name] {
				name = someName
			}
			out[name] = a.known(inner)
		}
		return out
	case []any:
		for i := range kind {
			kind[i] = a.known(kind[i])
		}
	}
	return kind
}

func (a allowed) text(text string, like any) any {
	counterpart, ok := like.(string)
	switch {
	case a.words[text], isPlaceholder(text):
		return text
	case !ok:
		return someText
	case constant.MatchString(text) && constant.MatchString(counterpart): // one of Runpod's words for another
		return text
	case a.isError:
		return a.message(text)
	}
	return someText
}

// message is what Runpod says of a request that it refused.
func (a allowed) message(text string) string {
	if len(text) > longestError || strings.Contains(strings.ToLower(text), "<html") {
		return someText
	}
	text = money.ReplaceAllString(text, "$"+someNumber)
	return longWord.ReplaceAllStringFunc(text, func(word string) string {
		if digit.MatchString(word) && !a.isSaid(word) {
			return someID
		}
		return word
	})
}

// isSaid reports whether a word is part of one that may be told.
func (a allowed) isSaid(word string) bool {
	for known := range a.words {
		if strings.Contains(known, word) {
			return true
		}
	}
	return false
}

// isPlaceholder reports whether a text stands in place of a value already.
func isPlaceholder(text string) bool {
	switch text {
	case someEmail, someID, someKey, someText, someTime, someNumber, somePort, someCursor, someName, someTruth, someIP, somePrivateIP:
		return true
	}
	if len(text) <= 2 || text[0] != '<' || text[len(text)-1] != '>' {
		return false
	}
	kind := text[1 : len(text)-1]
	return kinds[kind].path != "" || lists[kind] != ""
}
