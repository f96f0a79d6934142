package cell

import (
	"fmt"
	"go/token"
	"strings"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/kernel/cell/host"
)

func newError(name, value string, trace ...string) *Error {
	e := &Error{Name: name, Value: value, Traceback: trace}
	if len(trace) == 0 {
		e.Traceback = []string{red + name + reset + ": " + value}
	}
	return e
}

func interrupted(src *source, stuck bool) *Error {
	text := src.name + " was interrupted"
	if stuck {
		text += ", but still runs in code that cannot be stopped; interrupt again to restart the kernel"
	}
	e := newError("Interrupted", text)
	e.Interrupted, e.Stuck = true, stuck
	return e
}

// report is the error of what was found before the cell ran, in the order of the text:
// problems of its Go and findings about its blocks.
func (s *Session) report(src *source, name string, problems []problem, found dsl.Diagnostics) *Error {
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
		if len(found) == 0 || len(problems) > 0 && problems[0].line <= found[0].Pos.Line {
			q := problems[0]
			trace = append(trace, strings.Split(q.render(), "\n")...)
			values = append(values, fmt.Sprintf("line %d: %s", q.line, q.text))
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
func (s *Session) refused(src *source, err error, reach token.Pos) *Error {
	q := problem{
		place: src.at(0), text: "this Go is correct, but the interpreter of cells cannot run it",
		help: "write it in another way, or put it into a package of its own",
	}
	if why, ok := err.(refusal); ok {
		at := s.fset.Position(why.at)
		serial, line := decodeLine(at.Line)
		if serial == src.serial {
			q.place = place{src, line, at.Column}
		}
		q.text, q.help = why.text, ""
		return s.report(src, "Unsupported", []problem{q}, nil)
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	if m := positionPrefix.FindStringSubmatch(first); m != nil {
		serial, line := decodeLine(atoi(m[1]))
		from := s.sources[serial]
		if m, where := s.packages.numbered(line); serial == 0 && m != nil {
			q.text = fmt.Sprintf("package %s of another module cannot run here: %s is correct Go that the interpreter of cells cannot run", m.path, where)
			q.help = ""
			if at := s.fset.Position(reach); reach.IsValid() {
				_, line := decodeLine(at.Line)
				q.place = place{src, line, at.Column}
			}
		}
		if serial == src.serial {
			from = src
		}
		if from != nil {
			q.src, q.line, q.col = from, line, atoi(m[2])
		}
	}
	return s.report(src, "Unsupported", []problem{q}, nil)
}

// panicked is the error of a cell that panicked, with the exact lines of its funcs.
func (s *Session) panicked(src *source, r *running) *Error {
	if f, ok := r.Result.(blockFailure); ok {
		return s.report(src, "CheckError", nil, f.found)
	}
	if f, ok := r.Result.(magicFailure); ok {
		return newError("MagicError", f.Error())
	}
	if f, ok := r.Result.(dropFailure); ok {
		trace := []string{red + "Failed" + reset + ": " + f.Error()}
		return newError("Failed", f.Error(), append(trace, s.frames(r, true)...)...)
	}
	value := s.calls.PanicText(r.Result)
	if q, ok := s.blockProblem(r); ok {
		return s.report(src, "BlockError", []problem{q}, nil)
	}
	trace := []string{red + "panic:" + reset + " " + bold + value + reset}
	trace = append(trace, s.frames(r, true)...)
	return newError("panic", value, trace...)
}

// blockProblem is the failure of a block that checked but could not be carried out, such
// as data that names a missing folder: an error value, panicked at the block's own line.
func (s *Session) blockProblem(r *running) (problem, bool) {
	err, ok := r.Result.(error)
	if !ok || r.Depth() != 1 || len(r.plan.slots) == 0 {
		return problem{}, false
	}
	line := s.names.lines.line(r.plan.slots[0])
	for _, c := range r.plan.file.Chunks {
		if c.Block != nil && c.Block.Kind != "let" && c.Block.Pos.Line == line {
			return problem{place: place{r.plan.src, line, c.Block.Pos.Col}, text: err.Error()}, true
		}
	}
	return problem{}, false
}

// frames shows the funcs that a panic went through, innermost first, and forgets them.
// whole says that the last of them is the cell itself.
func (s *Session) frames(r *running, whole bool) []string {
	frames := r.TakeFrames()
	var out []string
	calls := map[int]int{}
	for _, f := range frames {
		serial, at := frameAt(f)
		calls[s.names.lines.slot(serial, at)]++
	}
	for i, f := range frames {
		serial, at := frameAt(f)
		from := s.sources[serial]
		slot := s.names.lines.slot(serial, at)
		if from == nil || calls[slot] == 0 {
			continue // of a recursive func the innermost call is known
		}
		line := s.names.lines.line(slot)
		if line == 0 {
			line = at.line
		}
		name := f.Func
		if slot >= 0 && s.names.lines.slots[slot].wrapped {
			name = strings.TrimSuffix(name, ".func")
		}
		in := funcName(name, whole && i == len(frames)-1)
		if n := calls[slot]; n > 1 && slot >= 0 {
			in += fmt.Sprintf(", the innermost of %d calls", n)
			calls[slot] = 0
		}
		out = append(out, fmt.Sprintf(" %s%s, line %d%s in %s", blue, from.name, line, reset, in))
		out = append(out, from.marked(line)...)
	}
	return out
}

// frameAt is the cell and the place in it of a frame.
func frameAt(f host.Frame) (serial int, at spot) {
	serial, line := decodeLine(f.Line)
	return serial, spot{line, f.Col}
}

// funcName is the user's name of a func in the interpreter.
func funcName(name string, outermost bool) string {
	name = strings.TrimPrefix(name, mainPath+".")
	if outermost || strings.HasPrefix(name, "init") {
		return "the cell"
	}
	if at := strings.Index(name, mark); at >= 0 {
		rest := name[at:]
		if dot := strings.IndexByte(rest, '.'); dot >= 0 {
			return name[:at] + rest[dot:]
		}
		return name[:at]
	}
	return name
}

// internalError is the error of a fault of ours, or of the interpreter's compiler.
func internalError(src *source) *Error {
	return newError("InternalError", "the interpreter of cells failed on "+src.name+"; nothing of it has run")
}
