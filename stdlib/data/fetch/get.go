package fetch

import (
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// File is one file of a source.
type File struct {
	Name   string // on disk
	URL    string
	Size   int64  // in bytes, 0 if it is not published
	MD5    string // in hexadecimal, empty if it is not published
	SHA256 string // likewise; its first digits are enough
}

// Get downloads f into the folder dir, which is made, and returns its path. A whole file
// that is there already is only verified. What is there of an earlier attempt, under the
// name with ".part", is gone on with where the server can; so an ended ctx or a broken
// connection loses nothing. progress, if not nil, is told now and then how many of how
// many bytes are there; the total is 0 if the server does not say.
//
// A file of another checksum than the published one is not kept.
func Get(ctx context.Context, client *http.Client, f File, dir string, progress func(done, total int64)) (string, error) {
	if f.Name == "" || f.Name != filepath.Base(f.Name) {
		return "", fmt.Errorf("fetch: got the name %q, want one without a folder", f.Name)
	}
	if progress == nil {
		progress = func(int64, int64) {}
	}
	path := filepath.Join(dir, f.Name)
	switch err := Verify(path, f); {
	case err == nil:
		return path, nil
	case !errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("%w; remove it to fetch it anew", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("fetch: %w", err)
	}
	part := path + ".part"
	var err error
	for try := range attempts {
		if try > 0 {
			select {
			case <-ctx.Done():
				return "", context.Cause(ctx)
			case <-time.After(pause << try):
			}
		}
		var again bool
		if again, err = download(ctx, client, f, part, progress); err == nil || !again {
			break
		}
	}
	if err != nil {
		return "", fmt.Errorf("fetch: %s: %w", f.Name, err)
	}
	if err := Verify(part, f); err != nil {
		os.Remove(part)
		return "", fmt.Errorf("%w; the download was damaged, or the server gives out another file now", err)
	}
	return path, os.Rename(part, path)
}

const (
	attempts = 4                      // of one file, before giving up
	pause    = 200 * time.Millisecond // before the first repetition; doubled with each
)

// download goes on with part. again says that the error may be gone at the next attempt.
func download(ctx context.Context, client *http.Client, f File, part string, progress func(done, total int64)) (again bool, err error) {
	out, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return false, err
	}
	defer func() {
		if err2 := out.Close(); err == nil && err2 != nil {
			err = err2
		}
	}()
	have, err := out.Seek(0, io.SeekEnd)
	if err != nil {
		return false, err
	}
	if f.Size > 0 && have == f.Size {
		return false, nil // only its verification was missing
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.URL, nil)
	if err != nil {
		return false, err
	}
	if have > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
	}
	res, err := client.Do(req)
	if err != nil {
		return ctx.Err() == nil, err
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusPartialContent && strings.HasPrefix(res.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", have)):
	case res.StatusCode == http.StatusOK || res.StatusCode == http.StatusPartialContent || res.StatusCode == http.StatusRequestedRangeNotSatisfiable:
		// The server begins anew, or has not what is there already.
		if err := out.Truncate(0); err != nil {
			return false, err
		}
		if have, err = out.Seek(0, io.SeekStart); err != nil {
			return false, err
		}
		if res.StatusCode != http.StatusOK {
			return true, fmt.Errorf("the server cannot go on (%s)", res.Status)
		}
	default:
		return res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests, fmt.Errorf("the server answered %s for %s", res.Status, f.URL)
	}
	if kind := res.Header.Get("Content-Type"); strings.HasPrefix(kind, "text/html") {
		return false, fmt.Errorf("the server answered with a web page instead of the file; open %s in a browser", f.URL)
	}
	total := f.Size
	if n, err := strconv.ParseInt(res.Header.Get("Content-Length"), 10, 64); err == nil && n >= 0 {
		total = have + n
	}
	counted := &counter{w: out, done: have, total: total, report: progress}
	_, err = io.Copy(counted, res.Body)
	progress(counted.done, total)
	if err == nil && total > 0 && counted.done != total {
		err = io.ErrUnexpectedEOF
	}
	return ctx.Err() == nil && counted.err == nil, err
}

// counter reports what goes through, ten times a second.
type counter struct {
	w           io.Writer
	done, total int64
	last        time.Time
	report      func(done, total int64)
	err         error // of writing: no repetition helps
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.done, c.err = c.done+int64(n), err
	if now := time.Now(); now.Sub(c.last) > 100*time.Millisecond {
		c.last = now
		c.report(c.done, c.total)
	}
	return n, err
}

// Verify compares a file with the published size and checksum. An error of a file that is
// not there is fs.ErrNotExist.
func Verify(path string, f File) error {
	in, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	if f.Size > 0 && info.Size() != f.Size {
		return fmt.Errorf("fetch: %s has %d bytes, want %d", f.Name, info.Size(), f.Size)
	}
	for _, sum := range []struct {
		name, want string
		h          hash.Hash
	}{{"MD5", f.MD5, md5.New()}, {"SHA-256", f.SHA256, sha256.New()}} {
		if sum.want == "" {
			continue
		}
		if _, err := in.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("fetch: %w", err)
		}
		if _, err := io.Copy(sum.h, in); err != nil {
			return fmt.Errorf("fetch: %w", err)
		}
		if got := hex.EncodeToString(sum.h.Sum(nil)); !strings.HasPrefix(got, sum.want) {
			return fmt.Errorf("fetch: %s has the %s checksum %s, want %s", f.Name, sum.name, got, sum.want)
		}
	}
	return nil
}
