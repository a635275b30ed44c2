package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// faultHelp is what the command line says of faults.
//
//nolint:dupword // a table of words
const faultHelp = `A fault is METHOD /PATH WHAT [xTIMES] [PERCENT%] [retry-after=DURATION]. METHOD may be *, and /PATH is the
beginning of a path below /v2. The first fault that matches a request applies. WHAT is one of
  503           respond with this status, from 400 to 599, and do nothing
  after-503     carry out the request, then respond with this status
  drop          close the connection and do nothing
  after-drop    carry out the request, then close the connection
  stall         do nothing, and send no response until the caller gives up
  after-stall   carry out the request, and send no response until the caller gives up
  truncate      carry out the request, then send half of the JSON
  not-json      respond with a web page (not-json-403: with that status), and do nothing
  body=TEXT     respond with status 200 and this text, such as body=null, and do nothing
  no-mounts     carry out the request, then omit the mounts of templates that have none
  reset         reset a new connection before anything is read from it; only with "* /"
For example:
  -fault "POST /pods after-502 x1"
  -fault "* / 429 retry-after=7s x3"
  -fault "POST / after-drop 20%"
`

// ParseFault reads a fault as the command line gives it: method (or *), path
// below /v2, what happens, and how often.
//
//	POST /pods after-502 x1
//	* / 429 retry-after=7s 30%
func ParseFault(text string) (Fault, error) {
	words := strings.Fields(text)
	if len(words) < 3 {
		return Fault{}, fmt.Errorf(`fault %q: use METHOD /path WHAT [xTIMES] [PERCENT%%] [retry-after=DURATION], such as "POST /pods after-502 x1"`, text)
	}
	f := Fault{Method: strings.ToUpper(words[0]), PathPrefix: words[1]}
	if f.Method == "*" {
		f.Method = ""
	}
	if !strings.HasPrefix(f.PathPrefix, "/") {
		return Fault{}, fmt.Errorf("fault %q: path %q does not begin with /", text, f.PathPrefix)
	}
	if rest, inside := strings.CutPrefix(f.PathPrefix, "/v2/"); inside {
		return Fault{}, fmt.Errorf("fault %q: paths are below /v2: write /%s", text, rest)
	}
	if err := f.parseKind(words[2]); err != nil {
		return Fault{}, fmt.Errorf("fault %q: %w", text, err)
	}
	for _, word := range words[3:] {
		if err := f.parseOption(word); err != nil {
			return Fault{}, fmt.Errorf("fault %q: %w", text, err)
		}
	}
	return f, nil
}

func (f *Fault) parseKind(word string) error {
	plain := []FaultKind{FaultDrop, FaultDropAfter, FaultStall, FaultStallAfter, FaultTruncate, FaultNotJSON, FaultNoMounts, FaultReset}
	if kind := FaultKind(word); slices.Contains(plain, kind) {
		f.Kind = kind
		if kind == FaultReset && (f.Method != "" || f.PathPrefix != "/") {
			return errors.New(`reset comes before a request is read: use "* / reset"`)
		}
		return nil
	}
	if body, ok := strings.CutPrefix(word, "body="); ok {
		f.Kind, f.Body = FaultBody, body
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
		return fmt.Errorf("%q is not a status from 400 to 599, after-STATUS, drop, after-drop, stall, after-stall, truncate, not-json, not-json-STATUS, body=TEXT, no-mounts or reset", word)
	}
	f.Status = status
	return nil
}

// parseOption reads what may follow the kind.
func (f *Fault) parseOption(word string) (err error) {
	if times, ok := strings.CutPrefix(word, "x"); ok {
		if f.Times, err = strconv.Atoi(times); err == nil && f.Times < 1 {
			err = fmt.Errorf("%q is less than once", word)
		}
		return err
	}
	if percent, ok := strings.CutSuffix(word, "%"); ok {
		if f.Percent, err = strconv.Atoi(percent); err == nil && (f.Percent < 1 || f.Percent > 100) {
			err = fmt.Errorf("%q is not between 1%% and 100%%", word)
		}
		return err
	}
	if wait, ok := strings.CutPrefix(word, "retry-after="); ok {
		if f.RetryAfter, err = time.ParseDuration(wait); err == nil && f.RetryAfter < 0 {
			err = fmt.Errorf("%q is in the past", word)
		}
		return err
	}
	return fmt.Errorf("%q is neither xTIMES, PERCENT%% nor retry-after=DURATION", word)
}
