package tfkit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// FieldPaths says which attribute a field of an API request comes from, by the
// field's dotted name in the request body, such as "workers.idleTimeout".
type FieldPaths map[string]path.Path

// AddError turns a failure into a diagnostic: what was attempted, what Runpod said
// in its own words, and what to do next. attempted reads after "Cannot", as in
// `create pod "trainer"`. A failure that Runpod pins on one field lands on the
// attribute that the field comes from.
func AddError(diags *diag.Diagnostics, attempted string, err error, fields FieldPaths) {
	summary := "Cannot " + attempted
	attribute, blamed := blamedAttribute(err, fields)
	toCorrect := "the configuration"
	if blamed {
		toCorrect = "`" + attribute.String() + "`"
	}
	detail := runpod.Printable(errorDetail(err, toCorrect)) // names and IDs of the account's are Runpod's words, too
	if blamed {
		diags.AddAttributeError(attribute, summary, detail)
		return
	}
	diags.AddError(summary, detail)
}

func errorDetail(err error, toCorrect string) string {
	var b strings.Builder
	b.WriteString(err.Error())
	if !strings.HasSuffix(b.String(), ".") {
		b.WriteByte('.')
	}
	if next := nextStep(err, toCorrect); next != "" {
		b.WriteString("\n\n")
		b.WriteString(next)
	}
	return b.String()
}

// nextStep is what the user can do about a failure; empty where Runpod's own
// words are all there is to say. toCorrect is what a refusal of a request blames.
func nextStep(err error, toCorrect string) string {
	var ambiguous *runpod.AmbiguousError
	var advised account.Advised
	var api *runpod.Error
	switch {
	case errors.As(err, &advised):
		return advised.NextStep()
	case errors.Is(err, context.Canceled):
		return "The operation was interrupted. What exists so far is in the state and may bill: apply again, or destroy it."
	case errors.As(err, &ambiguous) && ambiguous.Method == http.MethodPatch:
		return "Runpod may or may not have made this change: the response was lost, or was not Runpod's. Apply again: the refresh shows the actual settings."
	case errors.As(err, &ambiguous):
		return "Runpod may or may not have carried this out: the response was lost. Before you apply again, look for the object in the Runpod console, " +
			"and import or delete it if it exists, because it may bill."
	case errors.Is(err, runpod.ErrKeyNotKnown):
		return "First apply what the key depends on (`terraform apply -target=ADDRESS`), then plan again; or take the key from a variable or from RUNPOD_API_KEY."
	case errors.Is(err, runpod.ErrNoAPIKey):
		return "" // its own text says what to set
	case errors.As(err, &api):
		return apiNextStep(api, toCorrect)
	default:
		return "Runpod returned no usable response. Check the network and `api_url`, then apply again."
	}
}

func apiNextStep(err *runpod.Error, toCorrect string) string {
	switch {
	case runpod.IsIdleTimeout(err):
		return "Remove `idle_timeout_seconds` from `workers`, or scale on `queue_delay_seconds`: a `QUEUE` that scales on `request_count` has no idle timeout."
	case err.StatusCode == 401:
		return "Runpod does not accept the API key. Set `api_key` in the provider block, or RUNPOD_API_KEY, to an active key."
	case err.StatusCode == 402:
		return "The account's balance is too low: Runpod requires credit for one hour of everything that runs. Add credit in the Runpod console, then apply again."
	case err.StatusCode == 403:
		return "The API key does not have permission for this. Give it write access in the Runpod console, or use another key."
	case err.StatusCode == 404 && err.Method == http.MethodPatch:
		return "If the object itself was deleted outside of Terraform, plan again with a refresh (without `-refresh=false`, and not from a saved plan): the plan then creates it. " +
			"Otherwise an object in the request does not exist on this account: check the IDs in the configuration."
	case err.StatusCode == 404:
		return "An object in the request does not exist on this account. Check the IDs in the configuration, that the API key belongs to the right account, and that `api_url` ends in /v2."
	case err.StatusCode == 409:
		return "The object's current status does not allow this. Wait until it has settled, then apply again."
	case err.StatusCode == 413:
		return "Runpod accepts at most 102,400 bytes for one object, including its template. Shorten `env`, or move large values into the image or a volume."
	case err.StatusCode == 429:
		return "Runpod's rate limit was still exceeded after every retry. Apply again later, lower `-parallelism`, or raise `max_retries` in the provider block."
	case runpod.IsQuota(err):
		return "The worker quota applies to all endpoints of the account together and grows with its balance. Lower `workers.active` or `workers.flex` here or elsewhere, or add credit."
	case runpod.IsCapacity(err):
		return "Runpod has no capacity for this now. Apply again later, or ask for less."
	case err.StatusCode == 400 || err.StatusCode == 422:
		return refusedNextStep(err, toCorrect)
	case err.StatusCode >= 500:
		return "This is an error on Runpod's side. Apply again later. If it persists, give Runpod's support the request ID."
	}
	return ""
}

// refusedNextStep is for a request that Runpod refused for what it contains. A deletion or an action contains nothing.
func refusedNextStep(err *runpod.Error, toCorrect string) string {
	switch {
	case err.Method == http.MethodGet:
		return "Correct " + toCorrect + " and plan again."
	case err.Method == http.MethodDelete || strings.HasSuffix(err.Path, "/action"):
		return ""
	}
	return "Correct " + toCorrect + " and apply again."
}

// blamedAttribute finds the one attribute that an answer of 400 or 422 names by
// its field. The longest name wins, so that workers.max beats workers.
func blamedAttribute(err error, fields FieldPaths) (path.Path, bool) {
	var api *runpod.Error
	if !errors.As(err, &api) || (api.StatusCode != 400 && api.StatusCode != 422) {
		return path.Path{}, false
	}
	words := strings.ReplaceAll(strings.Join(append([]string{api.Detail}, api.Errors...), "\n"), "/", ".")
	byLength := func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) }
	for _, name := range slices.SortedFunc(maps.Keys(fields), byLength) {
		if containsWord(words, name) {
			return fields[name], true
		}
	}
	return path.Path{}, false
}

// containsWord finds word in text where it is not part of a longer name.
func containsWord(text, word string) bool {
	for start := 0; ; {
		i := strings.Index(text[start:], word)
		if i < 0 {
			return false
		}
		i += start
		end := i + len(word)
		if (i == 0 || !isNameByte(text[i-1])) && (end == len(text) || !isNameByte(text[end])) {
			return true
		}
		start = end
	}
}

func isNameByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// Attempted names an object for AddError: `create pod "trainer"`.
func Attempted(verb, kind, name string) string {
	if name == "" {
		return verb + " " + kind
	}
	return fmt.Sprintf("%s %s %q", verb, kind, name)
}
