package data

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// archiveKind tells an archive by its first bytes: "zip", "gzip", "bzip2", "xz", "tar" or "".
func archiveKind(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var b [512]byte
	n, err := io.ReadFull(f, b[:])
	switch {
	case err != nil && err != io.ErrUnexpectedEOF && err != io.EOF:
		return "", err
	case n >= 2 && string(b[:2]) == "PK":
		return "zip", nil
	case n >= 2 && string(b[:2]) == "\x1f\x8b":
		return "gzip", nil
	case n >= 4 && string(b[:3]) == "BZh" && b[3] >= '1' && b[3] <= '9':
		return "bzip2", nil
	case n >= 6 && string(b[:6]) == "\xfd7zXZ\x00":
		return "xz", nil
	case n == 512 && (string(b[257:262]) == "ustar" || oldTar(b[:])):
		return "tar", nil
	}
	return "", nil
}

// oldTar reports whether a block is the header of a tar file from before POSIX, which has no mark
// of its own but the sum of its bytes.
func oldTar(b []byte) bool {
	want, err := strconv.ParseInt(strings.Trim(string(b[148:156]), " \x00"), 8, 32)
	if err != nil || b[0] == 0 {
		return false
	}
	var sum int64
	for i, c := range b {
		if i >= 148 && i < 156 {
			c = ' '
		}
		sum += int64(c)
	}
	return sum == want
}

// listTar reads through a tar file, packed with gzip, bzip2, xz or not at all, and notes where each
// file begins. A packed one is unpacked in the cache first: it cannot be read from the middle.
func listTar(ctx context.Context, from, file, inside, packed string) (*listing, error) {
	if packed != "tar" {
		plain, err := unpacked(ctx, file, packed)
		if err != nil {
			if ctx.Err() != nil {
				return nil, err
			}
			return nil, fmt.Errorf("data: tar file %q %w", from, err)
		}
		file = plain
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, missing(from, file, err)
	}
	type span struct{ at, size int64 }
	spans := map[string]span{}
	a := newArchive(from, inside)
	t := tar.NewReader(f)
	for {
		h, err := t.Next()
		if err == nil {
			err = context.Cause(ctx)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			f.Close()
			if errors.Is(err, tar.ErrHeader) {
				err = fmt.Errorf("is damaged (%w); fetch it again", err)
			}
			if errors.Is(err, io.ErrUnexpectedEOF) {
				err = errors.New("is cut short: its end is missing; fetch it again")
			}
			if ctx.Err() != nil {
				return nil, err
			}
			return nil, fmt.Errorf("data: tar file %q %w", from, err)
		}
		if h.Typeflag == tar.TypeDir || h.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		name, ok := a.admit(h.Name)
		if !ok {
			continue
		}
		if h.Typeflag == tar.TypeLink { // another name of a file that came before
			if target, ok := spans[strings.TrimPrefix(h.Linkname, "./")]; ok {
				spans[name] = target
				a.add(name)
				continue
			}
		}
		if h.Typeflag != tar.TypeReg {
			a.skipped = append(a.skipped, Skip{name, "is a link or a device, not a file"})
			continue
		}
		at, err := f.Seek(0, io.SeekCurrent) // the reader of the standard library reads block by block
		if err != nil {
			f.Close()
			return nil, err
		}
		spans[name] = span{at, h.Size}
		a.add(name)
	}
	l, err := a.done()
	if err != nil {
		f.Close()
		return nil, err
	}
	l.close = f.Close
	l.read = func(name string) ([]byte, error) {
		s, ok := spans[name]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return readAll(io.NewSectionReader(f, s.at, s.size), s.size)
	}
	return l, nil
}
