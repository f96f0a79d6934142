package data

import (
	"context"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// walk lists the files of a folder. It follows links, since sets on shared disks are often put
// together from links to the folders of their classes; one that leads back into a folder above
// it is skipped, or the walk would never end.
type walk struct {
	ctx  context.Context
	l    *listing
	root string
}

// folder lists the folder with the given name below the root; above are the folders on the way to it.
func (w *walk) folder(name string, above []fs.FileInfo) error {
	if err := context.Cause(w.ctx); err != nil {
		return err
	}
	full := filepath.Join(w.root, filepath.FromSlash(name))
	skip := func(reason string) error {
		w.l.skipped = append(w.l.skipped, Skip{name, reason})
		return nil
	}
	info, err := os.Stat(full)
	if err == nil {
		for _, a := range above {
			if os.SameFile(a, info) {
				return skip("is a link that leads back into a folder above it")
			}
		}
		var entries []fs.DirEntry
		if entries, err = os.ReadDir(full); err == nil {
			return w.entries(name, entries, append(above, info))
		}
	}
	if name == "" {
		return missing(w.l.where, full, err)
	}
	return skip(plain(err))
}

func (w *walk) entries(folder string, entries []fs.DirEntry, above []fs.FileInfo) error {
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		if junkName(e.Name()) {
			w.l.hidden++
			continue
		}
		into := e.IsDir()
		if e.Type()&fs.ModeSymlink != 0 {
			info, err := os.Stat(filepath.Join(w.root, filepath.FromSlash(name)))
			if err != nil && !imageName(name) {
				w.l.skipped = append(w.l.skipped, Skip{name, "is a link to nothing that can be read"})
				continue
			}
			into = err == nil && info.IsDir()
		}
		if !into {
			w.l.add(name)
			continue
		}
		if err := w.folder(name, above[:len(above):len(above)]); err != nil {
			return err
		}
	}
	return nil
}
