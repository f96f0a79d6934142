//go:build !linux

package cell

import "os"

// killTree kills a process; what it has started ends with the worker.
func killTree(p *os.Process) error { return p.Kill() }
