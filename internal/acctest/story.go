package acctest

import (
	"os"
	"strings"
	"testing"
)

// Story marks a test that takes long, and skips it unless RUNPOD_STORIES is set,
// as in make stories, which finds the test by its name.
func Story(t *testing.T) {
	t.Helper()
	if !strings.HasPrefix(t.Name(), "TestStory") {
		t.Fatal("the name of a story begins with TestStory, or make stories does not run it")
	}
	if os.Getenv("RUNPOD_STORIES") == "" {
		t.Skip("A STORY IS NOT RUN HERE: make stories runs it")
	}
}

// OneByOne marks a test of many cases that run one by one, so that the race detector
// finds nothing in it and takes ten times as long. With -short it is left out.
func OneByOne(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("NOT RUN WITH -short: nothing in it is concurrent")
	}
}
