package andor

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/andor-kernel/andor/dsl"
)

// BenchmarkPass trains one pass over more images than memory is meant to hold, a zip of
// JPEGs of 64x64 pixels, and reports how long the loop waited for images and the largest
// resident memory, pages of files included. The network and its one Langevin step are there
// to ask for images faster than real ones would. ANDOR_IMAGES sets their number:
//
//	ANDOR_IMAGES=200000 go test ./stdlib/andor -run '^$' -bench Pass -benchtime 1x -timeout 3h
func BenchmarkPass(b *testing.B) {
	n := 25000 // a few more than are held in memory as they are
	if s := os.Getenv("ANDOR_IMAGES"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			b.Fatalf("ANDOR_IMAGES=%q, want a number", s)
		}
	}
	dir := b.TempDir()
	b.Setenv("ANDOR_CACHE", dir)
	b.Setenv("ANDOR_RUNS", dir)
	path := filepath.Join(dir, "many.zip")
	manyJPEGs(b, path, n)
	g := NewNet("G").
		Stage("z", Normal(32)).
		Stage("object", FC(4, 4, 64), TopKPer("4", PerPosition)).
		Stage("part", Up(2), Conv(16), ReLU(), TopK("1/4")).
		Stage("subpart", Up(2), Conv(12), ReLU(), TopK("1/4")).
		Stage("pixel", Up(4), Conv(8), ReLU()).
		Stage("image", Conv(3), Tanh())
	const batch = 32
	for b.Loop() {
		d := OpenData(&dsl.Data{Name: "many", From: path, Size: dsl.Shape{H: 64, W: 64, C: 3}, Range: [2]float64{-1, 1}})
		began := time.Now()
		r := NewRun("pass", g, nil, d, fmt.Sprintf("batch %d", batch), fmt.Sprintf("iterations %d", n/batch), "langevin { steps 1 }").Train()
		if r.Err() != nil {
			b.Fatal(r.Err())
		}
		took := time.Since(began)
		var waited time.Duration
		for _, it := range r.History() {
			waited += it.Waited
		}
		b.ReportMetric(100*waited.Seconds()/took.Seconds(), "%waiting")
		b.ReportMetric(float64(n)/took.Seconds(), "images/s")
		b.ReportMetric(peakMiB(b), "peak-MiB")
	}
}

// manyJPEGs writes a zip of n pictures, a thousand different ones in turn.
func manyJPEGs(b *testing.B, path string, n int) {
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	r := rand.New(rand.NewPCG(1, 2))
	files := make([][]byte, min(n, 1000))
	for i := range files {
		m := image.NewRGBA(image.Rect(0, 0, 64, 64))
		for p := range 64 * 64 {
			m.Set(p%64, p/64, color.RGBA{uint8(p + 40*i), uint8(p / 16), uint8(128 + r.IntN(64)), 255})
		}
		var buf bytes.Buffer
		if err := jpeg.Encode(&buf, m, nil); err != nil {
			b.Fatal(err)
		}
		files[i] = buf.Bytes()
	}
	z := zip.NewWriter(f)
	for i := range n {
		w, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("%07d.jpg", i), Method: zip.Store})
		if err == nil {
			_, err = w.Write(files[i%len(files)])
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		b.Fatal(err)
	}
}

// peakMiB is the largest resident memory of the process so far: of its own, and of the
// pages of files that it has mapped and that the system could take back.
func peakMiB(b *testing.B) float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skipf("no /proc: %v", err)
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	kib, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kib / 1024
}
