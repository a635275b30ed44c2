package journal

import (
	"context"
	"os"
	"regexp"
	"strings"
)

// partOnly finds what makes a CLI look at a part of a state, or at another state
// than the one that the data directory knows of.
var partOnly = regexp.MustCompile(`(?:^|[\s\x00"'=])--?(?:target|exclude|target-file|exclude-file|state)(?:[=\s\x00]|$)`)

// ownState finds what makes a CLI work on another state than the one that the data
// directory knows of: the option -state, and the command test, which keeps its states
// to itself.
var ownState = regexp.MustCompile(`^[^\s\x00]+(?:[\s\x00]+-[^\s\x00]+)*[\s\x00]+(test)(?:[\s\x00]|$)|[\s\x00"'=]--?(state[=\s\x00][^\s\x00]+)`)

// stateFromCLI names the state that the command line of the CLI asks for; empty where
// it asks for none, or cannot be read.
func stateFromCLI(ctx context.Context) string {
	line, _ := commandLine(ctx, os.Getppid())
	return stateIn(line)
}

func stateIn(line string) string {
	if found := ownState.FindStringSubmatch(line); found != nil {
		return found[1] + found[2]
	}
	return ""
}

// IsWhole reports whether the CLI that runs this process plans the whole state: only
// then is what it does not find not there. Nothing in the protocol says so, so it is
// read off the CLI's command line; where that cannot be read, nothing is certain.
func IsWhole(ctx context.Context) bool {
	for _, variable := range os.Environ() {
		if strings.HasPrefix(variable, "TF_CLI_ARGS") && partOnly.MatchString(variable) {
			return false
		}
	}
	line, ok := commandLine(ctx, os.Getppid())
	return ok && !partOnly.MatchString(line)
}
