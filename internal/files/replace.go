package files

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A new file is written under a name of this form, beside the one it is to become. The
// name is short whatever that one is.
const (
	newPrefix = ".andor-new-"
	newSuffix = ".tmp"
)

// abandoned is the age from which such a file is what a kill has left: each write renews it.
const abandoned = time.Hour

// replace writes beside the place and renames.
func (p place) replace(previous string, fill func(io.Writer) error) error {
	if p.info != nil { // a rename would not ask whether the file may be written
		f, err := os.OpenFile(p.path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		f.Close()
	}
	dir := filepath.Dir(p.path)
	sweep(dir)
	f, err := create(dir)
	if errors.Is(err, fs.ErrPermission) && p.info != nil {
		return p.overwrite(fill)
	}
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails once it is renamed
	err = fill(f)
	owned := true
	if err == nil && p.info != nil {
		owned = sameOwner(f, p.info)
		err = f.Chmod(p.info.Mode().Perm())
	}
	if err == nil {
		err = f.Sync() // else a crash of the machine can leave a name without its content
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if previous != "" && p.info != nil {
		if err := keep(p.path, previous); err != nil {
			return err
		}
	}
	if owned {
		err = os.Rename(f.Name(), p.path)
	}
	if !owned || err != nil && p.info != nil { // of another user, or mounted by itself
		return p.overwrite(func(w io.Writer) error { return copyFrom(w, f.Name()) })
	}
	if err != nil {
		return err
	}
	if d, err := os.Open(dir); err == nil { // so that the rename outlives a crash of the machine
		d.Sync()
		d.Close()
	}
	return nil
}

// create makes a new file with the mode that any new file has here.
func create(dir string) (*os.File, error) {
	return os.OpenFile(filepath.Join(dir, newPrefix+rand.Text()+newSuffix), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
}

// sweep removes what killed writers have left in a folder.
func sweep(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, newPrefix+"*"+newSuffix)) // a folder with signs of a pattern is not swept
	for _, path := range left {
		if info, err := os.Lstat(path); err == nil && time.Since(info.ModTime()) > abandoned {
			os.Remove(path)
		}
	}
}

// keep gives the file at path the name previous as well.
func keep(path, previous string) error {
	os.Remove(previous)
	if os.Link(path, previous) == nil {
		return nil
	}
	// A file system without hard links, or another one.
	return Fill(previous, "", func(w io.Writer) error { return copyFrom(w, path) })
}

func copyFrom(w io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}
