package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// Scope is what an entry belongs to. Those of another workspace or working
// directory are left alone.
type Scope struct {
	// Account is a digest of address and key as they were written. Only earlier
	// versions wrote it; this one looks for theirs by it.
	Account string `json:"account,omitempty"`
	// Address is a digest of Runpod's address, Key one of the API key: neither can be
	// told from them.
	Address string `json:"address,omitempty"`
	Key     string `json:"key,omitempty"`
	// Backend is a digest of where the state is; empty for the working directory.
	Backend   string `json:"backend,omitempty"`
	Workspace string `json:"workspace"`
	// Directory is the working directory as seen from the data directory, which
	// several may share.
	Directory string `json:"directory"`
}

// Relation is how an entry's scope differs from that of a journal.
type Relation int

// The relations. Address beats Backend beats Key where several differ.
const (
	Same Relation = iota
	OtherKey
	OtherBackend
	OtherAddress
	Elsewhere // another workspace or directory
)

// relation compares the scope of an entry.
func (s Scope) relation(entry Scope) Relation {
	old := entry.Address == ""
	switch {
	case entry.Workspace != s.Workspace || entry.Directory != s.Directory:
		return Elsewhere
	case old && entry.Account == s.Account:
		return Same
	case entry.Address != s.Address:
		return OtherAddress
	case entry.Backend != s.Backend:
		return OtherBackend
	case entry.Key != s.Key:
		return OtherKey
	}
	return Same
}

// written is the scope as it goes into an entry: an earlier version would take what
// was answered for something that was cut off, so it finds none of these.
func (s Scope) written() Scope {
	if s.Address != "" {
		s.Account = ""
	}
	return s
}

// InWorkingDirectory is the journal of the working directory that this process
// runs in; nil where Terraform has no data directory, as before an init.
func InWorkingDirectory(ctx context.Context, apiURL, apiKey string) *Journal {
	dataDir, ok := DataDir()
	if !ok {
		return nil
	}
	return Open(dataDir, Scope{
		Account: digest(apiURL + "\x00" + apiKey), Address: digest(normalised(apiURL)), Key: digest("key\x00" + strings.TrimSpace(apiKey)),
		Backend: backend(dataDir, stateFromCLI(ctx)), Workspace: workspace(dataDir), Directory: directory(dataDir),
	})
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// normalised is the one way to write an address, of the many that lead to the same
// API.
func normalised(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return address
	}
	scheme, host, port := strings.ToLower(u.Scheme), strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), u.Port()
	if ip := net.ParseIP(host); ip.IsLoopback() || strings.HasSuffix(host, ".localhost") {
		host = "localhost"
	}
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[scheme]
	}
	return scheme + "://" + net.JoinHostPort(host, port) + strings.TrimRight(u.EscapedPath(), "/")
}

// backend is a digest of what Terraform remembers of its backend, but for what lets
// it in: that changes while the state stays. A state that the command line names comes
// before it.
func backend(dataDir, named string) string {
	if named != "" {
		return digest(named)
	}
	var remembered struct {
		Backend *struct {
			Type   string         `json:"type"`
			Config map[string]any `json:"config"`
		} `json:"backend"`
	}
	text, err := os.ReadFile(filepath.Join(dataDir, "terraform.tfstate"))
	if err != nil || json.Unmarshal(text, &remembered) != nil || remembered.Backend == nil {
		return ""
	}
	for name := range remembered.Backend.Config {
		if isCredential(name) {
			delete(remembered.Backend.Config, name)
		}
	}
	text, err = json.Marshal(remembered.Backend)
	if err != nil { // it was JSON
		return ""
	}
	return digest(string(text))
}

func isCredential(name string) bool {
	for _, word := range []string{"password", "username", "secret", "token", "credential", "access_key", "sas", "private_key", "certificate"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// workspace is the one that Terraform has selected.
func workspace(dataDir string) string {
	if name := os.Getenv("TF_WORKSPACE"); name != "" {
		return name
	}
	if text, err := os.ReadFile(filepath.Join(dataDir, "environment")); err == nil {
		if name := strings.TrimSpace(string(text)); name != "" {
			return name
		}
	}
	return defaultWorkspace
}

const defaultWorkspace = "default"

func directory(dataDir string) string {
	current, err := os.Getwd()
	if err != nil {
		return ""
	}
	if relative, err := filepath.Rel(dataDir, current); err == nil {
		return filepath.ToSlash(relative)
	}
	return current
}
