package data

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// The procedural set. Its grammar, with | between the branches of an OR node and the
// children of an AND node in a row:
//
//	scene -> face | house | car               one object near the centre, a plain background
//	face  -> shoulders head hair left-eye right-eye nose mouth
//	house -> lawn chimney wall roof left-window right-window door
//	car   -> road cabin windows body rear-wheel front-wheel lamp
//	hair  -> short | long | curly | cap       and so on: face.go, house.go, car.go
//	parts -> coloured discs, bars, triangles  the sub-parts
//
// A part stands at the same place in every object of its type, give or take the
// jitter of the whole object, so that a unit of a generator can come to mean it.

// Scene is the true parse tree of one image of the procedural set.
type Scene struct {
	Index      int    `json:"index"`
	Object     string `json:"object"`     // the branch taken at the root: face, house or car
	Background string `json:"background"` // name of the backdrop
	Box        Box    `json:"box"`        // of all parts, in pixels
	Parts      []Part `json:"parts"`      // in the order of painting, back to front
	// Owner tells, for each pixel row by row, which of Parts is seen there: its index
	// plus 1, or 0 where none covers at least half of the pixel.
	Owner []uint8 `json:"-"`
}

// Part is an AND node of a parse tree (a part with sub-parts) or a leaf (one shape).
type Part struct {
	Slot  string `json:"slot"`  // the role, the same in every object of the type: "left eye"
	Type  string `json:"type"`  // the alternative taken at its OR node: "round"; of a leaf: disc, bar, ...
	Box   Box    `json:"box"`   // the pixels it was painted on; a later part may cover some
	Color string `json:"color"` // its main colour, "#rrggbb"
	Parts []Part `json:"parts,omitempty"`
}

// Slot finds the part with that role.
func (s Scene) Slot(name string) (Part, bool) {
	for _, p := range s.Parts {
		if p.Slot == name {
			return p, true
		}
	}
	return Part{}, false
}

// String is the tree as indented text.
func (s Scene) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "scene %d: %s on %s\n", s.Index, s.Object, s.Background)
	writeParts(&b, s.Parts, "")
	return b.String()
}

func writeParts(b *strings.Builder, parts []Part, indent string) {
	for i, p := range parts {
		branch, below := "├─ ", "│  "
		if i == len(parts)-1 {
			branch, below = "└─ ", "   "
		}
		fmt.Fprintf(b, "%s%s%s: %s %s at x %d..%d, y %d..%d\n", indent, branch, p.Slot, p.Type, p.Color,
			p.Box.X0, p.Box.X1, p.Box.Y0, p.Box.Y1)
		writeParts(b, p.Parts, indent+below)
	}
}

// Objects lists the objects of the grammar.
func Objects() []string { return []string{"face", "house", "car"} }

// Scenes draws n colour images of size x size from the grammar, pixels in [-1, 1].
// Image i depends on (size, seed, i) alone. It panics unless n >= 0 and size is a
// multiple of 8 from 32 to 1024.
func Scenes(n, size int, seed uint64) *Set {
	if n < 0 || !sceneSize(size) {
		panic(fmt.Sprintf("data: Scenes(%d, %d): want n >= 0 and a size that is a multiple of 8 from 32 to 1024", n, size))
	}
	s := Spec{From: "scenes", Take: n, H: size, W: size, C: 3, Lo: -1, Hi: 1, Seed: seed}
	set, _ := drawScenes(context.Background(), s, Objects(), func(int, int) {}) // fails on a cancelled context alone
	return set
}

func sceneSize(size int) bool { return size%8 == 0 && size >= 32 && size <= 1024 }

// openScenes is Open for the procedural set.
func openScenes(ctx context.Context, s Spec, progress func(done, total int)) (*Set, error) {
	if s.H != s.W || !sceneSize(s.H) {
		return nil, fmt.Errorf("data: scenes: got size %dx%d, want a square whose side is a multiple of 8 from 32 to 1024", s.H, s.W)
	}
	if len(s.Crop) != 0 {
		return nil, fmt.Errorf("data: scenes: got a crop, want none: scenes are drawn at the size asked for")
	}
	objects := Objects()
	if s.Loader == "scenes" && s.From != "" {
		objects = nil
		for _, o := range strings.Split(s.From, ",") {
			o = strings.TrimSpace(o)
			if painter(o) == nil {
				return nil, fmt.Errorf("data: scenes: got object %q, want one or more of %s", o, strings.Join(Objects(), ", "))
			}
			objects = append(objects, o)
		}
	}
	if s.Take == 0 {
		s.Take = DefaultScenes
	}
	if err := s.room(s.Take); err != nil {
		return nil, err
	}
	return drawScenes(ctx, s, objects, progress)
}

// drawScenes fills a set in parallel: each image is a function of its index.
func drawScenes(ctx context.Context, s Spec, objects []string, progress func(done, total int)) (*Set, error) {
	set := &Set{
		Images: tensor.New(s.Take, s.H, s.W, s.C),
		Names:  make([]string, s.Take),
		Parse:  make([]Scene, s.Take),
		From:   fmt.Sprintf("the procedural set of scenes (%s, seed %d)", strings.Join(objects, ", "), s.Seed),
		Wanted: s.Take,
		Range:  [2]float64{s.Lo, s.Hi},
		shape:  [3]int{s.H, s.W, s.C},
	}
	value := s.lookup()
	tick := throttle(progress, s.Take)
	var next, done atomic.Int64
	var workers sync.WaitGroup
	for w := 0; w < runtime.GOMAXPROCS(0); w++ {
		workers.Add(1)
		go func(report bool) {
			defer workers.Done()
			pixels := make([]uint8, s.H*s.W*3)
			for i := int(next.Add(1) - 1); i < s.Take && ctx.Err() == nil; i = int(next.Add(1) - 1) {
				set.Parse[i] = drawScene(dice{s.Seed, uint64(i)}, objects, s.H, pixels)
				set.Parse[i].Index = i
				set.Names[i] = fmt.Sprintf("scene %d", i)
				store(set.Images.Row(i).Data, pixels, s.C, value)
				if n := done.Add(1); report {
					tick(int(n))
				}
			}
		}(w == 0)
	}
	workers.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	progress(s.Take, s.Take)
	return set, nil
}

// store converts packed 8-bit RGB to c channels of pixel values.
func store(dst []float32, rgb []uint8, c int, value *[256]float32) {
	if c == 3 {
		for i, v := range rgb {
			dst[i] = value[v]
		}
		return
	}
	for i := range dst {
		dst[i] = value[luma(rgb[3*i:])]
	}
}

// luma is the grey of one RGB pixel by ITU-R BT.601.
func luma(rgb []uint8) uint8 {
	return uint8((299*int(rgb[0]) + 587*int(rgb[1]) + 114*int(rgb[2]) + 500) / 1000)
}

// sketch is a picture and its parse tree while they are drawn.
type sketch struct {
	*canvas
	dice
	parts   []Part
	current uint8   // index plus 1 of the part being drawn
	owner   []uint8 // as in Scene
}

// part draws a part with the given role and type; body paints its sub-parts. One that
// paints nothing is left out of the tree.
func (s *sketch) part(slot, typ string, color rgb, body func()) {
	outer := s.parts
	s.parts = nil
	s.current = uint8(len(outer) + 1)
	body()
	p := Part{Slot: slot, Type: typ, Color: fmt.Sprintf("#%06x", uint32(color)), Parts: s.parts}
	for _, q := range p.Parts {
		p.Box = p.Box.Union(q.Box)
	}
	s.parts = outer
	if !p.Box.Empty() {
		s.parts = append(s.parts, p)
	}
}

// shade paints one shape as a sub-part, its colour running from top to bottom.
func (s *sketch) shade(slot string, sh shape, top, bottom rgb) {
	box := s.paint(sh, top, bottom)
	if box.Empty() {
		return
	}
	s.own(sh, box)
	s.parts = append(s.parts, Part{Slot: slot, Type: kind(sh), Box: box, Color: fmt.Sprintf("#%06x", uint32(top.blend(bottom, 0.5)))})
}

// own gives the part being drawn the pixels of box that the shape covers by half.
func (s *sketch) own(sh shape, box Box) {
	for y := box.Y0; y < box.Y1; y++ {
		for x := box.X0; x < box.X1; x++ {
			if s.coverage(sh, x, y) >= 0.5 {
				s.owner[y*s.size+x] = s.current
			}
		}
	}
}

func (s *sketch) fill(slot string, sh shape, c rgb) { s.shade(slot, sh, c, c) }

// painter is the function that draws an object, nil for a word that names none.
func painter(object string) func(*sketch) {
	switch object {
	case "face":
		return drawFace
	case "house":
		return drawHouse
	case "car":
		return drawCar
	}
	return nil
}

// backdrops, top and bottom: pale and of one lightness, so that objects stand out
// and the background costs a generator little.
var backdrops = [...]struct {
	name        string
	top, bottom rgb
}{
	{"sky", 0xb9d8ea, 0xdcebf0},
	{"peach", 0xf2cdb4, 0xf8e5d5},
	{"mint", 0xbfe0cd, 0xe2f1e3},
	{"lilac", 0xcbc8e6, 0xe8e4f2},
}

// drawScene draws one image into pixels (size*size*3) and returns its parse.
func drawScene(d dice, objects []string, size int, pixels []uint8) Scene {
	s := &sketch{canvas: newCanvas(size), dice: d, owner: make([]uint8, size*size)}
	back := backdrops[d.below("background", len(backdrops))]
	s.paint(bar{-1, 0, 2, 1, 0}, back.top, back.bottom)
	object := objects[d.below("object", len(objects))]
	s.dx, s.dy = 0.02*d.uniform("jitter x"), 0.02*d.uniform("jitter y")
	s.zoom = 1 + 0.03*d.uniform("jitter size")
	painter(object)(s)
	out := Scene{Object: object, Background: back.name, Parts: s.parts, Owner: s.owner}
	for _, p := range s.parts {
		out.Box = out.Box.Union(p.Box)
	}
	s.bytes(pixels)
	return out
}
