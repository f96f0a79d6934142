package andor

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/data"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/look/interpret"
	"github.com/andor-kernel/andor/stdlib/outside"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Truth is how far the units of a stage stand for the true parts of the images.
type Truth struct {
	interpret.AgreementScore
	// Tree is the edit distance between the trees of images and their true parses, as a
	// share of all nodes of both, in [0, 1]; TreeChance that of trees which say of each place
	// what is seen there most often. See run1.Truth.
	Tree, TreeChance float64

	stage, run    string
	images, trees int
	err           error
}

// Truth holds a stage against the true parse of the training images, which only
// procedural sets have: does one and the same part stand wherever a unit fires?
//
// And are the trees true? The AND-OR tree of each of some images, down to the stage, is read
// as a statement: an object, of the parts that the units stand for by the other images. Its
// distance from the truth is the edit distance of unordered trees, which counts the parts to
// delete, to insert and to rename; a part at another place is another part. A dense net,
// which has no choice to read, is ranked by contribution in the same way.
func (part *Stage) Truth() *Truth {
	r, stage := part.run, part.name
	if _, err := r.trained(); err != nil {
		return &Truth{err: err}
	}
	defer working(fmt.Sprintf("truth of %q of %s", stage, r.spec.Name))()
	s, err := r.stage(stage)
	if err != nil {
		return &Truth{err: err}
	}
	if r.data.set.Parse == nil {
		return &Truth{err: fmt.Errorf("run %q: the parts of data %q are not known; only sets that andor draws itself, such as scenes, carry their parse", r.spec.Name, r.data.spec.Name)}
	}
	parts, owners := trueParts(r.data.set.Parse)
	judged := map[int]bool{}
	all := spread(truthImages, r.data.Len())
	for _, i := range spread(treeImages, len(all)) {
		judged[all[i]] = true
	}
	g, legend := interpret.NewAgreement(parts), interpret.NewAgreement(append(slices.Clone(parts), background))
	h, w, _ := r.data.set.Shape()
	n := 0
	err = r.eachActivation(stage, all, func(index []int, a *tensor.Tensor) error {
		truth := make([][]int, len(index))
		for i, k := range index {
			truth[i] = owners(k)
		}
		n += len(index)
		if err := g.Add(a, h, w, truth); err != nil {
			return err
		}
		for i, k := range index {
			if judged[k] {
				continue
			}
			for p, part := range truth[i] {
				if part < 0 {
					truth[i][p] = len(parts)
				}
			}
			if err := legend.Add(tensor.From(a.Row(i).Data, 1, a.Shape[1], a.Shape[2], a.Shape[3]), h, w, truth[i:i+1]); err != nil {
				return err
			}
		}
		return nil
	})
	out := &Truth{AgreementScore: g.Score(), stage: stage, run: r.spec.Name, images: n, trees: len(judged)}
	if err == nil {
		err = r.holdTrees(out, s, legend, slices.Sorted(maps.Keys(judged)), func(i int) *interpret.Labelled {
			return interpret.Seen(r.data.set.Parse[i].Object, parts, owners(i), h, w, s.Out.H, s.Out.W)
		})
	}
	if err != nil {
		return &Truth{err: fmt.Errorf("run %q: %w", r.spec.Name, err)}
	}
	return out
}

// background is what a unit stands for that fires where no part is.
const background = "background"

// holdTrees compares the trees of images, down to a stage, with the true ones.
func (r *Run) holdTrees(out *Truth, stage *dsl.Stage, legend *interpret.Agreement, images []int, truth func(i int) *interpret.Labelled) error {
	_, stride := r.actor.Field(stage.Name)
	object := func(part string) string {
		of, _, found := strings.Cut(part, " ")
		if !found { // background, or nothing
			return ""
		}
		return of
	}
	chooses := func(s dsl.Stage) bool { return s.TopK != nil }
	sparse := slices.ContainsFunc(r.actor.Stages, chooses)
	inside := true // up to the stage
	trees, err := r.reader(func(s dsl.Stage) bool {
		before := inside
		inside = inside && s.Name != stage.Name
		// A stage without choice between two with it is no level, as in Tree.
		return before && (chooses(s) || s.Name == stage.Name || !sparse)
	})
	if err != nil {
		return err
	}
	var nodes, nodesChance float64
	for _, i := range images {
		root, _, err := trees.tree(r.run.Latent([]int{i}), interpret.TreeOptions{Positions: []int{8, 3}, Bare: true})
		if err != nil {
			return err
		}
		want := truth(i)
		hold := func(name func(interpret.Unit) string, sum, of *float64) {
			got := root.Parse(stage.Name, stride, name, object)
			*sum += float64(interpret.EditDistance(got, want))
			*of += float64(got.Size() + want.Size())
		}
		hold(legend.Name, &out.Tree, &nodes)
		hold(legend.Usual, &out.TreeChance, &nodesChance)
	}
	out.Tree /= nodes
	out.TreeChance /= nodesChance
	return nil
}

const (
	truthImages = 1000 // that a stage is judged on, at most
	treeImages  = 32   // whose trees are, at most
)

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

// eachActivation gives the activations of a stage, after topk, at the inferred z of the named
// images, a batch at a time.
func (r *Run) eachActivation(stage string, index []int, use func(index []int, a *tensor.Tensor) error) error {
	return r.eachForward(stage, index, func(part []int, _ *nn.Forward, a *tensor.Tensor) error { return use(part, a) })
}

// eachForward is eachActivation, and f has the activations of the stages in front as well.
func (r *Run) eachForward(stage string, index []int, use func(index []int, f *nn.Forward, a *tensor.Tensor) error) error {
	const batch = 32
	forward, err := nn.NewForwardTo(r.g, stage, batch)
	if err != nil {
		return err
	}
	for from := 0; from < len(index); from += batch {
		if err := outside.Context().Err(); err != nil {
			return err
		}
		part := index[from:min(from+batch, len(index))]
		a, err := forward.Run(r.run.Latent(part))
		if err != nil {
			return err
		}
		if err := use(part, forward, a); err != nil {
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
		"    where one part fills the place  %5.2f    %5.2f\n"+
		"  information of the strongest unit %5.2f       0   of %.2f bits a place\n"+
		"  tree edit distance, 0 is best     %5.2f    %5.2f   of all nodes of both, %d images",
		t.run, t.stage, t.images, t.Purity, t.Chance, t.ChannelPurity, t.ChannelChance, t.ClearPurity, t.ClearChance, t.Information, t.Entropy, t.Tree, t.TreeChance, t.trees)
}

// MIMEBundle shows String.
func (t *Truth) MIMEBundle() map[string][]byte {
	if t.err != nil {
		return errorBundle(t.err)
	}
	return map[string][]byte{"text/plain": []byte(t.String())}
}
