package inception

import (
	"fmt"
	"slices"
	"strings"

	"github.com/andor-kernel/andor/internal/simd"
)

// side is the network's input, 299 x 299 pixels of 3 channels in about [-1, 1].
const side = 299

// Variant is one of the published forms of Inception-v3, which differ in their pools.
type Variant int

const (
	FID         Variant = iota // the 2015-12-05 graph: means leave padding out, a max pool in Mixed_7c
	Torchvision                // torchvision.models.inception_v3: padding counts in means
	Keras                      // keras.applications: means leave padding out
)

// Net is Inception-v3 with its weights. It is not changed by use.
type Net struct {
	variant Variant
	weights *Weights
}

// New is a network over weights, which are checked when an Extractor is made.
func New(w *Weights, v Variant) *Net { return &Net{variant: v, weights: w} }

// Taps are the places where features can be taken, in order. All but "logits" are maps, of
// which the mean over positions is taken; "pool3" is that of Mixed_7c. "pool1", "pool2" and
// "Mixed_6e" are the 64, 192 and 768 dimensions of pytorch-fid. Keras calls the blocks
// "mixed0" to "mixed10"; these names are understood too.
func Taps() []string {
	return []string{"Conv2d_1a_3x3", "Conv2d_2a_3x3", "Conv2d_2b_3x3", "pool1", "Conv2d_3b_1x1", "Conv2d_4a_3x3", "pool2",
		"Mixed_5b", "Mixed_5c", "Mixed_5d", "Mixed_6a", "Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e",
		"Mixed_7a", "Mixed_7b", "Mixed_7c", "pool3"}
}

// block is the tap that Keras calls name, or name itself.
func block(name string) string {
	var i int
	first := slices.Index(Taps(), "Mixed_5b")
	if _, err := fmt.Sscanf(name, "mixed%d", &i); err == nil && i >= 0 && i <= 10 && name == fmt.Sprintf("mixed%d", i) {
		return Taps()[first+i]
	}
	return name
}

// step is one operation on the first images of an arena.
type step interface {
	run(e simd.Kernels, arena []float32, images int)
}

// end is where a block is done: its output, after so many steps. Later blocks write over it.
type end struct {
	name  string
	steps int
	out   view
}

// group is how many images go through the network together from pool2 on: weights are then
// read from memory once for all of them, and 6 maps of 8x8 or 17x17 fill whole tiles of the
// products. Before pool2 maps are large and weights few: there each image goes alone.
const group = 6

// plan is the network up to a tap, laid out for a group of images.
type plan struct {
	e      simd.Kernels
	steps  []step
	early  int // the first so many steps are for one image
	input  view
	pool2  view  // pool2 of one image
	late   view  // and of all in the group
	ends   []end // in order
	out    view
	floats int   // of an arena
	macs   int64 // of one image
}

// alone says whether images never meet: the tap lies before the end of pool2.
func (p *plan) alone() bool { return p.early == len(p.steps) }

// join puts pool2 of one image beside that of the others in its group.
func (p *plan) join(arena []float32, b int) {
	from, to := p.pool2, p.late.image(b)
	copy(arena[to.at:], arena[from.at:][:from.positions()*from.ld])
}

// The regions of an arena: zeros for taps outside the image; a row for pools; then two for
// the outputs of blocks in turn, of one image up to pool2 and of a group from there on; one for
// what lives inside a block. Sizes are those of the largest tenant.
const (
	zeroFloats   = 2048
	rowFloats    = 8 * 2048
	earlyFloats  = 147 * 147 * 64
	outputFloats = 35 * 35 * 288
	innerFloats  = 35 * 35 * (48 + 64 + 96 + 96 + 64)

	earlyAt = zeroFloats + rowFloats
	lateAt  = earlyAt + 2*earlyFloats
	innerAt = lateAt + 2*group*outputFloats
	allAt   = innerAt + group*innerFloats
)

// builder lays out the network. The first error stays in err and makes the rest do nothing.
type builder struct {
	plan
	variant Variant
	weights *Weights
	index   int // convolutions so far, for weights that are numbered
	turn    int // which output region is next
	images  int // that the maps being laid out hold
	inner   int // used floats of the inner region
	x       view
	until   string
	done    bool
	err     error
}

// plan lays out the network up to tap.
func (n *Net) plan(e simd.Kernels, tap string) (*plan, error) {
	tap = block(tap)
	if !slices.Contains(Taps(), tap) {
		return nil, fmt.Errorf("inception: got tap %q, want one of %s", tap, strings.Join(Taps(), ", "))
	}
	until := tap
	if tap == "pool3" {
		until = "Mixed_7c"
	}
	b := &builder{plan: plan{e: e, floats: allAt}, variant: n.variant, weights: n.weights, until: until, images: 1}
	b.x = b.output(side, side, 3)
	b.input = b.x
	b.build()
	if b.err != nil {
		return nil, b.err
	}
	b.out = b.x
	if b.images == 1 {
		b.early = len(b.steps)
	}
	return &b.plan, nil
}

// output is a map in the next output region.
func (b *builder) output(h, w, c int) view {
	at, size := earlyAt, earlyFloats
	if b.images > 1 {
		at, size = lateAt, group*outputFloats
	}
	if need := b.images * h * w * c; need > size && b.err == nil {
		b.err = fmt.Errorf("inception: a block gives %d floats, the arena has %d", need, size)
	}
	v := view{at: at + b.turn*size, h: h, w: w, c: c, ld: c}
	b.turn = 1 - b.turn
	b.inner = 0
	return v
}

// temporary is a map that lives until the end of its block.
func (b *builder) temporary(h, w, c int) view {
	v := view{at: innerAt + b.inner, h: h, w: w, c: c, ld: c}
	b.inner += b.images * h * w * c
	if size := group * innerFloats; b.inner > size && b.err == nil {
		b.err = fmt.Errorf("inception: a block needs %d floats, the arena has %d", b.inner, size)
	}
	return v
}

// shape is the form of a convolution: kernel height and width, stride, padding.
type shape struct{ kh, kw, stride, padH, padW int }

var (
	one     = shape{1, 1, 1, 0, 0}
	same3   = shape{3, 3, 1, 1, 1}
	same5   = shape{5, 5, 1, 2, 2}
	valid3  = shape{3, 3, 1, 0, 0}
	stride3 = shape{3, 3, 2, 0, 0}
	row7    = shape{1, 7, 1, 0, 3}
	column7 = shape{7, 1, 1, 3, 0}
	row3    = shape{1, 3, 1, 0, 1}
	column3 = shape{3, 1, 1, 1, 0}
)

const bnEps = 1e-3 // of batch normalisation, in all variants

func (s shape) of(v view) (h, w int) {
	return (v.h+2*s.padH-s.kh)/s.stride + 1, (v.w+2*s.padW-s.kw)/s.stride + 1
}

// kernel takes the weights of the next convolution.
func (b *builder) kernel(name string, s shape, cin, cout int) *kernel {
	if b.err != nil {
		return nil
	}
	b.index++
	k, err := b.weights.convolution(name, b.index, s.kh, s.kw, cin, cout)
	if err != nil {
		b.err = fmt.Errorf("inception: %s: %s: %w", b.weights.From, name, err)
		return nil
	}
	return k
}

// convTo is a convolution with batch normalisation and relu from in into out.
func (b *builder) convTo(name string, s shape, in, out view) {
	k := b.kernel(name, s, in.c, out.c)
	b.add(name, k, s, in, out, true)
}

func (b *builder) add(name string, k *kernel, s shape, in, out view, relu bool) {
	if b.err != nil {
		return
	}
	c, err := newConv(b.e, k, in, out, b.images, s.stride, s.padH, s.padW, relu)
	if err != nil {
		b.err = fmt.Errorf("inception: %s: %w", name, err)
		return
	}
	b.steps = append(b.steps, c)
	b.macs += c.macs()
}

// conv is convTo into a new temporary.
func (b *builder) conv(name string, s shape, in view, cout int) view {
	h, w := s.of(in)
	out := b.temporary(h, w, cout)
	b.convTo(name, s, in, out)
	return out
}

// pool is the branch of a block that pools and then mixes channels.
func (b *builder) pool(block string, in, out view, largest bool) {
	name := block + ".branch_pool"
	k := b.kernel(name, one, in.c, out.c)
	if b.err != nil {
		return
	}
	if largest {
		t := b.temporary(in.h, in.w, in.c)
		b.maxPool(in, t, 1, 1)
		b.add(name, k, one, t, out, true)
		return
	}
	bias := k.b
	k.b = nil
	t := b.temporary(in.h, in.w, out.c)
	b.add(name, k, one, in, t, false)
	b.steps = append(b.steps, &averagePool{in: t, out: out, bias: bias, padding: b.variant == Torchvision, scratch: zeroFloats})
}

// maxPool lays out the largest of windows of 3x3.
func (b *builder) maxPool(in, out view, stride, pad int) {
	if in.w*in.ld > rowFloats && b.err == nil {
		b.err = fmt.Errorf("inception: a pool needs rows of %d floats, the arena has %d", in.w*in.ld, rowFloats)
	}
	b.steps = append(b.steps, &maxPool{in: in, out: out, stride: stride, pad: pad, scratch: zeroFloats})
}

// end makes v the input of what follows, under a name.
func (b *builder) end(name string, v view) {
	b.x = v
	b.ends = append(b.ends, end{name, len(b.steps), v})
	b.done = b.done || name == b.until
}

// build lays out the blocks in order, up to the one wanted.
func (b *builder) build() {
	stem := func(name string, s shape, cout int) {
		if b.done {
			return
		}
		h, w := s.of(b.x)
		out := b.output(h, w, cout)
		b.convTo(name, s, b.x, out)
		b.end(name, out)
	}
	pool := func(name string) {
		if b.done {
			return
		}
		h, w := stride3.of(b.x)
		out := b.output(h, w, b.x.c)
		b.maxPool(b.x, out, 2, 0)
		b.end(name, out)
	}
	stem("Conv2d_1a_3x3", stride3, 32)
	stem("Conv2d_2a_3x3", valid3, 32)
	stem("Conv2d_2b_3x3", same3, 64)
	pool("pool1")
	stem("Conv2d_3b_1x1", one, 80)
	stem("Conv2d_4a_3x3", valid3, 192)
	pool("pool2")
	if !b.done {
		b.early, b.pool2, b.images = len(b.steps), b.x, group
		b.x = b.output(b.x.h, b.x.w, b.x.c)
		b.late = b.x
	}
	for _, block := range []struct {
		name string
		lay  func(name string, x view) view
	}{
		{"Mixed_5b", b.blockA(32)}, {"Mixed_5c", b.blockA(64)}, {"Mixed_5d", b.blockA(64)},
		{"Mixed_6a", b.blockB},
		{"Mixed_6b", b.blockC(128)}, {"Mixed_6c", b.blockC(160)}, {"Mixed_6d", b.blockC(160)}, {"Mixed_6e", b.blockC(192)},
		{"Mixed_7a", b.blockD},
		{"Mixed_7b", b.blockE(false)}, {"Mixed_7c", b.blockE(b.variant == FID)},
	} {
		if !b.done {
			b.end(block.name, block.lay(block.name, b.x))
		}
	}
}
