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

var update = flag.Bool("update", false, "write the golden files anew")

// mixed has something of everything.
func mixed() string {
	return planWith(`"complete": false,`,
		change("runpod_pod.kept", `"no-op"`, pod("100.10", "1.5"), pod("100.10", "1.5")),
		change("runpod_pod.replaced", `"delete", "create"`, pod("459.90", "1.89"), pod("478.23", "2.5")),
		change(`module.fleet["a|b"].runpod_pod.old[0]`, `"delete"`, pod("77.77", "0.333"), "null"),
		change("runpod_endpoint.bursty", `"create"`, "null", costing("null", "0", "5997.92", "8.208")),
		change("runpod_pod.rare", `"create"`, "null", costing("null", "null", "null", "null")),
		change("runpod_network_volume.gone", `"forget"`, pod("3.50", "0"), "null"),
		change("runpod_pod.replaced", `"delete"`, pod("0.01", "0"), "null", `"deposed": "8fe3"`),
	)
}

// run is the command on a plan: its exit code, what it writes, and its error.
func run(stdin string, args ...string) (code int, stdout, complaint string) {
	var out, stderr bytes.Buffer
	err := Command(args, strings.NewReader(stdin), &out, &stderr)
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

func TestFormats(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"table", "markdown", "json"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			_, got, _ := run(mixed(), "-format", format, "-max-monthly-usd", "500.50", "-max-increase-usd", "7000")
			golden := filepath.Join("testdata", format+".golden")
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
	text := mixed()
	unchanged := plan(change("runpod_pod.a", `"no-op"`, pod("100", "1"), pod("100", "1")), change("runpod_endpoint.a", `"no-op"`, costing("null", "0", "900", "1"), costing("null", "0", "900", "1")))
	shrinking := plan(change("runpod_endpoint.a", `"update"`, costing("null", "0", "900", "1"), costing("null", "0", "300", "1")), change("runpod_pod.a", `"create"`, "null", pod("5", "1")))
	declared := plan(change("runpod_endpoint.a", `"update"`, costing("null", "10", "900", "1"), costing("60", "10", "900", "1")))
	priced := plan(change("runpod_pod.a", `"update"`, costing("null", "null", "null", "null"), pod("60", "1")))
	deleted := plan(change("runpod_endpoint.a", `"delete"`, costing("null", "0", "900", "1"), "null"), change("runpod_pod.a", `"create"`, "null", pod("5", "1")))
	for name, test := range map[string]struct {
		stdin string
		args  []string
		code  int
		want  string
	}{
		"no limits":                         {stdin: text, code: 0},
		"monthly, over":                     {text, []string{"-max-monthly-usd", "6579.74"}, 3, "Over -max-monthly-usd 6579.74: $6,579.75, $0.01 too much; 1 endpoint without usage counted at the most that can be; 1 resource not counted, as no cost is known."},
		"monthly, exactly":                  {text, []string{"-max-monthly-usd", "6579.75"}, 0, ""},
		"increase, over":                    {text, []string{"-max-increase-usd", "5938.46"}, 3, "Over -max-increase-usd 5938.46: $5,938.47, $0.01 too much"},
		"increase, exactly":                 {text, []string{"-max-increase-usd", "5938.47"}, 0, ""},
		"both over":                         {text, []string{"-max-monthly-usd", "1", "-max-increase-usd", "2"}, 3, "Over -max-increase-usd 2"},
		"what stays is no increase":         {unchanged, []string{"-max-increase-usd", "0"}, 0, ""},
		"what stays is in the month":        {unchanged, []string{"-max-monthly-usd", "999"}, 3, "$1,000.00"},
		"fewer workers pay for nothing":     {shrinking, []string{"-max-increase-usd", "4.99"}, 3, "$5.00"},
		"what goes is not at its most":      {deleted, []string{"-max-increase-usd", "4.99"}, 3, "$5.00, $0.01 too much."},
		"usage declared":                    {declared, []string{"-max-increase-usd", "50"}, 0, ""},
		"a price at last counts in full":    {priced, []string{"-max-increase-usd", "59"}, 3, "$60.00"},
		"no plan":                           {"{}", nil, 1, "no format_version"},
		"no plan, and limits":               {"", []string{"-max-monthly-usd", "1"}, 1, "nothing came in"},
		"unknown format":                    {text, []string{"-format", "yaml"}, 2, `-format "yaml": write table, markdown or json`},
		"unknown flag":                      {text, []string{"-nonsense"}, 2, "nonsense"},
		"argument":                          {text, []string{"plan.json"}, 2, `unexpected argument "plan.json"`},
		"no amount":                         {text, []string{"-max-monthly-usd", "$5"}, 2, "write dollars such as 500 or 99.50"},
		"negative amount":                   {text, []string{"-max-increase-usd=-5"}, 2, "write dollars such as 500 or 99.50"},
		"help":                              {"", []string{"-h"}, 0, "Exit codes: 0; 1 if the input is no plan"},
		"nothing of RunPod's costs 0":       {plan(), []string{"-max-monthly-usd", "0"}, 0, ""},
		"the error says what is to be read": {"PK\x03\x04", nil, 1, "pipe `terraform show -json FILE`"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, _, complaint := run(test.stdin, test.args...)
			if code != test.code || !strings.Contains(complaint, test.want) || (test.want == "" && complaint != "") {
				t.Errorf("exit code %d, %q, want %d, %q", code, complaint, test.code, test.want)
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
	for _, want := range []string{"$2,010.00 a month after this plan (+$1,010.00), partial", "1940 resources more, in the sums above", "and 980 resources more", "<summary>1000 resources without changes</summary>"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q", want)
		}
	}
}

// TestColours: red where it costs more, and none but on a terminal.
func TestColours(t *testing.T) {
	t.Parallel()
	report := read(t, plan(change("a", `"create"`, "null", pod("1", "1")), change("b", `"delete"`, pod("1", "1"), "null")))
	for colour, want := range map[paint]bool{true: true, false: false} {
		var out bytes.Buffer
		if err := report.writeTable(&out, nil, colour); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), red+"+$1.00"+plain) != want || strings.Contains(out.String(), green+"-$1.00"+plain) != want || strings.Contains(out.String(), "\x1b") != want {
			t.Errorf("colour %t: %q", colour, out.String())
		}
	}
}

func TestAnUnreadableInputIsSaid(t *testing.T) {
	t.Parallel()
	err := Command(nil, failing{}, &bytes.Buffer{}, &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "reading the plan: the pipe broke") {
		t.Errorf("got %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the pipe broke") }

// FuzzCost: no input makes it panic, and every total is the sum of its items.
func FuzzCost(f *testing.F) {
	f.Add(mixed())
	f.Add(planWith(`"errored": true, "prior_state": {"format_version": "1.0", "values": {"root_module": {"child_modules": [null]}}},`))
	f.Fuzz(func(t *testing.T, text string) {
		report, err := Read(strings.NewReader(text))
		if err != nil {
			return
		}
		before, after, partial := known(nothing().Monthly), known(nothing().Monthly), false
		for _, item := range report.Items {
			before, after = before.Add(known(item.Before.Monthly)), after.Add(known(item.After.Monthly))
			partial = partial || !item.Priced()
		}
		total := report.Monthly()
		if !total.Before.Equal(before) || !total.After.Equal(after) || total.Partial != partial {
			t.Errorf("total %+v, items add up to %s and %s, partial %t", total, before, after, partial)
		}
		if !partial && !total.Difference.Equal(after.Sub(before)) {
			t.Errorf("difference %s of %s and %s", total.Difference, before, after)
		}
		for _, format := range []string{"table", "markdown", "json"} {
			_, out, _ := run(text, "-format", format, "-max-monthly-usd", "1")
			if out == "" || (format == "json" && !json.Valid([]byte(out))) {
				t.Errorf("%s: %q", format, out)
			}
		}
	})
}
