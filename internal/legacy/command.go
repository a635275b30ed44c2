package legacy

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// Exit codes, beside 0.
const (
	exitByHand = 1
	exitUsage  = 2
)

const stateName = "terraform.tfstate"

const usage = `Usage: runpod migrate [flags] DIR

Rewrites the configuration in DIR (*.tf, *.tofu) from runpod/runpod (1.x or 2.0) or decentralized-infrastructure/runpod
to this provider: attributes, references to them, required_providers, and renamed types with a moved block. Without -write
it prints the changes as a diff and changes nothing. With -write, all files are checked and written beside the old ones
first, so that either all or none change. Links and files that are not regular are listed and not changed. Comments and
formatting are kept. It does not use the network and reads only these files and a state.

Anything that it cannot decide stays unchanged and is listed with its line, as is anything that has no equivalent, with an
alternative. Values that an older provider stored in state and that differ from this provider's defaults are written to the
configuration if there is a state to read: terraform.tfstate in DIR, or the file that -state names (terraform state pull >
FILE).

Exit codes: 0; 1 if manual steps remain; 2 for wrong usage.

Flags:
`

// exitError ends the program with a code of its own.
type exitError struct {
	error
	code int
}

func (e *exitError) ExitCode() int { return e.code }

func (e *exitError) Unwrap() error { return e.error }

// options are the command's flags.
type options struct {
	dir, state       string
	write, recursive bool
}

// Command is the subcommand migrate. The diff and the list go to out, usage and
// complaints to stderr. Where an older provider's version was required, constraint takes its place; an empty one
// requires none. Its errors know the program's exit code (ExitCode).
func Command(args []string, out, stderr io.Writer, constraint string) error {
	opts, err := parseFlags(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return &exitError{fmt.Errorf("migrate: %w", err), exitUsage}
	}
	hands, err := opts.run(out, constraint)
	switch {
	case err != nil:
		return fmt.Errorf("migrate: %w", err)
	case hands == 1:
		return &exitError{errors.New("migrate: 1 manual step remains, listed above"), exitByHand}
	case hands > 1:
		return &exitError{fmt.Errorf("migrate: %d manual steps remain, listed above", hands), exitByHand}
	}
	return nil
}

func parseFlags(args []string, stderr io.Writer) (options, error) {
	var opts options
	flags := flag.NewFlagSet("migrate", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.BoolVar(&opts.write, "write", false, "write the changes to the files")
	flags.BoolVar(&opts.recursive, "recursive", false, "also rewrite the directories below DIR, each as a separate configuration")
	flags.StringVar(&opts.state, "state", "", "state `file` with values that the configuration does not declare (default DIR/"+stateName+" if it exists)")
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), usage)
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	switch flags.NArg() {
	case 0:
		return options{}, errors.New("specify the directory of the configuration, such as `.`")
	case 1:
		opts.dir = flags.Arg(0)
	default:
		return options{}, fmt.Errorf("unexpected argument %q: flags come before the directory", flags.Arg(1))
	}
	info, err := os.Stat(opts.dir)
	switch {
	case err != nil:
		return options{}, err
	case !info.IsDir():
		return options{}, fmt.Errorf("%s is not a directory", opts.dir)
	}
	return opts, nil
}

// run returns how many things are left to do.
func (o options) run(out io.Writer, constraint string) (hands int, err error) {
	known, err := o.states()
	if err != nil {
		return 0, err
	}
	folders, err := o.folders()
	if err != nil {
		return 0, err
	}
	var all []Finding
	var changed []File
	for _, folder := range folders {
		files, findings, err := read(folder)
		if err != nil {
			return 0, err
		}
		all = append(all, findings...)
		all = append(all, Module(files, known, constraint)...)
		changed = append(changed, slices.DeleteFunc(files, func(f File) bool { return slices.Equal(f.Before, f.After) })...)
	}
	if o.write {
		if err := writeAll(changed); err != nil {
			return 0, err
		}
	}
	for _, f := range changed {
		if err := o.tell(out, f); err != nil {
			return 0, err
		}
	}
	return list(out, all, len(changed))
}

// tell says that a file was written, or shows what would change in it.
func (o options) tell(out io.Writer, f File) error {
	if !o.write {
		name := strings.TrimPrefix(filepath.ToSlash(f.Name), "/")
		_, err := io.WriteString(out, udiff.Unified("a/"+name, "b/"+name, string(f.Before), string(f.After)))
		return err
	}
	_, err := fmt.Fprintf(out, "Rewrote %s\n", f.Name)
	return err
}

// states are nil where there is no state to read.
func (o options) states() (states, error) {
	path := o.state
	if path == "" {
		path = filepath.Join(o.dir, stateName)
	}
	text, _, err := readRegular(path, maxStateBytes)
	if o.state == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the state: %w", err)
	}
	return parseStates(text)
}

func (o options) folders() ([]string, error) {
	if !o.recursive {
		return []string{o.dir}, nil
	}
	var folders []string
	err := filepath.WalkDir(o.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if path != o.dir && strings.HasPrefix(entry.Name(), ".") { // .terraform, .git
			return fs.SkipDir
		}
		folders = append(folders, path)
		return nil
	})
	return folders, err
}

// read returns the files of a folder that can be rewritten, and lists the others.
func read(folder string) ([]File, []Finding, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, nil, err
	}
	var files []File
	var findings []Finding
	for _, entry := range entries {
		name := filepath.Join(folder, entry.Name())
		switch {
		case entry.IsDir():
		case !isConfiguration(name):
		case !entry.Type().IsRegular():
			what := "it is not a regular file"
			if entry.Type()&fs.ModeSymlink != 0 {
				what = "it is a link"
			}
			findings = append(findings, Finding{File: name, Line: 1, Subject: "file", Text: what + ", and was not read: rewrite its target if that is a configuration", Hand: true})
		case strings.HasSuffix(name, ".tf.json"), strings.HasSuffix(name, ".tofu.json"):
			findings = append(findings, Finding{File: name, Line: 1, Subject: "file", Text: "JSON is not rewritten: change it by hand, as the guides describe", Hand: true})
		default:
			text, _, err := readRegular(name, maxFileBytes)
			if err != nil {
				return nil, nil, err
			}
			files = append(files, File{Name: name, Before: text})
		}
	}
	return files, findings, nil
}

// isConfiguration goes by the name, as a CLI does.
func isConfiguration(name string) bool {
	name = strings.TrimSuffix(name, ".json")
	return strings.HasSuffix(name, ".tf") || strings.HasSuffix(name, ".tofu")
}

// list prints what was found, and returns how much of it is to be done.
func list(out io.Writer, findings []Finding, changes int) (hands int, err error) {
	var text strings.Builder
	section := func(title string, hand bool) (n int) {
		for _, f := range findings {
			if f.Hand != hand {
				continue
			}
			if n++; n == 1 {
				text.WriteString("\n" + title + "\n")
			}
			text.WriteString("  " + f.String() + "\n")
		}
		return n
	}
	section("Done, and worth a look:", false)
	hands = section("To be done by hand:", true)
	if changes == 0 && len(findings) == 0 {
		text.WriteString("Nothing to rewrite.\n")
	}
	_, err = io.WriteString(out, text.String())
	return hands, err
}
