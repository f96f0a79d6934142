package metric

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

func noise(r *rand.Rand, shape ...int) *tensor.Tensor {
	x := tensor.New(shape...)
	for i := range x.Data {
		x.Data[i] = float32(r.NormFloat64())
	}
	return x
}

// both runs NCC and Matcher and demands that they agree.
func both(t *testing.T, template, image *tensor.Tensor) Match {
	t.Helper()
	direct, err := NCC(template, image)
	if err != nil {
		t.Fatal(err)
	}
	m, err := NewMatcher(image)
	if err != nil {
		t.Fatal(err)
	}
	fast, err := m.Best(template)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(fast.Score-direct.Score) > 1e-8 || fast.X != direct.X || fast.Y != direct.Y {
		t.Errorf("template %v in image %v: fast %+v, want %+v as by the definition", template.Shape, image.Shape, fast, direct)
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

func TestMatchingScore(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	images := noise(r, 3, 10, 10, 3)
	templates := []*tensor.Tensor{noise(r, 3, 3, 3), noise(r, 5, 4, 3)}
	want := 0.0
	for i := range 3 {
		for _, p := range templates {
			want += both(t, p, images.Row(i)).Score / 6
		}
	}
	got, err := MatchingScore(templates, images)
	if err != nil || math.Abs(got-want) > 1e-8 {
		t.Errorf("got %g, %v, want %g", got, err, want)
	}
}

func TestNCCErrors(t *testing.T) {
	image := tensor.New(4, 4, 3)
	for _, bad := range []*tensor.Tensor{tensor.New(5, 2, 3), tensor.New(2, 2, 1), tensor.New(2, 2), tensor.New(0, 2, 3)} {
		if _, err := NCC(bad, image); err == nil {
			t.Errorf("template %v in image %v: got no error", bad.Shape, image.Shape)
		}
		m, err := NewMatcher(image)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Best(bad); err == nil {
			t.Errorf("matcher, template %v in image %v: got no error", bad.Shape, image.Shape)
		}
	}
	if _, err := NewMatcher(tensor.New(2, 2)); err == nil {
		t.Error("matcher of a (2, 2) image: got no error")
	}
	if _, err := MatchingScore(nil, tensor.New(1, 4, 4, 3)); err == nil {
		t.Error("no templates: got no error")
	}
}

func BenchmarkNCC(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	image, template := noise(r, 64, 64, 3), noise(r, 38, 38, 3)
	b.Run("definition", func(b *testing.B) {
		for b.Loop() {
			NCC(template, image)
		}
	})
	b.Run("matcher", func(b *testing.B) {
		b.ReportAllocs()
		m, err := NewMatcher(image)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			m.Best(template)
		}
	})
}
