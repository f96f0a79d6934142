package interpret

import "sort"

// Name is the part that a unit stands for by all the images added: the one on which most of
// the activation of the channel at the position fell, or, where that never fired, of the
// channel anywhere. "" for a channel that never fired.
func (g *Agreement) Name(u Unit) string {
	k := len(g.parts)
	if g.images == 0 || k == 0 {
		return ""
	}
	mass := make([]float64, k)
	for _, h := range g.half {
		add(mass, h.mass[((u.Row*g.w+u.Col)*g.c+u.Channel)*k:][:k])
	}
	if sum(mass) == 0 {
		for p := range g.h * g.w {
			for _, h := range g.half {
				add(mass, h.mass[(p*g.c+u.Channel)*k:][:k])
			}
		}
	}
	return g.most(mass)
}

// Usual is the part seen most often at a position, "" for none.
func (g *Agreement) Usual(u Unit) string {
	k := len(g.parts)
	if g.images == 0 || k == 0 {
		return ""
	}
	seen := make([]float64, k)
	for _, h := range g.half {
		add(seen, h.seen[(u.Row*g.w+u.Col)*k:][:k])
	}
	return g.most(seen)
}

func (g *Agreement) most(mass []float64) string {
	if sum(mass) == 0 {
		return ""
	}
	return g.parts[largest(mass)]
}

func add(to, v []float64) {
	for i, x := range v {
		to[i] += x
	}
}

// Parse is a tree as a statement about an image, to be held against the true one: the
// object, and under it the parts that the units of one level stand for. Levels between
// have no counterpart in a truth that knows objects and parts alone, and are left out.
// Units of one part at positions that touch, also at a corner, are one part; a unit named ""
// or without an object, such as background, is none.
//
// name is what a unit stands for, object the object a part belongs to; the root is labelled
// with the object of most units, the first in the alphabet of equals. stride is the pixels a
// step in the level's grid.
func (n *Node) Parse(level string, stride int, name func(Unit) string, object func(part string) string) *Labelled {
	at := map[string][]position{} // by part
	votes := map[string]int{}
	n.Walk(func(m *Node, _ int) {
		if m.Level != level || m.Unit.Channel < 0 {
			return
		}
		part := name(m.Unit)
		if o := object(part); o != "" {
			at[part] = append(at[part], position{m.Unit.Row, m.Unit.Col})
			votes[o]++
		}
	})
	root := &Labelled{}
	for o, v := range votes {
		if v > votes[root.Label] || v == votes[root.Label] && o < root.Label {
			root.Label = o
		}
	}
	for part, where := range at {
		root.Children = append(root.Children, joined(part, where, stride)...)
	}
	sortLabelled(root.Children)
	return root
}

// joined is one node for each connected group of positions.
func joined(label string, where []position, stride int) []*Labelled {
	var groups [][]position
	for _, p := range where {
		group := []position{p}
		var rest [][]position
		for _, g := range groups {
			if touches(g, p) {
				group = append(group, g...)
			} else {
				rest = append(rest, g)
			}
		}
		groups = append(rest, group)
	}
	var out []*Labelled
	for _, g := range groups {
		box := cell(g[0], stride)
		for _, p := range g[1:] {
			c := cell(p, stride)
			box = [4]int{min(box[0], c[0]), min(box[1], c[1]), max(box[2], c[2]), max(box[3], c[3])}
		}
		out = append(out, &Labelled{Label: label, Box: box})
	}
	return out
}

func cell(p position, stride int) [4]int { return reach(p.row, p.col, stride, stride) }

func touches(group []position, p position) bool {
	for _, q := range group {
		if max(p.row-q.row, q.row-p.row) <= 1 && max(p.col-q.col, q.col-p.col) <= 1 {
			return true
		}
	}
	return false
}

// sortLabelled orders siblings by label and place: a map does not.
func sortLabelled(t []*Labelled) {
	sort.Slice(t, func(i, j int) bool {
		if t[i].Label != t[j].Label {
			return t[i].Label < t[j].Label
		}
		if t[i].Box[1] != t[j].Box[1] {
			return t[i].Box[1] < t[j].Box[1]
		}
		return t[i].Box[0] < t[j].Box[0]
	})
}

// Seen is the true parse of an image at the resolution of a grid of h x w positions: the
// object, and under it each part that is seen on most pixels of some position, once, with the
// box of those positions. pixels is the part of each of the image's height x width pixels, an
// index into parts, or -1.
func Seen(object string, parts []string, pixels []int, height, width, h, w int) *Labelled {
	g := &Agreement{parts: parts, h: h, w: w}
	where := map[int][]position{}
	for i, s := range g.places(pixels, height, width) {
		if s.part >= 0 {
			where[s.part] = append(where[s.part], position{i / w, i % w})
		}
	}
	root := &Labelled{Label: object}
	for part, at := range where {
		stride := height / h
		whole := &Labelled{Label: parts[part], Box: cell(at[0], stride)}
		for _, p := range at[1:] {
			c := cell(p, stride)
			whole.Box = [4]int{min(whole.Box[0], c[0]), min(whole.Box[1], c[1]), max(whole.Box[2], c[2]), max(whole.Box[3], c[3])}
		}
		root.Children = append(root.Children, whole)
	}
	sortLabelled(root.Children)
	return root
}
