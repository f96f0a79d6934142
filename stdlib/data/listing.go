package data

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
)

// listing is what a folder or archive holds: image files in their official order,
// and a way to read the bytes of each. Reading is safe from several goroutines.
type listing struct {
	where   string   // what the user named
	names   []string // slash-separated paths inside, in natural order
	read    func(name string) ([]byte, error)
	skipped []Skip // entries that will not be read
	others  int    // files that are not images by their name: labels, readme files
	close   func() error
}

// maxFile bounds the bytes read of one image file, 256 MiB: past any photograph.
const maxFile = 256 << 20

// imageName says whether a file's name ends like an image's.
func imageName(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".webp", ".bmp", ".dib", ".tif", ".tiff":
		return true
	}
	return false
}

// junkName says whether a path is litter that desktops leave in folders and archives.
func junkName(name string) bool {
	for _, part := range strings.Split(name, "/") {
		if strings.HasPrefix(part, ".") || part == "__MACOSX" {
			return true
		}
	}
	return false
}

// list opens the folder or zip file called from, which may go on inside the zip file:
// "clothing.zip/clothing/train".
func list(ctx context.Context, from string) (*listing, error) {
	if from == "" {
		return nil, errors.New(`data: got no place to read from, want a folder, a zip file or "scenes"`)
	}
	full := expandHome(from)
	info, err := os.Stat(full)
	if err != nil {
		if archive, inside, ok := splitArchive(full); ok {
			return listZip(from, archive, inside)
		}
		return nil, missing(from, full, err)
	}
	if info.IsDir() {
		return listFolder(ctx, from, full)
	}
	return listZip(from, full, "")
}

func expandHome(p string) string {
	if p == "~" || strings.HasPrefix(p, "~/") {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, p[1:])
		}
	}
	return filepath.FromSlash(p)
}

// splitArchive finds a file among the parents of p.
func splitArchive(p string) (archive, inside string, ok bool) {
	for dir := filepath.Dir(p); dir != p; p, dir = dir, filepath.Dir(dir) {
		inside = path.Join(filepath.Base(p), inside)
		if info, err := os.Stat(dir); err == nil {
			return dir, inside, info.Mode().IsRegular()
		}
	}
	return "", "", false
}

// missing explains why from cannot be opened: what the nearest folder above it holds.
func missing(from, full string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("data: no permission to read %q; change its mode or name another place", from)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("data: cannot read %q: %w", from, err)
	}
	base, dir := filepath.Base(full), filepath.Dir(full)
	entries, err := os.ReadDir(dir)
	for err != nil && dir != filepath.Dir(dir) {
		base, dir = filepath.Base(dir), filepath.Dir(dir)
		entries, err = os.ReadDir(dir)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	hint := fmt.Sprintf("folder %q holds no %q", dir, base)
	if near := nearest(base, names); len(near) > 0 {
		hint += "; did you mean " + quoted(near) + "?"
	}
	if dir == "." {
		if wd, err := os.Getwd(); err == nil {
			hint = strings.Replace(hint, `"."`, fmt.Sprintf("%q", wd), 1)
		}
	}
	return fmt.Errorf("data: %q not found: %s", from, hint)
}

// quoted is "a", "b" or "c".
func quoted(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = fmt.Sprintf("%q", w)
	}
	if n := len(out); n > 1 {
		return strings.Join(out[:n-1], ", ") + " or " + out[n-1]
	}
	return strings.Join(out, "")
}

// listFolder walks a folder and those below it. Unreadable folders are skipped.
func listFolder(ctx context.Context, from, dir string) (*listing, error) {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real // a walk does not enter a root that is a link
	}
	l := &listing{where: from, close: func() error { return nil }}
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if stop := ctx.Err(); stop != nil {
			return stop
		}
		rel, relErr := filepath.Rel(dir, p)
		if relErr != nil {
			return relErr
		}
		name := filepath.ToSlash(rel)
		if err != nil {
			if name == "." {
				return missing(from, dir, err)
			}
			l.skipped = append(l.skipped, Skip{name, plain(err)})
			return nil
		}
		if name != "." && junkName(name) {
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !e.IsDir() {
			l.add(name)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	sort.Slice(l.names, func(i, j int) bool { return naturalLess(l.names[i], l.names[j]) })
	l.read = func(name string) ([]byte, error) {
		p := filepath.Join(dir, filepath.FromSlash(name))
		info, err := os.Stat(p)
		if err != nil {
			return nil, err
		}
		if !info.Mode().IsRegular() { // a pipe would block for ever
			return nil, errors.New("is not a regular file")
		}
		f, err := os.Open(p)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return readAll(f, info.Size())
	}
	return l, nil
}

// listZip reads the table of a zip file. Nothing is ever written to disk, so a name
// that climbs out of the archive does no harm; it is skipped all the same.
func listZip(from, file, inside string) (*listing, error) {
	r, err := zip.OpenReader(file)
	if err != nil {
		switch {
		case errors.Is(err, fs.ErrPermission):
			return nil, missing(from, file, err)
		case errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF):
			return nil, fmt.Errorf("data: %q is neither a folder nor a whole zip file; if it is a zip file, fetch it again, its end is missing", from)
		}
		return nil, fmt.Errorf("data: zip file %q: %w", from, err)
	}
	l := &listing{where: from, close: r.Close}
	byName := map[string]*zip.File{}
	var all []string
	for _, f := range r.File {
		name := strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "./")
		if strings.HasSuffix(name, "/") { // a folder
			continue
		}
		if !fs.ValidPath(name) {
			l.skipped = append(l.skipped, Skip{f.Name, "its name leads out of the archive"})
			continue
		}
		if junkName(name) {
			continue
		}
		all = append(all, name)
		if inside != "" && !strings.HasPrefix(name, inside+"/") && name != inside {
			continue
		}
		if _, twice := byName[name]; twice {
			l.skipped = append(l.skipped, Skip{name, "the archive holds a file of this name already"})
			continue
		}
		if l.add(name) {
			byName[name] = f
		}
	}
	if inside != "" && len(l.names) == 0 && l.others == 0 {
		r.Close()
		return nil, noFolderInside(from, inside, all)
	}
	sort.Slice(l.names, func(i, j int) bool { return naturalLess(l.names[i], l.names[j]) })
	l.read = func(name string) ([]byte, error) {
		f := byName[name]
		if f.Flags&1 != 0 {
			return nil, errors.New("is encrypted")
		}
		rc, err := f.Open()
		if err != nil {
			return nil, err
		}
		defer rc.Close()
		return readAll(rc, int64(min(f.UncompressedSize64, maxFile+1)))
	}
	return l, nil
}

// noFolderInside names the folders an archive has instead.
func noFolderInside(from, inside string, all []string) error {
	seen := map[string]bool{}
	var folders []string
	for _, name := range all {
		for d := path.Dir(name); d != "."; d = path.Dir(d) {
			if !seen[d] {
				seen[d] = true
				folders = append(folders, d)
			}
		}
	}
	sort.Strings(folders)
	near := nearest(inside, folders)
	if len(near) == 0 {
		near = folders[:min(3, len(folders))]
	}
	hint := ""
	if len(near) > 0 {
		hint = "; it has " + quoted(near)
	}
	return fmt.Errorf("data: %q not found: the archive has no folder %q%s", from, inside, hint)
}

// add takes in one file and says whether it is an image by its name.
func (l *listing) add(name string) bool {
	if !imageName(name) {
		l.others++
		return false
	}
	l.names = append(l.names, name)
	return true
}

// readAll reads a file of the given declared size, within the bound.
func readAll(r io.Reader, size int64) ([]byte, error) {
	if size > maxFile {
		return nil, fmt.Errorf("is larger than %d MiB", maxFile>>20)
	}
	if size == 0 {
		size = 512
	}
	buf := make([]byte, 0, min(size, 1<<20)+1) // a declared size is not to be trusted with memory
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case err == io.EOF:
			return buf, nil
		case err != nil:
			return nil, err
		case len(buf) > maxFile:
			return nil, fmt.Errorf("is larger than %d MiB", maxFile>>20)
		case len(buf) == cap(buf):
			buf = append(buf, 0)[:len(buf)]
		}
	}
}

// plain is an error's own words, without the path that stands beside it anyway.
func plain(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
