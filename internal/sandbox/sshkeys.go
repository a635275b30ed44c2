package sandbox

import (
	"slices"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func (a *Account) sshKeyRoutes() []route {
	replace := closed(required("keys", list(matching(`^(ssh|ecdsa|sk)-[^\s]+ [^\s]+([ \t][^\n\r]*)?$`))))
	return []route{
		{"GET /v2/account/ssh-keys", a.getSSHKeys},
		{"PUT /v2/account/ssh-keys", taking(replace, a.replaceSSHKeys)},
	}
}

func (a *Account) getSSHKeys(*call) (any, error) {
	return runpod.SSHKeys{Keys: append([]string{}, a.sshKeys...)}, nil
}

// replaceSSHKeys drops what was there, whoever put it there meanwhile: there is
// no version that a caller could insist on.
func (a *Account) replaceSSHKeys(c *call, req *runpod.UpdateSSHKeysRequest) (any, error) {
	a.sshKeys = req.Keys
	return a.getSSHKeys(c)
}

// consoleKey stands for Runpod's own key, on an account that has none.
const consoleKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKbf0000000000000000000000000000000sandbox sandbox@runpod"

// publicKey is what a pod that starts SSH lets in.
func (a *Account) publicKey() string {
	if len(a.sshKeys) == 0 {
		return consoleKey
	}
	return strings.Join(a.sshKeys, "\n")
}

// SSHKeys returns the public keys of the account in their order.
func (a *Account) SSHKeys() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.sshKeys)
}

// SetSSHKeys replaces the public keys as if in the console; no rule is checked.
func (a *Account) SetSSHKeys(keys ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sshKeys = slices.Clone(keys)
}
