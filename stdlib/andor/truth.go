package andor

import (
	"fmt"
	"slices"

	"github.com/andor-kernel/andor/stdlib/data"
	"github.com/andor-kernel/andor/stdlib/interpret"
	"github.com/andor-kernel/andor/stdlib/nn"
)

// Truth is how far the units of a stage stand for the true parts of the images.
type Truth struct {
	interpret.AgreementScore
	stage, run string
	images     int
	err        error
}

// Truth holds a stage against the true parse of the training images, which only
// procedural sets have: does one and the same part stand wherever a unit fires?
func (r *Run) Truth(stage string) *Truth {
	if _, err := r.trained(); err != nil {
		return &Truth{err: err}
	}
	if _, err := r.stage(stage); err != nil {
		return &Truth{err: err}
	}
	if r.data.set.Parse == nil {
		return &Truth{err: fmt.Errorf("run %q: the parts of data %q are not known; only sets that andor draws itself, such as scenes, carry their parse", r.spec.Name, r.data.spec.Name)}
	}
	parts, owners := trueParts(r.data.set.Parse)
	g := interpret.NewAgreement(parts)
	h, w, _ := r.data.set.Shape()
	n := 0
	err := r.eachActivation(spread(truthImages, r.data.Len()), func(index []int, f *nn.Forward) error {
		a, err := f.Activation(stage)
		if err != nil {
			return err
		}
		truth := make([][]int, len(index))
		for i, k := range index {
			truth[i] = owners(k)
		}
		n += len(index)
		return g.Add(a, h, w, truth)
	})
	if err != nil {
		return &Truth{err: fmt.Errorf("run %q: %w", r.spec.Name, err)}
	}
	return &Truth{AgreementScore: g.Score(), stage: stage, run: r.spec.Name, images: n}
}

// truthImages bounds the images a stage is judged on.
const truthImages = 1000

// trueParts names the parts of a procedural set as "face left eye", in alphabetical
// order, and gives for each image the part of each pixel, -1 for the background.
func trueParts(scenes []data.Scene) (names []string, owners func(i int) []int) {
	name := func(s data.Scene, p data.Part) string { return s.Object + " " + p.Slot }
	for _, s := range scenes {
		for _, p := range s.Parts {
			names = append(names, name(s, p))
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return names, func(i int) []int {
		s := scenes[i]
		of := []int{-1}
		for _, p := range s.Parts {
			k, _ := slices.BinarySearch(names, name(s, p))
			of = append(of, k)
		}
		out := make([]int, len(s.Owner))
		for j, o := range s.Owner {
			out[j] = of[o]
		}
		return out
	}
}

// eachActivation runs the generator at the inferred z of the named images, a batch at a
// time; use may ask f for the activations of any stage.
func (r *Run) eachActivation(index []int, use func(index []int, f *nn.Forward) error) error {
	const batch = 32
	forward, err := nn.NewForward(r.g, batch)
	if err != nil {
		return err
	}
	for from := 0; from < len(index); from += batch {
		if err := runContext().Err(); err != nil {
			return err
		}
		part := index[from:min(from+batch, len(index))]
		if _, err := forward.Run(r.run.Latent(part)); err != nil {
			return err
		}
		if err := use(part, forward); err != nil {
			return err
		}
	}
	return nil
}

// Err is why there is no score, nil if there is one.
func (t *Truth) Err() error { return t.err }

// String is the scores in words.
func (t *Truth) String() string {
	if t.err != nil {
		return t.err.Error()
	}
	return fmt.Sprintf("%s, stage %q against the true parts of %d images\n"+
		"                                    score   chance\n"+
		"  purity of a channel at a place    %5.2f    %5.2f\n"+
		"  purity of a channel anywhere      %5.2f    %5.2f\n"+
		"  information of the strongest unit %5.2f       0   of %.2f bits a place",
		t.run, t.stage, t.images, t.Purity, t.Chance, t.ChannelPurity, t.ChannelChance, t.Information, t.Entropy)
}

// MIMEBundle shows String.
func (t *Truth) MIMEBundle() map[string][]byte {
	if t.err != nil {
		return errorBundle(t.err)
	}
	return map[string][]byte{"text/plain": []byte(t.String())}
}
