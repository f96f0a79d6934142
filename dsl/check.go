package dsl

import "strings"

// Checking: why one pass over the blocks, in order, finds every mistake once.
//
// A cell runs from top to bottom, so a name means what was declared last above its use:
// by a block of the same file, else by the session (Env). Check therefore walks the
// blocks in order and keeps what each declared. A name that only a later block declares
// is not unknown but out of order, and the diagnostic says so; a let that leads back to
// itself is a cycle, found by following the lets below. Nothing else in the language
// can refer, so there is no second pass.
//
// One mistake must cost one diagnostic. Three things see to that.
//
//   - Unknown sizes. A side or a channel count that could not be determined is 0 in the
//     shape that is handed on, and every rule that needs a zero holds its tongue. A
//     misspelt layer is checked as the layer it was taken for, so the stages behind it
//     still get their own mistakes reported.
//   - Broken declarations. A block with mistakes still stands in the table of names, as
//     broken; blocks that use it skip the rules that would need its value.
//   - Pending values. A name that Go declares earlier in the very cell has no value yet
//     while the cell is checked as a whole. It counts as unknown, its rules wait, and
//     CheckBlock applies them when the block's turn to run has come.
//
// Shapes flow one way, from the source stage to the last, so a net is checked by
// carrying the current shape along its layers: each layer says whether it accepts it
// and what becomes of it. Values are exact rationals as long as they fit (number.go):
// whether topk(1/4) of 8x8 positions is whole is decided in integers, never by rounding.

// Env answers for names a cell uses but does not declare. Each may be nil-safe empty.
type Env interface {
	Net(name string) (*Net, bool)
	Data(name string) (*Data, bool)
	// Number is the value of a let, a Go constant or a Go variable of the session: num/den
	// in lowest terms if it is exact, else den is 0 and value holds. pending means: the
	// name exists but has no value yet (declared by Go earlier in this very cell); checks
	// that need its value are skipped.
	Number(name string) (num, den int64, value float64, pending, ok bool)
	// Names lists all names for spelling hints and completion.
	Names() []string
}

// Texts is what an Env may know beyond that: the Go strings of the session, so that a
// path can be a parameter (`from path`). Check asks by type assertion.
type Texts interface {
	Text(name string) (value string, pending, ok bool)
}

// Decl is one checked declaration; exactly one field is set, or none if the block has
// mistakes.
type Decl struct {
	Net   *Net
	Data  *Data
	Train *Train
	Let   *Let
	// Pending says that a value was not known yet, so some checks were skipped and some
	// sizes are zero; CheckBlock gives the full declaration once the value is there.
	Pending bool
}

// Name is the declared name, "" if nothing is declared.
func (d Decl) Name() string {
	switch {
	case d.Net != nil:
		return d.Net.Name
	case d.Data != nil:
		return d.Data.Name
	case d.Train != nil:
		return d.Train.Name
	case d.Let != nil:
		return d.Let.Name
	}
	return ""
}

// Read is Parse and Check in one, with all findings in the order of the text. The
// declarations are those of the blocks that have no mistakes.
func Read(src Source, env Env) ([]Decl, Diagnostics) {
	f, diags := Parse(src)
	return readOn(f, diags, env)
}

// ReadAlone is Read for a file that is checked without running it: the names that the Go
// between its blocks declares or assigns are taken on trust, and what depends on their values
// is not checked.
func ReadAlone(src Source) ([]Decl, Diagnostics) {
	f, diags := Parse(src)
	return readOn(f, diags, trust(f))
}

// readOn checks a file of which Parse found diags.
func readOn(f *File, diags Diagnostics, env Env) ([]Decl, Diagnostics) {
	decls, more := Check(f, env)
	diags = append(diags, more...)
	diags.Sort()
	return decls, diags
}

// Check checks all blocks of a file in order and returns one declaration for each; that
// of a block with mistakes is empty. It reports what Parse did not. env may be nil.
func Check(f *File, env Env) ([]Decl, Diagnostics) {
	c := newChecker(f, env)
	c.whole, c.walked = true, true
	var decls []Decl
	for i := range f.Chunks {
		if f.Chunks[i].Block != nil {
			decls = append(decls, c.block(i))
		}
	}
	c.diags.Sort()
	return decls, c.diags
}

// CheckBlock checks the one block of the given chunk, when its turn to run has come: the
// session then knows what stands above it, and comes before the file. Parse's findings
// are not repeated: a block with mistakes of syntax yields an empty declaration. It
// panics if the chunk is not a block.
func CheckBlock(f *File, chunk int, env Env) (Decl, Diagnostics) {
	if chunk < 0 || chunk >= len(f.Chunks) || f.Chunks[chunk].Block == nil {
		panic("dsl: CheckBlock: chunk " + itoa(chunk) + " is not a block")
	}
	c := newChecker(f, env)
	d := c.block(chunk)
	c.diags.Sort()
	return d, c.diags
}

// checker holds what a check knows while it walks down the file.
type checker struct {
	file  *File
	env   Env
	whole bool // the file as a whole, before it runs: its own names come first
	diags Diagnostics
	done  map[string]meaning // names of the blocks above
	first map[string]int     // chunk that declares a name first
	blk   *Block             // the block at hand
	at    int                // its chunk
	wrong bool               // it has mistakes
	wait  bool               // it uses a pending value

	walked bool // done holds the blocks above
}

// meaning is what a name stands for.
type meaning struct {
	kind   string // net, data, train, let
	net    *Net
	data   *Data
	value  number
	broken bool // declared with mistakes: nothing else is known
}

func newChecker(f *File, env Env) *checker {
	c := &checker{file: f, env: env, done: map[string]meaning{}, first: map[string]int{}}
	for i, chunk := range f.Chunks {
		if b := chunk.Block; b != nil && b.Name != "" {
			if _, ok := c.first[b.Name]; !ok {
				c.first[b.Name] = i
			}
		}
	}
	return c
}

func (c *checker) report(code string, at span, message, reason, help string) {
	c.wrong = true
	c.diags = append(c.diags, c.file.diagnostic(code, at, message, reason, help))
}

// block checks one block and files its name.
func (c *checker) block(chunk int) Decl {
	b := c.file.Chunks[chunk].Block
	c.blk, c.at, c.wrong, c.wait = b, chunk, b.Broken, false
	c.twice(b)
	d, m := Decl{}, meaning{kind: b.Kind}
	switch b.Kind {
	case "net":
		d.Net = c.net(b)
		m.net = d.Net
	case "data":
		d.Data = c.data(b)
		m.data = d.Data
	case "train":
		d.Train = c.train(b)
	case "let":
		d.Let, m.value = c.let(b)
	}
	d.Pending = c.wait
	if c.wrong {
		d, m = Decl{}, meaning{kind: b.Kind, broken: true}
	}
	if b.Name != "" {
		c.done[b.Name] = m
	}
	return d
}

// twice reports a name that an earlier block of the file has.
func (c *checker) twice(b *Block) {
	first, ok := c.first[b.Name]
	if !ok || first >= c.at || b.Name == "" {
		return
	}
	other := c.file.Chunks[first].Block
	reason := other.Kind + " " + quote(b.Name) + " stands on line " + itoa(other.Pos.Line) + "; both would be the same variable"
	help := "give one of them another name"
	if strings.TrimSpace(c.file.Chunks[first].Text) == strings.TrimSpace(c.file.Chunks[c.at].Text) {
		help = "the two blocks are the same; remove one"
	}
	c.report(codeTwice, b.name, quote(b.Name)+" is declared twice", reason, help)
}

// let checks one let. Its value must be exact: it becomes a Go constant and the measure
// of topk.
func (c *checker) let(b *Block) (*Let, number) {
	if b.value == nil {
		return nil, number{}
	}
	if c.selfReference(b) {
		return nil, number{}
	}
	x, ok := c.eval(b.value)
	if !ok || c.wrong {
		return nil, number{}
	}
	if !x.exact && !x.pending {
		c.report(codeExact, b.value.span, quote(b.Name)+" is "+x.String()+", which is no exact fraction",
			"a let is kept as a fraction of two whole numbers below 2^63", "write fewer digits, or use a Go variable")
		return nil, number{}
	}
	return &Let{Name: b.Name, Num: x.n, Den: x.d, Value: x.f}, x
}

// selfReference reports `let k = k+1` even where the session has an older k: run twice,
// such a cell would give two values.
func (c *checker) selfReference(b *Block) (found bool) {
	b.value.names(func(e *expr) {
		if e.text == b.Name && !found {
			found = true
			c.report(codeCycle, e.span, quote(b.Name)+" is defined by itself", "a let is worked out once, from what stands above it", "write its value as a number, or use another name")
		}
	})
	return found
}
