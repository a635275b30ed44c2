package plancost

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/runpod-iac/terraform-provider-runpod/internal/markup"
)

// How to get what the command reads.
const howTo = "write the plan with `terraform plan -out=plan` and pipe `terraform show -json plan` into this command (or `tofu`)"

// document is what every JSON of a CLI says about itself, and what terraform-json does not read: the state with exact
// numbers, and whether planning has failed.
type document struct {
	FormatVersion string          `json:"format_version"`
	PlannedValues json.RawMessage `json:"planned_values"`
	PriorState    json.RawMessage `json:"prior_state"`
	Level         string          `json:"@level"`
	Errored       bool            `json:"errored"`

	// Not those of a plan.
	Values          json.RawMessage `json:"values"`
	ProviderSchemas json.RawMessage `json:"provider_schemas"`
	Serial          *int64          `json:"serial"`
}

// reader reads a plan or a state into a report.
type reader struct {
	report  *Report
	schemas *Schemas
	// planned has the objects that the plan looks at, by address and deposed key.
	planned map[string]bool
}

// Read reads the JSON of a plan or of a state, as `terraform show -json [PLAN]` and `tofu show -json [PLAN]` print it.
// The schemas of this version say which resources have an estimate, and which keys there are.
func Read(in io.Reader, schemas *Schemas) (*Report, error) {
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
	r := reader{report: &Report{Source: SourcePlan, Errored: doc.Errored}, schemas: schemas, planned: map[string]bool{}}
	if doc.PlannedValues == nil {
		r.report.Source = SourceState
		return r.report, r.state(text)
	}
	if err := r.plan(text, doc.PriorState); err != nil {
		return nil, err
	}
	return r.report, nil
}

// recognise says what the text is, where it is neither a plan nor a state.
func recognise(text []byte) (*document, error) {
	trimmed := bytes.TrimSpace(text)
	switch {
	case len(trimmed) == 0:
		return nil, errors.New("standard input is empty: " + howTo)
	case bytes.HasPrefix(trimmed, []byte("PK\x03\x04")):
		return nil, errors.New("this is the plan file itself, not its JSON: pipe `terraform show -json FILE` into this command (or `tofu`)")
	case trimmed[0] != '{':
		return nil, errors.New("this is not JSON: " + howTo)
	}
	var doc document
	// The first of several documents tells what they are.
	if err := json.NewDecoder(bytes.NewReader(trimmed)).Decode(&doc); err != nil {
		return nil, fmt.Errorf("the plan cannot be read and may be truncated: %w", err)
	}
	switch {
	case doc.Level != "":
		return nil, errors.New("this is the log that `plan -json` prints, not the plan: " + howTo)
	case doc.ProviderSchemas != nil:
		return nil, errors.New("these are provider schemas, not a plan: " + howTo)
	case doc.Serial != nil:
		return nil, errors.New("this is the state file itself: pipe `terraform show -json` into this command (or `tofu`)")
	case doc.FormatVersion == "":
		return nil, errors.New("this JSON has no format_version, so it is not a plan or state: " + howTo)
	case !strings.HasPrefix(doc.FormatVersion, "1."):
		return nil, fmt.Errorf("the plan has format %q and this version reads 1.x: use a newer provider, or a CLI that writes 1.x", doc.FormatVersion)
	case doc.PlannedValues == nil && doc.Values == nil && !isEmptyState(trimmed):
		return nil, errors.New("this JSON contains neither planned values nor a state: " + howTo)
	}
	return &doc, nil
}

// isEmptyState tells a state without anything in it from other documents: it has nothing but versions.
func isEmptyState(text []byte) bool {
	var keys map[string]json.RawMessage
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&keys); err != nil {
		return false
	}
	for key := range keys {
		if !slices.Contains([]string{"format_version", "terraform_version", "values", "checks"}, key) {
			return false
		}
	}
	return true
}

// plan reads the changes, then what of the state the plan does not look at.
func (r *reader) plan(text []byte, priorState json.RawMessage) error {
	var plan tfjson.Plan
	plan.UseJSONNumber(true)
	if err := json.Unmarshal(text, &plan); err != nil {
		return fmt.Errorf("the plan cannot be read: %w", err)
	}
	r.report.Incomplete = plan.Complete != nil && !*plan.Complete
	for _, change := range plan.ResourceChanges {
		if err := r.change(change); err != nil {
			return err
		}
	}
	for _, deferred := range plan.DeferredChanges {
		if err := r.deferred(deferred); err != nil {
			return err
		}
	}
	if len(priorState) > 0 {
		var state tfjson.State
		state.UseJSONNumber(true)
		if err := json.Unmarshal(priorState, &state); err != nil {
			return fmt.Errorf("the state in the plan cannot be read: %w", err)
		}
		if err := r.values(&state, ActionNotPlanned); err != nil {
			return err
		}
	}
	r.report.Dropped = droppedKeys(plan.Config, r.schemas)
	r.report.note()
	return nil
}

func (r *reader) state(text []byte) error {
	var state tfjson.State
	state.UseJSONNumber(true)
	if err := json.Unmarshal(text, &state); err != nil {
		return fmt.Errorf("the state cannot be read: %w", err)
	}
	return r.values(&state, ActionNone)
}

// values reads what a state holds, but for what the plan looks at.
func (r *reader) values(state *tfjson.State, action Action) error {
	if state.Values == nil || state.Values.RootModule == nil {
		return nil
	}
	return r.module(state.Values.RootModule, action)
}

func (r *reader) module(module *tfjson.StateModule, action Action) error {
	for _, resource := range module.Resources {
		if resource == nil || resource.Mode != tfjson.ManagedResourceMode || !isRunPod(resource.Type) || r.planned[resource.Address+" "+resource.DeposedKey] {
			continue
		}
		r.report.Found++
		if !r.schemas.bills(resource.Type, resource.AttributeValues) {
			continue
		}
		side, err := sideOf(resource.Type, resource.AttributeValues, nil)
		if err != nil {
			return fmt.Errorf("%s: %w", resource.Address, err)
		}
		item := Item{
			Address: markup.Printable(resource.Address), Module: markup.Printable(module.Address), Deposed: markup.Printable(resource.DeposedKey),
			Type: markup.Printable(resource.Type), Label: label(resource.Type, resource.AttributeValues),
			Action: action, Kind: KindUnchanged, Before: side, After: side,
		}
		if action == ActionNone && item.Deposed != "" {
			item.Notes = append(item.Notes, noteDeposed)
		}
		r.report.Items = append(r.report.Items, item)
	}
	for _, child := range module.ChildModules {
		if child == nil {
			continue
		}
		if err := r.module(child, action); err != nil {
			return err
		}
	}
	return nil
}

// note says what holds for the plan as a whole.
func (r *Report) note() {
	switch {
	case r.Errored:
		r.Notes = append(r.Notes, "Planning failed: the plan is missing resources and cannot be applied, so these sums are not the whole cost.")
	case r.Incomplete:
		r.Notes = append(r.Notes, "The plan is not complete, as with -target: resources that it leaves out and that do not exist yet are not counted.")
	}
	if left := len(filter(r.Items, func(i Item) bool { return i.Action == ActionNotPlanned })); left > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("The plan leaves out %s of the state (%q), as with -target or -refresh-only: counted as in the state.", markup.Count(left, "resource"), ActionNotPlanned))
	}
	if r.Deferred > 0 {
		r.Notes = append(r.Notes, markup.Count(r.Deferred, "change")+" deferred to a later plan, for resources that are not named: not counted.")
	}
}
