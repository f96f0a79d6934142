package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/andor-kernel/andor/kernel/cell/oracle/randgo"
)

// leftOut are the lowering rules of kernel/cell/core without which cells give other results
// than compiled Go. Without those for labels and headers most cells do not run at all, which
// is no silent fault; without those for places and returns no difference has been seen.
var leftOut = []string{"tuple", "unpack", "define", "switch", "range", "select"}

// rightOfFirst is how many of the first hundred programs were right when this was counted
// last: it only grows.
const rightOfFirst = 80

// TestRulesLeftOut shows that random programs find a lowering rule that is missing: for
// each there is a program that is right with the rule and gives something else without.
func TestRulesLeftOut(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	programs := batchFrom(1, batch)
	c := &comparison{workers: 2, limit: randomLimit}
	compiled, err := c.compiled(programs)
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := c.cells(programs, compiled, nil)
	if err != nil {
		t.Fatal(err)
	}
	var right []*randgo.Program
	var want []outcome
	for i, p := range programs {
		if !slices.ContainsFunc(wrong, func(f finding) bool { return f.program == p }) {
			right, want = append(right, p), append(want, compiled[i])
		}
	}
	if len(right) < rightOfFirst {
		t.Errorf("%d of the %d programs from seed 1 are right, want at least %d", len(right), batch, rightOfFirst)
	}
	for _, rule := range leftOut {
		c.without = []string{rule}
		found, err := c.cells(right, want, func(found []finding) bool { return len(found) > 0 })
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 {
			t.Errorf("%d programs from seed 1 are right without the rule %q, want one that differs", len(right), rule)
		}
	}
}

// TestRandom runs programs of fresh seeds for a minute. ANDOR_SEED names the first. Some
// programs still differ or are refused, as docs/conformance.md says, so the test runs where
// ANDOR_REQUIRE names random.
func TestRandom(t *testing.T) {
	if !slices.Contains(strings.Split(os.Getenv("ANDOR_REQUIRE"), ","), "random") {
		t.Skip("ANDOR_REQUIRE does not name random")
	}
	budget := time.Minute
	if testing.Short() {
		budget = 10 * time.Second
	}
	seed := time.Now().UnixNano() % 1e9
	if text := os.Getenv("ANDOR_SEED"); text != "" {
		seed = dayOr(text)
	}
	c := &comparison{workers: 2, limit: randomLimit}
	n, end := 0, time.Now().Add(budget)
	for ; time.Now().Before(end); n += batch {
		found, err := c.run(batchFrom(seed+int64(n), batch))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			t.Errorf("seed %d differs:\n%s%ssee: go run ./kernel/cell/oracle random -n 1 -seed %d", f.program.Seed, f.why, refusedLine(f), f.program.Seed)
		}
	}
	t.Logf("%d random programs from seed %d", n, seed)
}

// batchFrom makes n programs of seeds that follow each other.
func batchFrom(seed int64, n int) []*randgo.Program {
	var all []*randgo.Program
	for i := range n {
		all = append(all, randgo.New(seed+int64(i), fmt.Sprintf("_q%dz", i)))
	}
	return all
}
