package metric

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

func TestCompare(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	images := features(r, 400, 6, 1, 0)
	same, other := features(r, 300, 6, 1, 0), features(r, 300, 6, 1, 3)
	copies := tensor.From(images.Data[:300*6], 300, 6)
	good, err := Compare(t.Context(), images, []*tensor.Tensor{same, features(r, 300, 6, 1, 0)}, 1)
	if err != nil || len(good.Frechet) != 2 || good.N != 400 || good.M != 300 {
		t.Fatalf("got %+v, %v", good, err)
	}
	bad, err := Compare(t.Context(), images, []*tensor.Tensor{other}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !(good.Frechet[0] < 3*good.Floor && bad.Frechet[0] > 3*good.Floor && bad.Floor == good.Floor) {
		t.Errorf("distances %g of the same, %g of another distribution, floor %g", good.Frechet[0], bad.Frechet[0], good.Floor)
	}
	if want, _ := FrechetFeatures(images, same); want != good.Frechet[0] {
		t.Errorf("got distance %g, want %g", good.Frechet[0], want)
	}
	copied, err := Compare(t.Context(), images, []*tensor.Tensor{copies}, 1)
	if err != nil || copied.Nearness.Ratio() > 1e-3 || math.Abs(good.Nearness.Ratio()-1) > 0.2 {
		t.Errorf("copies have the ratio %g, others %g, %v, want 0 and about 1", copied.Nearness.Ratio(), good.Nearness.Ratio(), err)
	}
	if _, err := Compare(t.Context(), images, nil, 1); err == nil {
		t.Error("no syntheses: got no error")
	}
}

// TestGrowth: of one distribution the distance falls with the number of rows, like 1/N.
func TestGrowth(t *testing.T) {
	r := rand.New(rand.NewPCG(23, 24))
	n, d, err := Growth(t.Context(), features(r, 1600, 5, 1, 0), features(r, 2000, 5, 1, 0), 4, 1)
	if err != nil || len(n) != 4 || n[0] != 200 || n[3] != 1600 {
		t.Fatalf("got sizes %v, %v", n, err)
	}
	if !(d[0] > 2*d[3]) {
		t.Errorf("got distances %v at %v rows, want them falling", d, n)
	}
}
