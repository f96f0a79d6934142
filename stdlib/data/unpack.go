package data

import (
	"archive/zip"
	"bufio"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ulikunitz/xz"
)

// CacheDir is the folder shared by all sessions for what was unpacked, decoded and
// fetched: $ANDOR_CACHE, else andor in the user's cache folder.
func CacheDir() (string, error) {
	if dir := os.Getenv("ANDOR_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("data: no folder for the cache; set ANDOR_CACHE to one: %w", err)
	}
	return filepath.Join(dir, "andor"), nil
}

// cached answers with a file of the cache made once from file by fill, whose second call
// with an unchanged file costs nothing. what tells apart what is made from one file.
func cached(ctx context.Context, file, what string, fill func(w io.Writer) error) (string, error) {
	root, err := CacheDir()
	if err != nil {
		return "", err
	}
	full, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(full)
	if err != nil {
		return "", err
	}
	key := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%d\n%d", full, what, info.Size(), info.ModTime().UnixNano()))
	dir := filepath.Join(root, unpackedDir)
	path := filepath.Join(dir, fmt.Sprintf("%s-%x", filepath.Base(full), key[:8]))
	if ok, err := whole(ctx, path); ok || err != nil {
		return path, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", noCache(err)
	}
	tmp, err := os.CreateTemp(dir, ".unpacking-*")
	if err != nil {
		return "", noCache(err)
	}
	defer os.Remove(tmp.Name())
	sum := sha256.New()
	err = fill(&stopping{ctx, io.MultiWriter(tmp, sum)})
	if err == nil {
		err = noCache(tmp.Sync()) // else a crash of the machine can leave a name without its content
	}
	if err2 := tmp.Close(); err == nil {
		err = noCache(err2)
	}
	if err != nil {
		return "", err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return "", noCache(err)
	}
	if err := seal(path, sum.Sum(nil)); err != nil {
		return "", err
	}
	makeRoom(path)
	return path, nil
}

func noCache(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("cannot write into the cache: %w; set ANDOR_CACHE to a folder with room", err)
}

// stopping writes until ctx ends.
type stopping struct {
	ctx context.Context
	w   io.Writer
}

func (s *stopping) Write(b []byte) (int, error) {
	if err := context.Cause(s.ctx); err != nil {
		return 0, err
	}
	n, err := s.w.Write(b)
	if err != nil {
		err = noCache(err)
	}
	return n, err
}

// unpacked is a file packed by gzip, bzip2 or xz, unpacked in the cache, so that one can read anywhere in it.
func unpacked(ctx context.Context, file, kind string) (string, error) {
	what := kind
	if kind == "gzip" {
		what = "gunzip" // as caches of before have it
	}
	return cached(ctx, file, what, func(w io.Writer) error {
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		defer f.Close()
		var r io.Reader
		switch kind {
		case "bzip2":
			r = bzip2.NewReader(bufio.NewReader(f))
		case "xz":
			r, err = xz.ReaderConfig{DictCap: maxDictionary}.NewReader(bufio.NewReader(f))
		default:
			r, err = gzip.NewReader(f)
		}
		if err != nil {
			return damaged(kind, err)
		}
		_, err = io.Copy(w, r)
		return damaged(kind, err)
	})
}

// maxDictionary bounds the memory that unpacking an xz file takes, as `xz -9` needs it.
const maxDictionary = 64 << 20

// damaged says in words what a reader of packed files found wrong.
func damaged(kind string, err error) error {
	var structure bzip2.StructuralError
	switch {
	case err == nil || kind == "gzip":
		return damagedGzip(err)
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return errors.New("is cut short: its end is missing; fetch it again")
	case errors.As(err, &structure) || strings.HasPrefix(err.Error(), "xz:") || strings.HasPrefix(err.Error(), "lzma:"):
		return fmt.Errorf("is damaged (%w); fetch it again", err)
	}
	return err
}

// damagedGzip says in words what gzip found wrong.
func damagedGzip(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return errors.New("is cut short: its end is missing; fetch it again")
	case errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader):
		return fmt.Errorf("is damaged (%w); fetch it again", err)
	}
	return err
}

// openMember opens a file for reading anywhere: a plain one, or the only entry of a zip
// file called name, which is unpacked in the cache unless it is stored as it is.
func openMember(ctx context.Context, file, name string) (r io.ReaderAt, size int64, close func() error, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, 0, nil, err
	}
	info, err := f.Stat()
	if err != nil || !isZip(f) {
		if err != nil {
			f.Close()
		} else {
			size = info.Size()
		}
		return f, size, f.Close, err
	}
	z, err := zip.NewReader(f, info.Size())
	if err == nil {
		err = fs.ErrNotExist
		for _, e := range z.File {
			if filepath.Base(filepath.FromSlash(e.Name)) != name {
				continue
			}
			if at, err2 := e.DataOffset(); err2 == nil && e.Method == zip.Store {
				n := int64(min(e.CompressedSize64, 1<<62))
				return io.NewSectionReader(f, at, n), n, f.Close, nil
			}
			var path string
			path, err = cached(ctx, file, e.Name, func(w io.Writer) error {
				in, err := e.Open()
				if err != nil {
					return err
				}
				defer in.Close()
				_, err = io.Copy(w, in)
				return err
			})
			if err == nil {
				f.Close()
				return openMember(ctx, path, name)
			}
			break
		}
	}
	f.Close()
	if errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("is cut short: its end is missing; fetch it again")
	}
	return nil, 0, nil, err
}

func isZip(r io.ReaderAt) bool {
	var b [4]byte
	r.ReadAt(b[:], 0)
	return string(b[:2]) == "PK"
}
