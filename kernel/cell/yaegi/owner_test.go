package yaegi

import "testing"

// TestOwner: goroutines inherit the mark, two runs have two, and none is the zero Owner.
func TestOwner(t *testing.T) {
	if owner() != (Owner{}) {
		t.Error("a goroutine that nobody marked has a mark")
	}
	ids := make(chan Owner)
	run := func() {
		id := Own("cell 1")
		go func() {
			if owner() != id {
				t.Error("a goroutine has not the mark of the one that started it")
			}
			ids <- id
		}()
	}
	go run()
	go run()
	if a, b := <-ids, <-ids; a == b || a == (Owner{}) {
		t.Errorf("got marks %v and %v, want two that differ", a, b)
	}
}

func BenchmarkOwner(b *testing.B) {
	for b.Loop() {
		owner()
	}
}
