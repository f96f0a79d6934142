package andor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/andor-kernel/andor/dsl"
)

// Layer is one word of a stage in DSL text, such as "conv(512)" or "topk(1/4)". The
// constructors below write it; any word of the language may be given as it is.
type Layer string

// Per is the direction in which TopKPer competes.
type Per = dsl.Per

// The two directions of topk ([P] section 3.2).
const (
	PerPosition = dsl.PerPosition
	PerChannel  = dsl.PerChannel
)

// Normal is a latent z of d independent standard normals.
func Normal(d int) Layer { return Layer(fmt.Sprintf("normal(%d)", d)) }

// Image is the input of an energy: h x w pixels of c channels.
func Image(h, w, c int) Layer { return Layer(fmt.Sprintf("image(%dx%dx%d)", h, w, c)) }

// FC is a fully connected layer: FC(4, 4, 64) to 4x4 positions of 64 channels, FC(1) to
// one number, in which an energy ends.
func FC(shape ...int) Layer {
	sizes := make([]string, len(shape))
	for i, n := range shape {
		sizes[i] = fmt.Sprint(n)
	}
	return Layer("fc(" + strings.Join(sizes, "x") + ")")
}

// Conv is a 3x3 convolution to c channels, stride 1, same padding, with bias.
func Conv(c int) Layer { return Layer(fmt.Sprintf("conv(%d)", c)) }

// Up repeats each pixel n times on both axes (nearest neighbour).
func Up(n int) Layer { return Layer(fmt.Sprintf("up(%d)", n)) }

// Down averages n x n blocks.
func Down(n int) Layer { return Layer(fmt.Sprintf("down(%d)", n)) }

// ReLU is max(x, 0).
func ReLU() Layer { return "relu" }

// LeakyReLU is x above zero and slope*x below.
func LeakyReLU(slope float64) Layer { return Layer(fmt.Sprintf("lrelu(%g)", slope)) }

// Tanh maps to (-1, 1).
func Tanh() Layer { return "tanh" }

// Sigmoid maps to (0, 1).
func Sigmoid() Layer { return "sigmoid" }

// TopK keeps the k largest values; k is an exact expression such as "8", "8*8/4" or
// "1/4", and the direction is the stage's default.
func TopK(k string) Layer { return Layer("topk(" + k + ")") }

// TopKPer is TopK with the direction said.
func TopKPer(k string, per Per) Layer { return Layer(fmt.Sprintf("topk(%s, per: %s)", k, per)) }

// NewNet begins a network. Stages follow; the whole is checked after each, exactly as a
// net block is, and Err says what is still wrong.
func NewNet(name string) *Net {
	return (&Net{name: name}).check()
}

// Stage returns a copy of the net with one more stage.
func (n *Net) Stage(name string, layers ...Layer) *Net {
	words := make([]string, len(layers))
	for i, l := range layers {
		words[i] = string(l)
	}
	stages := append(slices.Clone(n.stages), dsl.StageText{Name: name, Layers: words})
	return (&Net{name: n.name, stages: stages}).check()
}

// check holds the stages so far against the language, as the block they stand for.
func (n *Net) check() *Net {
	spec, diags := dsl.NewNet(n.name, n.stages)
	n.spec, n.err = spec, diags.Err()
	return n
}

// declare parses and checks the text of one block.
func declare(text string, env scope) (dsl.Decl, error) {
	decls, diags := dsl.Read(dsl.Source{Name: "builder", Text: text}, env)
	if err := diags.Err(); err != nil {
		return dsl.Decl{}, err
	}
	if len(decls) != 1 {
		return dsl.Decl{}, fmt.Errorf("got %d declarations, want 1 in %q", len(decls), text)
	}
	return decls[0], nil
}

// scope is the dsl.Env of a builder: the values given to it and nothing else.
type scope struct {
	nets map[string]*dsl.Net
	data map[string]*dsl.Data
}

func (s scope) Net(name string) (*dsl.Net, bool)   { n, ok := s.nets[name]; return n, ok }
func (s scope) Data(name string) (*dsl.Data, bool) { d, ok := s.data[name]; return d, ok }
func (s scope) Number(string) (num, den int64, value float64, pending, ok bool) {
	return 0, 0, 0, false, false
}

func (s scope) Names() []string {
	var names []string
	for n := range s.nets {
		names = append(names, n)
	}
	for n := range s.data {
		names = append(names, n)
	}
	return names
}
