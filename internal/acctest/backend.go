package acctest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"sync"
)

// Backend keeps a working directory's state on a server, by Terraform's backend
// "http": the CLI sends it every twenty seconds or so, and at its end.
type Backend struct {
	URL string

	mu    sync.Mutex
	state []byte
	hold  *Held
}

// NewBackend lets a working directory keep its state on a server from now on, which has
// none yet.
func (w *Workdir) NewBackend() *Backend {
	w.t.Helper()
	b := &Backend{}
	server := httptest.NewServer(b)
	w.t.Cleanup(server.Close)
	b.URL = server.URL + "/state"
	w.mirror()
	b.Use(w)
	return b
}

// Use lets a working directory go on with the state that is here.
func (b *Backend) Use(w *Workdir) {
	w.t.Helper()
	w.write(w.Path("backend.tf"), fmt.Sprintf("terraform {\n  backend \"http\" {\n    address = %q\n  }\n}\n", b.URL))
	w.Run("init", "-no-color", "-reconfigure")
}

// mirror lets the CLI install the provider from the disk: an init, which a backend
// takes, does not know of the overrides that other tests live by.
func (w *Workdir) mirror() {
	w.t.Helper()
	provider, err := theProvider()
	if err != nil {
		w.t.Fatal(err)
	}
	mirror := w.t.TempDir()
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		dir := filepath.Join(mirror, host, "runpod-iac", "runpod", "9.9.9", runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			w.t.Fatal(err)
		}
		if err := os.Symlink(provider, filepath.Join(dir, "terraform-provider-runpod_v9.9.9")); err != nil {
			w.t.Fatal(err)
		}
	}
	settings := filepath.Join(mirror, "cli.tfrc")
	w.write(settings, fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror))
	w.env = append(w.env, "TF_CLI_CONFIG_FILE="+settings)
}

// Hold waits for the next state that is sent, and never stores it.
func (b *Backend) Hold() *Held {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.hold = &Held{method: http.MethodPost, path: "/state", arrived: make(chan struct{}), over: make(chan struct{})}
	return b.hold
}

// ServeHTTP is the protocol of the backend, without locks.
func (b *Backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the sender is gone
	}
	b.mu.Lock()
	held := b.hold
	if r.Method == http.MethodPost {
		b.hold = nil
	}
	b.mu.Unlock()
	if held != nil && r.Method == http.MethodPost {
		defer close(held.over)
		close(held.arrived)
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch r.Method {
	case http.MethodGet:
		if b.state == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		_, _ = w.Write(b.state)
	case http.MethodPost:
		b.state = body
	case http.MethodDelete:
		b.state = nil
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}
