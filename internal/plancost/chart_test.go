package plancost

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// hostile is a plan whose texts try to be markup everywhere.
func hostile() string {
	const evil = `</title><script>alert(1)</script>"'\x60\x60\x60 | [x](y) <img src=x onerror=alert(2)>`
	text := strings.NewReplacer(`\x60`, "`").Replace(evil)
	object := func(monthly string) string {
		return fmt.Sprintf(`{"name": %[1]q, "assumptions": [%[1]q], "estimated_service": {"summary": %[1]q},
			"estimated_cost": {"monthly_usd": %[2]s, "monthly_min_usd": 1, "monthly_max_usd": 9, "max_hourly_usd": 1, "summary": "x: "+%[1]q, "price_source": %[1]q}}`, text, monthly)
	}
	fix := func(s string) string { return strings.ReplaceAll(s, `"x: "+"`, `"x: `) }
	return fix(planWith(``, change(`runpod_pod.a["`+text+`"]`, `"create"`, "null", object("5")), change("runpod_pod.b", `"create"`, "null", object("7")),
		change("runpod_pod.c", `"create"`, "null", object("null"))))
}

// elements are the elements of a page, by name, and its texts.
func elements(t *testing.T, page string) (map[string][]*html.Node, string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]*html.Node{}
	var texts strings.Builder
	for node := range root.Descendants() {
		switch {
		case node.Type == html.ElementNode:
			found[node.Data] = append(found[node.Data], node)
		case node.Type == html.TextNode && node.Parent.Data != "style":
			texts.WriteString(node.Data + "\n")
		}
	}
	return found, texts.String()
}

// TestHTMLIsSelfContained: one file with its chart, that loads nothing and runs nothing, whatever the plan's texts are.
func TestHTMLIsSelfContained(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"mixed": mixed(), "hostile": hostile(), "state": owned(), "empty": plan()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, out, _ := run(text, "-format", "html", "-max-monthly-usd", "1", "-group-by", "module")
			found, _ := elements(t, out)
			for _, element := range []string{"script", "img", "link", "iframe", "object", "a", "form"} {
				if len(found[element]) > 0 {
					t.Errorf("has %d <%s>", len(found[element]), element)
				}
			}
			for element, nodes := range found {
				for _, node := range nodes {
					for _, attribute := range node.Attr {
						if strings.HasPrefix(attribute.Key, "on") || attribute.Key == "src" || attribute.Key == "href" || strings.Contains(attribute.Val, "ZgotmplZ") {
							t.Errorf("<%s %s=%q>", element, attribute.Key, attribute.Val)
						}
					}
				}
			}
			if len(found["title"]) != 1 || len(found["h1"]) != 1 || len(found["tbody"]) == 0 {
				t.Errorf("the page has %d titles, %d headings, %d tables", len(found["title"]), len(found["h1"]), len(found["tbody"]))
			}
			if charts := len(found["svg"]); charts != map[string]int{"mixed": 1, "hostile": 1, "state": 1}[name] {
				t.Errorf("%d charts", charts)
			}
		})
	}
}

// TestHTMLSaysWhatTheTableSays: every row, verdict and reason.
func TestHTMLSaysWhatTheTableSays(t *testing.T) {
	t.Parallel()
	for _, text := range []string{mixed(), owned()} {
		_, page, _ := run(text, "-format", "html", "-max-monthly-usd", "500.50")
		_, table, _ := run(text, "-max-monthly-usd", "500.50")
		_, texts := elements(t, page)
		texts = strings.Join(strings.Fields(texts), " ")
		for line := range strings.Lines(table) {
			for cell := range strings.SplitSeq(strings.TrimSpace(line), "  ") {
				for part := range strings.SplitSeq(strings.TrimSpace(cell), ": ") {
					if part != "" && !strings.Contains(part, "not in the schema") && part != "Notes:" && !strings.Contains(texts, part) {
						t.Errorf("%q is not in the page", part)
					}
				}
			}
		}
	}
}

// TestHTMLChartHasItsBars: each as long as its amount, and all within the drawing.
func TestHTMLChartHasItsBars(t *testing.T) {
	t.Parallel()
	_, out, _ := run(mixed(), "-format", "html")
	found, texts := elements(t, out)
	var widths []int
	for _, rect := range found["rect"] {
		at := map[string]int{}
		for _, attribute := range rect.Attr {
			at[attribute.Key], _ = strconv.Atoi(attribute.Val)
		}
		widths = append(widths, at["width"])
		if at["x"]+at["width"] > chartWidth || at["width"] < 1 {
			t.Errorf("bar %v", at)
		}
	}
	// 478.23, 373.24, 356.57 twice, 100.10, 3.50, of 350.
	if got := fmt.Sprint(widths); got != "[350 273 261 261 73 3]" {
		t.Errorf("widths %s", got)
	}
	for _, want := range []string{"runpod_pod.shorter", "$478.23", "network volume x"} {
		if !strings.Contains(texts, want) {
			t.Errorf("no %q", want)
		}
	}
}

var slice = regexp.MustCompile(`^ {4}"([^"]+)" : (\d+\.\d\d)$`)

// TestMermaid: the chart is a pie of the largest items, and no text ends it early.
func TestMermaid(t *testing.T) {
	t.Parallel()
	var many []string
	for i := range 20 {
		many = append(many, change(fmt.Sprintf("runpod_pod.p[%d]", i), `"create"`, "null", pod(fmt.Sprintf("%d.10", i+1), "1")))
	}
	for name, test := range map[string]struct {
		text   string
		slices int
	}{
		"mixed": {mixed(), 6}, "hostile": {hostile(), 2}, "state": {owned(), 3}, "many": {plan(many...), maxBars + 1},
		"one": {plan(many[0]), 0}, "none": {plan(), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, out, _ := run(test.text, "-format", "markdown")
			_, rest, found := strings.Cut(out, "\n```mermaid\n")
			if test.slices == 0 {
				if found {
					t.Errorf("has a chart: %s", out)
				}
				return
			}
			chart, _, ended := strings.Cut(rest, "\n```\n")
			lines := strings.Split(chart, "\n")
			if !ended || len(lines) != test.slices+2 || lines[0] != "pie showData" || !strings.HasPrefix(lines[1], "    title USD per month") {
				t.Fatalf("%d lines: %s", len(lines), chart)
			}
			labels := map[string]bool{}
			for _, line := range lines[2:] {
				if parts := slice.FindStringSubmatch(line); len(parts) == 0 || labels[parts[1]] {
					t.Errorf("slice %q", line)
				} else {
					labels[parts[1]] = true
				}
			}
			if name == "many" && lines[len(lines)-1] != `    "12 others" : 79.20` {
				t.Errorf("the last slice is %q", lines[len(lines)-1])
			}
		})
	}
}

// TestLabelsDistinguishRows, those of two modules with one name too.
func TestLabelsDistinguishRows(t *testing.T) {
	t.Parallel()
	named := func(address, name string) string {
		return change(address, `"create"`, "null", strings.Replace(pod("1", "1"), `"name": "x"`, fmt.Sprintf(`"name": %q`, name), 1))
	}
	report := read(t, plan(named("module.a.runpod_pod.p", "trainer"), named("module.b.runpod_pod.p", "trainer"), named("runpod_pod.p", "other"), named("runpod_network_volume.p", "other")))
	if got := fmt.Sprint(report.labels()); got != "[module.a.runpod_pod.p module.b.runpod_pod.p pod other network volume other]" {
		t.Error(got)
	}
}
