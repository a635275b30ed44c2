package sandbox

import (
	"slices"
	"testing"
)

// A key of a real account is out of reach, whatever the variable is called.
func TestRealKeysStayBehind(t *testing.T) {
	t.Parallel()
	got := commandEnv([]string{"PATH=/bin", "TF_VAR_key=rpa_REAL", "RUNPOD_API_KEY=rpa_REAL", "RUNPOD_API_URL=https://api.runpod.io/v2", "HEADER=Bearer rpa_REAL", "EMPTY="}, "http://u/v2", "rpa_MADE_UP")
	if want := []string{"PATH=/bin", "EMPTY=", "RUNPOD_API_URL=http://u/v2", "RUNPOD_API_KEY=rpa_MADE_UP"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
