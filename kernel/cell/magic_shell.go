package cell

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"time"

	"github.com/andor-kernel/andor/kernel/code"
)

var shellMagic = magic{
	Command: code.Command{Name: "!", Args: "COMMAND", Text: "run a shell command; its output comes as it is written"},
	run:     (*Session).shell,
}

// shell runs a command with the system's shell. An interrupt kills it.
func (s *Session) shell(arg string) error {
	ctx := s.Context()
	name, flag := "sh", "-c"
	if runtime.GOOS == "windows" {
		name, flag = "cmd", "/c"
	}
	cmd := exec.CommandContext(ctx, name, flag, arg)
	cmd.Stdout, cmd.Stderr = shellStream{s, "stdout"}, shellStream{s, "stderr"}
	cmd.Cancel = func() error { return killTree(cmd.Process) }
	cmd.WaitDelay = 100 * time.Millisecond // for what the command started and left behind
	err := cmd.Run()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var exit *exec.ExitError
	switch {
	case errors.Is(err, exec.ErrWaitDelay):
		return nil // what it has left behind runs on, but is not listened to
	case errors.As(err, &exit):
		return fmt.Errorf("%s: %s", arg, exit)
	}
	return err
}

// shellStream hands over what a command writes.
type shellStream struct {
	s    *Session
	name string
}

func (w shellStream) Write(b []byte) (int, error) {
	w.s.host.Stream(w.name, string(bytes.ToValidUTF8(b, []byte("\uFFFD"))))
	return len(b), nil
}
