package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write makes data the content of the file that path names. An error leaves the file that
// stood there.
func Write(path string, data []byte) error {
	return Fill(path, "", func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Fill makes the file that path names from what fill writes. If a regular file stood there,
// it is kept under the name previous, unless that is empty. An error leaves the file that
// stood there.
func Fill(path, previous string, fill func(io.Writer) error) error {
	p, err := find(path)
	if err != nil {
		return err
	}
	switch p.how() {
	case refuse:
		return &fs.PathError{Op: "write", Path: path, Err: errors.New("it is a folder; name a file in it")}
	case into:
		return p.writeInto(os.O_TRUNC, fill)
	case behind:
		return p.writeInto(os.O_APPEND, fill)
	}
	if err := os.MkdirAll(filepath.Dir(p.path), 0o777); err != nil {
		return err
	}
	return p.replace(previous, fill)
}

// place is what a path leads to.
type place struct {
	path       string      // without links
	info       fs.FileInfo // nil: nothing is there
	descriptor bool        // an open file of a process, such as /dev/stdout
}

// manner is how a place is written.
type manner int

const (
	rename manner = iota // onto a regular file, or where there is none
	into                 // a device, a pipe, a socket: they stay what they are
	behind               // what an open file has already: whoever opened it wrote that
	refuse               // a folder
)

func (p place) how() manner {
	switch {
	case p.info == nil:
		return rename
	case p.info.IsDir():
		return refuse
	case !p.info.Mode().IsRegular():
		return into
	case p.descriptor:
		return behind
	}
	return rename
}

// mostLinks is how many links in a row are followed, as in Linux.
const mostLinks = 40

// find follows the links at the end of a path, also to a file that does not exist yet.
func find(path string) (place, error) {
	p := place{path: path}
	for range mostLinks {
		info, err := os.Lstat(p.path)
		if errors.Is(err, fs.ErrNotExist) {
			return p, nil
		}
		if err != nil {
			return p, err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			p.info = info
			return p, nil
		}
		dir, err := filepath.EvalSymlinks(filepath.Dir(p.path))
		if err != nil {
			return p, err
		}
		if isDescriptor(dir) { // the text of such a link need not be a path
			p.info, err = os.Stat(p.path)
			p.descriptor = true
			return p, err
		}
		to, err := os.Readlink(p.path)
		if err != nil {
			return p, err
		}
		if !filepath.IsAbs(to) {
			to = dir + string(filepath.Separator) + to // Join would take x/.. away, where x may be a link
		}
		p.path = to
	}
	return p, &fs.PathError{Op: "write", Path: path, Err: fmt.Errorf("it leads through more than %d links", mostLinks)}
}

// writeInto opens what is there and writes to it.
func (p place) writeInto(flag int, fill func(io.Writer) error) error {
	f, err := os.OpenFile(p.path, os.O_WRONLY|flag, 0)
	if err != nil {
		return err
	}
	return errors.Join(fill(f), f.Close())
}

// overwrite writes a regular file where it stands, for want of a better way: its folder
// takes no new files, or it may not be renamed onto. All of it is made first.
func (p place) overwrite(fill func(io.Writer) error) error {
	var b bytes.Buffer
	if err := fill(&b); err != nil {
		return err
	}
	return p.writeInto(os.O_TRUNC, func(w io.Writer) error {
		_, err := w.Write(b.Bytes())
		return err
	})
}
