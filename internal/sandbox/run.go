package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Exit codes of a shell for a command that does not start.
const (
	exitNotRunnable = 126
	exitNotFound    = 127
	exitBySignal    = 128 // and the number of the signal
)

// commandError is the end of the command that was run: its exit code is the
// program's. It says nothing where the command has said all itself.
type commandError struct {
	text string
	code int
}

func (e *commandError) Error() string { return e.text }

// ExitCode is that of the program.
func (e *commandError) ExitCode() int { return e.code }

// runWith serves the account for as long as a command runs, which finds it in its
// environment. Signals are the command's: it decides when it ends.
func (a *Account) runWith(ctx context.Context, listener net.Listener, url string, command []string) error {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx, listener) }()
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, forwarded()...)
	defer signal.Stop(signals)
	err := run(ctx, command, commandEnv(os.Environ(), url, a.apiKey), signals)
	stop()
	return errors.Join(err, <-served)
}

func run(ctx context.Context, command, env []string, signals <-chan os.Signal) error {
	child := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // running it is what the user asks for
	child.Env = env
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := child.Start(); err != nil {
		code := exitNotRunnable
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
			code = exitNotFound
		}
		return &commandError{fmt.Sprintf("sandbox: cannot run %s: %v", command[0], err), code}
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	for {
		select {
		case received := <-signals:
			if !reachesAll(received) {
				_ = child.Process.Signal(received) // it may have just ended
			}
		case err := <-ended:
			return endOf(err)
		}
	}
}

func endOf(err error) error {
	exit, ok := errors.AsType[*exec.ExitError](err)
	switch {
	case err == nil:
		return nil
	case !ok:
		return fmt.Errorf("sandbox: waiting for the command: %w", err)
	case exit.ExitCode() < 0:
		return &commandError{"", exitBySignal + signalOf(exit.ProcessState)}
	}
	return &commandError{"", exit.ExitCode()}
}

// realKey is what Runpod's API keys look like.
var realKey = regexp.MustCompile(`\brpa_[A-Za-z0-9]{20,}`)

// shortestKey is how long a value of RUNPOD_API_KEY has to be to be looked for inside of
// other values: a short one, such as "test", is anywhere.
const shortestKey = 16

// commandEnv is an environment in which the account is this one, and in which no
// variable holds a key of a real one, under whatever name: where there was one, such as
// in TF_VAR_runpod_api_key, there is this account's.
func commandEnv(environment []string, url, key string) []string {
	var env []string
	own := ""
	for _, variable := range environment {
		if value, ok := strings.CutPrefix(variable, "RUNPOD_API_KEY="); ok {
			own = value
		}
	}
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		switch name {
		case "RUNPOD_API_KEY", "RUNPOD_API_URL", runpod.SandboxVariable:
			continue
		case "TF_REATTACH_PROVIDERS": // a provider that runs already, with an environment of its own
			if strings.Contains(value, "runpod") {
				continue
			}
		}
		if value == own && own != "" {
			value = key
		}
		if len(own) >= shortestKey {
			value = strings.ReplaceAll(value, own, key)
		}
		env = append(env, name+"="+realKey.ReplaceAllString(value, key))
	}
	return append(env, "RUNPOD_API_URL="+url, "RUNPOD_API_KEY="+key, runpod.SandboxVariable+"="+url)
}
