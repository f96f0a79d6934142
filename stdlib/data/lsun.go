package data

import (
	"context"
	"errors"
	"fmt"
	"image"
	"path/filepath"
	"strings"

	"github.com/andor-kernel/andor/stdlib/data/internal/lmdb"
)

var lsunLoader = loader{word: "lsun", title: "LSUN", path: "DIR", open: openLSUN,
	doc: "One LMDB database of LSUN, in the order of its keys: a folder with data.mdb."}

// openLSUN reads one category of LSUN (Yu et al., arXiv:1506.03365): an LMDB database of
// JPEG or WebP images, in the order of its keys. From is the folder that holds data.mdb,
// the zip file it comes in, or a folder with several of them, of which split chooses one:
// bedroom_train_lmdb, bedroom_val_lmdb.
func openLSUN(ctx context.Context, s Spec) (pictures, cropper, error) {
	d, err := openDistribution(s)
	if err != nil {
		return nil, nil, err
	}
	if err := noMarks(s); err != nil {
		return nil, nil, err
	}
	file, err := d.lsunFile(s)
	if err != nil {
		return nil, nil, err
	}
	r, size, closer, err := openMember(ctx, file, "data.mdb")
	if err != nil {
		return nil, nil, d.fail(file, err)
	}
	db, err := lmdb.Open(r, size)
	l := &lsun{from: s.From, db: db, closer: closer}
	if err == nil {
		// Beyond take, a few more in the place of damaged ones: of three million keys the
		// first are soon read, all take a minute.
		limit := 0
		if s.Take > 0 {
			limit = s.Take + s.Take/20 + 100
		}
		l.items, err = db.Scan(limit)
	}
	if err == nil && len(l.items) == 0 {
		err = errors.New("holds no images")
	}
	if err != nil {
		closer()
		return nil, nil, d.fail(file, err)
	}
	return l, s.cropper(), nil
}

// lsunFile finds the database.
func (d distribution) lsunFile(s Spec) (string, error) {
	if d.file != "" {
		return filepath.Join(d.dir, d.file), nil
	}
	if p := d.inside("data.mdb"); p != "" {
		return p, nil
	}
	var found []string
	for _, pattern := range []string{"*_lmdb/data.mdb", "*_lmdb.zip"} {
		some, _ := filepath.Glob(filepath.Join(d.dir, filepath.FromSlash(pattern)))
		for _, f := range some {
			if rel, _ := filepath.Rel(d.dir, f); s.Split == "" || strings.Contains(rel, "_"+s.Split+"_lmdb") {
				found = append(found, f)
			}
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 && s.Split != "":
		return "", fmt.Errorf("data: lsun: %q holds no NAME_%s_lmdb with a data.mdb", d.from, s.Split)
	case len(found) == 0:
		return "", fmt.Errorf("data: lsun: %q holds no data.mdb; name the folder NAME_train_lmdb or its zip file", d.from)
	}
	var names []string
	for _, f := range found {
		rel, _ := filepath.Rel(d.dir, f)
		names = append(names, strings.TrimSuffix(filepath.ToSlash(rel), "/data.mdb"))
	}
	return "", fmt.Errorf("data: lsun: %q holds %s; name one of them", d.from, quoted(names))
}

type lsun struct {
	from   string
	db     *lmdb.DB
	items  []lmdb.Item
	closer func() error
}

func (l *lsun) where() string     { return l.from }
func (l *lsun) len() int          { return len(l.items) }
func (l *lsun) name(i int) string { return l.items[i].Key }
func (l *lsun) skipped() []Skip   { return nil }
func (l *lsun) close() error      { return l.closer() }

func (l *lsun) picture(i int) (image.Image, error) {
	if l.items[i].Size() > maxFile {
		return nil, fmt.Errorf("is larger than %d MiB", maxFile>>20)
	}
	b, err := l.db.Read(l.items[i])
	if err != nil {
		return nil, err
	}
	return decode(b)
}
