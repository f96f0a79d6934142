//go:build !linux

package simd

import "time"

// ThreadTime is a clock to measure by: the processor time of the calling thread, to which a
// busy machine adds little, or wall time where the system does not tell. The goroutine must be
// locked to its thread.
func ThreadTime() time.Duration { return time.Since(start) }

var start = time.Now()
