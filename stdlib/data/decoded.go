package data

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// A set that fits in memory may be kept as one file of the cache after it was decoded, so
// that the next session need not decode it again: a header, the pixels in 8 bits, and the
// SHA-256 of both. A file that does not match its checksum is made anew.

const (
	decodedMark = "andor decoded images 2\n"
	// decodedLeast is the fewest images worth keeping: fewer are decoded as soon as read.
	decodedLeast = 200
)

// decodedHead is what is kept beside the pixels.
type decodedHead struct {
	Names, Labels []string
	Skipped       []Skip
	From          string
	Wanted        int
	N, H, W, C    int
}

// decodedFile is where the set of s is kept: told by everything in s that decides the
// pixels, and by name, size and time of every file it is read from. Empty if it is not kept.
func decodedFile(ctx context.Context, s Spec) string {
	if s.Cache == "" {
		return ""
	}
	root := expandHome(s.From)
	if archive, _, ok := splitArchive(root); ok {
		if _, err := os.Stat(root); err != nil {
			root = archive
		}
	}
	if info, err := os.Stat(root); err == nil && !info.IsDir() && s.Loader != "" {
		root = filepath.Dir(root) // labels beside the archive count too
	}
	full, err := filepath.Abs(root)
	if err != nil {
		return ""
	}
	if full, err = filepath.EvalSymlinks(full); err != nil { // a walk does not enter a root that is a link
		return ""
	}
	h := sha256.New()
	fmt.Fprint(h, decodedMark)
	key := s
	key.Cache, key.Memory, key.Lo, key.Hi = "", 0, 0, 0
	json.NewEncoder(h).Encode(key)
	fmt.Fprintln(h, full)
	err = filepath.WalkDir(full, func(p string, e fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && e.Type()&fs.ModeSymlink != 0 {
			if info, err = os.Stat(p); err == nil && info.IsDir() {
				err = errors.New("a link to a folder, whose files this walk does not see")
			}
		}
		if err != nil {
			return err
		}
		fmt.Fprintln(h, p, info.Size(), info.ModTime().UnixNano())
		return nil
	})
	if err != nil {
		return "" // something is unreadable: let the loader say what
	}
	return filepath.Join(s.Cache, decodedDir, fmt.Sprintf("%x", h.Sum(nil)[:16]))
}

// readDecoded is the set kept in a file, nil if there is none or it is damaged.
func readDecoded(file string, s Spec) *Set {
	b, err := os.ReadFile(file)
	if err != nil || len(b) < len(decodedMark)+4+sha256.Size {
		return nil
	}
	sum := sha256.Sum256(b[:len(b)-sha256.Size])
	if !bytes.Equal(sum[:], b[len(b)-sha256.Size:]) || !bytes.HasPrefix(b, []byte(decodedMark)) {
		os.Remove(file)
		return nil
	}
	b = b[len(decodedMark) : len(b)-sha256.Size]
	size := int(binary.LittleEndian.Uint32(b))
	var head decodedHead
	if size > len(b)-4 || json.Unmarshal(b[4:4+size], &head) != nil {
		return nil
	}
	used(file)
	pixels := b[4+size:]
	if head.N != len(head.Names) || !s.fits(head.N) || len(pixels) != head.N*head.H*head.W*head.C || head.H != s.H || head.W != s.W || head.C != s.C {
		return nil
	}
	value := s.lookup()
	x := make([]float32, len(pixels))
	for i, v := range pixels {
		x[i] = value[v]
	}
	return &Set{
		Images: tensor.From(x, head.N, head.H, head.W, head.C), Names: head.Names, Labels: head.Labels, Skipped: head.Skipped,
		From: head.From, Wanted: head.Wanted, Range: [2]float64{s.Lo, s.Hi}, shape: [3]int{head.H, head.W, head.C},
	}
}

// writeDecoded keeps a set. Whatever goes wrong, the set itself is good.
func writeDecoded(file string, set *Set) error {
	if set.Images == nil || set.Len() < decodedLeast {
		return nil
	}
	h, w, c := set.Shape()
	head, err := json.Marshal(decodedHead{set.Names, set.Labels, set.Skipped, set.From, set.Wanted, set.Len(), h, w, c})
	if err != nil {
		return err
	}
	if len(head) > math.MaxInt32 {
		return errors.New("data: too many names to keep")
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".decoding-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	sum := sha256.New()
	out := bufio.NewWriter(io.MultiWriter(tmp, sum))
	out.WriteString(decodedMark)
	out.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(head))))
	out.Write(head)
	lo, step := set.Range[0], (set.Range[1]-set.Range[0])/255
	for _, v := range set.Images.Data {
		out.WriteByte(uint8(math.Round((float64(v) - lo) / step)))
	}
	err = out.Flush()
	if err == nil {
		_, err = tmp.Write(sum.Sum(nil))
	}
	if err2 := tmp.Close(); err == nil {
		err = err2
	}
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err == nil {
		makeRoom(file)
	}
	return err
}
