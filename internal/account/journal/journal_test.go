package journal

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// journals are those of n processes in one data directory.
func journals(t *testing.T, n int) []*Journal {
	t.Helper()
	dir := t.TempDir()
	all := make([]*Journal, n)
	for i := range all {
		all[i] = Open(dir, Scope{Account: "a", Workspace: "default", Directory: ".."})
	}
	return all
}

// die ends the process of a journal, as far as its lock goes.
func die(t *testing.T, j *Journal) {
	t.Helper()
	if err := j.lock.Unlock(); err != nil {
		t.Fatal(err)
	}
}

func begin(t *testing.T, j *Journal, entry Entry) *Record {
	t.Helper()
	r, err := j.Begin(entry)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func leftovers(t *testing.T, j *Journal) []*Leftover {
	t.Helper()
	left, err := j.Leftovers()
	if err != nil {
		t.Fatal(err)
	}
	return left
}

// files are what is in the journal's folder.
func files(t *testing.T, j *Journal) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(j.dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func TestOnlyTheDeadLeaveSomething(t *testing.T) {
	t.Parallel()
	two := journals(t, 2)
	started := time.Date(2026, time.November, 2, 8, 0, 0, 0, time.UTC)
	r := begin(t, two[0], Entry{Kind: "pod", Name: "a", Started: started, Before: []string{"old"}})
	if err := r.SetID("new"); err != nil {
		t.Fatal(err)
	}
	for _, j := range two {
		if left := leftovers(t, j); len(left) != 0 {
			t.Fatalf("a living process has left %v", left[0].Entry)
		}
	}
	die(t, two[0])
	left := leftovers(t, two[1])
	if len(left) != 1 {
		t.Fatalf("%d leftovers, want 1", len(left))
	}
	got := left[0].Entry
	if got.Kind != "pod" || got.Name != "a" || got.ID != "new" || !got.Started.Equal(started) || len(got.Before) != 1 {
		t.Errorf("got %+v", got)
	}
	if err := left[0].Drop(); err != nil {
		t.Fatal(err)
	}
	if left := files(t, two[1]); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestNothingStaysOfWhatIsDone(t *testing.T) {
	t.Parallel()
	j := journals(t, 1)[0]
	if left := files(t, j); len(left) != 0 {
		t.Errorf("there before anything is created: %v", left)
	}
	for range 2 {
		a, b := begin(t, j, Entry{Kind: "pod"}), begin(t, j, Entry{Kind: "pod"})
		for _, r := range []*Record{a, b} {
			if err := r.Done(); err != nil {
				t.Fatal(err)
			}
		}
		if left := files(t, j); len(left) != 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}

func TestATwinIsNotTakenForAnother(t *testing.T) {
	t.Parallel()
	two := journals(t, 2)
	first := begin(t, two[0], Entry{Kind: "pod", Name: "a", Before: []string{}})
	begin(t, two[0], Entry{Kind: "pod", Name: "a", Before: []string{}})
	begin(t, two[0], Entry{Kind: "pod", Name: "b", Before: []string{}})
	if err := first.SetID("x"); err != nil {
		t.Fatal(err)
	}
	die(t, two[0])
	for _, l := range leftovers(t, two[1]) {
		want := l.Entry.ID == "x" || l.Entry.Name == "b"
		if got := l.Entry.CouldBe("x"); got != want {
			t.Errorf("%+v could be x: %t, want %t", l.Entry, got, want)
		}
		if l.Entry.ID == "x" && l.Entry.CouldBe("y") {
			t.Errorf("%+v could be y", l.Entry)
		}
	}
}

func TestOneTakesALeftover(t *testing.T) {
	t.Parallel()
	const processes = 8
	all := journals(t, processes+1)
	begin(t, all[processes], Entry{Kind: "pod", Name: "a"})
	die(t, all[processes])
	var found []*Leftover
	for _, j := range all[:processes] {
		found = append(found, leftovers(t, j)...)
	}
	if len(found) != processes {
		t.Fatalf("%d of %d see it", len(found), processes)
	}
	taken := make([]*Record, processes)
	var wg sync.WaitGroup
	for i, l := range found {
		wg.Go(func() {
			var err error
			if taken[i], err = l.Take(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	count := 0
	for _, r := range taken {
		if r != nil {
			count++
		}
	}
	if count != 1 {
		t.Errorf("%d took it, want 1", count)
	}
	if left := leftovers(t, all[0]); len(left) != 0 {
		t.Errorf("what was taken is left: %+v", left[0].Entry)
	}
}

func TestExcludedIDsStayExcluded(t *testing.T) {
	t.Parallel()
	two := journals(t, 2)
	begin(t, two[0], Entry{Kind: "pod", Before: []string{"old"}})
	die(t, two[0])
	if err := leftovers(t, two[1])[0].Exclude("x"); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]bool{"old": false, "x": false, "y": true} {
		l := leftovers(t, two[1])[0]
		if got := l.Entry.CouldBe(id); got != want {
			t.Errorf("could be %s: %t, want %t", id, got, want)
		}
	}
	taken := leftovers(t, two[1])[0]
	again := *taken
	if _, err := taken.Take(); err != nil {
		t.Fatal(err)
	}
	if err := again.Exclude("z"); err != nil {
		t.Fatal(err)
	}
	if left := leftovers(t, two[1]); len(left) != 0 {
		t.Errorf("what was taken came back: %+v", left[0].Entry)
	}
}

func TestOthersAreLeftAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mine := Scope{Account: "a", Workspace: "default", Directory: ".."}
	for _, other := range []Scope{{Account: "a", Workspace: "staging", Directory: ".."}, {Account: "a", Workspace: "default", Directory: "../elsewhere"}} {
		j := Open(dir, other)
		begin(t, j, Entry{Kind: "pod"})
		die(t, j)
	}
	j := Open(dir, mine)
	for name, text := range map[string]string{"no-entry.txt": "{}", "dead-1.json": `{"kind":`, "nobody.json": "{}"} {
		if err := os.WriteFile(filepath.Join(j.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before := files(t, j)
	if left := leftovers(t, j); len(left) != 0 {
		t.Errorf("found %+v", left[0].Entry)
	}
	if after := files(t, j); len(after) != len(before) {
		t.Errorf("%v became %v", before, after)
	}
}

func TestNoJournal(t *testing.T) {
	t.Parallel()
	var none *Journal
	if left := leftovers(t, none); left != nil {
		t.Errorf("found %v", left)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, folder), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Scope{}).Begin(Entry{}); err == nil {
		t.Error("an entry was written where there is no folder")
	}
}

// TestInWorkingDirectory changes what belongs to the process, so it runs alone.
func TestInWorkingDirectory(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("TF_DATA_DIR", "")
	t.Setenv("TF_WORKSPACE", "")
	if j := InWorkingDirectory(t.Context(), "https://api.example/v2", "key"); j != nil {
		t.Fatalf("a journal in %s, before an init", j.dir)
	}
	if err := os.Mkdir(".terraform", 0o755); err != nil {
		t.Fatal(err)
	}
	j := InWorkingDirectory(t.Context(), "https://api.example/v2", "key")
	if j.scope.Workspace != "default" || j.scope.Directory != ".." || !strings.Contains(j.dir, ".terraform") {
		t.Errorf("%+v in %s", j.scope, j.dir)
	}
	for _, other := range []*Journal{InWorkingDirectory(t.Context(), "https://api.example/v2", "other"), InWorkingDirectory(t.Context(), "https://api.example/v3", "key")} {
		if other.scope.Account == j.scope.Account {
			t.Error("two accounts are the same")
		}
	}
	if err := os.WriteFile(".terraform/environment", []byte("staging\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := InWorkingDirectory(t.Context(), "", "").scope.Workspace; got != "staging" {
		t.Errorf("workspace %q, want the selected one", got)
	}
	t.Setenv("TF_WORKSPACE", "prod")
	if got := InWorkingDirectory(t.Context(), "", "").scope.Workspace; got != "prod" {
		t.Errorf("workspace %q, want that of the environment", got)
	}
	shared := t.TempDir()
	t.Setenv("TF_DATA_DIR", shared)
	here := InWorkingDirectory(t.Context(), "", "")
	t.Chdir(t.TempDir())
	there := InWorkingDirectory(t.Context(), "", "")
	if here.dir != there.dir || here.scope == there.scope {
		t.Errorf("%+v and %+v share %s", here.scope, there.scope, here.dir)
	}
}
