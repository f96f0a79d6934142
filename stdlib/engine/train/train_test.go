package train

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

func TestLossFalls(t *testing.T) {
	images, _ := factorImages(100, 0.05, 1)
	r, _ := newTestRun(t, settings(), images, true)
	before, err := r.MSE(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	err = r.Train(context.Background(), func(e Event) {
		switch e := e.(type) {
		case Iteration:
			if len(kinds) == 0 || kinds[len(kinds)-1] != "iteration" {
				kinds = append(kinds, "iteration")
			}
		case Sampled:
			kinds = append(kinds, "sampled")
			if e.Images.Shape[0] != shownImages || e.Active[0] != (Activity{"object", 0.5}) {
				t.Errorf("sampled %v with activity %v, want %d images and object 0.5", e.Images.Shape, e.Active, shownImages)
			}
		case Stopped:
			kinds = append(kinds, "stopped: "+e.Reason)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	after, err := r.MSE(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if after.PerPixel > before.PerPixel/5 {
		t.Errorf("MSE went from %g to %g, want a fifth or less", before.PerPixel, after.PerPixel)
	}
	if want := []string{"iteration", "sampled", "iteration", "sampled", "stopped: finished"}; !slices.Equal(kinds, want) {
		t.Errorf("events came as %v, want %v", kinds, want)
	}
	h := r.History()
	if len(h) != 60 || h[59].Index != 60 || h[59].Of != 60 {
		t.Errorf("history has %d records, the last %+v, want 60", len(h), h[len(h)-1])
	}
}

// TestMeanImage holds the baseline against the two-pass variance.
func TestMeanImage(t *testing.T) {
	images, _ := factorImages(53, 0.05, 2) // not a multiple of the batch
	r, _ := newTestRun(t, settings(), images, false)
	got, err := r.MSE(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	want := 0.0
	for p := range 12 {
		m := 0.0
		for i := range 53 {
			m += float64(images.x.Data[i*12+p]) / 53
		}
		for i := range 53 {
			d := float64(images.x.Data[i*12+p]) - m
			want += d * d / (53 * 12)
		}
	}
	if math.Abs(got.MeanImage-want) > 1e-9 {
		t.Errorf("mean image: got %g, want %g", got.MeanImage, want)
	}
}

// snapshot is everything a run will go on from, as bits.
func snapshot(r *Run, l *linear) []float32 {
	out := slices.Concat(r.chains.Data, l.w.Data, l.b.Data)
	opts := []optimiser{r.nets.actorAdam}
	if l.energy != nil {
		out = slices.Concat(out, l.energy.a.Data, l.energy.b.Data)
		opts = append(opts, r.nets.criticAdam)
	}
	for _, o := range opts {
		step, m, v := o.State()
		out = append(out, float32(step))
		for i := range m {
			out = slices.Concat(out, m[i].Data, v[i].Data)
		}
	}
	return out
}

// TestInterruptedEqualsUndisturbed interrupts a run at every kind of place, many times,
// and demands the undisturbed run's bits at the end.
func TestInterruptedEqualsUndisturbed(t *testing.T) {
	images, _ := factorImages(90, 0.05, 3)
	for _, critic := range []bool{false, true} {
		whole, wl := newTestRun(t, settings(), images, critic)
		if err := whole.Train(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		for _, patience := range []int{9, 10, 11, 23, 100} { // asks of ctx before it ends: 8 or 9 an iteration
			r, l := newTestRun(t, settings(), images, critic)
			var err error
			stops := 0
			for err = ErrInterrupted; errors.Is(err, ErrInterrupted) && stops < 1000; stops++ {
				before := r.Iteration()
				kept := snapshot(r, l)
				err = r.Train(&interruptAfter{context.Background(), patience}, nil)
				if r.Iteration() == before && !slices.Equal(kept, snapshot(r, l)) {
					t.Fatalf("an unfinished iteration left a trace")
				}
			}
			if err != nil || stops < 5 {
				t.Fatalf("critic %v, patience %d: got %v after %d calls", critic, patience, err, stops)
			}
			if !slices.Equal(snapshot(r, l), snapshot(whole, wl)) {
				t.Errorf("critic %v, patience %d: %d interrupts changed the result", critic, patience, stops-1)
			}
			for i, rec := range r.History() {
				want := whole.History()[i]
				rec.Waited, rec.Elapsed, rec.ImagesPerSecond, rec.ETA = want.Waited, want.Elapsed, want.ImagesPerSecond, want.ETA
				if rec != want {
					t.Fatalf("history %d: got %+v, want %+v", i, rec, want)
				}
			}
		}
	}
}

// TestAim: so many more iterations from where the run is, be that before or behind the
// declared end, and then on to that end.
func TestAim(t *testing.T) {
	images, _ := factorImages(60, 0.05, 4)
	r, _ := newTestRun(t, settings(), images, false) // 60 declared
	steps := []struct {
		aim        int // 0: Resume
		want       int
		done       bool
		wantTarget int
	}{{3, 3, false, 60}, {3, 6, false, 60}, {0, 60, true, 60}, {7, 67, true, 67}, {2, 69, true, 69}, {0, 69, true, 69}}
	for i, s := range steps {
		if r.Resume(); s.aim > 0 {
			r.Aim(s.aim)
		}
		if err := r.Train(context.Background(), nil); err != nil || r.Iteration() != s.want || r.Done() != s.done || r.Target() != s.wantTarget {
			t.Errorf("step %d: got iteration %d of %d, done %v, %v, want %+v", i, r.Iteration(), r.Target(), r.Done(), err, s)
		}
	}
	if got := r.scheduled(0.02, 0.002, 66); got != 0.002 {
		t.Errorf("rate beyond the declared run is %g, want the end value 0.002", got)
	}
	// An interrupt within the call does not add to it.
	ctx, cancel := context.WithCancel(context.Background())
	r.Aim(10)
	r.Train(ctx, func(e Event) {
		if it, ok := e.(Iteration); ok && it.Index == 73 {
			cancel()
		}
	})
	r.Resume()
	if err := r.Train(context.Background(), nil); err != nil || r.Iteration() != 79 {
		t.Errorf("after an interrupt: got iteration %d, %v, want 79", r.Iteration(), err)
	}
}

func TestRate(t *testing.T) {
	r := &Run{set: dsl.Train{Iterations: 11}}
	for _, tt := range []struct {
		from, to float64
		t        int
		want     float64
	}{{1, 0, 5, 1}, {1, 0.5, 0, 1}, {1, 0.5, 5, 0.75}, {1, 0.5, 10, 0.5}, {1, 0.5, 99, 0.5}} {
		if got := r.scheduled(tt.from, tt.to, tt.t); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("rate %g..%g at %d: got %g, want %g", tt.from, tt.to, tt.t, got, tt.want)
		}
	}
}

// TestSchedules: settings that move are at their ends in the first and last iteration, and
// reach the actor and the chains.
func TestSchedules(t *testing.T) {
	images, _ := factorImages(60, 0.05, 4)
	s := settings()
	s.Sigma, s.SigmaEnd = 0.6, 0.2
	s.Langevin.Step, s.Langevin.StepEnd = 0.2, 0.1
	s.Langevin.Sigma, s.Langevin.SigmaEnd = 0.5, 0.4
	r, l := newTestRun(t, s, images, false)
	if o := r.dynamics(0); o.StepSize != 0.2 || o.Sigma != 0.5 {
		t.Errorf("got %+v at first, want step 0.2 and sigma 0.5", o)
	}
	first := 0.0
	if err := r.Train(context.Background(), func(e Event) {
		if it, ok := e.(Iteration); ok && it.Index == 1 {
			first = l.sigma
		}
	}); err != nil {
		t.Fatal(err)
	}
	if first != 0.6 || math.Abs(l.sigma-0.2) > 1e-12 {
		t.Errorf("the actor's sigma went from %g to %g, want 0.6 to 0.2", first, l.sigma)
	}
	if o := r.dynamics(s.Iterations - 1); math.Abs(o.StepSize-0.1) > 1e-12 || math.Abs(o.Sigma-0.4) > 1e-12 {
		t.Errorf("got %+v at last, want step 0.1 and sigma 0.4", o)
	}
	s.Langevin.StepEnd = 0
	still, _ := newTestRun(t, s, images, false)
	if err := still.Train(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if slices.Equal(still.chains.Data, r.chains.Data) {
		t.Error("the chains are those of a constant step")
	}
}

// TestPCASubspace: with critic none and a linear generator, alternating back-propagation
// is maximum likelihood factor analysis with equal noise, so W spans the
// leading principal components (Tipping and Bishop 1999).
func TestPCASubspace(t *testing.T) {
	images, axes := factorImages(300, 0.1, 5)
	s := settings()
	s.Iterations, s.Batch, s.Sigma, s.Langevin.Sigma = 400, 100, 0.1, 0.1
	s.Langevin.Step = 0.08
	s.Rate.ActorEnd = 1e-4
	r, l := newTestRun(t, s, images, false)
	if err := r.Train(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	pcs := principal(images.x, 2)
	for k := range axes { // each axis of W must lie in the span of the principal components
		w := make([]float64, 12)
		for p := range w {
			w[p] = float64(l.w.Data[p*2+k])
		}
		within, all := 0.0, mat.Dot(mat.NewVecDense(12, w), mat.NewVecDense(12, w))
		for _, pc := range pcs {
			d := mat.Dot(mat.NewVecDense(12, pc), mat.NewVecDense(12, w))
			within += d * d
		}
		if within/all < 0.99 {
			t.Errorf("column %d of W has %.4f of its square in the PCA subspace, want 0.99", k, within/all)
		}
	}
}

// principal is the k leading eigenvectors of the images' covariance.
func principal(x *tensor.Tensor, k int) [][]float64 {
	n := x.Shape[0]
	D := len(x.Data) / n
	mean := make([]float64, D)
	for i, v := range x.Data {
		mean[i%D] += float64(v) / float64(n)
	}
	cov := mat.NewSymDense(D, nil)
	for i := range n {
		row := make([]float64, D)
		for p := range row {
			row[p] = float64(x.Data[i*D+p]) - mean[p]
		}
		cov.SymRankOne(cov, 1/float64(n), mat.NewVecDense(D, row))
	}
	var eig mat.EigenSym
	eig.Factorize(cov, true)
	var v mat.Dense
	eig.VectorsTo(&v)
	var out [][]float64
	for j := range k {
		out = append(out, mat.Col(nil, D-1-j, &v))
	}
	return out
}

// TestCriticTurnsTheRightWay: the update of Phi lowers f on the images and raises it on
// syntheses (eq. 21); the actor then lowers f of its syntheses (eq. 20).
func TestCriticTurnsTheRightWay(t *testing.T) {
	images, _ := factorImages(100, 0.05, 6)
	s := settings()
	s.Iterations = 30
	r, l := newTestRun(t, s, images, true)
	if err := r.Train(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	gap := 0.0
	for _, rec := range r.History()[5:] {
		gap += (rec.EnergySynth - rec.EnergyData) / 25
	}
	if gap <= 0 {
		t.Errorf("mean energy gap %g, want syntheses above the images", gap)
	}
	y := tensor.New(100, 2, 2, 3)
	copy(y.Data, images.x.Data)
	far := tensor.New(100, 2, 2, 3) // what the generator made at the start: almost nothing
	if mean(l.energy.f(y)) >= mean(l.energy.f(far)) {
		t.Errorf("f of the images is %g, of grey %g, want it lower", mean(l.energy.f(y)), mean(l.energy.f(far)))
	}
}

func TestInfer(t *testing.T) {
	images, _ := factorImages(100, 0.05, 7)
	r, l := newTestRun(t, settings(), images, false)
	if err := r.Train(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	fresh, _ := factorImages(100, 0.05, 7)
	y := tensor.From(fresh.x.Data[:37*12], 37, 2, 2, 3) // more than a batch
	z, err := r.Infer(context.Background(), y, 200)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := r.Infer(context.Background(), y, 200)
	if !slices.Equal(z.Data, again.Data) {
		t.Error("Infer twice gave different latents, want the same")
	}
	e := l.residual(z, y)
	sse := 0.0
	for _, v := range e.Data {
		sse += float64(v) * float64(v) / float64(len(e.Data))
	}
	if all, _ := r.MSE(context.Background()); sse > 2*all.PerPixel {
		t.Errorf("inferred MSE %g, want near the chains' %g", sse, all.PerPixel)
	}
	if _, err := r.Infer(context.Background(), tensor.New(1, 3, 3, 3), 5); err == nil || err.Error() != "train: got images of shape [1 3 3 3], want (n, 2, 2, 3)" {
		t.Errorf("wrong shape: got %v", err)
	}
}

func TestSamplesPrefix(t *testing.T) {
	images, _ := factorImages(60, 0.05, 8)
	r, _ := newTestRun(t, settings(), images, false)
	many, err := r.Samples(40, 9)
	if err != nil {
		t.Fatal(err)
	}
	lazy, x := r.Syntheses(40, 9), tensor.New(2, many.Shape[1], many.Shape[2], many.Shape[3])
	if err := lazy.Batch([]int{17, 3}, x); err != nil || lazy.Len() != 40 || !slices.Equal(x.Row(0).Data, many.Row(17).Data) || !slices.Equal(x.Row(1).Data, many.Row(3).Data) {
		t.Errorf("syntheses 17 and 3 asked for alone are other pictures, %v", err)
	}
	few, err := r.Samples(3, 9)
	if err != nil || !slices.Equal(few.Data, many.Data[:len(few.Data)]) {
		t.Errorf("3 samples differ from the first of 40 (%v)", err)
	}
	if other, _ := r.Samples(3, 10); slices.Equal(few.Data, other.Data) {
		t.Error("another seed gave the same samples")
	}
	if _, err := r.Reconstruct([]int{60}); err == nil || err.Error() != "train: got image 60, want 0..59" {
		t.Errorf("got %v", err)
	}
}

func TestNotFinite(t *testing.T) {
	images, _ := factorImages(60, 0.05, 9)
	tests := []struct {
		name    string
		breakIt func(*Run, *linear)
		want    string
	}{
		{"weights", func(r *Run, l *linear) { l.w.Data[3] = float32(math.NaN()) },
			`after Langevin step 1 is NaN; try a smaller langevin step or a larger langevin sigma`},
		{"energy", func(r *Run, l *linear) { l.energy.b.Data[0] = float32(math.Inf(1)) },
			`train: iteration 1, step "critic": energy of the images is`},
		{"actor", func(r *Run, l *linear) {
			r.set.Langevin.Steps = 0
			l.b.Data[0] = float32(math.Inf(1))
			r.nets.critic = nil
		},
			`train: iteration 1, step "actor": reconstruction error is +Inf; try a smaller actor rate or a smaller weight of the critic`},
	}
	for _, tt := range tests {
		r, l := newTestRun(t, settings(), images, true)
		tt.breakIt(r, l)
		var stopped string
		err := r.Train(context.Background(), func(e Event) {
			if s, ok := e.(Stopped); ok {
				stopped = s.Reason
			}
		})
		var nf *NotFinite
		if !errors.As(err, &nf) || !strings.Contains(err.Error(), tt.want) || stopped != err.Error() {
			t.Errorf("%s: got %v (stopped %q), want ...%s", tt.name, err, stopped, tt.want)
		}
		if r.Iteration() != 0 {
			t.Errorf("%s: iteration is %d, want 0", tt.name, r.Iteration())
		}
	}
}

func TestWarnings(t *testing.T) {
	images, _ := factorImages(600, 0.05, 10)
	tests := []struct {
		quantity string
		edit     func(*dsl.Train)
		prepare  func(*linear)
	}{
		{"stability", func(s *dsl.Train) {
			s.Langevin.Sigma, s.Langevin.Steps, s.Rate.Actor, s.Rate.ActorEnd, s.Iterations = 0.01, 1, 1e-6, 0, 120
		}, func(l *linear) {}},
		{"energy gap", func(s *dsl.Train) { s.Rate.Critic = 50 }, func(l *linear) {}},
		{"movement", func(s *dsl.Train) { s.Langevin.Step, s.Langevin.Sigma, s.Langevin.Noise = 1e-4, 10, false }, func(l *linear) {}},
	}
	quiet := map[string]bool{}
	collect := func(s dsl.Train, seen map[string]bool) {
		r, _ := newTestRun(t, s, images, true)
		r.Train(context.Background(), func(e Event) { // may end in NaN: the warning must come before
			if w, ok := e.(Warning); ok {
				if seen[w.Quantity] {
					t.Errorf("warned twice of %q", w.Quantity)
				}
				seen[w.Quantity] = true
			}
		})
	}
	collect(settings(), quiet)
	if len(quiet) > 0 {
		t.Errorf("a healthy run warned of %v", quiet)
	}
	for _, tt := range tests {
		s, seen := settings(), map[string]bool{}
		tt.edit(&s)
		if collect(s, seen); !seen[tt.quantity] {
			t.Errorf("no warning of %q, got %v", tt.quantity, seen)
		}
	}
}

func TestOrder(t *testing.T) {
	o := order{seed: 1, n: 10, batch: 3}
	var first []int
	for e := range 3 {
		seen := map[int]int{}
		for b := range 3 {
			for _, i := range o.at(e*3 + b) {
				seen[i]++
			}
		}
		if len(seen) != 9 {
			t.Errorf("epoch %d dealt %v, want 9 different images", e, seen)
		}
		perm := slices.Clone(o.perm)
		if e > 0 && slices.Equal(perm, first) {
			t.Errorf("epoch %d has the order of epoch 0", e)
		}
		if e == 0 {
			first = perm
		}
	}
	if again := (&order{seed: 1, n: 10, batch: 3}).at(7); !slices.Equal(again, o.at(7)) {
		t.Errorf("minibatch 7 asked for alone is %v, want %v", again, o.at(7))
	}
	// A recorded permutation: checkpoints rely on it across versions.
	if got, want := permutation(8, 1, 0), []int{3, 0, 2, 5, 7, 6, 4, 1}; !slices.Equal(got, want) {
		t.Errorf("permutation(8, 1, 0) = %v, want %v as recorded", got, want)
	}
}

func TestClip(t *testing.T) {
	for _, tt := range []struct{ limit, want float64 }{{0, 5}, {10, 5}, {2, 2}} {
		g := []*tensor.Tensor{tensor.From([]float32{3}, 1), tensor.From([]float32{0, -4}, 2)}
		clip(g, tt.limit)
		if got := math.Hypot(float64(g[0].Data[0]), float64(g[1].Data[1])); math.Abs(got-tt.want) > 1e-6 {
			t.Errorf("limit %g: norm is %g, want %g", tt.limit, got, tt.want)
		}
	}
}

func TestCheck(t *testing.T) {
	tests := []struct {
		edit func(*dsl.Train)
		want string
	}{
		{func(s *dsl.Train) { s.Sigma = 0 }, "train: got sigma 0, want a positive number"},
		{func(s *dsl.Train) { s.Langevin.Step = math.NaN() }, "train: got langevin step NaN, want a positive number"},
		{func(s *dsl.Train) { s.Critic, s.Rate.Critic = "E", 0 }, "train: got critic rate 0, want a positive number"},
		{func(s *dsl.Train) { s.Weight = -1 }, "train: got weight -1, want 0 or more"},
		{func(s *dsl.Train) { s.Batch = 0 }, "train: got batch 0, want at least 1"},
		{func(s *dsl.Train) { s.Langevin.Steps = -1 }, "train: got langevin steps -1, want at least 0"},
	}
	for _, tt := range tests {
		s := settings()
		if err := check(s); err != nil {
			t.Fatalf("good settings: got %v", err)
		}
		tt.edit(&s)
		if err := check(s); err == nil || err.Error() != tt.want {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

// forecast records what a run says it will want next.
type forecast struct {
	Images
	said [][]int
	got  [][]int
}

func (f *forecast) Batch(index []int, dst *tensor.Tensor) error {
	if len(index) == settings().Batch { // the pictures shown are fewer
		f.got = append(f.got, slices.Clone(index))
	}
	return f.Images.Batch(index, dst)
}

func (f *forecast) Ahead(index []int) { f.said = append(f.said, slices.Clone(index)) }

// TestAhead: what a run names ahead is what it then asks for, over the end of an epoch.
func TestAhead(t *testing.T) {
	images, _ := factorImages(30, 0.05, 4)
	f := &forecast{Images: images}
	s := settings()
	s.Iterations = 9
	r, _ := newTestRun(t, s, images, false)
	r.images = f
	if err := r.Train(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	for i, said := range f.said {
		if i < s.Iterations-1 && len(said) == 0 {
			t.Fatalf("iteration %d named nothing ahead", i+1)
		}
		for k := 0; len(said) > 0; k++ {
			if got := f.got[i+1+k]; !slices.Equal(got, said[:len(got)]) {
				t.Fatalf("iteration %d named %v, the batch %d later was %v", i+1, said[:len(got)], k+1, got)
			}
			said = said[len(f.got[i+1+k]):]
		}
	}
}
