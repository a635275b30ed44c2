package sandbox

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FaultKind is what goes wrong.
type FaultKind string

// The faults. Those called after first carry the request out.
const (
	FaultStatus      FaultKind = "status"       // answer with Status and do nothing
	FaultStatusAfter FaultKind = "after-status" // do it, then answer with Status
	FaultDrop        FaultKind = "drop"         // close the connection and do nothing
	FaultDropAfter   FaultKind = "after-drop"   // do it, then close the connection
	FaultTruncate    FaultKind = "truncate"     // do it, then send half of the JSON
	FaultNotJSON     FaultKind = "not-json"     // answer with a web page and do nothing
	FaultNoMounts    FaultKind = "no-mounts"    // do it, then leave out the mounts of templates that have none
)

// FaultHeader is set on answers that a fault has made or marred: they need not
// be valid by RunPod's document.
const FaultHeader = "X-Sandbox-Fault"

// Fault is something that goes wrong with the requests it matches.
type Fault struct {
	Kind       FaultKind
	Method     string        // any when empty
	PathPrefix string        // below /v2, as in "/pods"
	Status     int           // of FaultStatus, FaultStatusAfter and FaultNotJSON
	Detail     string        // of the problem; a text of its own when empty
	RetryAfter time.Duration // of a FaultStatus with 429 or 503; no header when 0
	Times      int           // how often; 0 means every time
}

// ParseFault reads a fault as the command line gives it: method (or *), path
// below /v2, what happens, and how often. What happens is a status (503), one
// after the request was carried out (after-503), drop, after-drop, truncate,
// not-json, not-json-502 or no-mounts.
//
//	POST /pods after-502 x1
//	* / 429 retry-after=7s
func ParseFault(text string) (Fault, error) {
	words := strings.Fields(text)
	if len(words) < 3 {
		return Fault{}, fmt.Errorf(`fault %q: want METHOD /path WHAT [xTIMES] [retry-after=DURATION], as in "POST /pods after-502 x1"`, text)
	}
	f := Fault{Method: strings.ToUpper(words[0]), PathPrefix: words[1]}
	if f.Method == "*" {
		f.Method = ""
	}
	if !strings.HasPrefix(f.PathPrefix, "/") {
		return Fault{}, fmt.Errorf("fault %q: path %q does not begin with /", text, f.PathPrefix)
	}
	if err := f.parseKind(words[2]); err != nil {
		return Fault{}, fmt.Errorf("fault %q: %w", text, err)
	}
	for _, word := range words[3:] {
		var err error
		if times, ok := strings.CutPrefix(word, "x"); ok {
			f.Times, err = strconv.Atoi(times)
			if err == nil && f.Times < 1 {
				err = fmt.Errorf("%q is less than once", word)
			}
		} else if wait, ok := strings.CutPrefix(word, "retry-after="); ok {
			f.RetryAfter, err = time.ParseDuration(wait)
		} else {
			err = fmt.Errorf("%q is neither xTIMES nor retry-after=DURATION", word)
		}
		if err != nil {
			return Fault{}, fmt.Errorf("fault %q: %w", text, err)
		}
	}
	return f, nil
}

func (f *Fault) parseKind(word string) error {
	if kind := FaultKind(word); slices.Contains([]FaultKind{FaultDrop, FaultDropAfter, FaultTruncate, FaultNotJSON, FaultNoMounts}, kind) {
		f.Kind = kind
		return nil
	}
	number := word
	f.Kind = FaultStatus
	for prefix, kind := range map[string]FaultKind{"after-": FaultStatusAfter, "not-json-": FaultNotJSON} {
		if rest, ok := strings.CutPrefix(word, prefix); ok {
			number, f.Kind = rest, kind
		}
	}
	status, err := strconv.Atoi(number)
	if err != nil || status < 400 || status > 599 {
		return fmt.Errorf("%q is not a status from 400 to 599, after-STATUS, drop, after-drop, truncate, not-json, not-json-STATUS or no-mounts", word)
	}
	f.Status = status
	return nil
}

func (f *Fault) matches(method, path string) bool {
	return (f.Method == "" || f.Method == method) && strings.HasPrefix(path, "/v2"+f.PathPrefix)
}

func (f *Fault) after() bool {
	return f.Kind == FaultStatusAfter || f.Kind == FaultDropAfter || f.Kind == FaultTruncate || f.Kind == FaultNoMounts
}

func (f *Fault) problem() *problem {
	detail := f.Detail
	if detail == "" {
		detail = "a fault of the sandbox, as ordered"
	}
	p := refuse(f.Status, "%s", detail)
	p.retryAfter = f.RetryAfter
	return p
}

const faultPage = "<html><body><h1>Bad gateway</h1><p>The origin did not answer.</p></body></html>\n"

// mar changes an answer as the fault says. It is not called for drops.
func (f *Fault) mar(ans *answer) {
	switch f.Kind {
	case FaultStatus, FaultStatusAfter:
		ans.setProblem(f.problem())
	case FaultTruncate:
		ans.body = ans.body[:len(ans.body)/2]
	case FaultNoMounts:
		ans.body = bytes.ReplaceAll(ans.body, []byte(`"mounts":{},`), nil)
	case FaultNotJSON:
		status := f.Status
		if status == 0 {
			status = http.StatusBadGateway
		}
		ans.status, ans.body = status, []byte(faultPage)
		ans.header.Set("Content-Type", "text/html; charset=utf-8")
	}
	ans.header.Set(FaultHeader, string(f.Kind))
}

// takeFault finds the first fault for a request and counts it.
func (a *Account) takeFault(method, path string) *Fault {
	for i := range a.faults {
		f := &a.faults[i]
		if !f.matches(method, path) {
			continue
		}
		taken := *f
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				a.faults = slices.Delete(a.faults, i, i+1)
			}
		}
		return &taken
	}
	return nil
}
