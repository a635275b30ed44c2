//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// bench is what all measurements share.
type bench struct {
	settings

	work     string // a folder of our own
	provider string // as it is released
	empty    string // a provider that offers nothing, built alike
	alone    string // our provider without the other things that the binary does
	bare     string // the framework alone, with the attributes of our resources
}

// releaseFlags are those of .goreleaser.yml.
var releaseFlags = []string{"build", "-trimpath", "-mod=readonly", "-buildvcs=false", "-ldflags", "-s -w"}

func newBench(ctx context.Context, s settings, work string) (*bench, error) {
	b := &bench{settings: s, work: work}
	for i, build := range []struct {
		binary  *string
		name    string
		program string // a folder of the provider's repository
	}{
		{&b.provider, "terraform-provider-runpod", "."},
		{&b.empty, "terraform-provider-empty", "tools/bench/empty"},
		{&b.alone, "terraform-provider-alone", "tools/bench/alone"},
		{&b.bare, "terraform-provider-runpod", "tools/bench/bare"},
	} {
		*build.binary = filepath.Join(work, fmt.Sprint(i), build.name) // the CLI knows a provider by its file
		command := exec.CommandContext(ctx, "go", append(releaseFlags, "-o", *build.binary, ".")...)
		command.Dir = build.program
		command.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := command.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("building %s: %w\n%s", build.program, err, out)
		}
	}
	return b, nil
}

// folder is one in which the CLI runs.
type folder struct {
	b        *bench
	path     string
	env      []string
	recorded string // where the provider's own use is written, see record
}

const required = `terraform {
  required_providers {
    runpod = { source = "runpod-iac/runpod" }
  }
}
`

// newFolder makes a folder with a configuration. With an account the provider is
// in it, and leads there.
func (b *bench) newFolder(config string, a *account) (*folder, error) {
	path, err := os.MkdirTemp(b.work, "folder-")
	if err != nil {
		return nil, fmt.Errorf("making a folder: %w", err)
	}
	f := &folder{b: b, path: path, recorded: filepath.Join(path, "recorded.json")}
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "TF_") && !strings.HasPrefix(variable, "RUNPOD_") {
			f.env = append(f.env, variable)
		}
	}
	f.env = append(f.env, "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0")
	if a != nil {
		f.env = append(f.env, a.env()...)
		config = required + config
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("looking for this program: %w", err)
	}
	recorder := filepath.Join(path, "recorder", filepath.Base(b.provider))
	script := fmt.Sprintf("#!/bin/sh\nexec %q %s %q %q \"$@\"\n", self, recordCommand, f.recorded, b.provider)
	return f, errors.Join(os.MkdirAll(filepath.Dir(recorder), 0o755),
		os.WriteFile(recorder, []byte(script), 0o755),
		os.WriteFile(f.settings(asReleased), overrides(b.provider), 0o600),
		os.WriteFile(f.settings(recorded), overrides(recorder), 0o600),
		os.WriteFile(f.settings(bare), overrides(b.bare), 0o600),
		os.WriteFile(filepath.Join(path, "main.tf"), []byte(config), 0o600))
}

func overrides(provider string) []byte {
	return fmt.Appendf(nil, "provider_installation {\n  dev_overrides {\n    \"runpod-iac/runpod\" = %q\n  }\n  direct {}\n}\n", filepath.Dir(provider))
}

// Which provider a command runs.
const (
	asReleased = "cli"
	recorded   = "recorded"
	bare       = "bare"
)

// settings is the file with the CLI's settings for one of them.
func (f *folder) settings(which string) string { return filepath.Join(f.path, which+".tfrc") }

// usage is what a command has used, all of its processes together.
type usage struct{ wall, cpu time.Duration }

// run runs a command of the CLI.
func (f *folder) run(ctx context.Context, args ...string) (usage, error) {
	return f.runWith(ctx, f.settings(asReleased), args...)
}

func (f *folder) runWith(ctx context.Context, settings string, args ...string) (usage, error) {
	command := exec.CommandContext(ctx, f.b.cli, args...)
	command.Dir, command.Env = f.path, slices.Concat(f.env, []string{"TF_CLI_CONFIG_FILE=" + settings})
	began := time.Now()
	out, err := command.CombinedOutput()
	u := usage{wall: time.Since(began)}
	if err != nil {
		return u, fmt.Errorf("%s %s: %w\n%s", f.b.cli, strings.Join(args, " "), err, out)
	}
	u.cpu = command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	return u, nil
}

// apply makes everything, as many at a time as there are.
func (f *folder) apply(ctx context.Context) error {
	_, err := f.run(ctx, "apply", "-auto-approve", "-no-color", "-parallelism=1000")
	return err
}

// plan plans, and fails where that is not empty.
func (f *folder) plan(ctx context.Context) (usage, error) {
	return f.run(ctx, "plan", "-no-color", "-detailed-exitcode")
}

// planBare is the same with a provider that has nothing but the attributes.
func (f *folder) planBare(ctx context.Context) (usage, error) {
	return f.runWith(ctx, f.settings(bare), "plan", "-no-color", "-detailed-exitcode")
}

// recordCommand makes this program run a provider and write down what it used.
const recordCommand = "record"

// processUse is what the provider's process has used.
type processUse struct {
	CPU  time.Duration
	Peak int64 // bytes of memory
}

// record runs a provider in its place, and writes what it used if that is more
// than what is there: the CLI starts a provider several times. It returns the
// exit code.
func record(file string, provider []string) int {
	command := exec.CommandContext(context.Background(), provider[0], provider[1:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := command.Run()
	usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		fmt.Fprintln(os.Stderr, "bench:", err)
		return 1
	}
	u := processUse{CPU: time.Duration(usage.Utime.Nano() + usage.Stime.Nano()), Peak: usage.Maxrss * peakUnit}
	if before, err := readUse(file); err == nil {
		u.CPU, u.Peak = max(u.CPU, before.CPU), max(u.Peak, before.Peak)
	}
	text, err := json.Marshal(u)
	if err == nil {
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
	}
	return command.ProcessState.ExitCode()
}

func readUse(file string) (processUse, error) {
	var u processUse
	text, err := os.ReadFile(file)
	if err != nil {
		return u, fmt.Errorf("reading what the provider used: %w", err)
	}
	if err := json.Unmarshal(text, &u); err != nil {
		return u, fmt.Errorf("reading what the provider used: %w", err)
	}
	return u, nil
}

// planRecorded plans and returns what the provider's process used for it.
func (f *folder) planRecorded(ctx context.Context) (processUse, error) {
	if err := os.RemoveAll(f.recorded); err != nil {
		return processUse{}, err
	}
	if _, err := f.runWith(ctx, f.settings(recorded), "plan", "-no-color", "-detailed-exitcode"); err != nil {
		return processUse{}, err
	}
	return readUse(f.recorded)
}
