// Package sshkey manages the SSH keys of the account, one by one.
package sshkey

import (
	"context"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Kind is that of SSH keys: an object is a line of the account's list, and its ID
// the fingerprint of the key. Nothing is ever created in doubt, since the list is
// read again after each write.
var Kind = &account.Kind[string, string]{
	Name: "SSH key", Type: "runpod_ssh_key",
	Renewal:    "Do not set `create_before_destroy` on a replacement with the same key: an account holds each key once.",
	ID:         func(line *string) string { return fingerprintOf(*line) },
	ObjectName: func(line *string) string { return split(*line).comment },
	List: func(client *runpod.Client, ctx context.Context) ([]string, error) {
		keys, err := client.GetSSHKeys(ctx)
		if err != nil {
			return nil, err
		}
		return keys.Keys, nil
	},
}
