package cell

import (
	"errors"
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"io"
	"math/big"
	"reflect"
	"sort"
	"strings"

	"github.com/traefik/yaegi/interp"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/kernel/cell/boxes"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/text"
	"github.com/andor-kernel/andor/stdlib"
	"github.com/andor-kernel/andor/stdlib/andor"
)

// symbols are the packages of the options.
func (o Options) symbols() interp.Exports {
	if o.Symbols != nil {
		return o.Symbols
	}
	return interp.Exports(stdlib.Symbols)
}

// connect lets our own packages show things and learn of interrupts, if they are the
// session's.
func (s *Session) connect() {
	if s.options.Symbols != nil {
		return
	}
	andor.SetSink(sink{s})
	andor.SetContext(s.Context)
	andor.SetInput(func(prompt string, secret bool) (string, error) {
		line, err := s.host.Input(s.Context(), prompt, secret)
		if errors.Is(err, io.EOF) && line != "" {
			err = nil // a last line without an end
		}
		return line, err
	})
}

// sink hands displays of our packages to the host.
type sink struct{ s *Session }

func (k sink) Display(bundle map[string][]byte, id string, update bool) {
	k.s.host.Display(bundle, boxes.Metadata(bundle), id, update)
}

// Bundle is how a value in the middle of a cell is shown: like one at its end.
func (k sink) Bundle(v any) map[string][]byte {
	r := k.s.single(&running{texts: map[string]string{}}, types.Universe.Lookup("any").Type(), reflect.ValueOf(v))
	if r.Err != nil {
		return plain(r.Err.Name + ": " + r.Err.Value)
	}
	return r.Value
}

// lowerBlock is the Go that a block becomes, at the block's place. Its value is made
// when its turn comes, by hostBlock, since what stands above it may change names it uses.
func (p *reading) lowerBlock(chunk int, from int, d dsl.Decl) (text.Piece, []text.Problem) {
	b := p.File.Chunks[chunk].Block
	it := text.Item{Kind: text.StmtItem, Start: from, End: from + len(strings.TrimRight(p.File.Chunks[chunk].Text, " \t\r\n"))}
	must := func(f, more string) string {
		return fmt.Sprintf("%s := %s.%s(%s.Block(%d)%s)", b.Name, names.BlocksName, f, names.HostName, chunk, more)
	}
	switch b.Kind {
	case "net":
		it.Text = must("MustNet", "")
	case "data":
		it.Text = must("MustData", "")
	case "train":
		if d.Train == nil {
			it.Text = fmt.Sprintf("var %s *%s.Run", b.Name, names.BlocksName)
			break
		}
		critic := d.Train.Critic
		if critic == "" {
			critic = "nil"
		}
		it.Text = must("MustRun", ", "+d.Train.Actor+", "+critic+", "+d.Train.Data)
	case "let":
		it.Text = letText(b.Name, chunk, d)
		if strings.HasPrefix(it.Text, "const") {
			it.Kind = text.DeclItem
		}
	}
	if !token.IsIdentifier(b.Name) || it.Text == "" { // reported already
		return text.Piece{Item: it}, nil
	}
	return text.ParseItem(p.s.fset, p.Src, it)
}

// letText is a let as Go: a constant if its value is known, and a variable if it depends
// on one that has none yet.
func letText(name string, chunk int, d dsl.Decl) string {
	switch {
	case d.Let == nil && !d.Pending:
		return fmt.Sprintf("const %s = 0", name) // broken: reported already
	case d.Pending || d.Let.Den == 0:
		return fmt.Sprintf("%s := %s.Let(%d)", name, names.HostName, chunk)
	case d.Let.Den == 1:
		return fmt.Sprintf("const %s = %d", name, d.Let.Num)
	}
	return fmt.Sprintf("const %s = %d.0 / %d", name, d.Let.Num, d.Let.Den)
}

// showBlock adds the statement that shows what a block declared: all but the last of a
// cell are displayed as they are made, the last is the cell's value.
func (p *reading) showBlock(chunk int, from int) {
	b := p.File.Chunks[chunk].Block
	if !token.IsIdentifier(b.Name) || b.Kind == "let" {
		return
	}
	last := strings.TrimSpace(p.Src.Code[from+len(p.File.Chunks[chunk].Text):]) == ""
	it := text.Item{Kind: text.StmtItem, Start: from, End: from + 1}
	it.Text = fmt.Sprintf("%s.Show(%s)", names.HostName, b.Name)
	if last {
		it.Text = b.Name
	}
	if part, bad := text.ParseItem(p.s.fset, p.Src, it); len(bad) == 0 {
		p.Parts = append(p.Parts, part)
	}
}

// blockFailure is the panic of a block that turns out wrong when its turn comes.
type blockFailure struct{ found dsl.Diagnostics }

func (f blockFailure) Error() string { return f.found.Error() }

// hostBlock checks a block now that everything above it has run, and gives its JSON.
func (s *Session) hostBlock(chunk int) string {
	d := s.checkBlock(chunk)
	text, err := dsl.Marshal(d)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// hostLet is the value of a let that was not known when the cell was checked.
func (s *Session) hostLet(chunk int) float64 {
	d := s.checkBlock(chunk)
	if d.Let == nil {
		panic(fmt.Errorf("%q has no value", d.Name()))
	}
	return d.Let.Value
}

func (s *Session) checkBlock(chunk int) dsl.Decl {
	p := s.current().plan
	d, found := dsl.CheckBlock(p.file, chunk, blockEnv{s: s})
	if len(found) > 0 {
		panic(blockFailure{found})
	}
	return d
}

// hostShow displays a value in the middle of a cell.
func (s *Session) hostShow(v any) {
	if bundle := boxes.BundleOf(reflect.ValueOf(v)); bundle != nil {
		s.host.Display(bundle, boxes.Metadata(bundle), "", false)
	}
}

// blockEnv answers for the session's names that a block uses.
type blockEnv struct {
	s *Session
	// pending are the names that Go declares or assigns in the very cell.
	pending map[string]bool
	// idle keeps away from variables while a cell runs.
	idle bool
}

// variable is the current value behind a name, invalid if it is no variable.
func (e blockEnv) variable(name string) reflect.Value {
	d := e.s.defs[name]
	if d == nil || d.Unit != nil || e.idle && e.s.run != nil {
		return reflect.Value{}
	}
	return e.s.calls.Variable(d.Emit)
}

func (e blockEnv) Net(name string) (*dsl.Net, bool) {
	v := e.variable(name)
	if !v.IsValid() || !v.CanInterface() || v.Kind() != reflect.Pointer || v.IsNil() {
		return nil, false
	}
	n, ok := v.Interface().(interface{ Spec() *dsl.Net })
	if !ok {
		return nil, false
	}
	return n.Spec(), true
}

func (e blockEnv) Data(name string) (*dsl.Data, bool) {
	v := e.variable(name)
	if !v.IsValid() || !v.CanInterface() || v.Kind() != reflect.Pointer || v.IsNil() {
		return nil, false
	}
	d, ok := v.Interface().(interface{ Spec() *dsl.Data })
	if !ok {
		return nil, false
	}
	return d.Spec(), true
}

func (e blockEnv) Number(name string) (num, den int64, value float64, pending, ok bool) {
	if e.pending[name] {
		return 0, 0, 0, true, true
	}
	d := e.s.defs[name]
	if d == nil {
		return 0, 0, 0, false, false
	}
	if c, is := d.Obj.(*types.Const); is {
		return rational(c.Val())
	}
	v := e.variable(name)
	switch {
	case v.CanInt():
		return v.Int(), 1, float64(v.Int()), false, true
	case v.CanUint() && v.Uint() < 1<<63:
		return int64(v.Uint()), 1, float64(v.Uint()), false, true
	case v.CanFloat():
		if r := new(big.Rat).SetFloat64(v.Float()); r != nil && r.Num().IsInt64() && r.Denom().IsInt64() {
			return decimal(v.Float())
		}
		return 0, 0, v.Float(), false, true
	}
	return 0, 0, 0, false, false
}

// decimal takes a float for the decimal fraction it is written as, so that 0.1 is 1/10.
func decimal(f float64) (num, den int64, value float64, pending, ok bool) {
	r, good := new(big.Rat).SetString(fmt.Sprint(f))
	if good && r.Num().IsInt64() && r.Denom().IsInt64() {
		return r.Num().Int64(), r.Denom().Int64(), f, false, true
	}
	return 0, 0, f, false, true
}

func rational(v constant.Value) (num, den int64, value float64, pending, ok bool) {
	switch v.Kind() {
	case constant.Int, constant.Float:
	default:
		return 0, 0, 0, false, false
	}
	value, _ = constant.Float64Val(v)
	n, exact1 := constant.Int64Val(constant.Num(v))
	d, exact2 := constant.Int64Val(constant.Denom(v))
	if exact1 && exact2 {
		return n, d, value, false, true
	}
	return 0, 0, value, false, true
}

// Text is the value of a string: dsl.Texts.
func (e blockEnv) Text(name string) (value string, pending, ok bool) {
	if e.pending[name] {
		return "", true, true
	}
	if d := e.s.defs[name]; d != nil {
		if c, is := d.Obj.(*types.Const); is && c.Val().Kind() == constant.String {
			return constant.StringVal(c.Val()), false, true
		}
	}
	if v := e.variable(name); v.Kind() == reflect.String {
		return v.String(), false, true
	}
	return "", false, false
}

func (e blockEnv) Names() []string {
	var out []string
	for name := range e.s.defs {
		out = append(out, name)
	}
	for name := range e.pending {
		if e.s.defs[name] == nil {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}
