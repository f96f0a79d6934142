package cell

import (
	"context"
	"fmt"

	"github.com/andor-kernel/andor/kernel/cell/check"
	"github.com/andor-kernel/andor/kernel/cell/lower"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// Run checks a cell and runs it. Errors of any kind are in the result; it does not panic.
func (s *Session) Run(ctx context.Context, c Cell) Result {
	if c.Replay {
		if c.Code = text.Declarations(c.Code); c.Code == "" {
			return Result{}
		}
	}
	c, failed := s.fetch(ctx, c)
	if failed != nil {
		return Result{Err: failed}
	}
	c, done, err2 := s.expand(c)
	if err2 != nil {
		return Result{Err: newError("MagicError", err2.Error())}
	}
	if done && c.Code == "" {
		return Result{}
	}
	code, err3 := s.findImports(ctx, c.Code)
	if err3 != nil {
		if ctx.Err() != nil {
			return Result{Err: interrupted(&text.Source{Name: c.Name, Code: c.Code})}
		}
		return Result{Err: newError("ImportError", err3.Error())}
	}
	c.Code = code
	s.mu.Lock()
	src := s.newSource(c)
	p, err := s.prepare(src)
	s.mu.Unlock()
	if err != nil {
		return Result{Err: err}
	}
	return s.execute(ctx, p, c)
}

// Eval gives the value of one expression, for a front end's user_expressions.
func (s *Session) Eval(ctx context.Context, expr string) Result {
	return s.Run(ctx, Cell{Code: expr, Name: "expression"})
}

func (s *Session) newSource(c Cell) *text.Source {
	s.serial++
	name := c.Name
	if name == "" {
		name = fmt.Sprintf("cell %d", c.Number)
	}
	return &text.Source{Serial: s.serial, Name: name, Code: c.Code, Magic: magicText}
}

// prepare takes a cell from text to a program of the interpreter, through values that each
// pass returns: parsedCell, checked, lowered. Only commit writes the session.
func (s *Session) prepare(src *text.Source) (p *program, failed *Error) {
	var l *lower.Lowered
	defer func() {
		if r := recover(); r != nil {
			l.Undo()
			p, failed = nil, internalError(src)
		}
	}()
	if failed := s.embed(src); failed != nil {
		return nil, failed
	}
	in := s.reading(src)
	problems, found := in.read()
	if len(problems) > 0 {
		return nil, s.report(src, "SyntaxError", problems, found)
	}
	c, problems := check.Check(sessionScope{s}, s.packages, in.Parsed)
	if problems, found = in.ownGo(problems, found); len(problems)+len(found) > 0 {
		return nil, s.report(src, "CheckError", c.Explain(problems), found)
	}
	l = lower.New(c, s.names)
	err := l.Lower()
	if err == nil {
		p, err = s.compile(c, l)
	}
	if err != nil {
		l.Undo()
		return nil, s.refused(src, err, l.Reach)
	}
	s.commit(c, l, p)
	return p, nil
}
