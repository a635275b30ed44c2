package acctest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Process is a command of the CLI that runs.
type Process struct {
	w       *Workdir
	command *exec.Cmd
	name    string
	out     bytes.Buffer
	ended   chan struct{}
	err     error
}

// Start is Try for a command that something happens to meanwhile. The test is
// skipped where the provider could not be told from other processes.
func (w *Workdir) Start(args ...string) *Process {
	w.t.Helper()
	if runtime.GOOS != "linux" {
		w.t.Skip("finding the provider's process takes Linux's /proc")
	}
	p := &Process{w: w, command: w.command(args...), name: strings.Join(args, " "), ended: make(chan struct{})}
	p.command.Stdout, p.command.Stderr = &p.out, &p.out
	if err := p.command.Start(); err != nil {
		w.t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		p.err = p.command.Wait()
	}()
	return p
}

// Await waits until the requests are held.
func (p *Process) Await(held ...*Held) {
	p.w.t.Helper()
	for _, h := range held {
		select {
		case <-h.Arrived():
		case <-p.ended:
			p.w.t.Fatalf("%s ended before %s %s was asked for:\n%s", p.name, h.method, h.path, p.out.String())
		}
	}
}

// Wait returns what the command printed when it has ended.
func (p *Process) Wait() (string, error) {
	<-p.ended
	p.w.outputs = append(p.w.outputs, output{p.name, p.out.String()})
	return p.out.String(), p.err
}

// Interrupt is Ctrl-C, which reaches the CLI and the provider alike.
func (p *Process) Interrupt() { p.signal(os.Interrupt) }

// KillProvider ends the provider without any warning.
func (p *Process) KillProvider() { p.signal(os.Kill) }

// KillCLI ends the CLI without any warning, and waits until the provider has
// followed, which it has to do by itself.
func (p *Process) KillCLI() {
	p.w.t.Helper()
	providers := p.providers()
	p.kill(p.command.Process)
	<-p.ended
	for _, provider := range providers {
		p.awaitEnd(provider.Pid)
	}
}

// KillBoth ends the CLI and the provider, in a moment.
func (p *Process) KillBoth() {
	p.w.t.Helper()
	for _, process := range append([]*os.Process{p.command.Process}, p.providers()...) {
		p.kill(process)
	}
}

func (p *Process) kill(process *os.Process) {
	p.w.t.Helper()
	if err := process.Kill(); err != nil {
		p.w.t.Fatal(err)
	}
}

// followTime is how long a provider may take to end after its CLI.
const followTime = 30 * time.Second

func (p *Process) awaitEnd(pid int) {
	p.w.t.Helper()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for end := time.Now().Add(followTime); time.Now().Before(end); <-look.C {
		if executable, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid)); err != nil || !isProvider(executable) {
			return
		}
	}
	p.w.t.Errorf("the provider, process %d, still runs %s after the CLI was killed", pid, followTime)
}

func isProvider(executable string) bool {
	return strings.HasPrefix(filepath.Base(executable), "terraform-provider-runpod")
}

func (p *Process) signal(signal os.Signal) {
	p.w.t.Helper()
	providers := p.providers()
	if len(providers) == 0 {
		p.w.t.Fatalf("%s runs no provider", p.name)
	}
	for _, provider := range providers {
		if err := provider.Signal(signal); err != nil {
			p.w.t.Fatal(err)
		}
	}
	if signal == os.Interrupt {
		if err := p.command.Process.Signal(signal); err != nil {
			p.w.t.Fatal(err)
		}
	}
}

// providers are the children of the CLI that are the provider.
func (p *Process) providers() []*os.Process {
	p.w.t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		p.w.t.Fatal(err)
	}
	var providers []*os.Process
	for _, path := range stats {
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err != nil || parentOf(path) != p.command.Process.Pid {
			continue
		}
		executable, err := os.Readlink(filepath.Join(filepath.Dir(path), "exe"))
		if err != nil || !isProvider(executable) {
			continue
		}
		if provider, err := os.FindProcess(pid); err == nil {
			providers = append(providers, provider)
		}
	}
	return providers
}

// parentOf reads the parent off a process's stat; 0 where it has ended.
func parentOf(stat string) int {
	text, err := os.ReadFile(stat)
	if err != nil {
		return 0
	}
	// The name before it may hold anything: pid (name) state ppid ...
	_, rest, _ := strings.Cut(string(text[bytes.LastIndexByte(text, ')')+1:]), " ")
	fields := strings.Fields(rest)
	if len(fields) < 2 {
		return 0
	}
	parent, err := strconv.Atoi(fields[1])
	if err != nil {
		return 0
	}
	return parent
}
