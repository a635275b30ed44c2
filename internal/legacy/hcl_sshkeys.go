package legacy

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// forgetKeys is how the list leaves a state without anything happening to a key.
const forgetKeys = "remove it from the state first (`terraform state rm %s`), which keeps every key on the account"

// keyID is the ID that a key has as `runpod_ssh_key`, or "" where the line is none.
func keyID(line string) string {
	fields := strings.Fields(line)
	if len(fields) < 2 {
		return ""
	}
	blob, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(fields[1], "="))
	if err != nil {
		return ""
	}
	return runpod.SSHFingerprint(sha256.Sum256(blob))
}

// sshKeys writes the one list of all SSH keys as one resource a key, each with an
// `import` block: a key is never added twice, and none is removed.
func (m *module) sshKeys(s *source, b *hclsyntax.Block) {
	address := strings.Join(b.Labels, ".")
	forget := fmt.Sprintf(forgetKeys, address)
	keys := b.Body.Attributes["keys"]
	var elements []hclsyntax.Expression
	if keys != nil {
		tuple, _ := keys.Expr.(*hclsyntax.TupleConsExpr)
		if call, ok := keys.Expr.(*hclsyntax.FunctionCallExpr); ok && call.Name == "toset" && len(call.Args) == 1 {
			tuple, _ = call.Args[0].(*hclsyntax.TupleConsExpr)
		}
		if tuple != nil {
			elements = tuple.Exprs
		}
	}
	meta := slices.ContainsFunc(declaredIn(b.Body), func(name string) bool { return name != "keys" && name != "remove_on_destroy" })
	if len(elements) == 0 || meta {
		s.hand(s.line, "one resource is now one key: write a `runpod_ssh_key` with an `import` block for each key of this list, by the fingerprint that `ssh-keygen -lf` prints%s, and %s", m.keysInState(address), forget)
		return
	}
	var out strings.Builder
	var unknown []string
	for i, element := range elements {
		name := b.Labels[1]
		if len(elements) > 1 {
			name = fmt.Sprintf("%s_%d", name, i+1)
		}
		id := ""
		if text, ok := constant(element, cty.String); ok {
			id = keyID(text.AsString())
		}
		out.WriteString(keyBlock(name, s.slice(element.Range()), id))
		if id == "" {
			unknown = append(unknown, "runpod_ssh_key."+name)
		}
	}
	r := b.Range()
	r.End = b.CloseBraceRange.End
	s.replace(r, s.commentsIn(r)+strings.TrimSpace(out.String()))
	s.hand(s.line, "the list of all SSH keys became one `runpod_ssh_key` per key: %s", forget)
	if len(unknown) > 0 {
		s.hand(s.line, "%s has no `import` block, because its key is not a literal: add one with the fingerprint that `ssh-keygen -lf` prints%s. Until then the apply fails, and changes no key", strings.Join(unknown, ", "), m.keysInState(address))
	}
	s.note(s.line, "destroying a `runpod_ssh_key` removes that key from the account, and `keys` that are not declared stay there: `remove_on_destroy` was removed")
}

// commentsIn are the comments in a part of the text, each on a line of its own.
func (s *source) commentsIn(r hcl.Range) string {
	var out strings.Builder
	for _, c := range s.comments {
		if c.start >= r.Start.Byte && c.end <= r.End.Byte {
			out.WriteString(strings.TrimSpace(string(s.text[c.start:c.end])) + "\n")
		}
	}
	return out.String()
}

func keyBlock(name, key, id string) string {
	out := fmt.Sprintf("resource \"runpod_ssh_key\" %s {\n  public_key = %s\n}\n\n", quote(name), key)
	if id != "" {
		out += fmt.Sprintf("import {\n  to = runpod_ssh_key.%s\n  id = %s\n}\n\n", name, quote(id))
	}
	return out
}

// keysInState says which keys a state holds, with their fingerprints.
func (m *module) keysInState(address string) string {
	return keysOf(m.known[address], " (the state contains %s)")
}

// keysOf lists the keys of a state of the whole list, in a frame, or nothing.
func keysOf(old attributes, frame string) string {
	var keys []string
	for _, line := range old.exact("keys") {
		comment := ""
		if fields := strings.Fields(line); len(fields) > 2 {
			comment = strings.Join(fields[2:], " ") + " "
		}
		keys = append(keys, comment+cmp.Or(keyID(line), "without a fingerprint"))
	}
	if len(keys) == 0 {
		return ""
	}
	return fmt.Sprintf(frame, strings.Join(keys, ", "))
}
