package simd

import "testing"

// TestShare: who computes beside others gets an equal share of the processors, and all of them again
// afterwards.
func TestShare(t *testing.T) {
	first := Share()
	if got := shared(64); got != 64 {
		t.Errorf("alone: got %d threads, want 64", got)
	}
	var all []func()
	for range 1000 {
		all = append(all, Share())
	}
	if got := shared(64); got != 1 {
		t.Errorf("of a thousand: got %d threads, want 1", got)
	}
	workers := map[int]bool{}
	Parallel(8, 100, func(worker, _ int) { workers[worker] = true }) // a race, were there two
	if len(workers) != 1 {
		t.Errorf("of a thousand: got %d workers, want 1", len(workers))
	}
	for _, done := range all {
		done()
		done() // twice is once
	}
	first()
	if got := shared(64); got != 64 {
		t.Errorf("afterwards: got %d threads, want 64", got)
	}
}
