package sandbox_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const sshKeysPath = "/v2/account/ssh-keys"

func keyList(t *testing.T, keys ...string) string {
	t.Helper()
	b, err := json.Marshal(map[string]any{"keys": append([]string{}, keys...)})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestSSHKeysAreReplacedAsAWhole(t *testing.T) {
	t.Parallel()
	const ana, ben = "ssh-ed25519 AAAAC3Nza ana@example.com", "ecdsa-sha2-nistp256 AAAAE2Vj"
	r := newRig(t, sandbox.Options{})
	for _, keys := range [][]string{{}, {ana}, {ben, ana}, {ben, ben}, {}} {
		want := map[string]any{"keys": []any{}}
		for _, key := range keys {
			want["keys"] = append(want["keys"].([]any), key)
		}
		if got := r.want(200, "PUT", sshKeysPath, keyList(t, keys...)); !reflect.DeepEqual(got, want) {
			t.Errorf("put %q: got %v", keys, got)
		}
		out := r.do("GET", sshKeysPath, "")
		if !reflect.DeepEqual(out.body, want) || out.header.Get("ETag") != "" {
			t.Errorf("get %q: got %v %v", keys, out.header, out.body)
		}
		if got := r.account.SSHKeys(); !slices.Equal(got, keys) || r.account.Empty() != (len(keys) == 0) {
			t.Errorf("the account has %q, and %q in all", got, r.account.Contents())
		}
	}
}

func TestSSHKeyRefusals(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ body, words string }{
		"no keys":           {`{}`, `missing property 'keys'`},
		"null":              {`{"keys": null}`, "keys: got"},
		"one string":        {`{"keys": "ssh-ed25519 A"}`, "keys: got"},
		"another kind":      {keyList(t, "pgp-key A"), "does not match pattern"},
		"no key after kind": {keyList(t, "ssh-ed25519"), "does not match pattern"},
		"two in one":        {keyList(t, "ssh-rsa A\nssh-rsa B"), "does not match pattern"},
		"line end":          {keyList(t, "ssh-rsa A\n"), "does not match pattern"},
		"blank before":      {keyList(t, " ssh-rsa A"), "does not match pattern"},
		"empty":             {keyList(t, ""), "does not match pattern"},
		"the second":        {keyList(t, "ssh-rsa A", "x"), "keys[1]"},
		"unknown field":     {`{"keys": [], "append": true}`, `additional properties 'append'`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{})
			r.account.SetSSHKeys("ssh-rsa A before")
			r.refused(422, tt.words, "PUT", sshKeysPath, tt.body)
			if got := r.account.SSHKeys(); !slices.Equal(got, []string{"ssh-rsa A before"}) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestSSHKeysAllowed(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.want(200, "PUT", sshKeysPath, keyList(t, "sk-ssh-ed25519@openssh.com AAAAG ", "ssh-rsa AAAAB\tana's laptop <ana@example.com>", "ssh-dss A"))
}

func TestSSHKeysOnPods(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	publicKey := func(body string) any {
		return dig(r.want(201, "POST", "/v2/pods", body), "env", "PUBLIC_KEY")
	}
	if got, _ := publicKey(with(gpuPod, "startSsh", "true")).(string); got == "" {
		t.Error("no key on an account without keys")
	}
	r.account.SetSSHKeys("ssh-rsa A", "ssh-rsa B ben")
	if got := publicKey(with(gpuPod, "startSsh", "true")); got != "ssh-rsa A\nssh-rsa B ben" {
		t.Errorf("got %q", got)
	}
	if got := publicKey(with(gpuPod, "startSsh", "true", "env", `{"PUBLIC_KEY": "ssh-rsa C"}`)); got != "ssh-rsa C" {
		t.Errorf("the request's own key: got %q", got)
	}
	if got := publicKey(gpuPod); got != nil {
		t.Errorf("without startSsh: got %q", got)
	}
}
