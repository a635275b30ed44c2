package plancost

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
)

const runpodProvider = "registry.terraform.io/runpod-iac/runpod"

// schemas are those of the provider itself.
var schemas = sync.OnceValue(func() *Schemas {
	all, err := provider.Schemas(context.Background())
	if err != nil {
		panic(err)
	}
	return (*Schemas)(all)
})

// costing is an object with an estimate, of an image named after its cost: another cost is another object.
func costing(monthly, least, most, hourly string) string {
	return fmt.Sprintf(`{"name": "x", "image": "a:%s-%s", "env": {"TOKEN": "hunter2"}, "estimated_cost": {"monthly_usd": %s, "monthly_min_usd": %s, "monthly_max_usd": %s, "max_hourly_usd": %s}}`,
		strings.Trim(monthly, `"`), strings.Trim(most, `"`), monthly, least, most, hourly)
}

// pod costs the same whatever happens.
func pod(monthly, hourly string) string { return costing(monthly, monthly, monthly, hourly) }

// used is a pod on some hardware with a usage, which is null or an object.
func used(hardware, usage, monthly string) string {
	return fmt.Sprintf(`{"name": "x", "image": %q, "usage": %s, "estimated_cost": {"monthly_usd": %s, "monthly_min_usd": %s, "monthly_max_usd": %s, "max_hourly_usd": 1.5}}`,
		hardware, usage, monthly, monthly, monthly)
}

// workers is an endpoint on some hardware with a usage and a range of costs.
func workers(hardware, usage, monthly, least, most string) string {
	return fmt.Sprintf(`{"name": "x", "image": %q, "usage": %s, "estimated_cost": {"monthly_usd": %s, "monthly_min_usd": %s, "monthly_max_usd": %s, "max_hourly_usd": 1.5}}`,
		hardware, usage, monthly, least, most)
}

var typeInAddress = regexp.MustCompile(`([a-z]+_[a-z_]+)\.`)

// typeOf is the type in an address, or a pod's.
func typeOf(address string) string {
	if found := typeInAddress.FindStringSubmatch(address); found != nil {
		return found[1]
	}
	return "runpod_pod"
}

// change is one resource change; more are further fields of it.
func change(address, actions, before, after string, more ...string) string {
	fields := append([]string{
		`"address": ` + fmt.Sprintf("%q", address), `"mode": "managed"`, fmt.Sprintf(`"type": %q`, typeOf(address)), `"provider_name": "` + runpodProvider + `"`,
		fmt.Sprintf(`"change": {"actions": [%s], "before": %s, "after": %s, "after_unknown": {}}`, actions, before, after),
	}, more...)
	return "{" + strings.Join(fields, ", ") + "}"
}

// importing is a change that imports as well.
func importing(change string) string {
	return strings.Replace(change, `"actions"`, `"importing": {"id": "x"}, "actions"`, 1)
}

// unknownAfter marks attributes of a change as known after apply.
func unknownAfter(change, unknown string) string {
	return strings.Replace(change, `"after_unknown": {}`, `"after_unknown": `+unknown, 1)
}

// plan is the JSON of a plan with these changes.
func plan(changes ...string) string { return planWith(``, changes...) }

// planWith has further fields, such as `"errored": true,`.
func planWith(more string, changes ...string) string {
	return fmt.Sprintf(`{"format_version": "1.2", "terraform_version": "1.11.4", %s "planned_values": {"root_module": {}}, "resource_changes": [%s]}`,
		more, strings.Join(changes, ",\n"))
}

// inState is a resource in a state.
func inState(address, values string, more ...string) string {
	return fmt.Sprintf(`{"address": %q, "mode": "managed", "type": %q, "provider_name": %q, "values": %s%s}`, address, typeOf(address), runpodProvider, values, strings.Join(more, ""))
}

// state is the JSON of a state, with a module m.
func state(root, module []string) string {
	return fmt.Sprintf(`{"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {"resources": [%s], "child_modules": [{"address": "module.m", "resources": [%s]}]}}}`,
		strings.Join(root, ","), strings.Join(module, ","))
}

func read(t *testing.T, text string) *Report {
	t.Helper()
	report, err := Read(strings.NewReader(text), schemas())
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// run is the command on a plan: its exit code, what it writes, and its error.
func run(stdin string, args ...string) (code int, stdout, complaint string) {
	var out, stderr bytes.Buffer
	err := Command(args, strings.NewReader(stdin), &out, &stderr, schemas())
	var coded interface{ ExitCode() int }
	switch {
	case err == nil:
		return 0, out.String(), stderr.String()
	case errors.As(err, &coded):
		code = coded.ExitCode()
	default:
		code = 1
	}
	return code, out.String(), err.Error() + "\n" + stderr.String()
}

// short is an item in one line: action, before, after, difference; "?" is not known.
func short(i Item) string {
	line := strings.Join([]string{i.Name(), string(i.Action), cost.NullUSD(i.Before.Monthly), cost.NullUSD(i.After.Monthly), cost.NullUSD(i.Difference())}, " ")
	return strings.ReplaceAll(line, "unknown", "?")
}
