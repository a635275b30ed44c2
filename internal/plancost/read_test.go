package plancost

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

func TestRead(t *testing.T) {
	t.Parallel()
	ten, twelve := pod("10.01", "1.89"), pod("12.02", "2.5")
	endless := costing("null", "0", "5997.92", "8.208")
	unpriced := costing("null", "null", "null", "null")
	for name, test := range map[string]struct {
		change string
		want   []string
		note   string
		total  string // before, after, difference
	}{
		"create":        {change: change("runpod_pod.a", `"create"`, "null", ten), want: []string{"runpod_pod.a create $0.00 $10.01 $10.01"}, total: "0 10.01 10.01"},
		"update":        {change: change("runpod_pod.a", `"update"`, ten, twelve), want: []string{"runpod_pod.a update $10.01 $12.02 $2.01"}, total: "10.01 12.02 2.01"},
		"delete":        {change: change("runpod_pod.a", `"delete"`, ten, "null"), want: []string{"runpod_pod.a delete $10.01 $0.00 -$10.01"}, total: "10.01 0 -10.01"},
		"no-op":         {change: change("runpod_pod.a", `"no-op"`, ten, ten), want: []string{"runpod_pod.a no-op $10.01 $10.01 $0.00"}, total: "10.01 10.01 0"},
		"replace":       {change: change("runpod_pod.a", `"delete", "create"`, ten, twelve), want: []string{"runpod_pod.a replace $10.01 $12.02 $2.01"}, total: "10.01 12.02 2.01"},
		"replace later": {change: change("runpod_pod.a", `"create", "delete"`, ten, twelve), want: []string{"runpod_pod.a replace $10.01 $12.02 $2.01"}, total: "10.01 12.02 2.01"},
		"forget": {
			change: change("runpod_pod.a", `"forget"`, ten, "null"), want: []string{"runpod_pod.a forget $10.01 $10.01 $0.00"},
			note: "keeps billing", total: "10.01 10.01 0",
		},
		"forget and create": {
			change: change("runpod_pod.a", `"forget", "create"`, ten, twelve), want: []string{"runpod_pod.a forget and create $10.01 $22.03 $12.02"},
			note: "keeps billing beside the new one", total: "10.01 22.03 12.02",
		},
		"module, count": {change: change(`module.a["x"].runpod_pod.a[0]`, `"create"`, "null", ten, `"index": 0`, `"module_address": "module.a"`), want: []string{`module.a["x"].runpod_pod.a[0] create $0.00 $10.01 $10.01`}, total: "0 10.01 10.01"},
		"for_each":      {change: change(`runpod_pod.a["é|x"]`, `"create"`, "null", ten, `"index": "é|x"`), want: []string{`runpod_pod.a["é|x"] create $0.00 $10.01 $10.01`}, total: "0 10.01 10.01"},
		"moved": {
			change: change("runpod_pod.b", `"no-op"`, ten, ten, `"previous_address": "runpod_pod.a"`), want: []string{"runpod_pod.b no-op $10.01 $10.01 $0.00"},
			note: "moved from runpod_pod.a", total: "10.01 10.01 0",
		},
		"imported": {
			change: importing(change("runpod_pod.a", `"no-op"`, ten, ten)), want: []string{"runpod_pod.a no-op $10.01 $10.01 $0.00"},
			note: "imported: it already bills", total: "10.01 10.01 0",
		},
		"deposed beside the current one": {
			change: change("runpod_pod.a", `"no-op"`, ten, ten) + "," + change("runpod_pod.a", `"delete"`, twelve, "null", `"deposed": "b5f6"`),
			want:   []string{"runpod_pod.a no-op $10.01 $10.01 $0.00", "runpod_pod.a (deposed b5f6) delete $12.02 $0.00 -$12.02"},
			note:   "bills until it is destroyed", total: "22.03 10.01 -12.02",
		},
		"no price":          {change: change("runpod_pod.a", `"create"`, "null", unpriced), want: []string{"runpod_pod.a create $0.00 ? ?"}, total: "0 0 0 partial"},
		"no price any more": {change: change("runpod_pod.a", `"update"`, ten, unpriced), want: []string{"runpod_pod.a update $10.01 ? ?"}, total: "10.01 0 0 partial"},
		"no usage":          {change: change("runpod_endpoint.a", `"create"`, "null", endless), want: []string{"runpod_endpoint.a create $0.00 ? ?"}, total: "0 0 0 partial"},
		"known after apply": {
			change: unknownAfter(change("runpod_pod.a", `"create"`, "null", `{"name": "x"}`), `{"estimated_cost": true}`),
			want:   []string{"runpod_pod.a create $0.00 ? ?"}, total: "0 0 0 partial",
		},
		"no estimate in the state yet": {change: change("runpod_pod.a", `"update"`, `{"name": "x", "estimated_cost": null}`, ten), want: []string{"runpod_pod.a update ? $10.01 ?"}, total: "0 10.01 0 partial"},
		"on another registry":          {change: strings.ReplaceAll(change("runpod_pod.a", `"create"`, "null", ten), runpodProvider, "registry.opentofu.org/runpod-iac/runpod"), want: []string{"runpod_pod.a create $0.00 $10.01 $10.01"}, total: "0 10.01 10.01"},
		"of a mirror":                  {change: strings.ReplaceAll(change("runpod_pod.a", `"create"`, "null", ten), runpodProvider, "mirror.example/platform/gpus"), want: []string{"runpod_pod.a create $0.00 $10.01 $10.01"}, total: "0 10.01 10.01"},
		"another provider's pod":       {change: strings.ReplaceAll(change("runpod_pod.a", `"create"`, "null", `{"name": "x"}`), runpodProvider, "registry.terraform.io/runpod/runpod"), want: []string{"runpod_pod.a create $0.00 ? ?"}, total: "0 0 0 partial"},
		"a type of another version":    {change: change("runpod_robot.a", `"create"`, "null", `{"name": "x"}`), want: []string{"runpod_robot.a create $0.00 ? ?"}, total: "0 0 0 partial"},
		"a type's estimate of another": {change: change("runpod_robot.a", `"create"`, "null", ten), want: []string{"runpod_robot.a create $0.00 $10.01 $10.01"}, total: "0 10.01 10.01"},
		"another provider":             {change: strings.ReplaceAll(change("aws_instance.a", `"create"`, "null", ten), runpodProvider, "registry.terraform.io/hashicorp/aws"), total: "0 0 0"},
		"what does not bill":           {change: change("runpod_secret.a", `"create"`, "null", `{"name": "x"}`), total: "0 0 0"},
		"data source":                  {change: strings.Replace(change("data.runpod_pod.a", `"read"`, "null", ten), "managed", "data", 1), total: "0 0 0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report := read(t, plan(test.change))
			var got, notes []string
			for _, item := range report.Items {
				got = append(got, short(item))
				notes = append(notes, item.Notes...)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q\nwant %q", got, test.want)
			}
			if joined := strings.Join(notes, "; "); !strings.Contains(joined, test.note) || (test.note == "" && joined != "") {
				t.Errorf("notes %q, want %q", joined, test.note)
			}
			total := Monthly(report.Items)
			text := fmt.Sprint(total.Before, total.After, total.Difference)
			if total.Partial {
				text += " partial"
			}
			if text != test.total {
				t.Errorf("total %s, want %s", text, test.total)
			}
		})
	}
}

// TestReadIsExact: ten thousand times ten cents is a thousand dollars.
func TestReadIsExact(t *testing.T) {
	t.Parallel()
	var changes []string
	for i := range 10_000 {
		changes = append(changes, change(fmt.Sprintf("runpod_pod.a[%d]", i), `"create"`, "null", pod("0.10", "0.0001")))
	}
	report := read(t, plan(changes...))
	if total := Monthly(report.Items); !total.After.Equal(decimal.NewFromInt(1000)) || total.Partial {
		t.Errorf("monthly %+v", total)
	}
	if total := MaxHourly(report.Items); !total.After.Equal(decimal.NewFromInt(1)) {
		t.Errorf("hourly %+v", total)
	}
}

// TestReadWhatThePlanLeavesOut: with -target and -refresh-only, resources stand in
// the state only.
func TestReadWhatThePlanLeavesOut(t *testing.T) {
	t.Parallel()
	prior := fmt.Sprintf(`"complete": false, "prior_state": {"format_version": "1.0", "values": {"root_module": {"resources": [%s], "child_modules": [{"address": "module.m", "resources": [%s]}]}}},`,
		strings.Join([]string{
			inState("runpod_pod.planned", pod("10", "1")), inState("runpod_pod.left", pod("70.10", "7")),
			inState("runpod_pod.planned", pod("0.07", "1"), `, "deposed_key": "ab"`), inState("runpod_secret.a", `{"name": "x"}`),
		}, ","), inState("module.m.runpod_pod.left", pod("0.20", "0")))
	report := read(t, planWith(prior, change("runpod_pod.planned", `"update"`, pod("10", "1"), pod("12", "1"))))
	var got []string
	for _, item := range report.Items {
		got = append(got, short(item))
	}
	want := []string{
		"runpod_pod.planned update $10.00 $12.00 $2.00", "runpod_pod.left not planned $70.10 $70.10 $0.00",
		"runpod_pod.planned (deposed ab) not planned $0.07 $0.07 $0.00", "module.m.runpod_pod.left not planned $0.20 $0.20 $0.00",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if total := Monthly(report.Items); fmt.Sprint(total.Before, total.After, total.Difference) != "80.37 82.37 2" {
		t.Errorf("total %+v", total)
	}
	if notes := strings.Join(report.Notes, " "); !strings.Contains(notes, "not complete") || !strings.Contains(notes, "3 resources of the state") {
		t.Errorf("notes %q", notes)
	}
}

func TestReadSaysWhatFailed(t *testing.T) {
	t.Parallel()
	report := read(t, planWith(`"errored": true, "deferred_changes": [{"reason": "x"}],`))
	if notes := strings.Join(report.Notes, " "); !report.Errored || !strings.Contains(notes, "Planning failed") || !strings.Contains(notes, "1 change deferred") {
		t.Errorf("notes %q", notes)
	}
}

func TestReadRefusesWhatIsNotAPlan(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"nothing":          {" \n", "standard input is empty"},
		"plan file":        {"PK\x03\x04rest", "this is the plan file itself"},
		"text":             {"Terraform will perform", "this is not JSON"},
		"cut off":          {plan(change("a", `"create"`, "null", pod("1", "1")))[:200], "may be truncated"},
		"state file":       {`{"version": 4, "terraform_version": "1.11.4", "serial": 3, "resources": []}`, "this is the state file itself"},
		"a validation":     {`{"format_version": "1.0", "valid": true, "diagnostics": []}`, "neither planned values nor a state"},
		"log of plan":      {`{"@level": "info", "type": "version"}` + "\n" + `{"@level": "info"}`, "the log that `plan -json` prints"},
		"schemas":          {`{"format_version": "1.0", "provider_schemas": {}}`, "provider schemas"},
		"other JSON":       {`{"name": "x"}`, "no format_version"},
		"newer format":     {`{"format_version": "2.0", "planned_values": {}}`, `format "2.0"`},
		"older format":     {`{"format_version": "0.2", "planned_values": {}}`, `format "0.2"`},
		"two plans":        {plan() + plan(), "cannot be read"},
		"empty change":     {planWith(``, `{"address": "a"}`), "a resource change is empty"},
		"unknown action":   {plan(change("runpod_pod.a", `"evolve"`, "null", pod("1", "1"))), `does not know the planned actions ["evolve"]`},
		"no number":        {plan(change("runpod_pod.a", `"create"`, "null", pod(`"1"`, "1"))), "runpod_pod.a: estimated_cost.m"},
		"negative":         {plan(change("runpod_pod.a", `"create"`, "null", pod("1", "-1"))), "-1 is not an amount in USD"},
		"beyond all bills": {plan(change("runpod_pod.a", `"create"`, "null", pod("1", "1e999999999"))), "1e999999999 is not an amount in USD"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Read(strings.NewReader(test.text), schemas())
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("tells a secret: %s", err)
			}
		})
	}
}
