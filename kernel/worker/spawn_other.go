//go:build !linux && !windows

package worker

import "syscall"

// processAttributes: a process group of its own. The child ends with the parent because
// its socket ends.
func processAttributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// preferForKilling does nothing where the system has no such setting.
func preferForKilling() {}

// endWithParent has nothing to add: the socket ends with the parent.
func endWithParent() {}
