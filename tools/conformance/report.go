package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"strings"
)

// report is what a run found.
type report struct {
	differences []difference
	notOffered  []string
	skipped     []string
	left        []string
	// recordings are the answers that differ, by step, without what is the account's.
	recordings map[string]any
	requests   map[string]string
	// statuses are those of the recordings, where the sandbox has another one.
	statuses map[string]int
}

// reserved are the keys of a report that are no recording.
func reserved() []string {
	return []string{"about", "requests", "differences", "not_offered", "skipped", "statuses"}
}

const about = "What Runpod's live REST API v2 answered, where the sandbox answers something else: identifiers, names, times, addresses and whatever is an account's own are replaced. " +
	"`differences` lists each field; below are the answers by name, `requests` has what was sent, `statuses` the HTTP status where it is another one."

// json is the report to send in: recordings by name, as they are collected.
func (r report) json(secrets ...string) ([]byte, error) {
	out := map[string]any{}
	maps.Copy(out, r.recordings)
	out["about"], out["requests"], out["differences"] = about, r.requests, orEmpty(r.differences)
	out["statuses"] = r.statuses
	out["not_offered"], out["skipped"] = orEmpty(r.notOffered), orEmpty(r.skipped)
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(out); err != nil {
		return nil, fmt.Errorf("writing the report: %w", err)
	}
	written := text.Bytes()
	for _, secret := range secrets { // wherever an answer may have repeated it
		if secret != "" {
			written = bytes.ReplaceAll(written, []byte(secret), []byte("<key>"))
		}
	}
	return written, nil
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// summary says it in words.
func (r report) summary(out io.Writer) error {
	var text strings.Builder
	for _, d := range r.differences {
		fmt.Fprintf(&text, "%s: %s is %s, and %s in the sandbox\n", d.Step, d.Field, short(d.Live), short(d.Sandbox))
	}
	for _, line := range r.notOffered {
		fmt.Fprintf(&text, "not offered: %s\n", line)
	}
	for _, line := range r.skipped {
		fmt.Fprintf(&text, "skipped: %s\n", line)
	}
	fmt.Fprintf(&text, "%d differences, %d not offered, %d skipped.\n", len(r.differences), len(r.notOffered), len(r.skipped))
	if len(r.left) == 0 {
		text.WriteString("Nothing is left on the account.\n")
	}
	for _, line := range r.left {
		fmt.Fprintf(&text, "LEFT ON THE ACCOUNT: %s\n", line)
	}
	_, err := io.WriteString(out, text.String())
	return err
}

func short(value any) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	const most = 160
	text := strings.TrimSpace(out.String())
	if len(text) > most {
		return text[:most] + "..."
	}
	return text
}
