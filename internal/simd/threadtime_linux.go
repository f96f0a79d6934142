package simd

import (
	"time"

	"golang.org/x/sys/unix"
)

// ThreadTime is a clock to measure by: the processor time of the calling thread, to which a
// busy machine adds little, or wall time where the system does not tell. The goroutine must be
// locked to its thread.
func ThreadTime() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t) != nil {
		return time.Since(start)
	}
	return time.Duration(t.Nano())
}

var start = time.Now()
