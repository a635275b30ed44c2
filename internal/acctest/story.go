package acctest

import (
	"os"
	"strconv"
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

// Seeds are those that a test of many random cases runs: count of them, unless the environment variable says otherwise, as in
// "300" or, from the hundredth on, "300:100".
func Seeds(t *testing.T, variable string, count int) []int {
	t.Helper()
	first := 0
	if text := os.Getenv(variable); text != "" {
		number, from, _ := strings.Cut(text, ":")
		var err error
		if count, err = strconv.Atoi(number); err != nil {
			t.Fatalf("%s: %s", variable, err)
		}
		if from != "" {
			if first, err = strconv.Atoi(from); err != nil {
				t.Fatalf("%s: %s", variable, err)
			}
		}
	}
	seeds := make([]int, count)
	for i := range seeds {
		seeds[i] = first + i
	}
	return seeds
}

// OneByOne marks a test of many cases that run one by one, so that the race detector
// finds nothing in it and takes ten times as long. With -short it is left out.
func OneByOne(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("NOT RUN WITH -short: nothing in it is concurrent")
	}
}
