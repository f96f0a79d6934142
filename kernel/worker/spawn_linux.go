package worker

import (
	"os"
	"syscall"
)

// processAttributes: a process group of its own, so that Ctrl-C in a terminal reaches the
// parent alone and the group can be killed whole; and death with the parent.
func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// preferForKilling makes the child, not the parent, the victim when memory runs out.
func preferForKilling() { os.WriteFile("/proc/self/oom_score_adj", []byte("800"), 0) }
