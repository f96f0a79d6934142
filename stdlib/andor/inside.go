package andor

import (
	"errors"
	"fmt"
	"image"
	"strings"
	"sync"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/spell"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/look/interpret"
	"github.com/andor-kernel/andor/stdlib/outside"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// The use of units is counted over 512 images, over less where that takes more
// multiplications than statsMACs, but not below 128: in the full network of [P] table 1 an
// image takes 0.8e9 of them, and a share found on 128 images is within 9 % in 95 cases of 100.
const (
	statsImages, fewestImages = 512, 128
	statsMACs                 = 100e9
)

// sample is the images over which the use of units is counted.
func (r *Run) sample() []int {
	n := statsImages
	if c := r.actor.Cost(1).MACsDone; c > 0 {
		n = int(min(max(statsMACs/c, fewestImages), statsImages))
	}
	return spread(n, r.data.Len())
}

// treePatches is how many of a unit's strongest patches a tree shows under the pointer.
const treePatches = 6

// stageStats is how the units of every stage are used, at one iteration of a run.
type stageStats struct {
	iteration int
	of        *interpret.StageStats
	strongest *interpret.Strongest // by image, in the order of sample
}

// Tree is the AND-OR tree of training image i, at the z inferred for it.
func (r *Run) Tree(i int) *Tree {
	if _, err := r.trained(); err != nil {
		return &Tree{err: err}
	}
	defer working(fmt.Sprintf("tree of image %d of %s", i, r.spec.Name))()
	if i < 0 || i >= r.data.Len() {
		return &Tree{err: fmt.Errorf("run %q: Tree got image %d, want 0 to %d", r.spec.Name, i, r.data.Len()-1)}
	}
	original, err := batch(r.data.set, []int{i})
	if err != nil {
		return &Tree{err: err}
	}
	root, whole, err := r.parse(r.run.Latent([]int{i}))
	if err != nil {
		return &Tree{err: fmt.Errorf("run %q: %w", r.spec.Name, err)}
	}
	shown, err := r.shownBy(root)
	if err != nil {
		return &Tree{err: fmt.Errorf("run %q: %w", r.spec.Name, err)}
	}
	return &Tree{
		Root: root, shown: shown, title: fmt.Sprintf("%s: image %d after %s", r.spec.Name, i, iterations(r.Iteration())),
		whole: whole, original: original.Row(0),
	}
}

// PlaceOf is the position of a stage's grid that stands for the pixel in column x and row y of
// the image: part := run1.Stage("part"); part.ClassTree(part.PlaceOf(22, 28).Named("eye")). A pixel outside
// the image gives a place outside the grid.
func (s *Stage) PlaceOf(x, y int) Place {
	r, stage := s.run, s.name
	if _, err := r.stage(stage); err != nil || x < 0 || y < 0 {
		return Place{Row: -1, Col: -1}
	}
	_, stride := r.actor.Field(stage)
	return Place{Row: y / stride, Col: x / stride}
}

// ClassTree is the grammar of one stage over the training images: places, and what may stand
// at each, how often. A unit stands at a place of an image if it draws most there beyond what
// it draws there in the mean. Without places it shows six: those whose choice says most about
// the images, one after the other (see interpret.NewClassTree).
func (s *Stage) ClassTree(places ...Place) *Tree {
	r, stage := s.run, s.name
	if _, err := r.trained(); err != nil {
		return &Tree{err: err}
	}
	defer working(fmt.Sprintf("class tree of %q of %s", stage, r.spec.Name))()
	if _, err := r.stage(stage); err != nil {
		return &Tree{err: err}
	}
	root, images, err := r.class(stage, places)
	if err != nil {
		return &Tree{err: fmt.Errorf("run %q: %w", r.spec.Name, err)}
	}
	shown, err := r.shownBy(root)
	if err != nil {
		return &Tree{err: fmt.Errorf("run %q: %w", r.spec.Name, err)}
	}
	return &Tree{
		Root: root, shown: shown, class: true, whole: root.Image, original: root.Image,
		title: fmt.Sprintf("%s: what stands where in stage %q, over %d images", r.spec.Name, stage, images),
	}
}

// class is the class tree of a stage and the number of images it is made from.
func (r *Run) class(stage string, places []Place) (*interpret.Node, int, error) {
	stats, err := r.useOf(stage)
	if err != nil {
		return nil, 0, err
	}
	tail, err := r.tail(stage)
	if err != nil {
		return nil, 0, err
	}
	field, stride := r.actor.Field(stage)
	l := interpret.Level{Name: stage, Field: field, Stride: stride, Tail: tail, Stats: stats}
	size, err := interpret.Sizes(outside.Context(), l)
	if err != nil {
		return nil, 0, err
	}
	choices, err := interpret.NewChoices(stats, size)
	if err != nil {
		return nil, 0, err
	}
	index := r.sample()
	images, err := batch(r.data.set, index)
	if err != nil {
		return nil, 0, err
	}
	err = r.eachActivation(stage, index, func(_ []int, a *tensor.Tensor) error { return choices.Add(a) })
	if err != nil {
		return nil, 0, err
	}
	var o interpret.ClassOptions
	for _, p := range places {
		o.At = append(o.At, interpret.ClassPlace{Row: p.Row, Col: p.Col, Name: p.Name})
	}
	root, err := interpret.NewClassTree(outside.Context(), l, choices, images, o)
	return root, len(index), err
}

// unitName names a channel of a stage wherever it fires.
type unitName struct {
	stage   string
	channel int
}

// unitShown is what a unit shows in training images, strongest first.
type unitShown struct {
	images  []int // their numbers
	patches []image.Image
}

// shownBy cuts out the strongest patches of all units of a tree.
func (r *Run) shownBy(root *interpret.Node) (map[unitName]unitShown, error) {
	out := map[unitName]unitShown{}
	index := r.sample()
	var failed error
	root.Walk(func(n *interpret.Node, _ int) {
		name := unitName{n.Level, n.Unit.Channel}
		if _, seen := out[name]; seen || name.channel < 0 || failed != nil {
			return
		}
		s, err := r.usage(n.Level)
		if err != nil {
			failed = err
			return
		}
		field, stride := r.actor.Field(n.Level)
		var u unitShown
		for _, p := range s.strongest.Top(name.channel) {
			x, err := batch(r.data.set, []int{index[p.Index]})
			if err != nil {
				failed = err
				return
			}
			u.images = append(u.images, index[p.Index])
			u.patches = append(u.patches, toImage(p.Cut(x.Row(0), field, stride).Image))
		}
		out[name] = u
	})
	return out, failed
}

// parse reads the tree off the image g(z), for one z, (1, d).
func (r *Run) parse(z *tensor.Tensor) (*interpret.Node, *tensor.Tensor, error) {
	l, err := r.reader(func(s dsl.Stage) bool { return s.TopK != nil })
	if err != nil {
		return nil, nil, err
	}
	if len(l.levels) == 0 {
		return nil, nil, fmt.Errorf("net %q has no topk, so there is no choice to read; add topk(...) to its stages", r.actor.Name)
	}
	return l.tree(z, interpret.TreeOptions{})
}

// reader reads trees off images, over some inner stages of a run's generator.
type reader struct {
	forward *nn.Forward
	levels  []interpret.Level
}

func (r *Run) reader(which func(dsl.Stage) bool) (*reader, error) {
	out := &reader{}
	var err error
	if out.forward, err = nn.NewForward(r.g, 1); err != nil {
		return nil, err
	}
	for _, s := range r.actor.Stages[1 : len(r.actor.Stages)-1] {
		if !which(s) {
			continue
		}
		stats, err := r.useOf(s.Name)
		if err != nil {
			return nil, err
		}
		tail, err := r.tail(s.Name)
		if err != nil {
			return nil, err
		}
		field, stride := r.actor.Field(s.Name)
		out.levels = append(out.levels, interpret.Level{
			Name: s.Name, Field: field, Stride: stride, Tail: tail, Stats: stats, Apart: !r.competes(s.Name),
		})
	}
	return out, nil
}

// tree is that of the image g(z), and the image, for one z, (1, d).
func (l *reader) tree(z *tensor.Tensor, o interpret.TreeOptions) (*interpret.Node, *tensor.Tensor, error) {
	x, err := l.forward.Run(z)
	if err != nil {
		return nil, nil, err
	}
	for i := range l.levels {
		a, err := l.forward.Activation(l.levels[i].Name)
		if err != nil {
			return nil, nil, err
		}
		l.levels[i].Activation = a.Row(0)
	}
	root, err := interpret.NewTree(outside.Context(), l.levels, o)
	return root, x.Row(0), err
}

// stage finds a stage by name, or says which there are.
func (r *Run) stage(name string) (*dsl.Stage, error) {
	var names []string
	for i := range r.actor.Stages[:len(r.actor.Stages)-1] {
		s := &r.actor.Stages[i]
		if i > 0 && s.Name == name {
			return s, nil
		}
		if i > 0 {
			names = append(names, s.Name)
		}
	}
	hint := ""
	if near := spell.Nearest(name, names); near != "" {
		hint = fmt.Sprintf("; did you mean %q", near)
	}
	return nil, fmt.Errorf("run %q: net %q has no inner stage %q, want one of %s%s", r.spec.Name, r.actor.Name, name, strings.Join(names, ", "), hint)
}

// competes says whether a stage behind the named one keeps the top k over positions.
func (r *Run) competes(stage string) bool {
	behind := false
	for _, s := range r.actor.Stages {
		if behind && s.TopK != nil && s.TopK.Per != dsl.PerPosition {
			return true
		}
		behind = behind || s.Name == stage
	}
	return false
}

// tail is the rest of the generator from a stage on.
func (r *Run) tail(stage string) (interpret.Tail, error) {
	t, err := nn.NewTail(r.g, stage, interpret.TailBatch)
	if err != nil {
		return nil, err
	}
	return t.Run, nil
}

// useOf is how the units of a stage are used over the training images, at the inferred
// z; it is counted once an iteration of the run, for all stages that trees show.
func (r *Run) useOf(stage string) (*interpret.StageStats, error) {
	s, err := r.usage(stage)
	if err != nil {
		return nil, err
	}
	return s.of, nil
}

// usage counts what useOf tells, and finds the images in which each unit fires most.
func (r *Run) usage(stage string) (*stageStats, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s := r.stats[stage]; s != nil && s.iteration == r.run.Iteration() {
		return s, nil
	}
	stages := r.counted(stage)
	for _, s := range stages {
		r.stats[s.Name] = &stageStats{iteration: r.run.Iteration(), of: new(interpret.StageStats), strongest: interpret.NewStrongest(treePatches)}
	}
	last := stages[len(stages)-1].Name
	err := r.eachForward(last, r.sample(), func(_ []int, f *nn.Forward, deepest *tensor.Tensor) error {
		errs := make([]error, 2*len(stages))
		var done sync.WaitGroup
		for i, s := range stages {
			a := deepest
			if s.Name != last {
				if a, errs[2*i] = f.Activation(s.Name); errs[2*i] != nil {
					continue
				}
			}
			u := r.stats[s.Name]
			done.Go(func() { errs[2*i] = u.of.Add(a) })
			done.Go(func() { errs[2*i+1] = u.strongest.Add(a) })
		}
		done.Wait()
		return errors.Join(errs...)
	})
	if err != nil {
		clear(r.stats)
		return nil, err
	}
	return r.stats[stage], nil
}

// counted is the stages whose use is counted together: those that compute something, down
// to the last with a choice, or down to the named one if that lies behind it.
func (r *Run) counted(stage string) []dsl.Stage {
	last := 1
	for i, s := range r.actor.Stages {
		if i > 0 && (s.TopK != nil || s.Name == stage) {
			last = i
		}
	}
	return r.actor.Stages[1 : last+1]
}
