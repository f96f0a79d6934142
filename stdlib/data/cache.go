package data

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/andor-kernel/andor/internal/files"
)

// The cache holds what can be made again from its source: archives that were unpacked, each
// with its checksum beside it, and sets that were decoded. What is damaged is made anew. The
// least recently used goes when the bound is reached.

const (
	unpackedDir = "unpacked"
	decodedDir  = "decoded"
	sumSuffix   = ".sha256"       // of the file with the checksum of an unpacked one
	madeHidden  = "ing-"          // in the names of files that are being made: .unpacking-1, .decoding-2
	cacheLeft   = time.Hour       // from this age such a file is what a kill has left
	cacheBound  = int64(20 << 30) // bytes, unless ANDOR_CACHE_GIB says otherwise
)

// CacheBound is how many bytes of unpacked and decoded files the cache may hold:
// $ANDOR_CACHE_GIB times 2^30, else 20 GiB.
func CacheBound() (int64, error) {
	text := os.Getenv("ANDOR_CACHE_GIB")
	if text == "" {
		return cacheBound, nil
	}
	gib, err := strconv.ParseFloat(text, 64)
	if err != nil || !(gib >= 0 && gib <= 1<<20) {
		return 0, fmt.Errorf("data: ANDOR_CACHE_GIB is %q, want a number of GiB such as 20", text)
	}
	return int64(gib * (1 << 30)), nil
}

// CacheEntry is a file of the cache.
type CacheEntry struct {
	Kind  string // "unpacked", "decoded", "left over", or the folder of something that is never cleaned
	Path  string
	Bytes int64
	Used  time.Time // last
}

// Cleanable reports whether the file is made again when it is needed.
func (e CacheEntry) Cleanable() bool {
	return e.Kind == unpackedDir || e.Kind == decodedDir || e.Kind == "left over"
}

// ListCache lists the files of the cache, those used last first.
func ListCache() ([]CacheEntry, error) {
	root, err := CacheDir()
	if err != nil {
		return nil, err
	}
	var out []CacheEntry
	err = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // none yet, or gone meanwhile
			return nil
		}
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		entry := CacheEntry{Kind: filepath.ToSlash(filepath.Dir(rel)), Path: path, Bytes: info.Size(), Used: info.ModTime()}
		if entry.Kind == "." {
			entry.Kind = "measured"
		}
		if name := filepath.Base(path); strings.HasPrefix(name, ".") && strings.Contains(name, madeHidden) {
			entry.Kind = "left over"
			if time.Since(entry.Used) < cacheLeft {
				entry.Kind = "being made"
			}
		}
		out = append(out, entry)
		return nil
	})
	slices.SortStableFunc(out, func(a, b CacheEntry) int { return b.Used.Compare(a.Used) })
	return out, err
}

// CleanCache removes what is made again when it is needed, or what a kill has left alone, and
// returns the bytes that are free now.
func CleanCache(leftAlone bool) (int64, error) {
	entries, err := ListCache()
	if err != nil {
		return 0, err
	}
	var free int64
	var failed []error
	for _, e := range entries {
		if !e.Cleanable() || leftAlone && e.Kind != "left over" {
			continue
		}
		if err := os.Remove(e.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = append(failed, err)
			continue
		}
		free += e.Bytes
	}
	return free, errors.Join(failed...)
}

// makeRoom removes what a kill has left, and the least recently used files until the cache is
// within its bound; kept, which was just made, stays. Whatever goes wrong, the set is good.
func makeRoom(kept string) {
	CleanCache(true)
	bound, err := CacheBound()
	if err != nil {
		bound = cacheBound
	}
	entries, err := ListCache()
	if err != nil {
		return
	}
	var held int64
	for _, e := range entries {
		if !e.Cleanable() {
			continue
		}
		if held += e.Bytes; held > bound && e.Path != kept && e.Path != kept+sumSuffix {
			os.Remove(e.Path)
		}
	}
}

// used notes that a file of the cache is in use.
func used(path string) {
	now := time.Now()
	os.Chtimes(path, now, now)
}

// whole reports whether an unpacked file is as it was made, by its checksum.
func whole(ctx context.Context, path string) (bool, error) {
	want, err := os.ReadFile(path + sumSuffix)
	if err != nil {
		return false, nil // of an older version, or a kill came between the two
	}
	f, err := os.Open(path)
	if err != nil {
		return false, nil
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(&stopping{ctx, sum}, bufio.NewReaderSize(f, 1<<20)); err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return false, cause
		}
		return false, nil
	}
	if hex.EncodeToString(sum.Sum(nil)) != strings.TrimSpace(string(want)) {
		return false, nil
	}
	used(path)
	return true, nil
}

// seal writes the checksum of an unpacked file beside it.
func seal(path string, sum []byte) error {
	if err := files.Write(path+sumSuffix, []byte(hex.EncodeToString(sum)+"\n")); err != nil {
		return noCache(err)
	}
	return nil
}
