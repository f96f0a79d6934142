package interpret

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// statsOf makes statistics from whole activations given as position-major lists.
func statsOf(t *testing.T, h, w, c int, images ...[]float32) *StageStats {
	t.Helper()
	s := new(StageStats)
	for _, a := range images {
		if err := s.Add(tensor.From(a, 1, h, w, c)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// two images of a 1x2x3 stage: channel 0 fires at both places of both, channel 1 once,
// channel 2 never.
var firings = [][]float32{
	{1, 0, 0 /**/, 3, 4, 0},
	{1, 0, 0 /**/, 7, 0, 0},
}

func TestStageStats(t *testing.T) {
	s := statsOf(t, 1, 2, 3, firings...)
	for c, want := range []struct {
		typical, share, strength float64
		row, col                 int
	}{
		{3, 1, 3, 0, 1},
		{4, 0.25, 1, 0, 1},
		{0, 0, 0, 0, 0},
	} {
		near(t, fmt.Sprintf("typical value of channel %d", c), s.Typical(c), want.typical)
		near(t, fmt.Sprintf("share of channel %d", c), s.Share(c), want.share)
		near(t, fmt.Sprintf("strength of channel %d", c), s.Strength(c), want.strength)
		if row, col := s.Place(c); row != want.row || col != want.col {
			t.Errorf("place of channel %d: got (%d, %d), want (%d, %d)", c, row, col, want.row, want.col)
		}
	}
	if got, want := fmt.Sprint(s.Ranked(9)), "[{0 0 1} {1 0 1}]"; got != want {
		t.Errorf("ranked: got %s, want %s: a dead channel is left out", got, want)
	}
	if got, want := fmt.Sprint(s.Alternatives(0, 1)), "[{0 2 1 5} {1 1 0.5 4}]"; got != want {
		t.Errorf("alternatives at (0, 1): got %s, want %s", got, want)
	}
	if got := s.Count(Unit{1, 0, 1}); got != 1 {
		t.Errorf("count: got %d, want 1", got)
	}
}

// TestPlaceTies: as many firings go by their sum, then to the first place.
func TestPlaceTies(t *testing.T) {
	s := statsOf(t, 1, 3, 1, []float32{2, 5, 5})
	if row, col := s.Place(0); row != 0 || col != 1 {
		t.Errorf("got (%d, %d), want (0, 1)", row, col)
	}
}

func TestStageStatsRefuses(t *testing.T) {
	s := statsOf(t, 1, 2, 3, firings...)
	for _, c := range []struct {
		a    *tensor.Tensor
		want string
	}{
		{nil, "want (N, H, W, C)"},
		{tensor.New(2, 3), "want (N, H, W, C)"},
		{tensor.New(1, 2, 2, 3), "want 1x2x3 as before"},
		{tensor.From([]float32{0, 0, 0, 0, float32(math.Inf(1)), 0}, 1, 1, 2, 3), "+Inf in the activation of image 0"},
	} {
		if err := s.Add(c.a); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got error %v, want one with %q", err, c.want)
		}
	}
	if s.Images != 2 {
		t.Errorf("a refused batch was counted: got %d images, want 2", s.Images)
	}
}

// TestBasis: a linear unit's basis function is its amplitude times what it paints, at
// its place, and the empty image's 0.1 is gone.
func TestBasis(t *testing.T) {
	b := blocks{}
	s := new(StageStats)
	a := tensor.New(2, 4, 4, 2)
	a.Row(0).Data[(1*4+2)*2] = 2
	a.Row(1).Data[(1*4+2)*2] = 4
	a.Row(1).Data[(0*4+3)*2+1] = -1
	if err := s.Add(a); err != nil {
		t.Fatal(err)
	}
	got, err := Basis(context.Background(), b.image, s, []Unit{{0, -1, -1}, {1, -1, -1}, {0, 0, 0}}, 2)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		x, y   int
		pixels []float32
	}{
		{4, 2, []float32{3, 3, 3, 3}},
		{6, 0, []float32{-1, 1, 1, -1}},
		{0, 0, []float32{3, 3, 3, 3}},
	} {
		if got[i].X != want.x || got[i].Y != want.y {
			t.Errorf("unit %d: got a crop at (%d, %d), want (%d, %d)", i, got[i].X, got[i].Y, want.x, want.y)
		}
		for j, v := range got[i].Image.Data {
			near(t, fmt.Sprintf("unit %d, pixel %d", i, j), float64(v), float64(want.pixels[j]))
		}
	}
	near(t, "amplitude", got[0].Amplitude, 3)
	near(t, "use", got[0].Use, 2.0/32)
}

// TestBasisNearTheEdge: all crops have one size, moved inwards, or the whole image.
func TestBasisNearTheEdge(t *testing.T) {
	b := blocks{}
	a := tensor.New(1, 4, 4, 2)
	a.Data[0] = 1
	s := new(StageStats)
	if err := s.Add(a); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ field, side, x, y int }{{6, 6, 0, 0}, {5, 5, 0, 0}, {8, 8, 0, 0}, {30, 8, 0, 0}, {0, 8, 0, 0}} {
		got, err := Basis(context.Background(), b.image, s, []Unit{{0, 0, 0}, {0, 3, 3}}, c.field)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []int{0, 8 - c.side} {
			g := got[i]
			if g.Image.Shape[0] != c.side || g.Image.Shape[1] != c.side || g.X != want || g.Y != want {
				t.Errorf("field %d, unit %d: got %v at (%d, %d), want side %d at %d", c.field, i, g.Image.Shape, g.X, g.Y, c.side, want)
			}
			near(t, "energy", dot(g.Image.Data, g.Image.Data), 4)
		}
	}
}

func TestBasisOfManyUnitsInSmallBatches(t *testing.T) {
	net := newConvNet(2, 1, 4, 4, 3)
	s := new(StageStats)
	a := tensor.New(1, 2, 2, 4)
	for i := range a.Data {
		a.Data[i] = float32(i + 1)
	}
	if err := s.Add(a); err != nil {
		t.Fatal(err)
	}
	var units []Unit
	for i := range 3 * TailBatch {
		units = append(units, Unit{i % 4, i / 4 % 2, i / 8 % 2})
	}
	want, err := Basis(context.Background(), net.tail(0, 0), s, units, 0)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Basis(context.Background(), net.tail(0, 5), s, units, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if fmt.Sprint(got[i].Image.Data) != fmt.Sprint(want[i].Image.Data) {
			t.Fatalf("unit %d: a tail of at most 5 rows draws something else", i)
		}
	}
}

func TestBasisErrors(t *testing.T) {
	s := statsOf(t, 4, 4, 2, make([]float32, 32))
	ok := blocks{}.image
	nan := func(a *tensor.Tensor) (*tensor.Tensor, error) {
		out, err := ok(a)
		out.Data[3] = float32(math.NaN())
		return out, err
	}
	for _, c := range []struct {
		name  string
		tail  Tail
		stats *StageStats
		unit  Unit
		want  string
	}{
		{"no statistics", ok, nil, Unit{}, "got no statistics"},
		{"empty statistics", ok, new(StageStats), Unit{}, "got no statistics"},
		{"channel", ok, s, Unit{2, 0, 0}, "want a channel in 0..1"},
		{"place", ok, s, Unit{0, 4, 0}, "a position in a 4x4 grid"},
		{"NaN", nan, s, Unit{0, 0, 0}, "the tail answered NaN"},
	} {
		_, err := Basis(context.Background(), c.tail, c.stats, []Unit{c.unit}, 2)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one with %q", c.name, err, c.want)
		}
	}
	dead, err := Basis(context.Background(), ok, s, []Unit{{0, -1, -1}}, 2)
	if err != nil || Peak(dead[0].Image) != 0 || dead[0].Amplitude != 0 {
		t.Errorf("a dead channel: got %v, %v, want an image of zeros", dead, err)
	}
}

func TestDisplay(t *testing.T) {
	x := tensor.From([]float32{-2, 0, 1, 4}, 2, 2, 1)
	for _, c := range []struct {
		scale float64
		want  string
	}{{0, "[-0.5 0 0.25 1]"}, {2, "[-1 0 0.5 1]"}, {8, "[-0.25 0 0.125 0.5]"}} {
		if got := fmt.Sprint(Display(x, c.scale).Data); got != c.want {
			t.Errorf("scale %v: got %s, want %s", c.scale, got, c.want)
		}
	}
	if got := Display(tensor.New(1, 2, 1), 0).Data; got[0] != 0 || got[1] != 0 {
		t.Errorf("zeros: got %v, want mid grey", got)
	}
	if x.Data[3] != 4 {
		t.Error("the argument was changed")
	}
}

// TestPatches: the mean is weighted by activation, the top list is the strongest first
// and holds one patch an image.
func TestPatches(t *testing.T) {
	const n = 12
	a, images := tensor.New(n, 2, 2, 2), tensor.New(n, 4, 4, 1)
	for i := range n {
		a.Row(i).Data[3*2] = float32(i + 1) // channel 0 at (1, 1)
		a.Row(i).Data[0] = 0.5              // and more weakly at (0, 0)
		for j := range images.Row(i).Data {
			images.Row(i).Data[j] = float32(i) / n
		}
	}
	p := NewPatches([]int{0, 1}, 2)
	for _, half := range []int{0, n / 2} {
		part := func(x *tensor.Tensor) *tensor.Tensor {
			size := len(x.Data) / n
			return tensor.From(x.Data[half*size:(half+n/2)*size], append([]int{n / 2}, x.Shape[1:]...)...)
		}
		if err := p.Add(part(a), part(images)); err != nil {
			t.Fatal(err)
		}
	}
	top := p.Top(0)
	if len(top) != 9 || top[0].Index != n-1 || top[8].Index != n-9 || top[0].X != 2 || top[0].Y != 2 || top[0].Value != n {
		t.Errorf("got %d patches, first %+v, want 9, the last image first, at (2, 2)", len(top), top[0])
	}
	var want, weight float64
	for i := range n {
		want += float64(i+1) * float64(i) / n
		weight += float64(i + 1)
	}
	near(t, "mean patch", float64(p.Mean(0).Data[0]), want/weight)
	if p.Mean(1) != nil || len(p.Top(1)) != 0 {
		t.Error("a channel that never fires: got patches, want none")
	}
	if err := p.Add(a, tensor.New(3, 4, 4, 1)); err == nil {
		t.Error("got no error for 12 activations and 3 images")
	}
	if err := NewPatches([]int{5}, 2).Add(a, images); err == nil || !strings.Contains(err.Error(), "got channel 5, want 0..1") {
		t.Errorf("got error %v, want one about channel 5", err)
	}
}

// TestStrongest: for every channel the patches are those that Patches finds, with ties and
// channels that never fire.
func TestStrongest(t *testing.T) {
	const n, channels, field = 40, 6, 4
	r := rand.New(rand.NewPCG(1, 2))
	a, images := tensor.New(n, 4, 4, channels), tensor.New(n, 8, 8, 3)
	for i := range a.Data {
		if v := r.IntN(12); v < 5 && i%channels != 3 { // few values, so that there are ties
			a.Data[i] = float32(v - 1)
		}
	}
	for i := range images.Data {
		images.Data[i] = r.Float32()
	}
	p, s := NewPatches([]int{0, 1, 2, 3, 4, 5}, field), NewStrongest(topPatches)
	for i := 0; i < n; i += 8 {
		part := tensor.From(a.Data[i*96:(i+8)*96], 8, 4, 4, channels)
		if err := p.Add(part, tensor.From(images.Data[i*192:(i+8)*192], 8, 8, 8, 3)); err != nil {
			t.Fatal(err)
		}
		if err := s.Add(part); err != nil {
			t.Fatal(err)
		}
	}
	for c := range channels {
		want, got := p.Top(c), s.Top(c)
		for i := range got {
			got[i] = got[i].Cut(images.Row(got[i].Index), field, 2)
		}
		if len(want) != len(got) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("channel %d: got %+v, want %+v", c, got, want)
		}
		if fires := len(got) > 0; fires != (c != 3) {
			t.Errorf("channel %d: got %d patches", c, len(got))
		}
	}
	if s.Top(-1) != nil || s.Top(channels) != nil {
		t.Error("got patches of a channel that is not there")
	}
	if err := s.Add(tensor.New(1, 2, 2, 3)); err == nil || !strings.Contains(err.Error(), "got 3 channels, want 6") {
		t.Errorf("got error %v, want one about 3 channels", err)
	}
}

func TestFieldGeometry(t *testing.T) {
	// [P] table 1: a part unit of the 8x8 grid reaches 38 pixels, 15 to each side of its 8.
	if got, want := reach(2, 3, 8, 38), [4]int{9, 1, 47, 39}; got != want {
		t.Errorf("reach: got %v, want %v", got, want)
	}
	if got, want := window([4]int{-15, 41, 23, 79}, 64, 64), [4]int{0, 26, 38, 64}; got != want {
		t.Errorf("window: got %v, want %v", got, want)
	}
	if got, want := clipped([4]int{-15, 41, 23, 79}, 64, 64), [4]int{0, 41, 23, 64}; got != want {
		t.Errorf("clipped: got %v, want %v", got, want)
	}
}
