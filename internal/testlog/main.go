// Command testlog runs go test and says what runs: a line as each package ends, and every
// few seconds which packages are still at it. Of a package that fails it shows what the
// failed tests have printed.
//
//	go run ./internal/testlog [-slow N] [flags and packages of go test]
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

// every is how often the packages that still run are named.
const every = 15 * time.Second

func main() {
	args, slow := os.Args[1:], 0
	if len(args) > 1 && args[0] == "-slow" {
		n, err := strconv.Atoi(args[1])
		if err != nil {
			fmt.Fprintf(os.Stderr, "testlog: -slow is %q, want a number of tests\n", args[1])
			os.Exit(2)
		}
		args, slow = args[2:], n
	}
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "testlog:", err)
		os.Exit(1)
	}
	l := newLog(os.Stdout)
	l.read(out, time.Tick(every))
	err = cmd.Wait()
	l.sum(slow)
	if err != nil {
		os.Exit(1)
	}
}

// event is a line of go test -json; go doc test2json says what its fields mean.
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64 // seconds
	FailedBuild, ImportPath       string
}

type timing struct {
	name    string
	seconds float64
}

// log is what is known of a run of go test.
type log struct {
	to      io.Writer
	began   time.Time
	running map[string]time.Time
	printed map[string][]string // by package and test, until it has passed
	ended   int
	failed  []string
	tests   []timing
	skipped int
}

func newLog(to io.Writer) *log {
	return &log{to: to, began: time.Now(), running: map[string]time.Time{}, printed: map[string][]string{}}
}

// read takes in all events, and names what runs at each tick.
func (l *log) read(from io.Reader, tick <-chan time.Time) {
	lines := make(chan string)
	go func() {
		defer close(lines)
		r := bufio.NewReader(from)
		for {
			line, err := r.ReadString('\n')
			if line != "" {
				lines <- line
			}
			if err != nil {
				return
			}
		}
	}()
	for {
		select {
		case line, ok := <-lines:
			if !ok {
				return
			}
			var e event
			if json.Unmarshal([]byte(line), &e) != nil {
				fmt.Fprint(l.to, line) // of a tool that go test runs
				continue
			}
			l.take(e)
		case <-tick:
			l.say()
		}
	}
}

// say names the packages that run, the longest first.
func (l *log) say() {
	if len(l.running) == 0 {
		fmt.Fprintf(l.to, "%4.0fs  compiling\n", time.Since(l.began).Seconds())
		return
	}
	names := slices.SortedFunc(maps.Keys(l.running), func(a, b string) int { return l.running[a].Compare(l.running[b]) })
	for i, name := range names {
		names[i] = fmt.Sprintf("%s (%.0f s)", short(name), time.Since(l.running[name]).Seconds())
	}
	fmt.Fprintf(l.to, "%4.0fs  at work: %s\n", time.Since(l.began).Seconds(), strings.Join(names, ", "))
}

// take takes in one event.
func (l *log) take(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "start":
		l.running[e.Package] = time.Now()
	case "output":
		l.printed[key] = append(l.printed[key], e.Output)
	case "build-output":
		fmt.Fprint(l.to, e.Output)
	case "pass", "skip":
		if e.Test != "" {
			l.tests = append(l.tests, timing{short(e.Package) + " " + e.Test, e.Elapsed})
			if e.Action == "skip" {
				l.skipped++
			}
			delete(l.printed, key)
			return
		}
		l.end(e, map[string]string{"pass": "ok", "skip": "none"}[e.Action])
	case "fail":
		for _, line := range l.printed[key] {
			fmt.Fprint(l.to, line)
		}
		delete(l.printed, key)
		if e.Test == "" {
			l.failed = append(l.failed, short(e.Package))
			l.end(e, "FAIL")
		}
	}
}

// end tells how a package has ended.
func (l *log) end(e event, how string) {
	delete(l.running, e.Package)
	for key, lines := range l.printed {
		if !strings.HasPrefix(key, e.Package+" ") {
			continue
		}
		if how == "FAIL" { // of a test that the package's end has cut off
			fmt.Fprint(l.to, strings.Join(lines, ""))
		}
		delete(l.printed, key)
	}
	if how == "none" {
		return // it has no tests
	}
	l.ended++
	fmt.Fprintf(l.to, "%4.0fs  %-4s  %6.1f s  %s\n", time.Since(l.began).Seconds(), how, e.Elapsed, short(e.Package))
}

// sum says what all came to, and names the slowest tests.
func (l *log) sum(slow int) {
	slices.SortFunc(l.tests, func(a, b timing) int { return cmp.Compare(b.seconds, a.seconds) })
	for _, t := range l.tests[:min(slow, len(l.tests))] {
		fmt.Fprintf(l.to, "%7.1f s  %s\n", t.seconds, t.name)
	}
	fmt.Fprintf(l.to, "%d packages in %.0f s, %d tests skipped", l.ended, time.Since(l.began).Seconds(), l.skipped)
	if len(l.failed) > 0 {
		fmt.Fprintf(l.to, "; FAILED: %s", strings.Join(l.failed, ", "))
	}
	fmt.Fprintln(l.to)
}

// short is the path of a package below the module's.
func short(path string) string {
	return strings.TrimPrefix(path, "github.com/andor-kernel/andor/")
}
