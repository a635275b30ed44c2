package journal

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestOneAddressIsWrittenInManyWays(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"https://api.runpod.io/v2", "https://api.runpod.io/v2/", "https://API.Runpod.io:443/v2//", "HTTPS://api.runpod.io./v2", " https://api.runpod.io/v2"},
		{"http://localhost:8787/v2", "http://127.0.0.1:8787/v2/", "http://[::1]:8787/v2", "http://LOCALHOST:8787/v2", "http://127.0.0.2:8787/v2"},
		{"http://localhost/v2", "http://127.0.0.1:80/v2"},
	} {
		for _, address := range same {
			if got, want := normalised(address), normalised(same[0]); got != want {
				t.Errorf("%s is %s, want %s", address, got, want)
			}
		}
	}
	for _, other := range []string{"https://api.runpod.io/v3", "http://api.runpod.io/v2", "https://api.runpod.io:8443/v2", "https://api.runpod.com/v2", "https://api.runpod.io/V2"} {
		if normalised(other) == normalised("https://api.runpod.io/v2") {
			t.Errorf("%s passes for Runpod's own", other)
		}
	}
}

// TestRelations compares scopes as they are on the disk.
func TestRelations(t *testing.T) {
	t.Parallel()
	mine := Scope{Account: "old", Address: "a", Key: "k", Backend: "b", Workspace: "w", Directory: "d"}
	for want, entries := range map[Relation][]Scope{
		Same: {
			mine.written(),
			{Account: "old", Workspace: "w", Directory: "d"}, // of an earlier version
		},
		OtherKey:     {{Address: "a", Key: "other", Backend: "b", Workspace: "w", Directory: "d"}},
		OtherBackend: {{Address: "a", Key: "k", Workspace: "w", Directory: "d"}, {Address: "a", Key: "other", Workspace: "w", Directory: "d"}},
		OtherAddress: {{Address: "other", Key: "k", Backend: "b", Workspace: "w", Directory: "d"}, {Account: "older", Workspace: "w", Directory: "d"}},
		Elsewhere:    {{Address: "a", Key: "k", Backend: "b", Workspace: "other", Directory: "d"}, {Account: "old", Workspace: "w", Directory: "other"}},
	} {
		for _, entry := range entries {
			if got := mine.relation(entry); got != want {
				t.Errorf("%+v has the relation %d, want %d", entry, got, want)
			}
		}
	}
	if mine.written().Account != "" {
		t.Error("an earlier version would take what it finds for something that was cut off")
	}
}

func TestBackendIsIdentifiedByWhereTheStateIs(t *testing.T) {
	t.Parallel()
	with := func(text string) string {
		dir := t.TempDir()
		if text != "" {
			if err := os.WriteFile(filepath.Join(dir, "terraform.tfstate"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return backend(dir, "")
	}
	for _, none := range []string{"", "{}", "broken"} {
		if got := with(none); got != "" {
			t.Errorf("%q is a backend: %s", none, got)
		}
	}
	one := with(`{"backend":{"type":"http","config":{"address":"https://a.example/one","password":"old"},"hash":1}}`)
	if again := with(`{"backend":{"type":"http","config":{"address":"https://a.example/one","password":"new"},"hash":2}}`); one == "" || again != one {
		t.Errorf("a new password makes another backend: %s and %s", one, again)
	}
	if other := with(`{"backend":{"type":"http","config":{"address":"https://a.example/two","password":"old"},"hash":1}}`); other == one {
		t.Error("another address is the same backend")
	}
}

func TestWhatPlansHeld(t *testing.T) {
	t.Parallel()
	two := journals(t, 2)
	if held, err := two[0].Held(); held != nil || err != nil {
		t.Errorf("without a plan: %v, %v", held, err)
	}
	for i, j := range two {
		if err := j.NoteHeld(Held{"pod": {[]string{"a", "b"}[i]}}); err != nil {
			t.Fatal(err)
		}
	}
	held, err := two[0].Held()
	if err != nil || !held["pod"]["a"] || !held["pod"]["b"] || held["pod"]["c"] || held["volume"]["a"] {
		t.Errorf("held %v, %v", held, err)
	}
}

// TestHalfWrittenFilesGo: a process that is killed in the middle of a write leaves
// one, and they are nobody's after a while.
func TestHalfWrittenFilesGo(t *testing.T) {
	t.Parallel()
	j := journals(t, 1)[0]
	if err := j.Check(); err != nil {
		t.Fatal(err)
	}
	if left := files(t, j); len(left) != 0 {
		t.Errorf("a check leaves %v", left)
	}
	age := func(name string, age time.Duration) string {
		path := filepath.Join(j.dir, name)
		if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
		then := time.Now().Add(-age)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for path, want := range map[string]bool{
		age("partial-1", time.Minute): true, age("partial-2", 2*staleAfter): false,
		age("a.held", 2*staleAfter): true, age("b.held", 2*heldFor): false,
		age("unknown", 2*heldFor): true,
	} {
		leftovers(t, j)
		if got := exists(path); got != want {
			t.Errorf("%s is there: %t, want %t", path, got, want)
		}
	}
}

func TestCheckFindsWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, folder), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, j := range map[string]*Journal{"a file in the way": Open(dir, Scope{}), "no folder": Open(filepath.Join(dir, "none"), Scope{})} {
		if err := j.Check(); err == nil {
			t.Errorf("%s: it can be written", name)
		}
	}
	var none *Journal
	if err := none.Check(); err != nil {
		t.Errorf("a journal that nobody keeps: %s", err)
	}
}

// TestHowAProcessEnded: what was answered counts as held where the CLI ended the
// process, and not where it was cut off; whoever takes an entry over keeps that.
func TestHowAProcessEnded(t *testing.T) {
	t.Parallel()
	for _, inOrder := range []bool{true, false} {
		three := journals(t, 3)
		r := begin(t, three[0], Entry{Kind: "pod", Name: "a"})
		if err := r.SetID("x"); err != nil {
			t.Fatal(err)
		}
		if err := r.Answer(); err != nil {
			t.Fatal(err)
		}
		if inOrder {
			if err := three[0].End(); err != nil {
				t.Fatal(err)
			}
		} else {
			die(t, three[0])
		}
		left := leftovers(t, three[1])
		if len(left) != 1 || left[0].IsLost() || left[0].Entry.CutOff == inOrder {
			t.Fatalf("in order: %t; left %+v", inOrder, left[0])
		}
		if _, err := left[0].Take(); err != nil {
			t.Fatal(err)
		}
		if err := three[1].End(); err != nil {
			t.Fatal(err)
		}
		if left = leftovers(t, three[2]); len(left) != 1 || left[0].Entry.CutOff == inOrder {
			t.Errorf("in order: %t; after it was taken, left %+v", inOrder, left[0])
		}
		if err := left[0].Drop(); err != nil {
			t.Fatal(err)
		}
		if files := files(t, three[2]); len(files) != 0 {
			t.Errorf("left behind: %v", files)
		}
	}
}

func TestStateOfItsOwn(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"terraform\x00apply\x00-auto-approve\x00":    "",
		"terraform\x00-chdir=x\x00test\x00":          "test",
		"/usr/bin/tofu test -filter=a":               "test",
		"terraform\x00apply\x00test\x00":             "",
		"terraform\x00plan\x00-out=test\x00":         "",
		"terraform\x00apply\x00-state=a.tfstate\x00": "state=a.tfstate",
		"terraform apply -state-out=a.tfstate":       "",
		"":                                           "",
	} {
		if got := stateIn(line); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

func TestPartOfAState(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"terraform\x00apply\x00-auto-approve\x00":            false,
		"terraform\x00plan\x00-out=target":                   false,
		"terraform apply -state-out=x":                       false,
		"terraform\x00apply\x00-target=runpod_pod.a\x00":     true,
		"terraform\x00plan\x00-target\x00runpod_pod.a":       true,
		"tofu plan --exclude=runpod_pod.a":                   true,
		"tofu plan -target-file=list":                        true,
		"terraform apply -state=other.tfstate":               true,
		`TF_CLI_ARGS_plan=-target=runpod_pod.a`:              true,
		`TF_CLI_ARGS="-no-color -target=runpod_pod.a"`:       true,
		"TF_CLI_ARGS_plan=-no-color -refresh=false -input=0": false,
	} {
		if got := partOnly.MatchString(line); got != want {
			t.Errorf("%q: %t, want %t", line, got, want)
		}
	}
}
