package runpod

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
)

// SSHKeys is the account's list of public keys.
type SSHKeys struct {
	Keys []string `json:"keys"`
}

type listSSHKeysResponse struct {
	paginated
	SSHKeys
}

// UpdateSSHKeysRequest replaces the whole list. Nil keys are sent as none.
type UpdateSSHKeysRequest struct {
	Keys []string `json:"keys"`
}

// GetSSHKeys returns the account's public keys.
func (c *Client) GetSSHKeys(ctx context.Context) (*SSHKeys, error) {
	keys, err := list(ctx, c, route{"account", "ssh-keys"}, nil, anyPage, func(k *listSSHKeysResponse) []string { return k.Keys })
	if err != nil {
		return nil, err
	}
	return &SSHKeys{Keys: keys}, nil
}

// UpdateSSHKeys replaces the account's public keys. There is no version to
// check against: callers lock, read, change, write and read again.
func (c *Client) UpdateSSHKeys(ctx context.Context, req UpdateSSHKeysRequest) (*SSHKeys, error) {
	if req.Keys == nil {
		req.Keys = []string{}
	}
	return call[SSHKeys](ctx, c, http.MethodPut, route{"account", "ssh-keys"}, nil, req)
}

// SSHFingerprintPrefix is what the fingerprint of a key begins with.
const SSHFingerprintPrefix = "SHA256:"

// SSHFingerprint is how ssh-keygen -l prints the digest of a public key.
func SSHFingerprint(digest [sha256.Size]byte) string {
	return SSHFingerprintPrefix + base64.RawStdEncoding.EncodeToString(digest[:])
}
