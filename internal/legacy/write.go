package legacy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// maxFileBytes is more than any configuration or state has that somebody can work with.
const (
	maxFileBytes  = 8 << 20
	maxStateBytes = 256 << 20
)

// readRegular reads a file that must be one: a link may lead anywhere, and a pipe
// never ends.
func readRegular(name string, most int64) ([]byte, fs.FileInfo, error) {
	info, err := os.Lstat(name)
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("%s is not a regular file", name)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = file.Close() }()
	// It may have become another one meanwhile.
	if opened, err := file.Stat(); err != nil || !os.SameFile(info, opened) {
		return nil, nil, errors.Join(fmt.Errorf("%s was replaced in the meantime", name), err)
	}
	text, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(text)) > most {
		err = fmt.Errorf("%s is larger than %d MB", name, most>>20)
	}
	return text, info, err
}

// rewriting is a file that is to get another text: all of it is written beside it,
// and takes its place in one step.
type rewriting struct {
	file      File
	info      fs.FileInfo
	temporary string
}

// writeAll gives all files their new texts, or none. The texts are on the disk
// before the first file is touched.
func writeAll(files []File) (err error) {
	var all []*rewriting
	defer func() {
		for _, r := range all {
			_ = os.Remove(r.temporary) // what has taken its place is not there any more
		}
	}()
	for _, f := range files {
		r, err := prepare(f)
		if r != nil {
			all = append(all, r)
		}
		if err != nil {
			return fmt.Errorf("nothing was changed: %w", err)
		}
	}
	for n, r := range all {
		if err := os.Rename(r.temporary, r.file.Name); err != nil {
			return errors.Join(fmt.Errorf("%s could not be replaced: %w", r.file.Name, err), restore(all[:n]))
		}
	}
	return nil
}

// prepare checks that a file can be rewritten, and writes its new text beside it.
// What it has made so far is returned with an error as well.
func prepare(f File) (*rewriting, error) {
	text, info, err := readRegular(f.Name, maxFileBytes)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(text, f.Before) {
		return nil, fmt.Errorf("%s was changed by another process in the meantime", f.Name)
	}
	if info.Mode().Perm()&0o200 == 0 {
		return nil, fmt.Errorf("%s is read-only", f.Name)
	}
	file, err := os.OpenFile(f.Name, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	_ = file.Close() // nothing was written
	r := &rewriting{file: f, info: info}
	r.temporary, err = writeBeside(f.Name, f.After, info.Mode().Perm())
	return r, err
}

// writeBeside writes a text into a new file in the folder of another one.
func writeBeside(name string, text []byte, mode fs.FileMode) (temporary string, err error) {
	file, err := os.CreateTemp(filepath.Dir(name), ".migrate-*.tmp")
	if err != nil {
		return "", err
	}
	_, err = file.Write(text)
	err = errors.Join(err, file.Chmod(mode), file.Sync())
	return file.Name(), errors.Join(err, file.Close())
}

// restore puts the old texts back.
func restore(done []*rewriting) error {
	var failed []error
	for _, r := range slices.Backward(done) {
		old, err := writeBeside(r.file.Name, r.file.Before, r.info.Mode().Perm())
		if err == nil {
			err = os.Rename(old, r.file.Name)
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("%s was already changed, and could not be restored: %w", r.file.Name, err))
		}
	}
	return errors.Join(failed...)
}
