package kernel

import (
	"context"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// awaitExit waits, without waking up meanwhile, until the parent has exited or the
// context has ended. It fails where the system is too old for it (Linux before 5.10).
func awaitExit(ctx context.Context, parent int) error {
	fd, err := unix.PidfdOpen(parent, unix.PIDFD_NONBLOCK)
	if err != nil {
		return err
	}
	f := os.NewFile(uintptr(fd), "parent")
	defer f.Close()
	if os.Getppid() != parent {
		return nil // it died before, and the number may be another's now
	}
	if err := f.SetReadDeadline(time.Time{}); err != nil {
		return err // not to be waited for like a socket
	}
	defer context.AfterFunc(ctx, func() { f.SetReadDeadline(time.Unix(1, 0)) })()
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	err = conn.Read(func(fd uintptr) bool {
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 0)
		return n > 0 || err != nil && err != unix.EINTR
	})
	if ctx.Err() != nil {
		return nil
	}
	return err
}
