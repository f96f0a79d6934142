package lmdb

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// sample is a database made by LMDB itself: see stdlib/data/testdata/samples.py.
func sample(t testing.TB) []byte {
	b, err := os.ReadFile("testdata/deep.mdb")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func open(b []byte) (*DB, error) { return Open(bytes.NewReader(b), int64(len(b))) }

func TestScanAndRead(t *testing.T) {
	db, err := open(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	items, err := db.Scan(0)
	if err != nil || len(items) != 100 || db.Len() != 100 {
		t.Fatalf("got %d keys of %d and error %v, want 100", len(items), db.Len(), err)
	}
	inverse := map[int]int{}
	for i := range 100 {
		inverse[i*7919%100] = i
	}
	for k, item := range items {
		want := fmt.Sprintf("%d ", inverse[k])
		if inverse[k]%50 == 0 {
			want = strings.Repeat(want, 1500)
		}
		got, err := db.Read(item)
		if err != nil || string(got) != want || !strings.HasPrefix(item.Key, fmt.Sprintf("key %03d ", k)) {
			t.Errorf("item %d: got key %q, %d bytes and error %v, want %d bytes", k, item.Key, len(got), err, len(want))
		}
	}
	if some, err := db.Scan(7); err != nil || len(some) != 7 || some[6] != items[6] {
		t.Errorf("the first 7: got %d and error %v", len(some), err)
	}
}

func TestDamage(t *testing.T) {
	whole := sample(t)
	for _, c := range []struct {
		name string
		make func(b []byte) []byte
		want string
	}{
		{"nothing", func(b []byte) []byte { return nil }, "is no LMDB database: it is too short"},
		{"text", func(b []byte) []byte { return bytes.Repeat([]byte("text"), 1000) }, "is no LMDB database: it has the mark"},
		{"truncated", func(b []byte) []byte { return b[:len(b)/2] }, "is cut short: it has "},
		{"version", func(b []byte) []byte { b[20] = 9; return b }, "version 9, want 1"},
		{"root", func(b []byte) []byte { b[88+40], b[4096+88+40] = 1, 1; return b }, "leads to page 1, want 2 to"},
	} {
		db, err := open(c.make(bytes.Clone(whole)))
		if err == nil {
			_, err = db.Scan(0)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one with %q", c.name, err, c.want)
		}
	}
}

// use reads all there is; whatever the bytes, it neither panics nor goes on for ever.
func use(b []byte) {
	db, err := open(b)
	if err != nil {
		return
	}
	items, _ := db.Scan(0)
	for _, i := range items {
		db.Read(i)
	}
}

func TestFlippedBits(t *testing.T) {
	whole := sample(t)
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		b := bytes.Clone(whole)
		for range 1 + r.IntN(20) {
			at := r.IntN(len(b))
			if r.IntN(2) == 0 {
				at = r.IntN(len(b)/4096)*4096 + r.IntN(64) // where the pointers are
			}
			b[at] ^= 1 << r.IntN(8)
		}
		use(b)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(sample(f))
	f.Fuzz(func(t *testing.T, b []byte) { use(b) })
}
