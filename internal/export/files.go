package export

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// writeAll writes new files, all of them or none. A file that is there already is never
// touched, even one that has just been made.
func writeAll(folder string, files []file) (err error) {
	for _, f := range files {
		name := filepath.Join(folder, f.name)
		if _, err := os.Lstat(name); err == nil {
			return fmt.Errorf("%s exists, so nothing was written: choose another directory with -out", name)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("nothing was written: %w", err)
		}
	}
	made, err := makeFolder(folder)
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("nothing was written: %w", err), remove(made))
		}
	}()
	if err != nil {
		return err
	}
	for _, f := range files {
		name := filepath.Join(folder, f.name)
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // there are environments in it
		if err != nil {
			return err
		}
		made = append(made, name)
		_, err = file.Write(f.text)
		if err := errors.Join(err, file.Close()); err != nil {
			return err
		}
	}
	return nil
}

// makeFolder returns what it has made, the outermost folder first.
func makeFolder(folder string) (made []string, err error) {
	var missing []string
	for at := filepath.Clean(folder); ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		missing = append(missing, at)
	}
	for _, name := range slices.Backward(missing) {
		if err := os.Mkdir(name, 0o750); err != nil {
			return made, err
		}
		made = append(made, name)
	}
	return made, nil
}

// remove takes back what was made, the last first.
func remove(made []string) error {
	var failed []error
	for _, name := range slices.Backward(made) {
		if err := os.Remove(name); err != nil {
			failed = append(failed, fmt.Errorf("removing what was written: %w", err))
		}
	}
	return errors.Join(failed...)
}
