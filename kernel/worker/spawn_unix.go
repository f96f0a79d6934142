//go:build !windows

package worker

import (
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// pipe is the parent's end of the connection to a child.
type pipe = io.ReadWriteCloser

// childFD is the socket in the child: the first of exec.Cmd's ExtraFiles.
const childFD = 3

// parentPipe makes a socket pair and gives one end to the child.
func parentPipe(cmd *exec.Cmd) (ours pipe, theirs []*os.File, err error) {
	syscall.ForkLock.RLock()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err == nil {
		unix.CloseOnExec(fds[0])
		unix.CloseOnExec(fds[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, nil, err
	}
	unix.SetNonblock(fds[0], true) // so that Close wakes a Read
	child := os.NewFile(uintptr(fds[1]), "worker")
	cmd.ExtraFiles = []*os.File{child}
	cmd.SysProcAttr = processAttributes()
	return os.NewFile(uintptr(fds[0]), "worker"), []*os.File{child}, nil
}

// outputPipe makes a pipe that the runtime's poller does not watch.
func outputPipe() (r, w *os.File, err error) {
	var fds [2]int
	syscall.ForkLock.RLock()
	if err = unix.Pipe(fds[:]); err == nil {
		unix.CloseOnExec(fds[0])
		unix.CloseOnExec(fds[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, nil, os.NewSyscallError("pipe", err)
	}
	return os.NewFile(uintptr(fds[0]), "output"), os.NewFile(uintptr(fds[1]), "output"), nil
}

// childPipe opens the child's end.
func childPipe() (io.Reader, io.Writer, error) {
	if _, err := unix.FcntlInt(childFD, unix.F_GETFD, 0); err != nil {
		return nil, nil, err
	}
	if _, err := unix.GetsockoptInt(childFD, unix.SOL_SOCKET, unix.SO_TYPE); err != nil {
		return nil, nil, err
	}
	unix.CloseOnExec(childFD)
	unix.SetNonblock(childFD, true)
	f := os.NewFile(childFD, "worker")
	return f, f, nil
}

// duplicateStd keeps the pipes open and found even if a cell closes or replaces os.Stdout.
func duplicateStd() (std [2]*os.File) {
	for i := range std {
		fd, err := unix.FcntlInt(uintptr(i+1), unix.F_DUPFD_CLOEXEC, childFD+1)
		if err == nil {
			std[i] = os.NewFile(uintptr(fd), "output")
		}
	}
	return std
}

// killGroup kills the child and every process in its group.
func killGroup(cmd *exec.Cmd) { unix.Kill(-cmd.Process.Pid, unix.SIGKILL) }

// outlivePipes keeps a write to a pipe that nobody reads any more from ending the child, as it
// would on standard output: the processes that it has started would stay. The child ends by
// endProcess, which takes them along. They themselves are ended by such a write as ever.
func outlivePipes() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, unix.SIGPIPE)
	go func() {
		for range c {
		}
	}()
}

// endProcess ends the child with the processes it has started.
func endProcess() {
	if unix.Getpgrp() == os.Getpid() {
		unix.Kill(0, unix.SIGKILL)
	}
	os.Exit(0)
}
