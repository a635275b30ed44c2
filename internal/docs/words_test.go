package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// refusedWords are words and turns that a reader stumbles over, each with what
// to write instead. The same list holds for pages, messages and comments.
var refusedWords = []struct{ pattern, write string }{
	{`\bRunPod\b`, "Runpod; identifiers, headers and quoted answers are code"},
	{`\bstands? in (the|a|no|plan|state)\b|\bin no (plan|state)\b`, "stored in state, never stored in state"},
	{`\b[Ss]tands? (twice|once|there|here)\b`, "is listed twice, is shown"},
	{`\b[Ss]peaks? (up|of)\b`, "warns, fails; mentions"},
	{`\b[Dd]ear(er|est)\b`, "more expensive, highest price"},
	{`\bcount (it|them|` + "`[a-z_]+`" + `) up\b`, "increment"},
	{`\b(it|which|that|what|this|%[qs]) is no (amount|answer|argument|change|directory|error|folder|ID|JSON|key|list|literal|number|part|plan|pod|resource|state|string|template|text|value|volume)\b`, "is not a"},
	{`\bis no (plan|number|amount|id|folder|argument|regular|reservation)\b`, "is not a"},
	{`, too[.,:;]`, "as well, also"},
	{`\banew\b`, "again; created again, updated"},
	{`\ball the same\b`, "anyway"},
	{`\b([Mm]ost|[Ll]east|[Ff]ewest) (vCPUs|GPUs|workers)\b|\bthe (most|least) that\b|\bat (its|their|the) most\b`, "maximum, minimum"},
	{`\b[Ss]o many\b|\bso much (minutes|hours|days|seconds|GB|memory)\b`, "this many, that many; a number of"},
	{`\b(counts? as|one is|string is|list is) none\b`, "counts as unset"},
	{`\bof theirs\b|\bof its own\b.*\bof its own\b`, "their"},
	{`\bcannot be told\b|\b(tells?|told) (\w+ )?apart\b`, "cannot be determined; distinguished"},
	{`\bas good as\b|\bnot an error, yet\b`, "almost; say what it is"},
	{`\bwhere Runpod does not (tell|say)\b`, "if Runpod does not return it"},
	{`\bthe rate .* stands in\b`, "uses the rate of"},
	{`\b(compute|peak|total|changes) an? (hour|month)\b|\ban hour, peak\b|\b(total|changes|assumptions|imports|unchanged), a month\b`, "per hour, per month"},
	{`\bx\d+ \$\d`, "8 x A100 PCIe, $1.39 per GPU-hour"},
	{`\b[Bb]ills? on( beside|[.,;:]|$)`, "keeps billing"},
	{`\bcannot be had\b|\bas it is used\b|\bcomes on top\b|\bless at once\b`, "is not available; by usage; is added; fewer"},
	{`: want (a|an|one|%)`, "use"},
	{`\bwith what runs on\b|\bis extra\b`, "with everything running on; is used where available"},
	{`\bThe house\b`, "Project layout"},
	{`\bIds?\b`, "ID, IDs"},
}

// quoted are literals that keep such a word: what Runpod or another program
// writes, which has to be recognised as it is.
var quoted = []string{}

// TestPlainWords walks everything that somebody reads: pages, templates, every text in
// the code, from descriptions to messages, and its comments.
func TestPlainWords(t *testing.T) {
	t.Parallel()
	texts := wordedTexts(t)
	if len(texts) < 10_000 {
		t.Fatalf("only %d texts", len(texts))
	}
	used := map[string]bool{}
	for _, refused := range refusedWords {
		pattern := regexp.MustCompile(refused.pattern)
		for _, text := range texts {
			found := pattern.FindString(text.text)
			if found == "" {
				continue
			}
			if i := slices.IndexFunc(quoted, func(q string) bool { return strings.Contains(text.text, q) }); i >= 0 {
				used[quoted[i]] = true
				continue
			}
			t.Errorf("%s: %q: write %s", text.at, found, refused.write)
		}
	}
	for _, quote := range quoted {
		if !used[quote] {
			t.Errorf("no text has %q any more: take it off the list", quote)
		}
	}
}

// worded is a text that somebody reads, and where it is.
type worded struct{ at, text string }

func wordedTexts(t *testing.T) []worded {
	t.Helper()
	var all []worded
	prose := func(path string) {
		for i, line := range strings.Split(read(t, path), "\n") {
			all = append(all, worded{path + ":" + strconv.Itoa(i+1), line})
		}
	}
	for _, path := range []string{"README.md", "CONTRIBUTING.md", "PERFORMANCE.md", "SECURITY.md", "CHANGELOG.md"} {
		prose(path)
	}
	for _, folder := range []string{"docs", "templates", "examples"} {
		walk(t, folder, func(path string) {
			if slices.Contains([]string{".md", ".tmpl", ".tf", ".hcl", ".sh"}, filepath.Ext(path)) {
				prose(path)
			}
		})
	}
	walk(t, "internal", func(path string) {
		// The sandbox imitates Runpod's words, and tests are not for users.
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") ||
			strings.HasPrefix(path, "internal/acctest/") || strings.HasPrefix(path, "internal/sandbox/") && path != "internal/sandbox/command.go" {
			return
		}
		all = append(all, literals(t, path)...)
	})
	return slices.Concat(all, literals(t, "main.go"), comments(t))
}

// comments are those of all Go files, tests included, line by line.
func comments(t *testing.T) []worded {
	t.Helper()
	paths := []string{"main.go"}
	walk(t, "internal", func(path string) {
		if filepath.Ext(path) == ".go" {
			paths = append(paths, path)
		}
	})
	var all []worded
	for _, path := range paths {
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, filepath.Join(root, path), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, group := range file.Comments {
			for _, comment := range group.List {
				all = append(all, worded{path + ":" + strconv.Itoa(files.Position(comment.Pos()).Line), comment.Text})
			}
		}
	}
	return all
}

func walk(t *testing.T, folder string, do func(path string)) {
	t.Helper()
	if err := fs.WalkDir(os.DirFS(root), folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			do(path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// literals are the texts of a Go file that have more than one word.
func literals(t *testing.T, name string) []worded {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, filepath.Join(root, name), nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var all []worded
	ast.Inspect(file, func(n ast.Node) bool {
		expression, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		text, ok := concatenated(expression)
		if ok && strings.Contains(strings.TrimSpace(text), " ") {
			all = append(all, worded{name + ":" + strconv.Itoa(files.Position(n.Pos()).Line), text})
		}
		return !ok
	})
	return all
}

// concatenated is the text of a literal, or of literals with values between them.
func concatenated(e ast.Expr) (string, bool) {
	switch x := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(x.Value)
		return text, err == nil && x.Kind == token.STRING
	case *ast.BinaryExpr:
		if x.Op != token.ADD {
			return "", false
		}
		left, one := concatenated(x.X)
		right, two := concatenated(x.Y)
		return left + right, one || two
	}
	return "", false
}

// longest is the maximum number of words of a kind of page, outside of code. What
// grows beyond it is split: formulas, measurements and background have pages of
// their own.
var longest = []struct {
	pages string // a pattern of path.Match
	words int
}{
	{"templates/resources/*", 350},
	{"docs/resources/pod.md", 1700},
	{"docs/resources/endpoint.md", 1550},
	{"docs/resources/*", 1050},
	{"docs/data-sources/cost_*", 1400},
	{"docs/data-sources/*", 950},
	{"docs/list-resources/*", 150},
	{"docs/actions/*", 200},
	{"docs/functions/*", 150},
	{"docs/guides/troubleshooting.md", 3000}, // looked up by the text of an error, not read
	{"docs/guides/migrate-*", 2600},
	{"docs/*/*", 1800},
	{"docs/*", 900},
	{"README.md", 1300},
}

// TestPagesAreShort keeps pages to what somebody reads.
func TestPagesAreShort(t *testing.T) {
	t.Parallel()
	paths := []string{"README.md"}
	for _, folder := range []string{"docs", "templates/resources"} {
		walk(t, folder, func(file string) { paths = append(paths, file) })
	}
	for _, page := range paths {
		for _, limit := range longest {
			if matched, _ := path.Match(limit.pages, page); !matched {
				continue
			}
			if words := wordsOf(read(t, page)); words > limit.words {
				t.Errorf("%s has %d words, and at most %d are read: shorten or split it", page, words, limit.words)
			}
			break
		}
	}
}

var hasLetter = regexp.MustCompile(`[A-Za-z0-9]`)

// wordsOf counts the words of a page outside of its code blocks.
func wordsOf(text string) int {
	words, code := 0, false
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			code = !code
			continue
		}
		for word := range strings.FieldsSeq(line) {
			if !code && hasLetter.MatchString(word) {
				words++
			}
		}
	}
	return words
}
