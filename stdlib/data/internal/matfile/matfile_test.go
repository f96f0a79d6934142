package matfile

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// sample is a file written by SciPy: see stdlib/data/testdata/samples.py.
func sample(t testing.TB, name string) []byte {
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRead(t *testing.T) {
	for _, name := range []string{"plain.mat", "packed.mat"} {
		v, err := Read(sample(t, name))
		if err != nil {
			t.Fatal(err)
		}
		for variable, want := range map[string]string{
			"f8": "[1 3] [1.5 -2 3]", "f4": "[1 1] [0.25]", "u1": "[1 1] [200]", "i2": "[1 2] [-3 4]", "i4": "[1 1] [-70000]", "i8": "[1 1] [-5]", "empty": "[0 0] []",
		} {
			if a := v[variable]; a == nil || fmt.Sprint(a.Dims, a.Numbers) != strings.Replace(want, "] [", "] [", 1) {
				t.Errorf("%s: %s: got %+v, want %s", name, variable, a, want)
			}
		}
		if v["text"].Text != "motor" || v["wide"].Text != "Ünïcode" || v["rows"].Text != "abcdef" {
			t.Errorf("%s: got texts %q, %q, %q", name, v["text"].Text, v["wide"].Text, v["rows"].Text)
		}
		s := v["s"]
		if s.Class != Struct || s.Len() != 2 || s.Fields["name"][1].Text != "second" || s.Fields["value"][0].Numbers[0] != 1.5 {
			t.Fatalf("%s: got structure %+v", name, s)
		}
		if c := s.Fields["value"][1]; c.Class != Cell || len(c.Cells) != 2 || c.Cells[1].Text != "b" {
			t.Errorf("%s: got cells %+v", name, c)
		}
	}
}

func TestDamage(t *testing.T) {
	plain := sample(t, "plain.mat")
	for _, c := range []struct {
		name string
		in   []byte
		want string
	}{
		{"empty", nil, "is no MAT-file: it is too short"},
		{"text", bytes.Repeat([]byte("text"), 99), "is no MAT-file of version 5 to 7"},
		{"7.3", append([]byte("MATLAB 7.3 MAT-file"), plain...), "version 7.3, want 5 to 7; save it again with -v7"},
		{"truncated", plain[:len(plain)-100], "is cut short"},
		{"truncated, packed", sample(t, "packed.mat")[:500], "is cut short"},
	} {
		if _, err := Read(c.in); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one with %q", c.name, err, c.want)
		}
	}
}

func TestFlippedBits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, name := range []string{"plain.mat", "packed.mat"} {
		whole := sample(t, name)
		for range 1000 {
			b := bytes.Clone(whole)
			for range 1 + r.IntN(6) {
				b[r.IntN(len(b))] ^= 1 << r.IntN(8)
			}
			Read(b)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample(f, "plain.mat"))
	f.Add(sample(f, "packed.mat"))
	f.Fuzz(func(t *testing.T, b []byte) { Read(b) })
}
