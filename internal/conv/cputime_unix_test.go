//go:build unix

package conv

import (
	"syscall"
	"time"
)

// cpuTime is the processor time this process has used: on a machine that others use too,
// the better measure of work.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
