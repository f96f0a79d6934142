package main

import (
	"fmt"
	"math/rand"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestMain lets the test program be its own child, as the command is.
func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		serveCells()
		return
	}
	os.Exit(m.Run())
}

// TestSuiteSample runs programs of Go's suite, other ones every day, for two minutes at
// most, and holds each against its recorded state. ANDOR_SEED names the day's number.
func TestSuiteSample(t *testing.T) {
	root, files, err := suiteFiles()
	if err != nil {
		if slices.Contains(strings.Split(os.Getenv("ANDOR_REQUIRE"), ","), "gosuite") {
			t.Fatal("ANDOR_REQUIRE asks for gosuite: ", err)
		}
		t.Skip(err)
	}
	budget := 2 * time.Minute
	if testing.Short() {
		budget = 15 * time.Second
	}
	seed := dayOr(os.Getenv("ANDOR_SEED"))
	known, exclusions := readRecord("suite.tsv"), readRecord("exclusions.tsv")
	files = slices.DeleteFunc(files, func(f string) bool { return exclusions[f] != nil || known[f] == nil || known[f][1] == slow })
	rand.New(rand.NewSource(seed)).Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	end := time.Now().Add(budget)
	n := 0
	err = runSuite(root, files, 2, func() bool { return time.Now().After(end) }, func(v verdict) {
		n++
		if v.State == slow { // how fast the machine is is not tested here
			t.Logf("%s took too long here", v.File)
			return
		}
		if was := known[v.File][1]; worse(was, v.State) {
			t.Errorf("%s: got %s, recorded %s\n%s\nsee: go run ./kernel/cell/oracle both $(go env GOROOT)/test/%s", v.File, v.State, was, v.Why, v.File)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d programs of Go's suite with ANDOR_SEED=%d", n, len(files), seed)
}

// TestTable holds the table of docs/conformance.md against the record.
func TestTable(t *testing.T) {
	var verdicts []verdict
	for file, row := range readRecord("suite.tsv") {
		verdicts = append(verdicts, verdict{File: file, State: row[1]})
	}
	text, err := os.ReadFile("../../../docs/conformance.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := suiteTable(verdicts); !strings.Contains(string(text), want) {
		t.Errorf("docs/conformance.md does not hold the table of testdata/suite.tsv, which is\n%s", want)
	}
}

// worse reports whether a program of the suite has got worse: what was the same stays the
// same, and nothing that was refused begins to differ.
func worse(was, is string) bool {
	switch was {
	case same:
		return is != same
	case refused:
		return is != same && is != refused
	default:
		return (is == crash || is == internal) && was != is
	}
}

// dayOr is the number of a seed, or of the day.
func dayOr(text string) int64 {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	return time.Now().Unix() / 86400
}

// TestChildren runs cells that end their process, ask for an exit status, do not end and
// leave goroutines behind: each is blamed for its own deeds alone.
func TestChildren(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes longer than a quick run may")
	}
	print := "fmt.Println(1)"
	cases := []struct {
		code, failure, out string
		exit               int
	}{
		{print, "", "1\n", 0},
		{"func f(n int) int { return f(n+1) + 1 }\nf(0)", "Crash", "", 2},
		{print, "", "1\n", 0},
		{"fmt.Print(7)\nos.Exit(3)", "", "7", 3},
		{"for {}", "Interrupted", "", 2},
		{"var m = map[int]int{}\nfor i := range 4 { go func() { for { m[i] = 1 } }() }\ntime.Sleep(time.Second)", "Crash", "", 2},
		{"go func() { for { } }()\n" + print, "", "1\n", 0},
		{"x := []int{1}\ni := 3\nx[i] = 1", "panic", "", 2},
		{"undefined", "CheckError", "", 2},
		{print, "", "1\n", 0},
	}
	jobs := make([]job, len(cases))
	for i, c := range cases {
		jobs[i] = job{Name: fmt.Sprint(i), Cells: []string{c.code}, Limit: 5 * time.Second}
	}
	p := &pool{workers: 1, dir: t.TempDir(), fine: func(j job, o outcome) bool { return o.Failure == "" }}
	var mu sync.Mutex
	p.run(jobs, nil, func(i int, o outcome) {
		mu.Lock()
		defer mu.Unlock()
		c := cases[i]
		if o.Failure != c.failure || string(o.Stdout) != c.out || o.Exit != c.exit {
			t.Errorf("cell %d: got %q %q (%s), status %d, want %q %q, status %d", i, o.Failure, o.Stdout, o.Text, o.Exit, c.failure, c.out, c.exit)
		}
	})
}
