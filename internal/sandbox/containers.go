package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// newContainer returns the settings of a container of which nothing is said.
func newContainer() runpod.Container {
	return runpod.Container{Env: map[string]string{}, Ports: []string{}}
}

// fromTemplate returns a template's settings as a container's, sharing nothing.
func fromTemplate(t *runpod.Template) runpod.Container {
	c := t.Container
	c.Env, c.Ports = map[string]string{}, append([]string{}, t.Ports...)
	maps.Copy(c.Env, t.Env)
	return c
}

// changeContainer changes container settings to what a request says of them.
// What is left out stays.
func (a *Account) changeContainer(to *runpod.Container, cfg *runpod.ContainerConfig) error {
	next := *to
	if cfg.Image != nil {
		if strings.TrimSpace(*cfg.Image) == "" {
			return badRequest("image must not be empty")
		}
		next.Image = *cfg.Image
	}
	if err := changeCommand(&next, &cfg.BaseContainerConfig); err != nil {
		return err
	}
	set(&next.Disk, cfg.Disk)
	if cfg.Env != nil {
		next.Env = maps.Clone(cfg.Env)
	}
	if err := checkPorts(cfg.Ports); err != nil {
		return err
	}
	if cfg.Ports != nil {
		next.Ports = slices.Clone(cfg.Ports)
	}
	if !cfg.Registry.IsZero() {
		next.Registry = cfg.Registry.Get()
		if id := next.Registry; id != nil && !a.hasRegistry(*id) {
			return badRequest("registry: container registry auth %q not found", *id)
		}
	}
	*to = next
	return nil
}

// configured is a container with the settings of a request over its own, or over
// those of a template where the request names one. An empty name lets a template
// go and keeps the settings. serverless says what the template is wanted for.
func (a *Account) configured(c *call, from runpod.Container, cfg runpod.ContainerConfig, templateID *string, serverless bool) (runpod.Container, error) {
	if deref(templateID) != "" {
		t, err := a.template(*templateID, serverless)
		if err != nil {
			return from, err
		}
		from = fromTemplate(t)
		cfg.Env = merged(from.Env, cfg.Env)
	}
	if err := a.changeContainer(&from, &cfg); err != nil {
		return from, err
	}
	return from, checkConfigSize(from, len(c.body))
}

// set changes a setting to what a request says of it. What is left out stays.
func set[T any](to, asked *T) {
	if asked != nil {
		*to = *asked
	}
}

// command is the stored form of entrypoint and cmd: what args holds.
type command struct {
	Entrypoint []string `json:"entrypoint,omitempty"`
	Cmd        []string `json:"cmd,omitempty"`
}

// changeCommand keeps args and its two parts in step. The three may come together
// only if they agree.
func changeCommand(to *runpod.Container, cfg *runpod.BaseContainerConfig) error {
	if cfg.Args == nil && cfg.Entrypoint == nil && cfg.Cmd == nil {
		return nil
	}
	if cfg.Args == nil {
		next := command{Entrypoint: to.Entrypoint, Cmd: to.Cmd}
		if cfg.Entrypoint != nil {
			next.Entrypoint = slices.Clone(cfg.Entrypoint)
		}
		if cfg.Cmd != nil {
			next.Cmd = slices.Clone(cfg.Cmd)
		}
		next.store(to)
		to.Args = ""
		if len(next.Entrypoint)+len(next.Cmd) > 0 {
			to.Args = strings.TrimSuffix(string(encode(next)), "\n")
		}
		return nil
	}
	next := parseArgs(*cfg.Args)
	if cfg.Entrypoint != nil && !slices.Equal(cfg.Entrypoint, next.Entrypoint) || cfg.Cmd != nil && !slices.Equal(cfg.Cmd, next.Cmd) {
		return badRequest("args does not agree with entrypoint and cmd: send one form, or the same command in both")
	}
	next.store(to)
	to.Args = *cfg.Args
	return nil
}

func (c command) store(to *runpod.Container) {
	to.Entrypoint, to.Cmd = nil, nil
	if len(c.Entrypoint) > 0 {
		to.Entrypoint = c.Entrypoint
	}
	if len(c.Cmd) > 0 {
		to.Cmd = c.Cmd
	}
}

// parseArgs reads a JSON object of entrypoint and cmd, or else a shell command
// line, which is the cmd.
func parseArgs(args string) command {
	if !strings.HasPrefix(args, "{") {
		return command{Cmd: shellWords(args)}
	}
	var c command
	dec := json.NewDecoder(strings.NewReader(args))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return command{Cmd: shellWords(args)}
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return command{Cmd: shellWords(args)}
	}
	return c
}

// shellWords splits a command line at blanks outside quotes.
func shellWords(line string) []string {
	var words []string
	var word strings.Builder
	var quote rune
	inWord := false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, inWord = r, true
		case r == ' ' || r == '\t' || r == '\n':
			if inWord {
				words = append(words, word.String())
				word.Reset()
			}
			inWord = false
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if inWord {
		words = append(words, word.String())
	}
	return words
}

// checkConfigSize refuses a body, or settings with the template merged in, that
// are too large.
func checkConfigSize(c runpod.Container, bodySize int) error {
	if size := max(bodySize, len(encode(c))); size > maxConfigBytes {
		return tooLarge(int64(size), maxConfigBytes)
	}
	return nil
}
