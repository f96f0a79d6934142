package kernel

import (
	"context"
	"os"
	"runtime"
	"time"
)

// WatchParent ends the kernel when the process that started it has died without saying
// goodbye. Jupyter sets JPY_PARENT_PID when it wants this.
func WatchParent(ctx context.Context, gone func()) {
	want := os.Getenv("JPY_PARENT_PID")
	if want == "" || runtime.GOOS == "windows" {
		return
	}
	parent := os.Getppid()
	// A server may be process 1 of its container; else 1 is who adopts orphans.
	if parent == 1 && want != "1" {
		gone()
		return
	}
	if awaitExit(ctx, parent) != nil {
		pollParent(ctx, parent)
	}
	if ctx.Err() == nil {
		gone()
	}
}

// pollParent looks once a second whether the process still has its parent, where the
// system has no way to be told.
func pollParent(ctx context.Context, parent int) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for os.Getppid() == parent {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
