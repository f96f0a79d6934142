package cell

import (
	"fmt"
	"go/token"
	"strings"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/kernel/cell/host"
	"github.com/andor-kernel/andor/kernel/cell/lines"
	"github.com/andor-kernel/andor/kernel/cell/lower"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

func interrupted(src *text.Source) *Error {
	e := newError("Interrupted", src.Name+" was interrupted")
	e.Interrupted = true
	return e
}

// report is the error of what was found before the cell ran, in the order of the text:
// problems of its Go and findings about its blocks.
func (s *Session) report(src *text.Source, name string, problems []text.Problem, found dsl.Diagnostics) *Error {
	const most = 10
	var trace, values []string
	all := len(problems) + len(found)
	for i := 0; len(problems)+len(found) > 0; i++ {
		if i == most {
			trace = append(trace, fmt.Sprintf("and %d more", all-most))
			break
		}
		if i > 0 {
			trace = append(trace, "")
		}
		if len(found) == 0 || len(problems) > 0 && problems[0].Line <= found[0].Pos.Line {
			q := problems[0]
			trace = append(trace, strings.Split(q.Render(), "\n")...)
			values = append(values, fmt.Sprintf("line %d: %s", q.Line, q.Text))
			problems = problems[1:]
			continue
		}
		d := found[0]
		trace = append(trace, strings.Split(d.ANSI(), "\n")...)
		values = append(values, fmt.Sprintf("line %d: %s: %s", d.Pos.Line, d.Code, d.Message))
		found = found[1:]
	}
	return newError(name, strings.Join(values, "\n"), trace...)
}

// refused is the error of a cell that go/types accepts and the interpreter does not. What
// the interpreter says is about its inside; only the place is kept.
func (s *Session) refused(src *text.Source, err error, reach token.Pos) *Error {
	q := text.Problem{
		Place: src.At(0), Text: "this Go is correct, but the interpreter of cells cannot run it",
		Help: "write it in another way, or put it into a package of its own",
	}
	if why, ok := err.(lower.Refusal); ok {
		at := s.fset.Position(why.At)
		serial, line := text.DecodeLine(at.Line)
		if serial == src.Serial {
			q.Place = text.Place{Src: src, Line: line, Col: at.Column}
		}
		q.Text, q.Help = why.Text, ""
		return s.report(src, "Unsupported", []text.Problem{q}, nil)
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	if m := names.PositionPrefix.FindStringSubmatch(first); m != nil {
		serial, line := text.DecodeLine(atoi(m[1]))
		from := s.sources[serial]
		if m, where := s.packages.Numbered(line); serial == 0 && m != nil {
			q.Text = fmt.Sprintf("package %s of another module cannot run here: %s is correct Go that the interpreter of cells cannot run", m.Path, where)
			q.Help = ""
			if at := s.fset.Position(reach); reach.IsValid() {
				_, line := text.DecodeLine(at.Line)
				q.Place = text.Place{Src: src, Line: line, Col: at.Column}
			}
		}
		if serial == src.Serial {
			from = src
		}
		if from != nil {
			q.Src, q.Line, q.Col = from, line, atoi(m[2])
		}
	}
	return s.report(src, "Unsupported", []text.Problem{q}, nil)
}

// panicked is the error of a cell that panicked, with the exact lines of its funcs.
func (s *Session) panicked(src *text.Source, r *running) *Error {
	if f, ok := r.Result.(blockFailure); ok {
		return s.report(src, "CheckError", nil, f.found)
	}
	if f, ok := r.Result.(magicFailure); ok {
		return newError("MagicError", f.Error())
	}
	if f, ok := r.Result.(dropFailure); ok {
		trace := []string{text.Red + "Failed" + text.Reset + ": " + f.Error()}
		return newError("Failed", f.Error(), append(trace, s.frames(r, true)...)...)
	}
	value := s.calls.PanicText(r.Result)
	if q, ok := s.blockProblem(r); ok {
		return s.report(src, "BlockError", []text.Problem{q}, nil)
	}
	trace := []string{text.Red + "panic:" + text.Reset + " " + text.Bold + value + text.Reset}
	trace = append(trace, s.frames(r, true)...)
	return newError("panic", value, trace...)
}

// blockProblem is the failure of a block that checked but could not be carried out, such
// as data that names a missing folder: an error value, panicked at the block's own line.
func (s *Session) blockProblem(r *running) (text.Problem, bool) {
	err, ok := r.Result.(error)
	if !ok || r.Depth() != 1 || len(r.plan.slots) == 0 {
		return text.Problem{}, false
	}
	line := s.names.Lines.Line(r.plan.slots[0])
	for _, c := range r.plan.file.Chunks {
		if c.Block != nil && c.Block.Kind != "let" && c.Block.Pos.Line == line {
			return text.Problem{Place: text.Place{Src: r.plan.src, Line: line, Col: c.Block.Pos.Col}, Text: err.Error()}, true
		}
	}
	return text.Problem{}, false
}

// frames shows the funcs that a panic went through, innermost first, and forgets them.
// whole says that the last of them is the cell itself.
func (s *Session) frames(r *running, whole bool) []string {
	frames := r.TakeFrames()
	var out []string
	calls := map[int]int{}
	for _, f := range frames {
		serial, at := frameAt(f)
		calls[s.names.Lines.Slot(serial, at)]++
	}
	for i, f := range frames {
		serial, at := frameAt(f)
		from := s.sources[serial]
		slot := s.names.Lines.Slot(serial, at)
		if from == nil || calls[slot] == 0 {
			continue // of a recursive func the innermost call is known
		}
		line := s.names.Lines.Line(slot)
		if line == 0 {
			line = at.Line
		}
		name := f.Func
		if slot >= 0 && s.names.Lines.Slots[slot].Wrapped {
			name = strings.TrimSuffix(name, ".func")
		}
		in := funcName(name, whole && i == len(frames)-1)
		if n := calls[slot]; n > 1 && slot >= 0 {
			in += fmt.Sprintf(", the innermost of %d calls", n)
			calls[slot] = 0
		}
		out = append(out, fmt.Sprintf(" %s%s, line %d%s in %s", text.Blue, from.Name, line, text.Reset, in))
		out = append(out, from.Marked(line)...)
	}
	return out
}

// frameAt is the cell and the place in it of a frame.
func frameAt(f host.Frame) (serial int, at lines.Spot) {
	serial, line := text.DecodeLine(f.Line)
	return serial, lines.Spot{Line: line, Col: f.Col}
}

// funcName is the user's name of a func in the interpreter.
func funcName(name string, outermost bool) string {
	name = strings.TrimPrefix(name, names.MainPath+".")
	if outermost || strings.HasPrefix(name, "init") {
		return "the cell"
	}
	if at := strings.Index(name, names.Mark); at >= 0 {
		rest := name[at:]
		if dot := strings.IndexByte(rest, '.'); dot >= 0 {
			return name[:at] + rest[dot:]
		}
		return name[:at]
	}
	return name
}

// internalError is the error of a fault of ours, or of the interpreter's compiler.
func internalError(src *text.Source) *Error {
	return newError("InternalError", "the interpreter of cells failed on "+src.Name+"; nothing of it has run")
}

// blockFailure is the panic of a block that turns out wrong when its turn comes.
type blockFailure struct{ found dsl.Diagnostics }

func (f blockFailure) Error() string { return f.found.Error() }

// magicFailure is the panic of a magic.
type magicFailure struct{ error }

// dropFailure is the panic of a failure that nobody took.
type dropFailure struct{ error }
