package metric

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/andor-kernel/andor/internal/simd"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

func noise(r *rand.Rand, shape ...int) *tensor.Tensor {
	x := tensor.New(shape...)
	for i := range x.Data {
		x.Data[i] = float32(r.NormFloat64())
	}
	return x
}

// ways are the two algorithms.
var ways = map[string]way{
	"spectral": func(simd.Kernels, *template) bool { return false },
	"direct":   func(simd.Kernels, *template) bool { return true },
}

// both runs NCC and every kind of Matcher and demands that they agree.
func both(t *testing.T, template, image *tensor.Tensor) Match {
	t.Helper()
	direct, err := NCC(template, image)
	if err != nil {
		t.Fatal(err)
	}
	for name, w := range ways {
		for _, path := range simd.Paths() {
			k, err := simd.For(path)
			if err != nil {
				t.Fatal(err)
			}
			m, err := newMatcher([]*tensor.Tensor{template}, image.Shape[0], image.Shape[1], image.Shape[2], k, w)
			if err != nil {
				t.Fatal(err)
			}
			all, err := m.Match(image)
			if err != nil {
				t.Fatal(err)
			}
			fast := all[0]
			if math.Abs(fast.Score-direct.Score) > 1e-8 || fast.X != direct.X || fast.Y != direct.Y {
				t.Errorf("template %v in image %v, %s, %s: fast %+v, want %+v as by the definition", template.Shape, image.Shape, name, path, fast, direct)
			}
		}
	}
	if math.Abs(direct.Score) > 1 {
		t.Errorf("score %g, want at most 1 in size", direct.Score)
	}
	return direct
}

func TestMatcherEqualsDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range [][5]int{{1, 2, 5, 7, 1}, {3, 3, 8, 8, 3}, {5, 4, 9, 11, 3}, {8, 8, 8, 8, 2}, {18, 18, 32, 32, 3}, {2, 7, 7, 7, 4}} {
		both(t, noise(r, s[0], s[1], s[4]), noise(r, s[2], s[3], s[4]))
	}
}

// TestNCCRecorded: worked by hand. T less its mean is (-1, 1)/2; the windows of the
// image less theirs are (-1/2, 1/2), (3/2, -3/2), (-2, 2): scores 1, -1, 1, the first wins.
func TestNCCRecorded(t *testing.T) {
	template := tensor.From([]float32{0, 1}, 1, 2, 1)
	got := both(t, template, tensor.From([]float32{2, 3, 0, 4}, 1, 4, 1))
	if got != (Match{Score: 1, X: 0, Y: 0}) {
		t.Errorf("got %+v, want score 1 at 0, 0", got)
	}
	// T = (0, 1, 5), I = (1, 2, 3): sum of products of the centred values is 5, the
	// energies are 14 and 2: 5/sqrt(28).
	got = both(t, tensor.From([]float32{0, 1, 5}, 1, 3, 1), tensor.From([]float32{1, 2, 3}, 1, 3, 1))
	if want := 5 / math.Sqrt(28); math.Abs(got.Score-want) > 1e-12 {
		t.Errorf("got %g, want %g", got.Score, want)
	}
}

func TestNCCFindsAPatch(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	image := noise(r, 20, 24, 3)
	patch := tensor.New(6, 5, 3)
	for y := range 6 {
		for x := range 5 {
			for c := range 3 {
				v := image.Data[((y+9)*24+x+13)*3+c]
				patch.Data[(y*5+x)*3+c] = 0.01*v + float32(c) // another contrast, another offset for each channel
			}
		}
	}
	got := both(t, patch, image)
	if math.Abs(got.Score-1) > 1e-6 || got.X != 13 || got.Y != 9 {
		t.Errorf("got %+v, want score 1 at 13, 9", got)
	}
}

func TestNCCConstant(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	grey := tensor.New(8, 8, 3)
	for i := range grey.Data {
		grey.Data[i] = 0.3
	}
	if got := both(t, noise(r, 3, 3, 3), grey); got.Score != 0 {
		t.Errorf("constant image: got %g, want 0", got.Score)
	}
	if got := both(t, tensor.From(grey.Data[:27], 3, 3, 3), noise(r, 8, 8, 3)); got.Score != 0 {
		t.Errorf("constant template: got %g, want 0", got.Score)
	}
	// One flat corner in an image with structure must not blow up to a perfect score.
	image := noise(r, 12, 12, 1)
	for y := range 6 {
		for x := range 6 {
			image.Data[y*12+x] = 100
		}
	}
	both(t, noise(r, 4, 4, 1), image)
}

// TestMatcherFarFromTheMean: windows whose contrast is a thousandth of their distance from
// the image's mean, where float32 alone would be off in the third digit.
func TestMatcherFarFromTheMean(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	image := noise(r, 24, 24, 3)
	for i := range image.Data {
		image.Data[i] *= 1e-3
		if i%(24*3) < 12*3 {
			image.Data[i]++
		}
	}
	template := tensor.New(5, 5, 3)
	for y := range 5 {
		for x := range 15 {
			template.Data[y*15+x] = image.Data[(y+3)*72+6+x] + 5e-4*float32(r.NormFloat64())
		}
	}
	if got := both(t, template, image); got.X != 2 || got.Y != 3 {
		t.Errorf("got %+v, want the place it was cut from, 2, 3", got)
	}
}

// TestMatcherOfARepeatedPattern: more equal placements than are scored again.
func TestMatcherOfARepeatedPattern(t *testing.T) {
	image := tensor.New(32, 32, 1)
	for i := range image.Data {
		image.Data[i] = float32(i % 2)
	}
	both(t, tensor.From([]float32{0.1, 0.9, 0.3, 0.9, 0.2, 0.8}, 2, 3, 1), image)
}

// TestMatchAll: both readings of table 4 against the definition, pair by pair, for
// templates of two sizes and one that is constant.
func TestMatchAll(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	images := noise(r, 5, 10, 10, 3)
	templates := []*tensor.Tensor{noise(r, 3, 3, 3), noise(r, 5, 4, 3), tensor.New(2, 2, 3), noise(r, 3, 3, 3)}
	mean, best := 0.0, 0.0
	for _, p := range templates {
		most := math.Inf(-1)
		for i := range 5 {
			s := both(t, p, images.Row(i)).Score
			mean += s / 20
			most = max(most, s)
		}
		best += most / 4
	}
	m, err := NewMatcher(templates, 10, 10, 3)
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.MatchAll(context.Background(), images)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(got.Mean-mean) > 1e-8 || math.Abs(got.Best-best) > 1e-8 || got.Images != 5 {
		t.Errorf("got %+v, want mean %g, best %g", got, mean, best)
	}
	for i, p := range got.Templates {
		at, _ := NCC(templates[i], images.Row(p.Image))
		if math.Abs(at.Score-p.Best) > 1e-8 || at.X != p.X || at.Y != p.Y {
			t.Errorf("template %d: got %+v, want %+v in image %d", i, p, at, p.Image)
		}
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := m.MatchAll(cancelled, images); err != context.Canceled {
		t.Errorf("cancelled: got error %v", err)
	}
}

// TestWindows: the best of all windows asked for one by one is NCC.
func TestWindows(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	image, template := noise(r, 12, 10, 3), noise(r, 4, 5, 3)
	m, err := NewMatcher([]*tensor.Tensor{template}, 12, 10, 3)
	if err != nil {
		t.Fatal(err)
	}
	windows, err := m.Windows(image)
	if err != nil {
		t.Fatal(err)
	}
	best := Match{Score: math.Inf(-1)}
	for y := range 12 - 4 + 1 {
		for x := range 10 - 5 + 1 {
			s, err := windows.At(0, x, y)
			if err != nil {
				t.Fatal(err)
			}
			best.offer(s, x, y)
		}
	}
	if want, _ := NCC(template, image); best != want {
		t.Errorf("got %+v, want %+v", best, want)
	}
	for _, c := range []struct{ i, x, y int }{{1, 0, 0}, {-1, 0, 0}, {0, 6, 0}, {0, 0, 9}, {0, -1, 0}, {0, 0, -1}} {
		if _, err := windows.At(c.i, c.x, c.y); err == nil {
			t.Errorf("template %d at (%d, %d): got no error", c.i, c.x, c.y)
		}
	}
	if _, err := m.Windows(noise(r, 12, 10, 1)); err == nil {
		t.Error("a grey image: got no error")
	}
}

// TestNotFinite: a value that is no number is named, wherever it stands.
func TestNotFinite(t *testing.T) {
	good, bad := noise(rand.New(rand.NewPCG(1, 2)), 4, 4, 3), tensor.New(2, 2, 3)
	bad.Data[7] = float32(math.NaN())
	want := "NaN in row 1, column 0, channel 1"
	if _, err := NCC(bad, good); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("template: got error %v, want one with %q", err, want)
	}
	if _, err := NewMatcher([]*tensor.Tensor{bad}, 4, 4, 3); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("template of a matcher: got error %v, want one with %q", err, want)
	}
	template := noise(rand.New(rand.NewPCG(3, 4)), 2, 2, 3)
	m, err := NewMatcher([]*tensor.Tensor{template}, 4, 4, 3)
	if err != nil {
		t.Fatal(err)
	}
	good.Data[(2*4+3)*3] = float32(math.Inf(1))
	want = "+Inf in row 2, column 3, channel 0"
	if _, err := NCC(template, good); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("image: got error %v, want one with %q", err, want)
	}
	if _, err := m.Match(good); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("image of a matcher: got error %v, want one with %q", err, want)
	}
}

func TestNCCErrors(t *testing.T) {
	image := tensor.New(4, 4, 3)
	for _, bad := range []*tensor.Tensor{tensor.New(5, 2, 3), tensor.New(2, 2, 1), tensor.New(2, 2), tensor.New(0, 2, 3)} {
		if _, err := NCC(bad, image); err == nil {
			t.Errorf("template %v in image %v: got no error", bad.Shape, image.Shape)
		}
		if _, err := NewMatcher([]*tensor.Tensor{bad}, 4, 4, 3); err == nil {
			t.Errorf("matcher, template %v for images of %v: got no error", bad.Shape, image.Shape)
		}
	}
	if _, err := NCC(tensor.New(2, 2, 3), tensor.New(2, 2)); err == nil {
		t.Error("image of (2, 2): got no error")
	}
	if _, err := NewMatcher(nil, 4, 4, 3); err == nil {
		t.Error("no templates: got no error")
	}
	m, err := NewMatcher([]*tensor.Tensor{tensor.New(2, 2, 3)}, 4, 4, 3)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Match(tensor.New(4, 5, 3)); err == nil {
		t.Error("image of another size: got no error")
	}
	if _, err := m.MatchAll(context.Background(), tensor.New(0, 4, 4, 3)); err == nil {
		t.Error("no images: got no error")
	}
}

// TestInterval: 1, 2, 3 have mean 2 and standard error 1/sqrt(3); t(0.975, 2) = 4.302653.
func TestInterval(t *testing.T) {
	mean, half := Interval([]float64{1, 2, 3})
	if want := 4.302653 / math.Sqrt(3); mean != 2 || math.Abs(half-want) > 1e-5 {
		t.Errorf("got %g +- %g, want 2 +- %g", mean, half, want)
	}
	if mean, half := Interval([]float64{5}); mean != 5 || !math.IsInf(half, 1) {
		t.Errorf("one value: got %g +- %g, want 5 +- Inf", mean, half)
	}
	if mean, half := Interval(nil); !math.IsNaN(mean) || !math.IsNaN(half) {
		t.Errorf("no values: got %g +- %g, want NaN", mean, half)
	}
}

// BenchmarkNCC gives nanoseconds a pair of template and image, both of them noise with a
// slope, whose windows differ in mean as those of photographs do; /definition is the double
// sum of the definition, in the same thread. Templates are as many as Matching takes, of the
// sizes of [P]'s layers 1 to 3.
func BenchmarkNCC(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, side := range []int{8, 18, 38} {
		images := noise(r, 8, 64, 64, 3)
		for i := range images.Data {
			images.Data[i] = 0.3*images.Data[i] + float32(i%192)/96 - 1
		}
		var templates []*tensor.Tensor
		for range 48 {
			templates = append(templates, noise(r, side, side, 3))
		}
		b.Run(fmt.Sprintf("%d/definition", side), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				if _, err := NCC(templates[i%48], images.Row(i%8)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N), "ns/pair")
		})
		for name, w := range map[string]way{"matcher": cheaper, "spectral": ways["spectral"]} {
			b.Run(fmt.Sprintf("%d/%s", side, name), func(b *testing.B) {
				m, err := newMatcher(templates, 64, 64, 3, simd.Default(), w)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					if _, err := m.Match(images.Row(i % 8)); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(48*b.N), "ns/pair")
			})
		}
	}
}

// BenchmarkMatchAll matches 48 templates with 10,000 images of 64x64, and the definition with
// a few of the pairs, scaled up: it would take hours. It reports how much faster the first
// is, and the largest difference of scores on those pairs.
func BenchmarkMatchAll(b *testing.B) {
	const n, sampled = 10_000, 24
	r := rand.New(rand.NewPCG(1, 2))
	images := noise(r, n, 64, 64, 3)
	for i := range images.Data {
		images.Data[i] = 0.3*images.Data[i] + float32(i%192)/96 - 1
	}
	for _, side := range []int{8, 18, 38} {
		b.Run(fmt.Sprint(side), func(b *testing.B) {
			var templates []*tensor.Tensor
			for range 48 {
				templates = append(templates, noise(r, side, side, 3))
			}
			m, err := NewMatcher(templates, 64, 64, 3)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := m.MatchAll(b.Context(), images); err != nil {
					b.Fatal(err)
				}
			}
			fast := b.Elapsed().Seconds() / float64(b.N)
			worst, direct := 0.0, time.Duration(0)
			for i := range sampled {
				image := images.Row(i * n / sampled)
				began := time.Now()
				want, err := NCC(templates[i], image)
				direct += time.Since(began)
				if err != nil {
					b.Fatal(err)
				}
				got, err := m.Match(image)
				if err != nil {
					b.Fatal(err)
				}
				worst = max(worst, math.Abs(got[i].Score-want.Score))
			}
			b.ReportMetric(direct.Seconds()/sampled*48*n/fast, "times-faster")
			b.ReportMetric(worst, "largest-difference")
			b.ReportMetric(fast/n*1e6, "us/image")
		})
	}
}
