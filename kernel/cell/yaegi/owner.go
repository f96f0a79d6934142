package yaegi

import (
	"context"
	"runtime/pprof"
	"unsafe"
)

// Owner tells which run of a cell a goroutine belongs to. A run marks its goroutine with a
// profiler label. Goroutines inherit the label of the one that starts them, also those that
// compiled code starts. A goroutine that sets profiler labels of its own leaves the run.
//
// The zero Owner is that of goroutines without a mark.
type Owner struct{ label unsafe.Pointer }

// OwnerKey is the name of the label in profiles.
const OwnerKey = "cell"

// Own marks the calling goroutine, and all that it starts from now on, as those of a new
// run. The name is seen in profiles and goroutine dumps.
func Own(name string) Owner {
	pprof.SetGoroutineLabels(pprof.WithLabels(context.Background(), pprof.Labels(OwnerKey, name)))
	return owner()
}

// owner returns the mark of the calling goroutine. It takes a few nanoseconds.
func owner() Owner { return Owner{label()} }

// label returns the labels of the calling goroutine. The Go runtime keeps this name open to
// packages outside of the standard library (go.dev/issue/67401).
//
//go:linkname label runtime/pprof.runtime_getProfLabel
func label() unsafe.Pointer
