package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/andor-kernel/andor/kernel/cell/core"
	"github.com/andor-kernel/andor/kernel/cell/lower"
	"github.com/andor-kernel/andor/kernel/cell/oracle/randgo"
	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// leftOut are the lowering rules without which cells do something else than compiled Go:
// those of package core, new of a value, reading JSON and negative shifts. Without the two
// that are taken out no difference has been seen.
var leftOut = slices.DeleteFunc(append(slices.Clone(core.Rules), lower.RuleNew, lower.RuleJSON, yaegi.RuleShift), func(rule string) bool {
	return rule == core.RuleRedefine || rule == core.RuleHeader
})

// TestRulesLeftOut shows that random programs find a lowering rule that is missing: for
// each there is a program that is right with the rule and gives something else without.
func TestRulesLeftOut(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	c := &comparison{workers: 2, limit: randomLimit}
	left := slices.Clone(leftOut)
	seed := int64(1)
	for ; len(left) > 0 && seed < 1+mostBatches*batch; seed += batch {
		left = unnoticed(t, c, left, batchFrom(seed, batch))
	}
	for _, rule := range left {
		t.Errorf("the programs from seed 1 to %d are right without the rule %q, want one that differs", seed-1, rule)
	}
}

// mostBatches is how many batches a rule may need to be noticed.
const mostBatches = 5

// unnoticed returns those of the rules that can be left out without a program going wrong. All
// programs must be right with the rules.
func unnoticed(t *testing.T, c *comparison, rules []string, programs []*randgo.Program) (left []string) {
	t.Helper()
	c.without = nil
	compiled, err := c.compiled(programs)
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := c.cells(programs, compiled, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range wrong {
		t.Errorf("seed %d differs:\n%s%s", f.program.Seed, f.why, refusedLine(f))
	}
	var right []*randgo.Program
	var want []outcome
	for i, p := range programs {
		if !slices.ContainsFunc(wrong, func(f finding) bool { return f.program == p }) {
			right, want = append(right, p), append(want, compiled[i])
		}
	}
	for _, rule := range rules {
		c.without = []string{rule}
		found, err := c.cells(right, want, func(found []finding) bool { return len(found) > 0 })
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 {
			left = append(left, rule)
		}
	}
	return left
}

// TestRandom runs programs of the day's seeds for a minute: others every day, so that the same
// text gives the same result all day. ANDOR_SEED names the first. A program that differs must do
// so twice: one that does not is named.
func TestRandom(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	seed := time.Now().UTC().Unix() / 86400 * 100_000
	if text := os.Getenv("ANDOR_SEED"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			t.Fatalf("ANDOR_SEED is %q, want a whole number", text)
		}
		seed = n
	}
	c := &comparison{workers: 2, limit: randomLimit}
	n, end := 0, time.Now().Add(time.Minute)
	for ; time.Now().Before(end); n += batch {
		found, err := c.run(batchFrom(seed+int64(n), batch))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			again, err := c.run(batchFrom(f.program.Seed, 1))
			if err != nil {
				t.Fatal(err)
			}
			if len(again) == 0 {
				t.Logf("seed %d differed once and was right when it ran again:\n%s", f.program.Seed, f.why)
				continue
			}
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
