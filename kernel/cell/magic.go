package cell

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"time"

	"github.com/andor-kernel/andor/internal/spell"
	"github.com/andor-kernel/andor/kernel/cell/look"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// magic is a command of the session that is no Go: a line that begins with its name. The
// table below dispatches them, and %help and completion are made from it.
type magic struct {
	name string
	args string
	text string
	run  func(s *Session, arg string) error
	// whole magics replace the cell they stand in, which must hold nothing above them.
	whole func(s *Session, arg, rest string) (code, name string, err error)
}

func magics() []magic {
	return []magic{
		{name: "%help", text: "list these commands", run: (*Session).help},
		{name: "%who", text: "list what the session has declared, with types", run: (*Session).who},
		{name: text.GetCommand, args: "MODULE[@V]|FOLDER", text: "fetch a module, or read a folder of yours, to import below"},
		{name: "%reset", text: "forget everything the session has declared", run: (*Session).reset},
		{name: "%replay", text: "after a crash: declare again the funcs, types, imports and blocks of earlier cells", run: (*Session).replay},
		{name: "%exit", args: "[keep]", text: "leave the console, as exit and quit do; keep leaves the kernel alive", run: (*Session).exit},
		{name: "%time", args: "[CODE]", text: "run CODE and print how long it took", run: nil},
		{name: "%env", args: "[NAME[=VALUE]]", text: "show or set variables of the environment", run: (*Session).env},
		{name: "%cd", args: "[DIR]", text: "change the working folder, or show it", run: (*Session).cd},
		{name: "%load", args: "FILE", text: "run the code in FILE as this cell", whole: (*Session).load},
		{name: "%%file", args: "FILE", text: "write the rest of the cell to FILE", whole: (*Session).writeFile},
		{name: "!", args: "COMMAND", text: "run a shell command; its output comes as it is written", run: (*Session).shell},
	}
}

// replay is done by the process that has outlived the crash, which takes the cell for itself.
func (s *Session) replay(string) error { return errors.New("%replay must stand alone in its cell") }

// exit is between the console and the process that speaks to it, which takes the cell for itself.
func (s *Session) exit(string) error {
	return errors.New("%exit must stand alone in its cell, with keep or nothing behind it")
}

// findMagic is the table's entry for a line, and what stands after its name.
func findMagic(line string) (magic, string, error) {
	if cmd, ok := strings.CutPrefix(line, "!"); ok {
		all := magics()
		return all[len(all)-1], strings.TrimSpace(cmd), nil
	}
	name, arg, _ := strings.Cut(line, " ")
	for _, m := range magics() {
		if m.name == name {
			return m, strings.TrimSpace(arg), nil
		}
	}
	names := make([]string, 0, len(magics()))
	for _, m := range magics() {
		names = append(names, m.name)
	}
	if near := spell.Nearest(name, names); near != "" {
		return magic{}, "", fmt.Errorf("unknown command %q; did you mean %s? %%help lists them", name, near)
	}
	return magic{}, "", fmt.Errorf("unknown command %q; %%help lists them", name)
}

// magicText is the Go that a magic line lowers to.
func magicText(line string) (string, error) {
	m, arg, err := findMagic(line)
	switch {
	case err != nil:
		return "", err
	case m.whole != nil:
		return "", fmt.Errorf("%s must be the first line of its cell", m.name)
	case m.name == text.GetCommand:
		return "", errors.New("%get must stand at the top of its cell: the imports below it are checked before anything runs")
	case m.name == "%time":
		// The code is the cell's own: what it declares stays.
		if arg == "" {
			return names.HostName + ".Timer()", nil
		}
		return fmt.Sprintf("%s.Timer(); %s; %s.Elapsed()", names.HostName, arg, names.HostName), nil
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

// hostTimer starts the clock of %time.
func (s *Session) hostTimer() {
	if r := s.current(); r != nil {
		r.clock, r.clocked = time.Now(), true
	}
}

// hostElapsed tells the time of a line; that of a cell, or of a line that fails, is told when
// the cell has ended.
func (s *Session) hostElapsed() {
	if r := s.current(); r != nil {
		s.printElapsed(r)
	}
}

func (s *Session) printElapsed(r *running) {
	d := time.Since(r.clock)
	r.clocked = false
	s.host.Stream("stdout", "time: "+d.Round(max(d/1000, 1)).String()+"\n")
}

func (s *Session) help(string) error {
	var b strings.Builder
	for _, m := range magics() {
		fmt.Fprintf(&b, "%-24s %s\n", m.name+" "+m.args, m.text)
	}
	s.host.Stream("stdout", b.String())
	return nil
}

func (s *Session) who(string) error {
	var b strings.Builder
	names := make([]string, 0, len(s.defs))
	width := 0
	for name, d := range s.defs {
		if d.Obj != nil {
			names = append(names, name)
			width = max(width, len(name))
		}
	}
	sort.Strings(names)
	for _, name := range names {
		d := s.defs[name]
		fmt.Fprintf(&b, "%-*s  %-5s %-24s %s\n", width, name, look.ObjectKind(d.Obj), look.TypeOfObject(d.Obj), d.Cell.Name)
	}
	if len(names) == 0 {
		b.WriteString("nothing is declared\n")
	}
	s.host.Stream("stdout", b.String())
	return nil
}

// reset takes effect when the cell has ended.
func (s *Session) reset(string) error {
	if r := s.current(); r != nil {
		r.reset = true
	}
	return nil
}

// restart forgets all that cells declared and starts with a new interpreter.
func (s *Session) restart() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
	return s.start()
}

func (s *Session) env(arg string) error {
	name, value, set := strings.Cut(arg, "=")
	switch {
	case arg == "":
		all := os.Environ()
		sort.Strings(all)
		s.host.Stream("stdout", strings.Join(all, "\n")+"\n")
	case set:
		return os.Setenv(strings.TrimSpace(name), strings.TrimSpace(value))
	default:
		v, ok := os.LookupEnv(arg)
		if !ok {
			return fmt.Errorf("%s is not set", arg)
		}
		s.host.Stream("stdout", v+"\n")
	}
	return nil
}

func (s *Session) cd(arg string) error {
	if n := len(arg); n >= 2 && arg[0] == arg[n-1] && (arg[0] == '"' || arg[0] == '\'') {
		arg = arg[1 : n-1] // as a shell takes it
	}
	if arg != "" {
		if rest, ok := strings.CutPrefix(arg, "~"); ok {
			home, err := os.UserHomeDir()
			if err != nil {
				return err
			}
			arg = filepath.Join(home, rest)
		}
		if err := os.Chdir(arg); err != nil {
			return err
		}
	}
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	s.host.Stream("stdout", dir+"\n")
	return nil
}

func (s *Session) load(arg, rest string) (code, name string, err error) {
	if arg == "" {
		return "", "", errors.New("%load needs the name of a file")
	}
	if strings.TrimSpace(rest) != "" {
		return "", "", errors.New("%load must stand alone in its cell")
	}
	b, err := os.ReadFile(arg)
	return string(b), filepath.Base(arg), err
}

func (s *Session) writeFile(arg, rest string) (code, name string, err error) {
	if arg == "" {
		return "", "", errors.New("%%file needs the name of a file")
	}
	if err := os.WriteFile(arg, []byte(rest), 0o644); err != nil {
		return "", "", err
	}
	s.host.Stream("stdout", fmt.Sprintf("wrote %d bytes to %s\n", len(rest), arg))
	return "", "", nil
}

// shell runs a command with the system's shell. An interrupt kills it.
func (s *Session) shell(arg string) error {
	ctx := s.Context()
	name, flag := "sh", "-c"
	if runtime.GOOS == "windows" {
		name, flag = "cmd", "/c"
	}
	cmd := exec.CommandContext(ctx, name, flag, arg)
	cmd.Stdout, cmd.Stderr = shellStream{s, "stdout"}, shellStream{s, "stderr"}
	cmd.Cancel = func() error { return killTree(cmd.Process) }
	cmd.WaitDelay = 100 * time.Millisecond // for what the command started and left behind
	err := cmd.Run()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var exit *exec.ExitError
	switch {
	case errors.Is(err, exec.ErrWaitDelay):
		return nil // what it has left behind runs on, but is not listened to
	case errors.As(err, &exit):
		return fmt.Errorf("%s: %s", arg, exit)
	}
	return err
}

// shellStream hands over what a command writes.
type shellStream struct {
	s    *Session
	name string
}

func (w shellStream) Write(b []byte) (int, error) {
	w.s.host.Stream(w.name, string(bytes.ToValidUTF8(b, []byte("\uFFFD"))))
	return len(b), nil
}
