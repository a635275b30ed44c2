package plancost

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/shopspring/decimal"
)

const (
	providerType = "runpod"
	costKey      = "estimated_cost"

	// No bill has more digits. A number such as 1e999999999 is short to write and endless to print.
	maxDigits = 40
)

// How to get what the command reads.
const howTo = "write the plan with `terraform plan -out=plan` and pipe `terraform show -json plan` into this command (or `tofu`)"

// Why a cost is not known.
const (
	whyUnknown = "known after apply"
	whyUsage   = "its usage is not declared"
	whyPrice   = "no price is known"
)

// document is what every JSON of a CLI tells of itself, and what terraform-json does not read: the state with exact
// numbers, and whether planning has failed.
type document struct {
	FormatVersion   string          `json:"format_version"`
	PlannedValues   json.RawMessage `json:"planned_values"`
	PriorState      json.RawMessage `json:"prior_state"`
	Values          json.RawMessage `json:"values"`
	ProviderSchemas json.RawMessage `json:"provider_schemas"`
	Level           string          `json:"@level"`
	Errored         bool            `json:"errored"`
}

// Read reads the JSON of a plan, as `terraform show -json PLAN` and `tofu show -json PLAN` print it.
func Read(in io.Reader) (*Report, error) {
	text, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("reading the plan: %w", err)
	}
	text = bytes.TrimPrefix(text, []byte("\uFEFF")) // as PowerShell writes files
	doc, err := recognise(text)
	if err != nil {
		return nil, err
	}
	if err := checkKeys(text); err != nil {
		return nil, err
	}
	var plan tfjson.Plan
	plan.UseJSONNumber(true)
	if err := json.Unmarshal(text, &plan); err != nil {
		return nil, fmt.Errorf("the plan cannot be read: %w", err)
	}
	report := &Report{Errored: doc.Errored, Incomplete: plan.Complete != nil && !*plan.Complete}
	planned := map[string]bool{}
	for _, change := range plan.ResourceChanges {
		if change == nil || change.Change == nil {
			return nil, errors.New("the plan cannot be read: a resource change is empty")
		}
		planned[change.Address+" "+change.DeposedKey] = true
		if change.PreviousAddress != "" {
			planned[change.PreviousAddress+" "] = true
		}
		item, bills, err := itemOf(change)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", change.Address, err)
		}
		if bills {
			report.Items = append(report.Items, item)
		}
	}
	if err := report.addState(doc.PriorState, planned); err != nil {
		return nil, err
	}
	report.note(len(plan.DeferredChanges))
	return report, nil
}

// recognise says what the text is, where it is no plan.
func recognise(text []byte) (*document, error) {
	trimmed := bytes.TrimSpace(text)
	switch {
	case len(trimmed) == 0:
		return nil, errors.New("nothing came in on standard input: " + howTo)
	case bytes.HasPrefix(trimmed, []byte("PK\x03\x04")):
		return nil, errors.New("this is the plan file itself, not its JSON: pipe `terraform show -json FILE` into this command (or `tofu`)")
	case trimmed[0] != '{':
		return nil, errors.New("this is not JSON: " + howTo)
	}
	var doc document
	// The first of several documents tells what they are.
	if err := json.NewDecoder(bytes.NewReader(trimmed)).Decode(&doc); err != nil {
		return nil, fmt.Errorf("the plan cannot be read, it may have been cut off: %w", err)
	}
	switch {
	case doc.Level != "":
		return nil, errors.New("this is the log that `plan -json` prints, not the plan: " + howTo)
	case doc.ProviderSchemas != nil:
		return nil, errors.New("these are provider schemas, not a plan: " + howTo)
	case doc.FormatVersion == "":
		return nil, errors.New("this JSON has no format_version, so it is no plan: " + howTo)
	case !strings.HasPrefix(doc.FormatVersion, "1."):
		return nil, fmt.Errorf("the plan has format %q and this version reads 1.x: use a newer provider, or a CLI that writes 1.x", doc.FormatVersion)
	case doc.PlannedValues == nil && doc.Values != nil:
		return nil, errors.New("this is a state, not a plan: " + howTo)
	case doc.PlannedValues == nil:
		return nil, errors.New("this JSON holds no planned values, so it is no plan: " + howTo)
	}
	return &doc, nil
}

// ours reports whether the provider's address, on whatever registry, is that of a RunPod provider.
func ours(provider string) bool {
	return provider[strings.LastIndexByte(provider, '/')+1:] == providerType
}

// itemOf reads one change; bills is false for what is no RunPod resource that has a cost.
func itemOf(change *tfjson.ResourceChange) (item Item, bills bool, err error) {
	before, after, unknown := fields(change.Change.Before), fields(change.Change.After), fields(change.Change.AfterUnknown)
	if change.Mode != tfjson.ManagedResourceMode || !ours(change.ProviderName) || !hasCost(before, after, unknown) {
		return Item{}, false, nil
	}
	old, err := sideOf(before, nil)
	if err != nil {
		return Item{}, false, err
	}
	planned, err := sideOf(after, unknown[costKey])
	if err != nil {
		return Item{}, false, err
	}
	item = Item{
		Address: printable(change.Address), Deposed: printable(change.DeposedKey), Type: printable(change.Type),
		Imported: change.Change.Importing != nil, Before: nothing(), After: nothing(),
	}
	actions := change.Change.Actions
	switch {
	case actions.NoOp():
		item.Action, item.Before, item.After = ActionNone, old, old
	case actions.Create():
		item.Action, item.After = ActionCreate, planned
	case actions.Update():
		item.Action, item.Before, item.After = ActionUpdate, old, planned
	case actions.Replace():
		item.Action, item.Before, item.After = ActionReplace, old, planned
	case actions.Delete():
		item.Action, item.Before = ActionDelete, old
	case actions.Forget():
		item.Action, item.Before, item.After = ActionForget, old, old
		item.Notes = append(item.Notes, "leaves the state, stays on the account and bills on")
	case len(actions) == 2 && slices.Contains(actions, tfjson.ActionForget) && slices.Contains(actions, tfjson.ActionCreate):
		item.Action, item.Before, item.After = ActionForgetCreate, old, old.with(planned)
		item.Notes = append(item.Notes, "the old one leaves the state, stays on the account and bills on beside the new one")
	default:
		return Item{}, false, fmt.Errorf("this version does not know the planned actions %q: use a newer one", actions)
	}
	if change.PreviousAddress != "" && change.PreviousAddress != change.Address {
		item.PreviousAddress = printable(change.PreviousAddress)
		item.Notes = append(item.Notes, "moved from "+item.PreviousAddress)
	}
	if item.Imported {
		item.Notes = append(item.Notes, "imported: it bills already")
	}
	if item.Deposed != "" {
		item.Notes = append(item.Notes, "left behind by a replacement: it bills until it is destroyed")
	}
	return item, true, nil
}

func fields(object any) map[string]any {
	values, _ := object.(map[string]any)
	return values
}

// printable keeps a plan from steering the terminal. Addresses of a CLI hold nothing that it would change.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

func hasCost(objects ...map[string]any) bool {
	return slices.ContainsFunc(objects, func(o map[string]any) bool {
		_, ok := o[costKey]
		return ok
	})
}

// sideOf reads the estimate of an object. unknown is what the plan marks in it as known after apply: true, or fields.
func sideOf(object map[string]any, unknown any) (Side, error) {
	side := Side{Exists: true}
	estimate := fields(object[costKey])
	for _, field := range []struct {
		name   string
		amount *decimal.NullDecimal
	}{
		{"monthly_usd", &side.Monthly}, {"monthly_min_usd", &side.MonthlyMin}, {"monthly_max_usd", &side.MonthlyMax}, {"max_hourly_usd", &side.MaxHourly},
	} {
		parsed, err := amountOf(estimate[field.name])
		if err != nil {
			return Side{}, fmt.Errorf("%s.%s: %w", costKey, field.name, err)
		}
		*field.amount = parsed
	}
	switch {
	case side.Monthly.Valid:
	case unknown == true || fields(unknown)["monthly_usd"] == true:
		side.Why = whyUnknown
	case side.ranged():
		side.Why = whyUsage
	default:
		side.Why = whyPrice
	}
	return side, nil
}

// amountOf reads dollars exactly; null is an amount that is not known.
func amountOf(value any) (decimal.NullDecimal, error) {
	if value == nil {
		return decimal.NullDecimal{}, nil
	}
	number, ok := value.(json.Number)
	if !ok {
		return decimal.NullDecimal{}, fmt.Errorf("%v is no number", value)
	}
	d, err := decimal.NewFromString(number.String())
	if err != nil || len(number) > maxDigits || d.Exponent() > maxDigits || d.Exponent() < -maxDigits || d.IsNegative() {
		return decimal.NullDecimal{}, fmt.Errorf("%s is no amount of dollars", number)
	}
	return decimal.NewNullDecimal(d), nil
}

// addState adds the resources that the plan does not look at, because of -target or -refresh-only: they bill on.
func (r *Report) addState(text json.RawMessage, planned map[string]bool) error {
	if len(text) == 0 {
		return nil
	}
	var state tfjson.State
	state.UseJSONNumber(true)
	if err := json.Unmarshal(text, &state); err != nil {
		return fmt.Errorf("the state in the plan cannot be read: %w", err)
	}
	if state.Values == nil || state.Values.RootModule == nil {
		return nil
	}
	return r.addModule(state.Values.RootModule, planned)
}

func (r *Report) addModule(module *tfjson.StateModule, planned map[string]bool) error {
	for _, resource := range module.Resources {
		if resource == nil || planned[resource.Address+" "+resource.DeposedKey] || resource.Mode != tfjson.ManagedResourceMode ||
			!ours(resource.ProviderName) || !hasCost(resource.AttributeValues) {
			continue
		}
		side, err := sideOf(resource.AttributeValues, nil)
		if err != nil {
			return fmt.Errorf("%s: %w", resource.Address, err)
		}
		r.Items = append(r.Items, Item{
			Address: printable(resource.Address), Deposed: printable(resource.DeposedKey), Type: printable(resource.Type),
			Action: ActionNotPlanned, Before: side, After: side,
		})
	}
	for _, child := range module.ChildModules {
		if child == nil {
			continue
		}
		if err := r.addModule(child, planned); err != nil {
			return err
		}
	}
	return nil
}

// note says what holds for the plan as a whole.
func (r *Report) note(deferred int) {
	switch {
	case r.Errored:
		r.Notes = append(r.Notes, "Planning failed, so the plan lacks resources and cannot be applied: these sums are not the whole cost.")
	case r.Incomplete:
		r.Notes = append(r.Notes, "The plan is not complete, as with -target: what it leaves out and does not exist yet is in no sum.")
	}
	if left := len(filter(r.Items, func(i Item) bool { return i.Action == ActionNotPlanned })); left > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("The plan does not look at %s of the state (%q), as with -target or -refresh-only: counted as in the state.", counted(left, "resource"), ActionNotPlanned))
	}
	if deferred > 0 {
		r.Notes = append(r.Notes, counted(deferred, "change")+" deferred to a later plan: not counted.")
	}
}

// counted is "1 resource", "2 resources".
func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
