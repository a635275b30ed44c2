package sandbox

import (
	"bytes"
	"cmp"
	"net/http"
	"slices"
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
	FaultStall       FaultKind = "stall"        // do nothing, and answer nothing until the caller gives up
	FaultStallAfter  FaultKind = "after-stall"  // do it, and answer nothing until the caller gives up
	FaultTruncate    FaultKind = "truncate"     // do it, then send half of the JSON
	FaultNotJSON     FaultKind = "not-json"     // answer with a web page and do nothing
	FaultBody        FaultKind = "body"         // answer with Body and do nothing
	FaultNoMounts    FaultKind = "no-mounts"    // do it, then leave out the mounts of templates that have none
	FaultReset       FaultKind = "reset"        // reset a new connection before a request is read from it
)

// FaultHeader is set on answers that a fault has made or marred: they need not
// be valid by Runpod's document.
const FaultHeader = "X-Sandbox-Fault"

// Fault is something that goes wrong with the requests it matches. A FaultReset
// matches connections, whatever is asked on them.
type Fault struct {
	Kind       FaultKind
	Method     string        // any when empty
	PathPrefix string        // below /v2, as in "/pods"
	Status     int           // of FaultStatus, FaultStatusAfter, FaultNotJSON and FaultBody
	Detail     string        // of the problem; a text of its own when empty
	Body       string        // of FaultBody
	RetryAfter time.Duration // of a FaultStatus with 429 or 503; no header when 0
	Times      int           // how often; 0 means every time
	Percent    int           // how many of 100 matching requests have it, by the account's seed; 0 means all
}

func (f *Fault) matches(method, path string) bool {
	return f.Kind != FaultReset && (f.Method == "" || f.Method == method) && strings.HasPrefix(path, "/v2"+f.PathPrefix)
}

// after reports whether the request is carried out anyway.
func (f *Fault) after() bool {
	return slices.Contains([]FaultKind{FaultStatusAfter, FaultDropAfter, FaultStallAfter, FaultTruncate, FaultNoMounts}, f.Kind)
}

func (f *Fault) problem() *problem {
	p := refuse(f.Status, "%s", cmp.Or(f.Detail, "a fault of the sandbox, as ordered"))
	p.retryAfter = f.RetryAfter
	return p
}

const faultPage = "<html><body><h1>Bad gateway</h1><p>The origin did not answer.</p></body></html>\n"

// mar changes an answer as the fault says.
func (f *Fault) mar(ans *answer) {
	ans.stream = nil // what is marred does not go on
	switch f.Kind {
	case FaultDrop, FaultDropAfter:
		ans.silence = hungUp
	case FaultStall, FaultStallAfter:
		ans.silence = stalled
	case FaultStatus, FaultStatusAfter:
		ans.setProblem(f.problem())
	case FaultTruncate:
		ans.body = ans.body[:len(ans.body)/2]
	case FaultNoMounts:
		ans.body = bytes.ReplaceAll(ans.body, []byte(`"mounts":{},`), nil)
	case FaultNotJSON:
		ans.status, ans.body = cmp.Or(f.Status, http.StatusBadGateway), []byte(faultPage)
		ans.header.Set("Content-Type", "text/html; charset=utf-8")
	case FaultBody:
		ans.status, ans.body = cmp.Or(f.Status, http.StatusOK), []byte(f.Body)
		ans.header.Set("Content-Type", "application/json")
	}
	ans.header.Set(FaultHeader, string(f.Kind))
}

// takeFault finds the first fault that fits and has its turn, and counts it.
func (a *Account) takeFault(fits func(*Fault) bool) *Fault {
	for i := range a.faults {
		f := &a.faults[i]
		if !fits(f) || (f.Percent > 0 && a.chance.IntN(100) >= f.Percent) {
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
