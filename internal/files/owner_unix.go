//go:build unix

package files

import (
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// sameOwner gives f the owner and the group of the file it is to replace, and reports
// whether it has them then.
func sameOwner(f *os.File, old fs.FileInfo) bool {
	now, err := f.Stat()
	if err != nil {
		return false
	}
	a, ok := now.Sys().(*syscall.Stat_t)
	b, had := old.Sys().(*syscall.Stat_t)
	if !ok || !had || a.Uid == b.Uid && a.Gid == b.Gid {
		return true
	}
	return f.Chown(int(b.Uid), int(b.Gid)) == nil
}

// isDescriptor reports whether the files of a folder are links to what a process has open.
func isDescriptor(dir string) bool {
	return strings.HasPrefix(dir, "/proc/") && strings.HasSuffix(dir, "/fd") || dir == "/dev/fd"
}
