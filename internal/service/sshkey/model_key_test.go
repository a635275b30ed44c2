package sshkey

import (
	"errors"
	"strings"
	"testing"
)

// Keys that ssh-keygen made, and the fingerprints it prints for them.
const (
	ed25519Key         = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAWoHJkcuaKH3EtaEFGnd7OEoyJ1mP52aXRSy5Q8WqNU"
	ed25519Fingerprint = "SHA256:Yn+lHx3cqRbYiELXWVFjyd+9hjnRuf93awEjIK8rjtU"
	ecdsaKey           = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBGvL8oeWKgS+eueeLMm0ZecXlLRU4veNan3ikSn6/plPJfBDinYjusCrBLqdeuNaJ86SlSHe6uZkGNEhp9lcDnI="
	ecdsaFingerprint   = "SHA256:zyBoZ+qLzICo4tchVOGV/2vJXzx+oIZmf9o4kLG/YUg"
	rsaKey             = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDVx4AMSYMJgpVtlYPyAjd8jY1HkARhbU4M1SMonWAEWT0Gdv3uxgzu1kHPhf+DB8qsNpSvJd//wfyEfM6D7hsdGTgQluKVpnA+s+zw8ttw4ibeTRmEhHp49D1qjYR8hirYDXL5mmzX0l8uV7BsCTeqb2AdMhsKsdWoK+wItwj1+z9ySJrQbUDcVMTsuBDYJlPIL7e5AgIIBAozLv4efeurl68C5rVig/x2aeBjUZfU16VIPHgK9kWJB9yDpFzb4T+wVZ3aRZN2DfUFyjSNKSQp14EpCijjOEMbZ0fo8RiRHrLqXpRtO9VwLCo6IDQqvjTi53cYhaP2xC/2HWHqJXKy9bk4AsT/I4ltigyidu78HyAuJ5H6Ou7A2mBQGaPRHG2XlSAD2t8zoLleYZFIMfZaf8h+2s/ugRZPD9Tf//YXqq/Bn6dMQAlYhy6+QWuC2j7W74zPmKW2MEe6zkTvP6vJQfxwiCQWZQXXl3MK8GaajhWxXT+fXVMw9lZ1ote/uD0="
	rsaFingerprint     = "SHA256:PE7D5+EUPTWq1Z14O0ocuK+JnKR2C+8LOh3k0hunKTM"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text, fingerprint, comment, line string
	}{
		"ed25519":         {ed25519Key + " ana@example.com", ed25519Fingerprint, "ana@example.com", ed25519Key + " ana@example.com"},
		"ecdsa":           {ecdsaKey, ecdsaFingerprint, "", ecdsaKey},
		"rsa":             {rsaKey + " a comment of  words", rsaFingerprint, "a comment of  words", rsaKey + " a comment of  words"},
		"white space":     {"\n\t " + strings.Replace(ed25519Key, " ", " \t ", 1) + "  ana \r\n", ed25519Fingerprint, "ana", ed25519Key + " ana"},
		"without padding": {strings.TrimRight(ecdsaKey, "="), ecdsaFingerprint, "", strings.TrimRight(ecdsaKey, "=")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key, err := parse(test.text)
			if err != nil {
				t.Fatal(err)
			}
			if key.fingerprint != test.fingerprint || key.comment != test.comment || key.line() != test.line {
				t.Errorf("got %+v, line %q", key, key.line())
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, remedy string }{
		"nothing":      {" \n", "that ssh-keygen writes"},
		"private key":  {"-----BEGIN OPENSSH PRIVATE KEY-----\nhush\n-----END OPENSSH PRIVATE KEY-----", "use the public key"},
		"two keys":     {ed25519Key + "\n" + ecdsaKey, "one resource for each key"},
		"options":      {"no-pty " + ed25519Key, "without options"},
		"path":         {"~/.ssh/id_ed25519.pub", "does not begin with a key type"},
		"key alone":    {strings.Fields(ed25519Key)[1], "does not begin with a key type"},
		"kind alone":   {"ssh-ed25519", "nothing follows the key type"},
		"not base64":   {"ssh-ed25519 AAAA*", "not base64"},
		"cut off":      {ed25519Key[:len(ed25519Key)-8], "is truncated"},
		"kind within":  {"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "is truncated"},
		"other kind":   {strings.Replace(ed25519Key, "ed25519", "rsa", 1), "says ssh-rsa"},
		"huge length":  {"ssh-rsa /////w==", "is truncated"},
		"empty base64": {"ssh-rsa ==", "is truncated"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key, err := parse(test.text)
			if err == nil || !strings.Contains(err.Error(), test.remedy) {
				t.Fatalf("got %+v, %v; want an error that says %q", key, err, test.remedy)
			}
			if strings.Contains(err.Error(), "hush") || (name == "private key") != errors.Is(err, errPrivateKey) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestSameLine(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{ed25519Key + " ana", " " + strings.Replace(ed25519Key, " ", "\t", 1) + "  ana\n", true},
		{ed25519Key + " ana", ed25519Key + " ben", false},
		{ed25519Key + " ana", ed25519Key, false},
		{ed25519Key, ecdsaKey, false},
	} {
		if got := sameLine(test.a, test.b); got != test.want {
			t.Errorf("%q and %q: got %t", test.a, test.b, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", ed25519Key + " ana", "  " + ecdsaKey + "\n", rsaKey, "ssh-rsa AAAA", "ssh-rsa /////w=="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		key, err := parse(text)
		if err != nil {
			if key != (publicKey{}) {
				t.Errorf("an error and %+v", key)
			}
			return
		}
		again, err := parse(key.line())
		if err != nil || again != key {
			t.Errorf("%q is written as %q, which reads as %+v, %v; want %+v", text, key.line(), again, err, key)
		}
		if !sameLine(text, key.line()) {
			t.Errorf("%q and %q, what is written of it, are told apart", text, key.line())
		}
		if len(key.fingerprint) != len(ed25519Fingerprint) {
			t.Errorf("fingerprint %q", key.fingerprint)
		}
	})
}
