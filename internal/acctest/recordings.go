package acctest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// RecordingsVariable names the environment variable with the path of what Runpod's API
// was recorded to answer. Without it the file is looked for beside Runpod's document.
const RecordingsVariable = "RUNPOD_RECORDINGS"

// Recordings reads what Runpod's API was recorded to answer, by the name of the
// recording. The test is skipped where there is nothing to read.
func Recordings(t *testing.T) map[string]any {
	t.Helper()
	path := os.Getenv(RecordingsVariable)
	if document := os.Getenv(OpenAPIVariable); path == "" && document != "" {
		path = filepath.Join(filepath.Dir(document), "live-recordings.json")
		if _, err := os.Stat(path); err != nil {
			path = ""
		}
	}
	if path == "" {
		t.Skipf("THE SANDBOX IS NOT HELD AGAINST WHAT RUNPOD WAS RECORDED TO ANSWER: %s is not set", RecordingsVariable)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("reading the recordings: %s", err)
	}
	var recordings map[string]any
	if err := json.Unmarshal(text, &recordings); err != nil {
		t.Fatalf("reading the recordings: %s", err)
	}
	return recordings
}
