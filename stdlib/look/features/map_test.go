package features

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/look/inception"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

func gradient(n, h, w, c int) inception.Memory {
	x := tensor.New(n, h, w, c)
	for i := range x.Data {
		x.Data[i] = float32(i%97)/48 - 1
	}
	return inception.Memory{X: x}
}

// TestPixels checks fields by hand, whole and shared, and that more images than are held at
// once give what each alone gives.
func TestPixels(t *testing.T) {
	m, err := Open(Spec{Name: "pixels"})
	if err != nil || m.Dim() != 384 || m.IsFID() || m.Distance() != "Frechet distance" || m.KID() != "kernel distance" || m.Name() != "pixels, 8x8 fields" {
		t.Fatalf("got %v, %v", m, err)
	}
	x := tensor.New(1, 16, 12, 1) // fields of 2 x 1.5 positions
	for i := range x.Data {
		x.Data[i] = float32(i % 12) // the column
	}
	f, err := m.Of(t.Context(), inception.Memory{X: x}, 0, 255, nil)
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[int]float64{0: 0.5 / 1.5, 1: (0.5*1 + 2) / 1.5, 7: (0.5*10 + 11) / 1.5} {
		for ch := range 3 {
			if got := float64(f.Data[field*3+ch]) * 255; math.Abs(got-want) > 1e-4 {
				t.Errorf("field %d, channel %d is %g levels, want %g", field, ch, got, want)
			}
		}
	}
	// The deviation in field 0: columns 0 and 1 by 1 and 0.5 of 1.5.
	if got, want := float64(f.Data[192])*255, math.Sqrt(0.5/1.5-(0.5/1.5)*(0.5/1.5)); math.Abs(got-want) > 1e-4 {
		t.Errorf("the deviation in field 0 is %g levels, want %g", got, want)
	}
	many := gradient(part+5, 10, 9, 3)
	last := 0
	all, err := m.Of(t.Context(), many, -1, 1, func(done, of int) { last = done*1000 + of })
	if err != nil || last != (part+5)*1001 {
		t.Fatalf("got %v and progress %d", err, last)
	}
	one, err := m.Of(t.Context(), inception.Memory{X: tensor.From(many.X.Row(part+3).Data, 1, 10, 9, 3)}, -1, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range one.Data {
		if all.Row(part + 3).Data[i] != v {
			t.Fatalf("feature %d of image %d is %g, alone %g", i, part+3, all.Row(part + 3).Data[i], v)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Of(ctx, many, -1, 1, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
	if _, err := m.Of(t.Context(), gradient(1, 8, 8, 2), -1, 1, nil); err == nil || !strings.Contains(err.Error(), "got 1 images of 8x8x2") {
		t.Errorf("two channels: got %v", err)
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct {
		s    Spec
		want string
	}{
		{Spec{Name: "inception", Folder: dir}, "get them with: andor-kernel fetch inception"},
		{Spec{Name: "nsfwjs", Folder: dir}, filepath.Join(dir, "nsfwjs-4.3.0.tgz") + "; get them with: andor-kernel fetch nsfwjs"},
		{Spec{Name: "inceptoin", Folder: dir}, `got "inceptoin", want inception, nsfwjs, pixels or a file of weights`},
		{Spec{Name: "pixels", Resize: "clean-fid"}, "want none for pixels"},
	} {
		if _, err := Open(tt.s); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: got %v, want %s", tt.s, err, tt.want)
		}
	}
	if got := Best(dir); got != "pixels" {
		t.Errorf("without weights the best map is %q, want pixels", got)
	}
	// A file of that name that is not what it says is an error, never a silent other map.
	bad := Spec{Name: "inception", Folder: dir}
	if err := os.WriteFile(bad.file(), []byte("not weights"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := Best(dir); got != "inception" {
		t.Errorf("the best map is %q, want inception", got)
	}
	if _, err := Open(bad); err == nil || !strings.Contains(err.Error(), "the name says 6726825d") {
		t.Errorf("got %v", err)
	}
}
