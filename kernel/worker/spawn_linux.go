package worker

import (
	"os"
	"os/signal"
	"syscall"
)

// orphaned is the signal that a child gets when its parent has ended. It is one that it can
// take, so that the processes it has started end with it; SIGKILL would leave them.
const orphaned = syscall.Signal(60)

// processAttributes: a process group of its own, so that Ctrl-C in a terminal reaches the
// parent alone and the group can be killed whole; and a signal at the parent's death.
func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: orphaned}
}

// endWithParent ends the child, with all that it has started, when its parent is gone.
func endWithParent() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, orphaned)
	go func() {
		<-c
		endProcess()
	}()
}

// preferForKilling makes the child, not the parent, the victim when memory runs out.
func preferForKilling() { os.WriteFile("/proc/self/oom_score_adj", []byte("800"), 0) }
