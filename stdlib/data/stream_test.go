package data

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// numbered is a folder of n PNG files whose colour tells their number; those in broken
// are cut short.
func numbered(t *testing.T, n int, broken ...int) string {
	files := map[string][]byte{}
	for i := range n {
		m := image.NewNRGBA(image.Rect(0, 0, 8, 8))
		for p := range 64 {
			m.SetNRGBA(p%8, p/8, color.NRGBA{uint8(i), uint8(i >> 8), uint8(p), 255})
		}
		files[fmt.Sprintf("%d.png", i)] = encode(t, "png", m)
	}
	for _, i := range broken {
		name := fmt.Sprintf("%d.png", i)
		files[name] = files[name][:40]
	}
	return folder(t, files)
}

// number reads a picture's number back from a row of a batch in 0..255.
func number(x *tensor.Tensor, row int) int {
	p := x.Row(row).Data
	return int(p[0]) + int(p[1])<<8
}

// TestStream: a set that streams gives the same images as one in memory, whatever is
// asked for ahead and by however many, and keeps no more than it may.
func TestStream(t *testing.T) {
	const n, kept = 300, 10
	dir := numbered(t, n)
	small := Spec{From: dir, H: 8, W: 8, Hi: 255, Memory: (maxAhead + kept) * 8 * 8 * 3}
	s, err := Open(context.Background(), small, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !s.Streams() || s.Images != nil || s.Len() != n || s.Memory() != small.Memory {
		t.Fatalf("got %v, want a set that streams %d images", s, n)
	}
	whole := small
	whole.Memory = 0
	memory, err := Open(context.Background(), whole, nil)
	if err != nil || memory.Streams() {
		t.Fatalf("got %v, %v, want a set in memory", memory, err)
	}
	var readers sync.WaitGroup
	for reader := range 3 {
		readers.Add(1)
		go func() {
			defer readers.Done()
			r := rand.New(rand.NewPCG(1, uint64(reader)))
			got, want := tensor.New(16, 8, 8, 3), tensor.New(16, 8, 8, 3)
			next := r.Perm(n)[:16]
			for range 60 {
				index := next
				next = r.Perm(n)[:16]
				if err := s.Batch(index, got); err != nil {
					t.Error(err)
					return
				}
				if reader > 0 { // one reader never says what comes
					s.Ahead(next)
				}
				if err := memory.Batch(index, want); err != nil {
					t.Error(err)
					return
				}
				for i := range got.Data {
					if got.Data[i] != want.Data[i] {
						t.Errorf("images %v: value %d is %g, want %g", index, i, got.Data[i], want.Data[i])
						return
					}
				}
			}
		}()
	}
	readers.Wait()
	st := s.Stream()
	if st.Kept != kept || st.Bytes != kept*8*8*3 || st.Images != 3*60*16 || st.Cached == 0 {
		t.Errorf("got %+v, want %d images kept of %d given out", st, kept, 3*60*16)
	}
	if got := memory.Memory(); got != n*8*8*3*4 {
		t.Errorf("a set in memory says it holds %d bytes, want %d", got, n*8*8*3*4)
	}
}

// TestStreamAhead: what was asked for ahead is not decoded again, and a list that is
// never fetched is forgotten.
func TestStreamAhead(t *testing.T) {
	s, err := Open(context.Background(), Spec{From: numbered(t, 40), H: 8, W: 8, Hi: 255, Memory: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	x := tensor.New(4, 8, 8, 3)
	s.Ahead([]int{30, 31, 32, -1, 40, 30})
	s.Ahead([]int{5, 6, 7, 8})
	if n := len(s.stream.ahead); n > 4 {
		t.Errorf("%d images are held for a list that was replaced, want at most 4", n)
	}
	if err := s.Batch([]int{8, 5, 5, 6}, x); err != nil {
		t.Fatal(err)
	}
	for row, want := range []int{8, 5, 5, 6} {
		if got := number(x, row); got != want {
			t.Errorf("row %d: got picture %d, want %d", row, got, want)
		}
	}
	if n := len(s.stream.ahead); n > 1 {
		t.Errorf("%d images are still held, want image 7 alone", n)
	}
	if err := s.Batch([]int{40}, x); err == nil || !strings.Contains(err.Error(), "got index 40, want 0..39") {
		t.Errorf("got %v, want an error about index 40", err)
	}
}

// TestStreamDamaged: the next whole picture stands in for a damaged one, and a source that
// has gone is an error and no endless search.
func TestStreamDamaged(t *testing.T) {
	dir := numbered(t, 200, 3, 4, 199)
	s, err := Open(context.Background(), Spec{From: dir, H: 8, W: 8, Hi: 255, Memory: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	x := tensor.New(4, 8, 8, 3)
	if err := s.Batch([]int{2, 3, 4, 199}, x); err != nil {
		t.Fatal(err)
	}
	for row, want := range []int{2, 5, 5, 0} {
		if got := number(x, row); got != want {
			t.Errorf("row %d: got picture %d, want %d", row, got, want)
		}
	}
	bad := s.Damaged()
	if len(bad) != 3 || bad[0].File != "3.png" || bad[2].File != "199.png" || s.Stream().Damaged != 3 {
		t.Errorf("got %v, want 3.png, 4.png and 199.png", bad)
	}
	if text := s.String(); !strings.Contains(text, "streamed") || !strings.Contains(text, "3 files damaged and replaced by the next (3.png: ") {
		t.Errorf("String() is %q", text)
	}
	for i := range 200 {
		os.Remove(filepath.Join(dir, fmt.Sprintf("%d.png", i)))
	}
	if err := s.Batch([]int{9}, x); err == nil || !strings.Contains(err.Error(), "could not be read") {
		t.Errorf("with all files gone: got %v, want an error that says so", err)
	}
}

// TestStreamMostlyDamaged: a source of which hardly anything can be read is no set.
func TestStreamMostlyDamaged(t *testing.T) {
	var most []int
	for i := range 40 {
		if i%4 != 0 {
			most = append(most, i)
		}
	}
	_, err := Open(context.Background(), Spec{From: numbered(t, 40, most...), H: 8, W: 8, Memory: 1}, nil)
	if err == nil || !strings.Contains(err.Error(), "30 of 40 files could not be read") {
		t.Errorf("got %v, want an error that 30 of 40 files could not be read", err)
	}
}
