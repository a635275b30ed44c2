package acctest

import (
	"bytes"
	"encoding/base64"
	"testing"
)

func TestFormsOfASecretAreFoundInBase64(t *testing.T) {
	t.Parallel()
	const secret = "hush-8c1f\"0+d"
	for before := range 4 {
		for after := range 4 {
			text := []byte(base64.StdEncoding.EncodeToString([]byte("####"[:before] + secret + "~~~~"[:after])))
			found := false
			for _, form := range formsOf(secret) {
				found = found || bytes.Contains(text, form)
			}
			if !found {
				t.Errorf("%s, with %d before and %d after the secret, gives it away unseen", text, before, after)
			}
		}
	}
	for _, form := range formsOf(secret) {
		if bytes.Contains([]byte(base64.StdEncoding.EncodeToString([]byte("something else altogether"))), form) {
			t.Errorf("form %q is found where the secret is not", form)
		}
	}
}
