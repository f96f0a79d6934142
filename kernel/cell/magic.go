package cell

import (
	"fmt"
	"strings"

	"github.com/andor-kernel/andor/internal/spell"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/code"
)

// magic is a command of the session that is no Go: a line that begins with its name. It
// says how it runs in one of the four ways below.
type magic struct {
	code.Command
	// run runs it when the turn of its line comes.
	run func(s *Session, arg string) error
	// text returns the Go that stands for its line.
	text func(arg string) string
	// whole replaces the cell whose first line it is by other code, which has a name of
	// its own in positions if the second value is not empty. rest is what stands below.
	whole func(s *Session, arg, rest string) (code, name string, err error)
	// elsewhere says where it must stand, if another part of the kernel handles it there.
	elsewhere string
}

// magics returns the table of all commands, from which they are found, completed and listed
// by %help. A new one is a file magic_*.go with its value, and a line here.
func magics() []magic {
	all := []magic{helpMagic(), whoMagic, getMagic, resetMagic}
	for _, c := range code.Alone {
		all = append(all, magic{Command: c, elsewhere: "alone in its cell, " + behind(c)})
	}
	return append(all, timeMagic, envMagic, cdMagic, loadMagic, fileMagic, shellMagic)
}

// behind says what may stand behind the name of a command.
func behind(c code.Command) string {
	if c.Args == "" {
		return "with nothing behind it"
	}
	return "with " + strings.Trim(c.Args, "[]") + " or nothing behind it"
}

// findMagic returns the table's entry for a line, and what stands after its name.
func findMagic(line string) (magic, string, error) {
	name, arg, _ := strings.Cut(line, " ")
	if cmd, ok := strings.CutPrefix(line, shellMagic.Name); ok {
		name, arg = shellMagic.Name, cmd
	}
	var all []string
	for _, m := range magics() {
		if m.Name == name {
			return m, strings.TrimSpace(arg), nil
		}
		all = append(all, m.Name)
	}
	if near := spell.Nearest(name, all); near != "" {
		return magic{}, "", fmt.Errorf("unknown command %q; did you mean %s? %%help lists them", name, near)
	}
	return magic{}, "", fmt.Errorf("unknown command %q; %%help lists them", name)
}

// magicText returns the Go that a magic line lowers to.
func magicText(line string) (string, error) {
	m, arg, err := findMagic(line)
	switch {
	case err != nil:
		return "", err
	case m.whole != nil:
		return "", fmt.Errorf("%s must be the first line of its cell", m.Name)
	case m.elsewhere != "":
		return "", fmt.Errorf("%s must stand %s", m.Name, m.elsewhere)
	case m.text != nil:
		return m.text(arg), nil
	}
	return fmt.Sprintf("%s.Magic(%q)", names.HostName, line), nil
}

// expand replaces a cell that a magic of its first line stands for.
func (s *Session) expand(c Cell) (Cell, bool, error) {
	first, rest, _ := strings.Cut(strings.TrimLeft(c.Code, " \t\r\n"), "\n")
	if !strings.HasPrefix(first, "%") {
		return c, false, nil
	}
	m, arg, err := findMagic(strings.TrimSpace(first))
	if err != nil && strings.HasPrefix(first, "%%") {
		return c, false, err // what stands below it is no Go
	}
	if err != nil || m.whole == nil {
		return c, false, nil // the line's own turn reports it
	}
	c.Code, c.Name, err = m.whole(s, arg, rest)
	return c, true, err
}

func (s *Session) hostMagic(line string) {
	m, arg, err := findMagic(line)
	if err == nil {
		err = m.run(s, arg)
	}
	if err != nil {
		panic(magicFailure{err})
	}
}
