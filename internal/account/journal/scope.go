package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
)

// Scope is what an entry belongs to: those of another are left alone.
type Scope struct {
	// Account is a digest, from which neither URL nor key can be told.
	Account   string `json:"account"`
	Workspace string `json:"workspace"`
	// Directory is the working directory as seen from the data directory, which
	// several may share.
	Directory string `json:"directory"`
}

// InWorkingDirectory is the journal of the working directory that this process
// runs in; nil where Terraform has no data directory, as before an init.
func InWorkingDirectory(apiURL, apiKey string) *Journal {
	dataDir := os.Getenv("TF_DATA_DIR")
	if dataDir == "" {
		dataDir = ".terraform"
	}
	dataDir, err := filepath.Abs(dataDir)
	if err != nil {
		return nil
	}
	if info, err := os.Stat(dataDir); err != nil || !info.IsDir() {
		return nil
	}
	return Open(dataDir, Scope{Account: digest(apiURL, apiKey), Workspace: workspace(dataDir), Directory: directory(dataDir)})
}

func digest(apiURL, apiKey string) string {
	sum := sha256.Sum256([]byte(apiURL + "\x00" + apiKey))
	return hex.EncodeToString(sum[:8])
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
	return "default"
}

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
