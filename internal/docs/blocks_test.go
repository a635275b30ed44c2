package docs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the project's folder.
const root = "../.."

// page is a file with code blocks that are run.
type page struct {
	path   string // below root
	blocks []block
}

// outputOf is the block after the i-th, if it shows what that prints.
func (p page) outputOf(i int) *block {
	if i+1 < len(p.blocks) && p.blocks[i+1].isOutput() && p.blocks[i+1].verb == "" {
		return &p.blocks[i+1]
	}
	return nil
}

// block is one fenced code block.
type block struct {
	page           string
	line           int // of the opening fence
	language, text string
	verb, argument string // of the comment before it
}

func (b block) String() string { return fmt.Sprintf("%s:%d", b.page, b.line) }

func (b block) isHCL() bool { return b.language == "hcl" || b.language == "terraform" }

func (b block) isShell() bool { return slices.Contains([]string{"shell", "sh", "bash"}, b.language) }

func (b block) isOutput() bool {
	return slices.Contains([]string{"text", "console", "diff"}, b.language)
}

// verbs are the directives there are, with the languages that they go with; nil
// is any.
var verbs = map[string]func(block) bool{
	"":         func(b block) bool { return b.isHCL() || b.isShell() || b.isOutput() },
	"fails":    block.isHCL,
	"exits":    block.isShell,
	"skip":     block.isShell,
	"plan":     block.isOutput,
	"packages": block.isOutput,
	"file":     nil,
	"part":     nil,
}

var directive = regexp.MustCompile(`^<!-- test: ([a-z]+)(?: (.+))? -->$`)

// parse finds the fenced code blocks of a page.
func parse(path, text string) ([]block, error) {
	var blocks []block
	var open *block
	var indent, before string
	for i, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case open == nil && strings.HasPrefix(trimmed, "```"):
			indent, _, _ = strings.Cut(line, "`")
			open = &block{page: path, line: i + 1, language: strings.TrimPrefix(trimmed, "```")}
			if match := directive.FindStringSubmatch(before); match != nil {
				open.verb, open.argument = match[1], match[2]
			}
		case open == nil:
			if trimmed != "" {
				before = trimmed
			}
		case trimmed == "```":
			blocks = append(blocks, *open)
			open, before = nil, ""
		default:
			open.text += strings.TrimPrefix(line, indent) + "\n"
		}
	}
	if open != nil {
		return nil, fmt.Errorf("%s: the block is not closed", open)
	}
	for _, b := range blocks {
		if fits, known := verbs[b.verb]; !known || (fits != nil && !fits(b)) {
			return nil, fmt.Errorf("%s: nothing checks a block of language %q with directive %q", b, b.language, b.verb)
		}
	}
	return blocks, nil
}

// pages are README, CONTRIBUTING, all guides and the pages of the recipes.
func pages(t *testing.T) []page {
	t.Helper()
	guides, err := filepath.Glob(filepath.Join(root, "templates", "guides", "*.md"))
	if err != nil || len(guides) == 0 {
		t.Fatalf("no guides: %v", err)
	}
	var recipePages []string
	for _, recipe := range recipes(t) {
		recipePages = append(recipePages, recipe+"/README.md")
	}
	var all []page
	for _, path := range slices.Concat([]string{"README.md", "CONTRIBUTING.md", "SECURITY.md"}, guides, recipePages) {
		path = strings.TrimPrefix(path, root+"/")
		blocks, err := parse(path, read(t, path))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page{path, blocks})
	}
	return all
}

// read returns the text of a file of the project.
func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestParse(t *testing.T) {
	t.Parallel()
	blocks, err := parse("p.md", "words\n\n<!-- test: file a.tf -->\n\n```hcl\na = 1\n```\n\n1. item\n\n   ```shell\n   ls\n     x\n   ```\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []block{
		{page: "p.md", line: 5, language: "hcl", text: "a = 1\n", verb: "file", argument: "a.tf"},
		{page: "p.md", line: 11, language: "shell", text: "ls\n  x\n"},
	}
	if !slices.Equal(blocks, want) {
		t.Errorf("got %+v, want %+v", blocks, want)
	}
	for _, wrong := range []string{
		"```hcl\nopen\n", "```\nno language\n```", "```yaml\nunchecked: true\n```", "<!-- test: skip -->\n```hcl\n```", "<!-- test: magic -->\n```shell\n```",
	} {
		if blocks, err := parse("p.md", wrong); err == nil {
			t.Errorf("%q gives %+v, want an error", wrong, blocks)
		}
	}
}
