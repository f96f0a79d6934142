package worker

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
)

// pipe is the parent's end of the connection to a child.
type pipe = io.ReadWriteCloser

// handlesEnv tells the child the handles of its two pipes.
const handlesEnv = "ANDOR_WORKER_PIPES"

// pipes joins two one-way pipes.
type pipes struct{ r, w *os.File }

func (p pipes) Read(b []byte) (int, error)  { return p.r.Read(b) }
func (p pipes) Write(b []byte) (int, error) { return p.w.Write(b) }
func (p pipes) Close() error                { return errors.Join(p.w.Close(), p.r.Close()) }

// parentPipe makes two pipes, since Windows passes no sockets on.
func parentPipe(cmd *exec.Cmd) (ours pipe, theirs []*os.File, err error) {
	childIn, parentOut, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	parentIn, childOut, err := os.Pipe()
	if err != nil {
		childIn.Close()
		parentOut.Close()
		return nil, nil, err
	}
	handles := []syscall.Handle{syscall.Handle(childIn.Fd()), syscall.Handle(childOut.Fd())}
	for _, h := range handles {
		if err := syscall.SetHandleInformation(h, syscall.HANDLE_FLAG_INHERIT, 1); err != nil {
			return nil, []*os.File{childIn, childOut, parentIn, parentOut}, err
		}
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{AdditionalInheritedHandles: handles, CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
	cmd.Env = append(cmd.Env, fmt.Sprintf("%s=%d,%d", handlesEnv, handles[0], handles[1]))
	return pipes{parentIn, parentOut}, []*os.File{childIn, childOut}, nil
}

func outputPipe() (r, w *os.File, err error) { return os.Pipe() }

// childPipe opens the child's ends.
func childPipe() (io.Reader, io.Writer, error) {
	var in, out uintptr
	if _, err := fmt.Sscanf(os.Getenv(handlesEnv), "%d,%d", &in, &out); err != nil {
		return nil, nil, err
	}
	os.Unsetenv(handlesEnv)
	return os.NewFile(in, "worker"), os.NewFile(out, "worker"), nil
}

func duplicateStd() [2]*os.File { return [2]*os.File{os.Stdout, os.Stderr} }

func killGroup(cmd *exec.Cmd) { cmd.Process.Kill() }

func outlivePipes() {}

func endProcess() { os.Exit(0) }

func preferForKilling() {}

// endWithParent has nothing to add: the socket ends with the parent.
func endWithParent() {}
