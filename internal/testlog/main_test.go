package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// TestLog: a package that passes is one line, one that fails shows what its failed tests have
// printed and no more, and what is not JSON is passed on.
func TestLog(t *testing.T) {
	var out bytes.Buffer
	l := newLog(&out)
	l.read(strings.NewReader(`{"Action":"start","Package":"github.com/andor-kernel/andor/dsl"}
{"Action":"start","Package":"p/b"}
{"Action":"output","Package":"p/b","Test":"TestGood","Output":"of a good test\n"}
{"Action":"pass","Package":"p/b","Test":"TestGood","Elapsed":0.5}
{"Action":"output","Package":"p/b","Test":"TestBad","Output":"got 1, want 2\n"}
{"Action":"fail","Package":"p/b","Test":"TestBad","Elapsed":0.1}
{"Action":"output","Package":"p/b","Test":"TestLost","Output":"was running\n"}
{"Action":"output","Package":"p/b","Output":"panic: lost\n"}
{"Action":"fail","Package":"p/b","Elapsed":2}
a line of a tool
{"Action":"skip","Package":"github.com/andor-kernel/andor/dsl","Test":"TestOther"}
{"Action":"pass","Package":"github.com/andor-kernel/andor/dsl","Elapsed":1.25}
{"Action":"build-output","ImportPath":"p/c","Output":"p/c/x.go:1: undefined: y\n"}
{"Action":"start","Package":"p/c"}
{"Action":"fail","Package":"p/c","FailedBuild":"p/c"}
`), nil)
	l.sum(1)
	got := out.String()
	for _, want := range []string{"got 1, want 2\n", "panic: lost\n", "was running\n", "FAIL     2.0 s  p/b\n", "a line of a tool\n", "ok       1.2 s  dsl\n",
		"p/c/x.go:1: undefined: y\n", "0.5 s  p/b TestGood\n", "3 packages in 0 s, 1 tests skipped; FAILED: p/b, p/c\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "of a good test") {
		t.Errorf("shows what a test that passed has printed:\n%s", got)
	}
}

// TestAtWork: what runs is named while nothing ends.
func TestAtWork(t *testing.T) {
	var out bytes.Buffer
	l := newLog(&out)
	l.say()
	l.running["p/slow"] = time.Now().Add(-20 * time.Second)
	l.running["github.com/andor-kernel/andor/dsl"] = time.Now()
	l.say()
	if got := out.String(); !strings.Contains(got, "compiling\n") || !strings.Contains(got, "at work: p/slow (20 s), dsl (0 s)\n") {
		t.Errorf("got\n%s", got)
	}
}
