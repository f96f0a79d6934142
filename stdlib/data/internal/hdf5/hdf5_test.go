package hdf5

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// sample is a file written by h5py: see stdlib/data/testdata/samples.py.
func sample(t testing.TB, name string) []byte {
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func open(b []byte) (*File, error) { return Open(bytes.NewReader(b), int64(len(b))) }

func TestForms(t *testing.T) {
	for _, c := range []struct {
		file, path string
		want       func(i int) float32
	}{
		{"forms.h5", "whole", func(i int) float32 { return float32(i) }},
		{"forms.h5", "double", func(i int) float32 { return float32(i) }},
		{"forms.h5", "signed", func(i int) float32 { return float32(i - 30) }},
		{"forms.h5", "/bytes", func(i int) float32 { return float32(i) }},
		{"forms.h5", "chunked", func(i int) float32 { return float32(i) }},
		{"forms.h5", "packed", func(i int) float32 { return float32(i) }},
		{"forms.h5", "compact", func(i int) float32 { return float32(i) }},
		{"forms.h5", "sparse", func(i int) float32 {
			if i/12 == 3 {
				return float32(i)
			}
			return 0
		}},
		{"latest.h5", "whole", func(i int) float32 { return float32(i) }},
	} {
		f, err := open(sample(t, c.file))
		if err != nil {
			t.Fatal(err)
		}
		d, err := f.Dataset(c.path)
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		got, err := d.All()
		if err != nil || fmt.Sprint(d.Shape) != "[5 3 4]" || len(got) != 60 {
			t.Errorf("%s: got shape %v, %d numbers and error %v", c.path, d.Shape, len(got), err)
			continue
		}
		for i, v := range got {
			if v != c.want(i) {
				t.Errorf("%s: number %d: got %v, want %v", c.path, i, v, c.want(i))
				break
			}
		}
		if row, err := d.Row(3); err != nil || row[5] != c.want(3*12+5) {
			t.Errorf("%s: row 3: got %v and error %v", c.path, row, err)
		}
	}
}

func TestGroupsAndScalars(t *testing.T) {
	f, err := open(sample(t, "forms.h5"))
	if err != nil {
		t.Fatal(err)
	}
	if names, err := f.Names(); err != nil || fmt.Sprint(names) != "[bytes chunked compact double group packed scalar signed sparse text whole]" {
		t.Errorf("got names %v and error %v", names, err)
	}
	d, err := f.Dataset("group/inner/x")
	if err != nil {
		t.Fatal(err)
	}
	if x, err := d.All(); err != nil || fmt.Sprint(x) != "[0 12 24 36 48]" {
		t.Errorf("got %v and error %v", x, err)
	}
	if d, err = f.Dataset("scalar"); err != nil {
		t.Fatal(err)
	}
	if x, err := d.Row(0); err != nil || x[0] != 7 {
		t.Errorf("got %v and error %v", x, err)
	}
}

func TestErrors(t *testing.T) {
	forms := sample(t, "forms.h5")
	for _, c := range []struct {
		name, path string
		in         []byte
		want       string
	}{
		{"empty", "whole", nil, "is no HDF5 file"},
		{"text", "whole", bytes.Repeat([]byte("text"), 999), "is no HDF5 file"},
		{"truncated", "whole", forms[:len(forms)/2], "is cut short: it has 11508 bytes, want"},
		{"missing", "wholes", forms, `has no dataset "wholes"; it has bytes, chunked`},
		{"group", "group", forms, `dataset "group": is no dataset`},
		{"text data", "text", forms, "holds data of class 9"},
		{"new index", "chunked", sample(t, "latest.h5"), "write it with libver='earliest'"},
	} {
		f, err := open(c.in)
		if err == nil {
			_, err = f.Dataset(c.path)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one with %q", c.name, err, c.want)
		}
	}
	f, _ := open(forms)
	d, _ := f.Dataset("whole")
	if _, err := d.Row(5); err == nil || !strings.Contains(err.Error(), "got row 5, want 0 to 4") {
		t.Errorf("got error %v", err)
	}
}

// TestNoNumbers: a dimension of length 0 leaves rows without numbers, whatever the layout.
func TestNoNumbers(t *testing.T) {
	shape := func(n ...uint64) (b []byte) {
		for _, v := range n {
			b = le.AppendUint64(b, v)
		}
		return b
	}
	for _, want := range [][]uint64{{5, 0, 4}, {5, 3, 0}, {1 << 40, 0, 1 << 19}} {
		f, err := open(bytes.ReplaceAll(sample(t, "forms.h5"), shape(5, 3, 4), shape(want...)))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"whole", "chunked", "packed"} {
			d, err := f.Dataset(name)
			if err != nil {
				t.Errorf("%s of %d: %v", name, want, err)
				continue
			}
			row, err := d.Row(0)
			if err != nil || len(row) != 0 {
				t.Errorf("%s of %d: got row %v and error %v", name, want, row, err)
			}
			if all, err := d.All(); err != nil || len(all) != 0 {
				t.Errorf("%s of %d: got %v and error %v", name, want, all, err)
			}
		}
	}
}

// TestChecksum: a flipped bit in a packed chunk is an error, never other numbers.
func TestChecksum(t *testing.T) {
	whole := sample(t, "forms.h5")
	f, _ := open(whole)
	d, err := f.Dataset("packed")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Row(0); err != nil {
		t.Fatal(err)
	}
	for at := range d.cached { // the place of a chunk
		b := bytes.Clone(whole)
		b[at+5] ^= 1
		f, _ := open(b)
		d, _ := f.Dataset("packed")
		if _, err := d.All(); err == nil || !strings.Contains(err.Error(), "checksum") {
			t.Errorf("got error %v, want one about the checksum", err)
		}
	}
}

// use reads all there is; whatever the bytes, it neither panics nor goes on for ever.
func use(b []byte) {
	f, err := open(b)
	if err != nil {
		return
	}
	names, _ := f.Names()
	for _, name := range names {
		if d, err := f.Dataset(name); err == nil {
			for i := range min(d.Rows(), 2) {
				d.Row(i)
			}
		}
	}
}

func TestFlippedBits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, name := range []string{"forms.h5", "latest.h5"} {
		whole := sample(t, name)
		for range 60 {
			b := bytes.Clone(whole)
			for range 1 + r.IntN(20) {
				b[r.IntN(len(b))] ^= 1 << r.IntN(8)
			}
			use(b)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(sample(f, "forms.h5"))
	f.Add(sample(f, "latest.h5"))
	f.Fuzz(func(t *testing.T, b []byte) { use(b) })
}
