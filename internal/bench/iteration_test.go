package bench

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/engine/langevin"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/engine/train"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

const (
	recordedRuns = "testdata/runs.safetensors"
	imageCount   = 9 // not a multiple of the batch
	loss         = 1e-3
	parameter    = 1e-3
)

// The streams of train's keyed noise, as its checkpoints have them.
const (
	trainLangevin = 2
	trainCritic   = 3
	trainActor    = 4
)

// trained is a short training run whose every loss is compared.
type trained struct {
	Name  string    `json:"name"`
	Train dsl.Train `json:"train"`
}

func trainedRuns() []trained {
	s := dsl.Train{
		Actor: "G", Critic: "E", Data: "pictures", Langevin: dsl.Langevin{Steps: 5, Step: 0.1, Sigma: 1, Noise: true},
		Sigma: 0.3, Weight: 1, Rate: dsl.Rates{Actor: 1e-3, Critic: 5e-4}, Beta1: dsl.Rates{Actor: 0.9, Critic: 0.5},
		Batch: 4, Iterations: 20, Seed: 7,
	}
	guarded, alone := s, s
	guarded.Langevin.Noise, guarded.Guard, guarded.Weight = false, dsl.Guard{Square: 0.1, Clip: 0.2}, 0.5
	alone.Critic, alone.Rate.Critic, alone.Beta1.Critic = "", 0, 0
	return []trained{{"actor and critic", s}, {"guards, no noise", guarded}, {"no critic", alone}}
}

// pictures are training images that remember what was asked for last.
type pictures struct {
	all  *tensor.Tensor
	last []int
}

func (p *pictures) Len() int { return p.all.Shape[0] }

func (p *pictures) Shape() (h, w, c int) { return p.all.Shape[1], p.all.Shape[2], p.all.Shape[3] }

func (p *pictures) Batch(index []int, dst *tensor.Tensor) error {
	p.last = append(p.last[:0], index...)
	for i, j := range index {
		copy(dst.Row(i).Data, p.all.Row(j).Data)
	}
	return nil
}

// losses are those of one iteration, means over its images: the squared error, and f of
// the images, of syntheses and of those that teach the generator.
type losses struct {
	index []int // of the images
	means [4]float64
}

// ours trains as the product does and notes what happened.
type ours struct {
	g, e   *nn.Net
	images *pictures
	start  *tensor.Tensor // the chains before
	all    []losses
	chains *tensor.Tensor // and after
}

func (c trained) nets(t *testing.T) (g, e *nn.Net) {
	t.Helper()
	gs, es := nets(t, small)
	return must(nn.New(gs, 3))(t), must(nn.New(es, 4))(t)
}

func (c trained) run(t *testing.T, g, e *nn.Net, images *tensor.Tensor) *ours {
	t.Helper()
	o := &ours{g: g, e: e, images: &pictures{all: images}}
	if c.Train.Critic == "" {
		o.e = nil
	}
	r := must(train.New(c.Train, o.g, o.e, o.images))(t)
	all := make([]int, imageCount)
	for i := range all {
		all[i] = i
	}
	o.start = r.Latent(all)
	err := r.Train(t.Context(), func(e train.Event) {
		if it, ok := e.(train.Iteration); ok {
			o.all = append(o.all, losses{append([]int(nil), o.images.last...), [4]float64{it.Recon, it.EnergyData, it.EnergySynth, it.EnergyActor}})
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	o.chains = r.Latent(all)
	return o
}

// someImages are imageCount pictures of the size of the small nets.
func someImages() *tensor.Tensor {
	y := tensor.New(imageCount, 12, 8, 3)
	langevin.Normal(y.Data, langevin.Key{Seed: 5})
	for i, v := range y.Data {
		y.Data[i] = float32(math.Tanh(0.5*float64(v) + math.Sin(float64(i)/17)))
	}
	return y
}

// theirs is the peer's run: (iterations, 4) mean losses, the scale of each (the largest of
// one image), the chains and all parameters at the end.
func (c trained) theirs(t *testing.T, p *peer, weights tensors, o *ours) tensors {
	t.Helper()
	s := c.Train
	gs, es := nets(t, small)
	if s.Critic == "" {
		es = nil
	}
	_, err := p.setup(setup{
		Generator: gs, Energy: es, Threads: 1, Batch: s.Batch, Ties: "exact", Layout: "NCHW",
		Settings: settings{
			Steps: s.Langevin.Steps, Delta: s.Langevin.Step, LangevinSigma: s.Langevin.Sigma, Sigma: s.Sigma, Weight: s.Weight,
			Square: s.Guard.Square, Clip: s.Guard.Clip, RateActor: s.Rate.Actor, RateCritic: s.Rate.Critic,
			Beta1Actor: s.Beta1.Actor, Beta1Critic: s.Beta1.Critic,
		},
	}, weights)
	if err != nil {
		t.Fatal(err)
	}
	d := gs.Stages[0].Out.C
	chains, means, scales := o.start.Clone(), tensor.New(len(o.all), 4), tensor.New(len(o.all), 4)
	var out tensors
	for it, l := range o.all {
		noise := func(dst []float32, stream, image, step int) {
			langevin.Normal(dst, langevin.Key{Seed: s.Seed, Stream: uint64(stream), Image: uint64(image), Iteration: uint64(it), Step: uint64(step)})
		}
		in := tensors{
			"y": tensor.New(s.Batch, 12, 8, 3), "z": tensor.New(s.Batch, d),
			"zhat": tensor.New(s.Batch, d), "zhat_critic": tensor.New(s.Batch, d),
		}
		if err := o.images.Batch(l.index, in["y"]); err != nil {
			t.Fatal(err)
		}
		for row, image := range l.index {
			copy(in["z"].Row(row).Data, chains.Row(image).Data)
			noise(in["zhat"].Row(row).Data, trainActor, row, 0)
			noise(in["zhat_critic"].Row(row).Data, trainCritic, row, 0)
		}
		if s.Langevin.Noise {
			in["noise"] = tensor.New(s.Langevin.Steps, s.Batch, d)
			for step := range s.Langevin.Steps {
				for row, image := range l.index {
					noise(in["noise"].Row(step).Row(row).Data, trainLangevin, image, step)
				}
			}
		}
		out = must(p.compute("iteration", in))(t)
		for row, image := range l.index {
			copy(chains.Row(image).Data, out["z"].Row(row).Data)
		}
		for i, name := range []string{"sse", "data", "synth", "energy"} {
			if v := out[name]; v != nil && len(v.Data) > 0 {
				sum := 0.0
				for _, x := range v.Data {
					sum += float64(x)
				}
				means.Row(it).Data[i], scales.Row(it).Data[i] = float32(sum/float64(len(v.Data))), float32(largest(v.Data))
			}
		}
	}
	result := tensors{"means": means, "scales": scales, "chains": chains}
	for role, n := range map[string]*nn.Net{"generator.": o.g, "energy.": o.e} {
		if n != nil {
			for _, p := range n.Params {
				result[role+p.Name] = out[role+p.Name]
			}
		}
	}
	return result
}

// check holds our run against the peer's.
func (c trained) check(t *testing.T, o *ours, theirs tensors) {
	t.Helper()
	worstLoss := 0.0
	for it, l := range o.all {
		for i, name := range []string{"reconstruction", "energy of images", "energy of syntheses", "energy that teaches"} {
			want, scale := float64(theirs["means"].Row(it).Data[i]), float64(theirs["scales"].Row(it).Data[i])
			off := math.Abs(l.means[i]-want) / max(scale, 1e-9)
			if !(off <= loss) {
				t.Errorf("%s: iteration %d: %s: got %g, want %g within %g of %g", c.Name, it+1, name, l.means[i], want, loss, scale)
			}
			worstLoss = max(worstLoss, off)
		}
	}
	if len(o.all) != c.Train.Iterations {
		t.Errorf("%s: got %d iterations, want %d", c.Name, len(o.all), c.Train.Iterations)
	}
	got := tensors{"chains": o.chains}
	got.weights("generator.", o.g)
	got.weights("energy.", o.e)
	want := tensors{}
	for name := range got {
		want[name] = theirs[name]
	}
	all, err := compare("parameters", got, want)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if !(d.Relative <= parameter) {
			t.Errorf("%s: %q after %d iterations: got a difference of %.2g, %.2g of the largest value", c.Name, d.Tensor, len(o.all), d.Largest, d.Relative)
		}
	}
	w := worst(all)[0]
	t.Logf("%s: largest relative difference of a loss %.1e, of a parameter %.1e (%s)", c.Name, worstLoss, w.Relative, w.Tensor)
}

// TestPeerIterations: twenty iterations of [P] alg. 1 as package train runs them, against
// the PyTorch program on the same weights, minibatches and keyed noise.
func TestPeerIterations(t *testing.T) {
	p := live(t)
	for _, c := range trainedRuns() {
		weights := tensors{}
		g, e := c.nets(t)
		weights.weights("generator.", g)
		weights.weights("energy.", e)
		before := weights.clone()
		o := c.run(t, g, e, someImages())
		c.check(t, o, c.theirs(t, p, before, o))
	}
}

// TestRecordedIterations is the same against recorded answers.
func TestRecordedIterations(t *testing.T) {
	if *update {
		recordRuns(t)
	}
	set, meta, err := readTensors(recordedRuns)
	if err != nil {
		t.Fatalf("%v (make it with a torch and: go test ./internal/bench -update)", err)
	}
	var runs []trained
	if err := json.Unmarshal([]byte(meta["runs"]), &runs); err != nil {
		t.Fatal(err)
	}
	if len(runs) != len(trainedRuns()) {
		t.Fatalf("got %d runs, want %d", len(runs), len(trainedRuns()))
	}
	for i, c := range runs {
		g, e := c.nets(t)
		fill(t, g, set.under("generator"))
		fill(t, e, set.under("energy"))
		c.check(t, c.run(t, g, e, set["images"]), set.under(fmt.Sprintf("run %d", i)))
	}
}

func recordRuns(t *testing.T) {
	p := live(t)
	set := tensors{"images": someImages()}
	for i, c := range trainedRuns() {
		g, e := c.nets(t)
		before := tensors{}
		before.weights("generator.", g)
		before.weights("energy.", e)
		before = before.clone()
		set.weights("generator/", g)
		set.weights("energy/", e)
		set = set.clone()
		o := c.run(t, g, e, set["images"])
		for name, v := range c.theirs(t, p, before, o) {
			set[fmt.Sprintf("run %d/%s", i, name)] = v
		}
	}
	text, err := json.Marshal(trainedRuns())
	if err != nil {
		t.Fatal(err)
	}
	if err := writeTensors(recordedRuns, set, map[string]string{"runs": string(text)}); err != nil {
		t.Fatal(err)
	}
}

// clone copies the values, which training would change.
func (t tensors) clone() tensors {
	out := tensors{}
	for name, v := range t {
		out[name] = v.Clone()
	}
	return out
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
