package runpod

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
)

// TestEchoesOfAMissingField: beside a missing field Runpod's validator may call every other
// unknown. Of those only what the request never had is worth a word.
func TestEchoesOfAMissingField(t *testing.T) {
	t.Parallel()
	const missing = "$: missing property 'image'"
	for name, test := range map[string]struct {
		faults, want []string
	}{
		"all good fields":             {[]string{missing, "$: additional properties 'name', 'gpu' not allowed"}, []string{missing}},
		"an older form":               {[]string{missing, `additional property "gpu.count" is not allowed`, "/name: false schema"}, []string{missing}},
		"unknown ones only":           {[]string{missing, "$: additional properties 'cloudType', 'imageName' not allowed"}, []string{missing, "$: additional properties 'cloudType', 'imageName' not allowed"}},
		"good and unknown ones":       {[]string{"$: additional properties 'cloudType', 'gpu', 'name' not allowed", missing}, []string{"$: additional properties 'cloudType' not allowed", missing}},
		"nothing is missing":          {[]string{"$: additional properties 'gpu' not allowed"}, []string{"$: additional properties 'gpu' not allowed"}},
		"another fault, not missing":  {[]string{"$.disk: minimum: got 0, want 1", "$: additional properties 'gpu' not allowed", "/name: false schema"}, []string{"$.disk: minimum: got 0, want 1", "$: additional properties 'gpu' not allowed"}},
		"names that cannot be parsed": {[]string{missing, "additional properties not allowed"}, []string{missing}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := `{"title":"Unprocessable Entity","status":422,"detail":"Request validation failed.","errors":[`
			for i, fault := range test.faults {
				if i > 0 {
					body += ","
				}
				text, err := json.Marshal(fault)
				if err != nil {
					t.Fatal(err)
				}
				body += string(text)
			}
			c, _ := newTestClient(t, reply(422, body+"]}"))
			_, err := c.CreatePod(t.Context(), CreatePodRequest{Name: "n", GPU: &CreateGPUConfig{ID: "g", Count: new(int64(1))}})
			e, ok := errors.AsType[*Error](err)
			if !ok || !slices.Equal(e.Errors, test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}
