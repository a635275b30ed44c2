package plancost

import (
	"strings"
	"testing"
)

func TestDuplicateKeys(t *testing.T) {
	t.Parallel()
	for text, twice := range map[string]string{
		`{"a":1,"b":{"a":2},"c":[{"a":1},{"a":1},"a","a"]}`: "",
		`{"a":"a","b":"b","c":{},"d":[]}`:                   "",
		`{"a":1,"a":1}`:                                     `"a"`,
		`{"x":[1,{"y":{"k":{},"l":[[]],"k":null}}]}`:        `"k"`,
		`{"a":1,"\u0061":2}`:                                `"a"`,
		`{"\u001b[2J":1,"\u001b[2J":2}`:                     "\uFFFD[2J",
		`{"a":1`:                                            "",
		``:                                                  "",
	} {
		err := checkKeys([]byte(text))
		if twice == "" && err != nil || twice != "" && (err == nil || !strings.Contains(err.Error(), twice+"") || strings.Contains(err.Error(), "\x1b")) {
			t.Errorf("%s: got %v, want %q", text, err, twice)
		}
	}
	plan := `{"format_version":"1.2","planned_values":{},"resource_changes":[],"resource_changes":[]}`
	if _, err := Read(strings.NewReader(plan), schemas()); err == nil || !strings.Contains(err.Error(), `duplicate key "resource_changes"`) {
		t.Errorf("reads a plan with a key twice: %v", err)
	}
}
