package cell

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// killTree kills a process and those that it has started, and they in turn: a shell that is
// killed alone leaves the commands of a pipeline. Each is stopped before its children are
// looked for, so that it starts no others meanwhile.
func killTree(p *os.Process) error {
	killFamily(p.Pid)
	return p.Kill()
}

func killFamily(pid int) {
	if syscall.Kill(pid, syscall.SIGSTOP) != nil {
		return
	}
	for _, child := range children(pid) {
		killFamily(child)
	}
	syscall.Kill(pid, syscall.SIGKILL)
}

// children are the processes whose parent pid is.
func children(pid int) []int {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	var all []int
	for _, file := range stats {
		b, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		text := string(b)
		var state string
		var parent int
		// The name in parentheses may hold anything.
		if _, err := fmt.Sscan(text[strings.LastIndexByte(text, ')')+1:], &state, &parent); err != nil || parent != pid {
			continue
		}
		if n, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil {
			all = append(all, n)
		}
	}
	return all
}
