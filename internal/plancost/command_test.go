package plancost

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// detailed is a pod whose estimate says all that one can.
func detailed(hardware, usage, monthly, summary string) string {
	return fmt.Sprintf(`{"name": "trainer", "image": %q, "usage": %s, "assumptions": ["8 h a day"], "estimated_service": {"summary": "half wait 10 s"},
		"estimated_cost": {"monthly_usd": %s, "monthly_min_usd": %s, "monthly_max_usd": %s, "max_hourly_usd": 1.39, "summary": %q, "price_source": "catalog", "priced_at": "2026-11-30T04:00:00Z"}}`,
		hardware, usage, monthly, monthly, monthly, summary)
}

// mixed has something of everything.
func mixed() string {
	small := detailed("a", `{"hours_per_day": 8}`, "356.57", "$356.57/mo: A100 PCIe x1 = $338.23; container disk 50 GB $1.67; volume disk 100 GB $16.67")
	grown := detailed("b", `{"hours_per_day": 8}`, "373.24", "$373.24/mo: A100 PCIe x1 = $338.23; container disk 50 GB $1.67; volume disk 200 GB $33.34")
	long := detailed("a", "null", "1029.70", "$1,029.70/mo: A100 PCIe x1 = $1,014.70; container disk 50 GB $5.00; volume disk 100 GB $10.00")
	unpriced := `{"name": "rare <b>", "estimated_cost": {"monthly_usd": null, "monthly_min_usd": 362.7, "monthly_max_usd": 362.7, "max_hourly_usd": 0.49,
		"summary": "$362.70/mo with the candidates that have a price: GPU type \"NVIDIA B400\" is in no price list"}}`
	return planWith(`"complete": false, "deferred_changes": [{"reason": "provider_config_unknown", "resource_change": `+change("runpod_pod.later[*]", `"create"`, "null", `{"name": "later"}`)+`}],
		"configuration": {"root_module": {"resources": [{"address": "runpod_pod.rare", "mode": "managed", "type": "runpod_pod", "expressions": {"gpu": {"constant_value": {"cuont": 4}}}}]}},`,
		change("runpod_pod.kept", `"no-op"`, pod("100.10", "1.5"), pod("100.10", "1.5")),
		change("runpod_pod.replaced", `"delete", "create"`, pod("459.90", "1.89"), pod("478.23", "2.5")),
		change("runpod_pod.grown", `"update"`, small, grown),
		change("runpod_pod.shorter", `"update"`, long, small),
		importing(change("runpod_pod.found", `"update"`, long, small)),
		change(`module.fleet["a|b"].runpod_pod.old[0]`, `"delete"`, pod("77.77", "0.333"), "null", `"module_address": "module.fleet[\"a|b\"]"`),
		change("runpod_endpoint.bursty", `"create"`, "null", costing("null", "0", "5997.92", "8.208")),
		change("runpod_pod.rare", `"create"`, "null", unpriced),
		change("runpod_network_volume.gone", `"forget"`, pod("3.50", "0"), "null"),
		change("runpod_pod.replaced", `"delete"`, pod("0.01", "0"), "null", `"deposed": "8fe3"`),
	)
}

// owned is a state with something of everything.
func owned() string {
	trainer := detailed("a", `{"hours_per_day": 8}`, "356.57", "$356.57/mo: A100 PCIe x1 = $338.23; volume disk 100 GB $18.34")
	return state([]string{
		inState("runpod_pod.trainer", trainer), inState("runpod_endpoint.bursty", costing("null", "0", "5997.92", "8.208")),
		inState("runpod_secret.key", `{"name": "x"}`), inState("runpod_network_volume.left", pod("7.00", "0"), `, "deposed_key": "8fe3"`),
	}, []string{inState("module.m.runpod_pod.trainer", trainer)})
}

func TestFormats(t *testing.T) {
	t.Parallel()
	limits := []string{"-max-monthly-usd", "500.50", "-max-increase-usd", "7000", "-max-hourly-usd", "10000"}
	for name, test := range map[string]struct {
		stdin string
		args  []string
	}{
		"table":               {mixed(), limits},
		"table-modules":       {mixed(), []string{"-group-by", "module"}},
		"table-state":         {owned(), limits[:2]},
		"table-state-modules": {owned(), []string{"-group-by", "module"}},
		"markdown":            {mixed(), append([]string{"-format", "markdown"}, limits...)},
		"markdown-modules":    {mixed(), []string{"-format", "markdown", "-group-by", "module"}},
		"markdown-state":      {owned(), []string{"-format", "markdown", "-group-by", "module"}},
		"json":                {mixed(), append([]string{"-format", "json"}, limits...)},
		"json-state":          {owned(), []string{"-format", "json", "-group-by", "module"}},
		"html":                {mixed(), append([]string{"-format", "html"}, limits...)},
		"html-state":          {owned(), []string{"-format", "html", "-max-monthly-usd", "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, got, _ := run(test.stdin, test.args...)
			golden := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if strings.Contains(got, "hunter2") {
				t.Error("tells a secret")
			}
		})
	}
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	ten := pod("10", "1.89")
	endless := costing("null", "0", "900", "1")
	unpriced := costing("null", "null", "null", "null")
	half := costing("10", "10", "null", "null") // a fallback without a price
	one := plan(change("runpod_pod.a", `"create"`, "null", ten))
	bursty := plan(change("runpod_endpoint.a", `"create"`, "null", endless), change("runpod_pod.a", `"create"`, "null", ten))
	unknown := plan(change("runpod_pod.a", `"create"`, "null", ten), change("runpod_pod.b", `"create"`, "null", unpriced))
	afterApply := plan(unknownAfter(change("runpod_pod.a", `"create"`, "null", `{"name": "x"}`), `{"estimated_cost": true}`))
	errored := planWith(`"errored": true,`, change("runpod_pod.a", `"create"`, "null", ten))
	deferred := planWith(`"deferred_changes": [{"reason": "x", "resource_change": `+change("runpod_pod.b", `"create"`, "null", `{"name": "x"}`)+`}],`, change("runpod_pod.a", `"create"`, "null", ten))
	nameless := planWith(`"deferred_changes": [{"reason": "x"}],`, change("runpod_pod.a", `"create"`, "null", ten))
	others := planWith(`"deferred_changes": [{"reason": "x", "resource_change": `+change("aws_instance.b", `"create"`, "null", `{"name": "x"}`)+`}],`, change("runpod_pod.a", `"create"`, "null", ten))
	foreign := plan(strings.ReplaceAll(change("aws_instance.a", `"create"`, "null", `{"name": "x"}`), runpodProvider, "registry.terraform.io/hashicorp/aws"))
	dropped := planWith(`"configuration": {"root_module": {"resources": [{"address": "runpod_pod.a", "mode": "managed", "type": "runpod_pod", "expressions": {"gpu": {"constant_value": {"cuont": 4}}}}]}},`,
		change("runpod_pod.a", `"create"`, "null", ten))
	read := strings.NewReplacer(`"managed", "type": "runpod_pod", "exp`, `"data", "type": "runpod_cost_estimate", "exp`, `{"gpu": {"constant_value": {"cuont": 4}}}`, `{"pods": {"constant_value": [{"cuont": 4}]}}`).Replace(dropped)
	unchanged := plan(change("runpod_pod.a", `"no-op"`, pod("100", "1"), pod("100", "1")), change("runpod_endpoint.a", `"no-op"`, endless, endless))
	shrinking := plan(change("runpod_endpoint.a", `"update"`, endless, costing("null", "0", "300", "1")), change("runpod_pod.a", `"create"`, "null", pod("5", "1")))
	priced := plan(change("runpod_pod.a", `"update"`, unpriced, pod("60", "1")))
	deleted := plan(change("runpod_endpoint.a", `"delete"`, endless, "null"), change("runpod_pod.a", `"create"`, "null", pod("5", "1")))
	gone := plan(change("runpod_pod.b", `"delete"`, unpriced, "null"), change("runpod_pod.a", `"create"`, "null", pod("5", "1")))
	for name, test := range map[string]struct {
		stdin string
		args  []string
		code  int
		want  string
	}{
		"no limits":                       {stdin: mixed(), code: 0},
		"monthly, over":                   {one, []string{"-max-monthly-usd", "9.99"}, 3, "Over -max-monthly-usd 9.99: $10.00, $0.01 too much."},
		"monthly, exactly":                {one, []string{"-max-monthly-usd", "10"}, 0, ""},
		"increase, over":                  {one, []string{"-max-increase-usd", "9.99"}, 3, "Over -max-increase-usd 9.99: $10.00, $0.01 too much"},
		"increase, exactly":               {one, []string{"-max-increase-usd", "10.00"}, 0, ""},
		"hourly, over":                    {one, []string{"-max-hourly-usd", "1.889"}, 3, "Over -max-hourly-usd 1.889: $1.89, $0.001 too much."},
		"hourly, exactly":                 {one, []string{"-max-hourly-usd", "1.89"}, 0, ""},
		"possible, over":                  {bursty, []string{"-max-possible-usd", "909.99"}, 3, "Over -max-possible-usd 909.99: $910.00"},
		"possible, exactly":               {bursty, []string{"-max-possible-usd", "910"}, 0, ""},
		"all over":                        {one, []string{"-max-monthly-usd", "1", "-max-increase-usd", "2", "-max-possible-usd", "3", "-max-hourly-usd", "1"}, 3, "Over -max-increase-usd 2"},
		"without usage, over":             {bursty, []string{"-max-monthly-usd", "909.99"}, 3, "$910.00, $0.01 too much; 1 endpoint without usage counted at the monthly maximum."},
		"without usage, exactly":          {bursty, []string{"-max-monthly-usd", "910"}, 0, ""},
		"no price":                        {unknown, []string{"-max-monthly-usd", "500"}, 4, "UNDECIDED: 1 resource has no known cost (-max-monthly-usd 500: $10.00 without that)."},
		"no price, allowed":               {unknown, []string{"-max-monthly-usd", "500", "-allow-unknown"}, 0, ""},
		"no price, but over":              {unknown, []string{"-max-monthly-usd", "9", "-allow-unknown"}, 3, "1 resource has no known cost."},
		"no price, no limit":              {unknown, []string{"-allow-unknown"}, 0, ""},
		"no price, increase":              {unknown, []string{"-max-increase-usd", "500"}, 4, "UNDECIDED: 1 resource has no known cost"},
		"no price, hourly":                {unknown, []string{"-max-hourly-usd", "500"}, 4, "UNDECIDED: 1 resource has no known cost"},
		"one over, one undecided":         {unknown, []string{"-max-monthly-usd", "500", "-max-hourly-usd", "1"}, 3, "UNDECIDED: 1 resource"},
		"two resources":                   {plan(change("runpod_pod.a", `"create"`, "null", unpriced), change("runpod_pod.b", `"create"`, "null", unpriced)), []string{"-max-monthly-usd", "1"}, 4, "UNDECIDED: 2 resources have no known cost"},
		"no price for a fallback":         {plan(change("runpod_pod.a", `"create"`, "null", half)), []string{"-max-monthly-usd", "10"}, 0, ""},
		"no price for a fallback, most":   {plan(change("runpod_pod.a", `"create"`, "null", half)), []string{"-max-possible-usd", "500"}, 4, "UNDECIDED: 1 resource has no known cost (-max-possible-usd 500: $0.00 without that)."},
		"known after apply":               {afterApply, []string{"-max-monthly-usd", "500"}, 4, "UNDECIDED: 1 resource has no known cost"},
		"errored":                         {errored, []string{"-max-monthly-usd", "500"}, 4, "UNDECIDED: planning failed (-max-monthly-usd 500: $10.00 without that)."},
		"errored, allowed":                {errored, []string{"-max-monthly-usd", "500", "-allow-unknown"}, 0, ""},
		"errored, no limit":               {errored, nil, 0, ""},
		"deferred":                        {deferred, []string{"-max-increase-usd", "500"}, 4, "UNDECIDED: 1 resource has no known cost"},
		"deferred, of what is not named":  {nameless, []string{"-max-hourly-usd", "500"}, 4, "UNDECIDED: 1 change deferred"},
		"deferred, of another provider":   {others, []string{"-max-monthly-usd", "500"}, 0, ""},
		"nothing of Runpod's":             {foreign, []string{"-max-monthly-usd", "500"}, 4, "UNDECIDED: the plan has no Runpod resource (-max-monthly-usd 500: $0.00 without that)."},
		"nothing of Runpod's, allowed":    {foreign, []string{"-max-monthly-usd", "500", "-allow-unknown"}, 0, ""},
		"nothing at all":                  {plan(), []string{"-max-monthly-usd", "0"}, 4, "no Runpod resource"},
		"an empty state":                  {`{"format_version": "1.0"}`, []string{"-max-monthly-usd", "0"}, 4, "UNDECIDED: the state has no Runpod resource"},
		"an empty state, no limit":        {`{"format_version": "1.0", "terraform_version": "1.11.4"}`, nil, 0, ""},
		"what bills nothing":              {plan(change("runpod_secret.a", `"create"`, "null", `{"name": "x"}`)), []string{"-max-monthly-usd", "0"}, 0, ""},
		"a dropped key":                   {dropped, []string{"-max-monthly-usd", "500"}, 4, "UNDECIDED: 1 key dropped by Terraform"},
		"a dropped key, no limit":         {dropped, nil, 0, ""},
		"a dropped key of what is read":   {read, []string{"-max-monthly-usd", "500"}, 0, ""},
		"a state":                         {owned(), []string{"-max-monthly-usd", "10000"}, 0, ""},
		"a state, over":                   {owned(), []string{"-max-hourly-usd", "10"}, 3, "Over -max-hourly-usd 10: $10.988"},
		"a state adds nothing":            {owned(), []string{"-max-increase-usd", "10"}, 2, "-max-increase-usd needs a plan"},
		"what stays is not an increase":   {unchanged, []string{"-max-increase-usd", "0"}, 0, ""},
		"what stays is in the month":      {unchanged, []string{"-max-monthly-usd", "999"}, 3, "$1,000.00"},
		"fewer workers pay for nothing":   {shrinking, []string{"-max-increase-usd", "4.99"}, 3, "$5.00"},
		"what goes is not at its maximum": {deleted, []string{"-max-increase-usd", "4.99"}, 3, "$5.00, $0.01 too much."},
		"what goes needs no price":        {gone, []string{"-max-increase-usd", "5"}, 0, ""},
		"a price at last counts in full":  {priced, []string{"-max-increase-usd", "59"}, 3, "$60.00, $1.00 too much; earlier cost of 1 resource not known, taken at its minimum."},
		"no plan":                         {"{}", nil, 1, "no format_version"},
		"no plan, and limits":             {"", []string{"-max-monthly-usd", "1"}, 1, "standard input is empty"},
		"unknown format":                  {one, []string{"-format", "yaml"}, 2, `-format "yaml": use table, markdown, json or html`},
		"unknown group":                   {one, []string{"-group-by", "type"}, 2, `-group-by "type": use module`},
		"unknown flag":                    {one, []string{"-nonsense"}, 2, "nonsense"},
		"argument":                        {one, []string{"plan.json"}, 2, `unexpected argument "plan.json"`},
		"no amount":                       {one, []string{"-max-monthly-usd", "$5"}, 2, "use an amount in USD, such as 500 or 99.50"},
		"negative amount":                 {one, []string{"-max-increase-usd=-5"}, 2, "use an amount in USD, such as 500 or 99.50"},
		"help":                            {"", []string{"-h"}, 0, "Exit codes: 0; 1 if the input is neither"},
		"a plan file":                     {"PK\x03\x04", nil, 1, "pipe `terraform show -json FILE`"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, format := range formats() {
				code, out, complaint := run(test.stdin, append([]string{"-format", format}, test.args...)...)
				if code != test.code || !strings.Contains(complaint, test.want) || (test.want == "" && complaint != "") {
					t.Errorf("exit code %d, %q, want %d, %q", code, complaint, test.code, test.want)
				}
				if wantOut := code == 0 && name != "help" || code > exitUsage; (out != "") != wantOut {
					t.Errorf("-format %s, exit code %d: %q", format, code, out)
				}
			}
		})
	}
}

// TestMarkdownFitsAComment: however large the plan and odd its addresses, GitHub
// takes it, and the sums cover everything.
func TestMarkdownFitsAComment(t *testing.T) {
	t.Parallel()
	var changes []string
	for i := range 1000 {
		address := fmt.Sprintf("module.m[%q].runpod_pod.p[%d]", strings.Repeat("|`@ü", 100), i)
		changes = append(changes, change(address, `"create"`, "null", pod("1.01", "0.1"), `"previous_address": "`+strings.Repeat("x", 500)+`"`),
			change(address+".kept", `"no-op"`, pod("1", "1"), pod("1", "1")), change(address+".odd", `"create"`, "null", costing("null", "1", "2", "1")))
	}
	_, got, _ := run(plan(changes...), "-format", "markdown")
	if n := utf8.RuneCountInString(got); n > 65_536 {
		t.Errorf("%d characters", n)
	}
	for _, want := range []string{"$2,010.00 a month after this plan (+$1,010.00), partial", "1970 more resources, included in the sums above", "and 980 resources more", "<summary>1000 resources without changes</summary>"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q", want)
		}
	}
}

// TestMarkdownFitsWithLongReasons: nor do the texts of estimates, whatever has to be escaped in them.
func TestMarkdownFitsWithLongReasons(t *testing.T) {
	t.Parallel()
	var changes []string
	for i := range 300 {
		for _, monthly := range []string{"1", "null"} {
			object := fmt.Sprintf(`{"name": "x", "usage": {"a": 1}, "estimated_service": {"summary": %[1]q}, "estimated_cost": {"monthly_usd": %[2]s, "summary": %[1]q}}`, "x: "+strings.Repeat("&<|`", 500), monthly)
			changes = append(changes, change(fmt.Sprintf("runpod_pod.p%s[%d]", monthly, i), `"create"`, "null", object), importing(change(fmt.Sprintf("runpod_pod.i%s[%d]", monthly, i), `"no-op"`, object, object)))
		}
	}
	for _, by := range []string{"", "module"} {
		_, got, _ := run(plan(changes...), "-format", "markdown", "-group-by", by)
		if n := utf8.RuneCountInString(got); n > 65_536 || n < maxComment {
			t.Errorf("%d characters", n)
		}
		if !strings.Contains(got, "$600.00 a month after this plan (+$300.00; imports $0.00), partial") || !strings.Contains(got, "more resources, included in the sums above.") {
			t.Error("the sums are not those of everything")
		}
	}
}

// TestColours: red where it costs more, and none but on a terminal.
func TestColours(t *testing.T) {
	t.Parallel()
	report := read(t, plan(change("a", `"create"`, "null", pod("1", "1")), change("b", `"delete"`, pod("1", "1"), "null")))
	for colour, want := range map[paint]bool{true: true, false: false} {
		var out bytes.Buffer
		if err := report.writeTable(&out, nil, "", colour); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), red+"+$1.00"+plain) != want || strings.Contains(out.String(), green+"-$1.00"+plain) != want || strings.Contains(out.String(), "\x1b") != want {
			t.Errorf("colour %t: %q", colour, out.String())
		}
	}
}

func TestAnUnreadableInputIsSaid(t *testing.T) {
	t.Parallel()
	err := Command(nil, failing{}, &bytes.Buffer{}, &bytes.Buffer{}, schemas())
	if err == nil || !strings.Contains(err.Error(), "reading the plan: the pipe broke") {
		t.Errorf("got %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the pipe broke") }

// FuzzCost: no input makes it panic, and every sum is that of its rows.
func FuzzCost(f *testing.F) {
	f.Add(mixed())
	f.Add(owned())
	f.Add(planWith(`"errored": true, "prior_state": {"format_version": "1.0", "values": {"root_module": {"child_modules": [null]}}},`))
	f.Add(planWith(`"configuration": {"provider_config": {"x": null}, "root_module": {"resources": [null, {"type": "runpod_pod", "expressions": {"gpu": null}}], "module_calls": {"m": null}}},`))
	f.Fuzz(func(t *testing.T, text string) {
		report, err := Read(strings.NewReader(text), schemas())
		if err != nil {
			return
		}
		checkSums(t, report)
		for _, format := range formats() {
			_, out, _ := run(text, "-format", format, "-max-monthly-usd", "1", "-group-by", "module")
			if out == "" || (format == "json" && !json.Valid([]byte(out))) {
				t.Errorf("%s: %q", format, out)
			}
		}
	})
}
