package dsl

// place is where an offset lies: in which block, with the names declared above it. It is
// what completion and inspection begin with.
type place struct {
	text    string
	pieces  []piece
	piece   piece
	checker *checker // has walked the blocks above; its findings are of no interest
}

// locate finds the block around an offset; ok is false if there is none, or the offset
// stands behind its closing brace.
func locate(src Source, offset int, env Env) (p place, ok bool) {
	if offset < 0 || offset > len(src.Text) {
		return place{}, false
	}
	p = place{text: src.Text, pieces: split(src.Text, nil)}
	index := -1
	for i, c := range p.pieces {
		last := i == len(p.pieces)-1
		if offset >= c.start && (offset < c.end || offset == c.end && last) {
			index = i
		}
	}
	if index < 0 || p.pieces[index].form == noHeader {
		return place{}, false
	}
	p.piece = p.pieces[index]
	if p.piece.close >= 0 && offset > p.piece.close || offset < p.piece.word.start {
		return place{}, false
	}
	if n := len(src.Text); p.piece.kind == "let" && offset == n && n > 0 && src.Text[n-1] == '\n' {
		return place{}, false // the line after it
	}
	f, _ := Parse(src)
	p.checker = newChecker(f, env)
	p.checker.whole, p.checker.walked = true, true
	for i := range index {
		if f.Chunks[i].Block != nil {
			p.checker.block(i)
		}
	}
	p.checker.at = index
	return p, true
}

// block is the parsed block of the place.
func (p *place) block() *Block { return p.checker.file.Chunks[p.checker.at].Block }

// checked gives what is known of the net block at the place, mistakes or not.
func (p *place) checked() *Net {
	p.checker.blk = p.block()
	return p.checker.net(p.block())
}

// netUpTo is the net as far as it stands above and before an offset inside it.
func (p *place) netUpTo(offset int) *Net {
	f, _ := Parse(Source{Text: p.text[p.piece.start:offset] + "\n}\n"})
	if len(f.Chunks) == 0 || f.Chunks[0].Block == nil {
		return &Net{}
	}
	c := newChecker(f, p.checker.env)
	c.whole, c.walked = true, true
	for name, m := range p.checker.done {
		c.done[name] = m
	}
	c.blk = f.Chunks[0].Block
	return c.net(c.blk)
}
