package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Options say what to measure.
type Options struct {
	Binary string // andor-kernel
	Peer   string // a Python with ipykernel; "": andor alone
	Rounds int    // of everything, the two kernels in alternation
	Cells  int    // tiny cells in a round; 0: 300
}

// The measures, in the order in which they are taken.
const (
	Start    = "start to first answer, ms"
	First    = "start to first cell's end, ms"
	TinyP50  = "tiny cell p50, ms"
	TinyP99  = "tiny cell p99, ms"
	Memory   = "memory after 100 cells, MiB"
	Idle     = "processor time idle, ms in 3 s"
	Lines    = "100,000 printed lines, ms"
	Displays = "100 MB of display data, ms"
	Loop     = "loop of 10,000,000, ms"
)

// Measures are all of them.
var measures = []string{Start, First, TinyP50, TinyP99, Memory, Idle, Lines, Displays, Loop}

// subject is a kernel and the programs it runs.
type subject struct {
	name string
	argv []string
	env  []string
	// tiny is run many times; prepare before it.
	prepare, tiny, lines, display, loop string
	idle                                time.Duration // watched while it does nothing
}

// idle is the same for all, as the measure's name says.
const idle = 3 * time.Second

// settle is how long the end of a cell may take to come to rest before that.
const settle = time.Second / 2

const (
	displayPart  = "<b>andor</b>"
	displayBytes = 100_000_000
)

func andor(binary string) subject {
	return subject{
		name: "andor", argv: []string{binary, "start", "--connection-file", "{connection_file}"}, env: []string{"ANDOR_HISTORY=-"},
		prepare: "x := 1",
		tiny:    "x = x + 1\nx",
		lines:   `for i := 0; i < 100000; i++ { fmt.Println("line", i) }`,
		display: fmt.Sprintf("type big struct{ n int }\nfunc (b big) HTML() string { return strings.Repeat(%q, b.n) }\nbig{%d}", displayPart, displayBytes/len(displayPart)),
		idle:    idle,
		loop:    "s := 0\nfor i := 0; i < 10000000; i++ { s += i }\ns",
	}
}

func ipykernel(python string) subject {
	return subject{
		name: "ipykernel", argv: []string{python, "-m", "ipykernel_launcher", "-f", "{connection_file}"}, env: []string{"PYDEVD_DISABLE_FILE_VALIDATION=1"},
		prepare: "x = 1",
		tiny:    "x = x + 1\nx",
		lines:   "for i in range(100000): print('line', i)",
		display: fmt.Sprintf("from IPython.display import HTML\nHTML(%q * %d)", displayPart, displayBytes/len(displayPart)),
		idle:    idle,
		loop:    "s = 0\nfor i in range(10000000): s += i\ns",
	}
}

// Run measures. after is told of each round of a kernel; it may be nil. When ctx ends, the
// report holds the rounds completed, beside the error.
func Run(ctx context.Context, o Options, after func(round int, kernel string)) (*Report, error) {
	if o.Cells <= 0 {
		o.Cells = 300
	}
	binary, remove, err := own(o.Binary)
	if err != nil {
		return newReport(nil, o), err
	}
	defer remove()
	subjects := []subject{andor(binary)}
	if o.Peer != "" {
		subjects = append(subjects, ipykernel(o.Peer))
	}
	r := newReport(subjects, o)
	for round := range o.Rounds {
		for i := range subjects {
			s := subjects[(i+round)%len(subjects)] // neither is always the second
			got, err := measure(ctx, s, o.Cells)
			if err != nil {
				return r, fmt.Errorf("bench: round %d of %s: %w", round+1, s.name, err)
			}
			r.add(s.name, got)
			if after != nil {
				after(round+1, s.name)
			}
		}
	}
	return r, nil
}

// own is a copy of a program. A kernel that ran from the file of the program that measures it
// would share its pages, and seem to hold fewer of its own.
func own(program string) (copied string, remove func(), err error) {
	from, err := os.Open(program)
	if err != nil {
		return "", nil, err
	}
	defer from.Close()
	dir, err := os.MkdirTemp("", "andor-bench")
	if err != nil {
		return "", nil, err
	}
	copied = filepath.Join(dir, filepath.Base(program))
	to, err := os.OpenFile(copied, os.O_CREATE|os.O_WRONLY, 0o755)
	if err == nil {
		_, err = io.Copy(to, from)
		err = errors.Join(err, to.Close())
	}
	if err != nil {
		os.RemoveAll(dir)
		return "", nil, err
	}
	return copied, func() { os.RemoveAll(dir) }, nil
}

// measure is one round: a fresh kernel, and every measure once.
func measure(ctx context.Context, s subject, cells int) (map[string]float64, error) {
	got := make(map[string]float64)
	begun := time.Now()
	k, err := Launch(ctx, s.argv, s.env)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	got[Start] = milliseconds(time.Since(begun))
	if err := k.Execute(s.prepare, nil); err != nil {
		return nil, err
	}
	got[First] = milliseconds(time.Since(begun))
	var tiny []float64
	for n := range cells {
		begun := time.Now()
		if err := k.Execute(s.tiny, nil); err != nil {
			return nil, err
		}
		tiny = append(tiny, milliseconds(time.Since(begun)))
		if n == 99 {
			if b, ok := k.Memory(); ok {
				got[Memory] = float64(b) / (1 << 20)
			}
		}
	}
	slices.Sort(tiny)
	got[TinyP50], got[TinyP99] = tiny[len(tiny)/2], tiny[len(tiny)*99/100]
	if err := pause(ctx, min(s.idle, settle)); err != nil {
		return nil, err
	}
	before, ok := k.CPU()
	if err := pause(ctx, s.idle); err != nil {
		return nil, err
	}
	if now, _ := k.CPU(); ok {
		got[Idle] = milliseconds(now - before)
	}
	for _, m := range []struct {
		name, code string
		want       int
		count      func(typ string, content json.RawMessage) int
	}{
		{Lines, s.lines, 100000, func(typ string, c json.RawMessage) int {
			if typ != "stream" {
				return 0
			}
			return bytes.Count(c, []byte(`\n`))
		}},
		{Displays, s.display, displayBytes - len(displayPart), func(typ string, c json.RawMessage) int {
			if typ != "execute_result" {
				return 0
			}
			return len(c)
		}},
		{Loop, s.loop, 1, func(typ string, c json.RawMessage) int { return bytes.Count(c, []byte(`49999995000000`)) }},
	} {
		count := 0
		begun := time.Now()
		if err := k.Execute(m.code, func(typ string, c json.RawMessage) { count += m.count(typ, c) }); err != nil {
			return nil, err
		}
		got[m.name] = milliseconds(time.Since(begun))
		if count < m.want {
			return nil, fmt.Errorf("%s: got %d of what it says, want %d", m.name, count, m.want)
		}
	}
	return got, nil
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
