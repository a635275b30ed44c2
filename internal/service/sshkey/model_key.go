package sshkey

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// publicKey is a line of an authorized_keys file without options.
type publicKey struct {
	kind    string // such as ssh-ed25519
	encoded string // the key itself, base64
	comment string // may be empty
	// fingerprint is what ssh-keygen -l prints, SHA256:... It stands for the key
	// as SSH sees it: kind and key, whatever the comment and the white space.
	fingerprint string
}

var errPrivateKey = errors.New("this is a private key, which must not leave your machine: use the public key from the .pub file")

// kinds are what Runpod takes a line for a key by.
var kinds = regexp.MustCompile(`^(ssh|ecdsa|sk)-`)

// parse reads a public key. Its errors say what to write instead, and do not
// repeat the text.
func parse(text string) (publicKey, error) {
	text = strings.TrimSpace(text)
	switch {
	case strings.Contains(text, "PRIVATE KEY"):
		return publicKey{}, errPrivateKey
	case text == "":
		return publicKey{}, errors.New("the key is empty: use a line such as \"ssh-ed25519 AAAA... name\" from the .pub file that ssh-keygen writes")
	case strings.ContainsAny(text, "\r\n"):
		return publicKey{}, errors.New("the text has several lines: write one key on one line, and one resource for each key")
	}
	key := split(text)
	switch {
	case !kinds.MatchString(key.kind):
		return publicKey{}, errors.New("the line does not begin with a key type: write it as in a .pub file, such as \"ssh-ed25519 AAAA... name\", without options before it")
	case key.encoded == "":
		return publicKey{}, errors.New("nothing follows the key type: copy the whole line of the .pub file")
	}
	blob, err := base64.RawStdEncoding.Strict().DecodeString(strings.TrimRight(key.encoded, "="))
	if err != nil {
		return publicKey{}, fmt.Errorf("the key is not base64 (%w): copy the whole line of the .pub file", err)
	}
	if err := checkBlob(blob, key.kind); err != nil {
		return publicKey{}, err
	}
	key.fingerprint = runpod.SSHFingerprint(sha256.Sum256(blob))
	return key, nil
}

// split takes a line apart and checks nothing.
func split(line string) publicKey {
	kind, rest := cutSpace(line)
	encoded, comment := cutSpace(rest)
	return publicKey{kind: kind, encoded: encoded, comment: comment}
}

func cutSpace(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	i := strings.IndexAny(text, " \t")
	if i < 0 {
		return text, ""
	}
	return text[:i], strings.TrimSpace(text[i:])
}

// checkBlob goes through the fields of a key, each with its length before it,
// of which the first names the kind: a key that was cut off does not come out
// even.
func checkBlob(blob []byte, kind string) error {
	fields := 0
	for rest := blob; len(rest) > 0; fields++ {
		if len(rest) < 4 || uint64(binary.BigEndian.Uint32(rest)) > uint64(len(rest)-4) {
			return errors.New("the key is truncated: copy the whole line of the .pub file")
		}
		end := 4 + int(binary.BigEndian.Uint32(rest))
		if name := string(rest[4:end]); fields == 0 && name != kind {
			return fmt.Errorf("the line says %s, but the key is of another type: copy the whole line of the .pub file", kind)
		}
		rest = rest[end:]
	}
	if fields < 2 {
		return errors.New("the key is truncated: copy the whole line of the .pub file")
	}
	return nil
}

// line is the key as Runpod takes it.
func (k publicKey) line() string {
	if k.comment == "" {
		return k.kind + " " + k.encoded
	}
	return k.kind + " " + k.encoded + " " + k.comment
}

// fingerprintOf is that of a line on the account; empty where it is not a key.
func fingerprintOf(line string) string {
	key, err := parse(line)
	if err != nil {
		return ""
	}
	return key.fingerprint
}

// sameLine reports whether two lines differ in nothing but white space.
func sameLine(a, b string) bool { return split(a) == split(b) }

// find returns the line with the key of a fingerprint: like, where that is on
// the list, else the first.
func find(lines []string, fingerprint, like string) (line string, ok bool) {
	for _, l := range lines {
		if fingerprintOf(l) != fingerprint {
			continue
		}
		if sameLine(l, like) {
			return l, true
		}
		if !ok {
			line, ok = l, true
		}
	}
	return line, ok
}
