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
	names   []string // of the images: slash-separated paths inside, in natural order
	extra   []string // of the other files
	read    func(name string) ([]byte, error)
	skipped []Skip // entries that will not be read
	hidden  int    // files and folders whose names begin with a dot, which are passed over
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

// list opens the folder, zip or tar file called from, which may go on inside the archive:
// "clothing.zip/clothing/train".
func list(ctx context.Context, from string) (*listing, error) {
	if from == "" {
		return nil, errors.New(`data: got no place to read from, want a folder, a zip or tar file, or "scenes"`)
	}
	full := expandHome(from)
	info, err := os.Stat(full)
	if err != nil {
		if archive, inside, ok := splitArchive(full); ok {
			return listArchive(ctx, from, archive, inside)
		}
		return nil, missing(from, full, err)
	}
	if info.IsDir() {
		return listFolder(ctx, from, full)
	}
	return listArchive(ctx, from, full, "")
}

// listArchive reads the table of a zip or tar file, told by its first bytes.
func listArchive(ctx context.Context, from, file, inside string) (*listing, error) {
	switch kind, err := archiveKind(file); {
	case err != nil:
		return nil, missing(from, file, err)
	case kind != "zip" && kind != "":
		return listTar(ctx, from, file, inside, kind)
	}
	return listZip(from, file, inside)
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

// listFolder walks a folder and those below it, also those that links lead to. Unreadable folders are skipped.
func listFolder(ctx context.Context, from, dir string) (*listing, error) {
	l := &listing{where: from, close: func() error { return nil }}
	if err := (&walk{ctx: ctx, l: l, root: dir}).folder("", nil); err != nil {
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
			return nil, notAnArchive(from, file)
		}
		return nil, fmt.Errorf("data: zip file %q: %w", from, err)
	}
	byName := map[string]*zip.File{}
	a := newArchive(from, inside)
	for _, f := range r.File {
		raw := zipName(f)
		if strings.HasSuffix(raw, "/") || strings.HasSuffix(raw, `\`) { // a folder
			continue
		}
		if name, ok := a.admit(raw); ok {
			byName[name] = f
			a.add(name)
		}
	}
	l, err := a.done()
	if err != nil {
		r.Close()
		return nil, err
	}
	l.close = r.Close
	l.read = func(name string) ([]byte, error) {
		f := byName[name]
		if f == nil {
			return nil, fs.ErrNotExist
		}
		if f.Flags&1 != 0 {
			return nil, errors.New("is encrypted")
		}
		if f.Method != zip.Store && f.Method != zip.Deflate {
			return nil, unreadMethod(f.Method)
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

// archive sorts out the names of an archive while its table is read.
type archive struct {
	*listing
	inside string
	seen   map[string]bool
	all    []string // whatever inside is
}

func newArchive(from, inside string) *archive {
	return &archive{listing: &listing{where: from}, inside: inside, seen: map[string]bool{}}
}

// admit cleans a name and says whether its file counts. A name that climbs out of the
// archive, or comes a second time, is noted as skipped.
func (a *archive) admit(raw string) (name string, ok bool) {
	name = strings.TrimPrefix(strings.ReplaceAll(raw, `\`, "/"), "./")
	switch {
	case !staysInside(name):
		a.skipped = append(a.skipped, Skip{raw, "its name leads out of the archive"})
		return name, false
	case junkName(name):
		a.hidden++
		return name, false
	}
	a.all = append(a.all, name)
	if a.inside != "" && !strings.HasPrefix(name, a.inside+"/") && name != a.inside {
		return name, false
	}
	if a.seen[name] {
		a.skipped = append(a.skipped, Skip{name, "the archive holds a file of this name already"})
		return name, false
	}
	a.seen[name] = true
	return name, true
}

// done is the listing, in natural order.
func (a *archive) done() (*listing, error) {
	if a.inside != "" && len(a.seen) == 0 {
		return nil, noFolderInside(a.where, a.inside, a.all)
	}
	sort.Slice(a.names, func(i, j int) bool { return naturalLess(a.names[i], a.names[j]) })
	return a.listing, nil
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

// add takes in one file: an image by its name, or not.
func (l *listing) add(name string) {
	if imageName(name) {
		l.names = append(l.names, name)
	} else {
		l.extra = append(l.extra, name)
	}
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

// keep drops the files that ok refuses.
func (l *listing) keep(ok func(name string) bool) {
	var names []string
	for _, n := range l.names {
		if ok(n) {
			names = append(names, n)
		} else {
			l.extra = append(l.extra, n)
		}
	}
	l.names = names
}
