package worker

import (
	"bufio"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// machineMemory is the memory of the machine or of the container, whichever is less.
func machineMemory() uint64 {
	var info unix.Sysinfo_t
	if unix.Sysinfo(&info) != nil {
		return 0
	}
	total := uint64(info.Totalram) * uint64(info.Unit)
	for _, file := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		b, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if n, err := strconv.ParseUint(strings.TrimSpace(string(b)), 10, 64); err == nil && n > 0 {
			total = min(total, n)
		}
	}
	return total
}

// limitData bounds the private memory that can be written to. What Go reserves but does not
// use and files that are mapped do not count; processes that cells start inherit it.
func limitData(bytes int64) {
	var now unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_DATA, &now) != nil {
		return
	}
	unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: min(uint64(bytes), now.Max), Max: now.Max})
}

// letProgramGo gives back the pages of this program's code and constants. Those that are
// needed come again from the system's cache of the file, in a fraction of a millisecond.
func letProgramGo() {
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		return
	}
	defer f.Close()
	for _, m := range fileMappings(f, program) {
		unix.Syscall(unix.SYS_MADVISE, m.from, m.to-m.from, unix.MADV_DONTNEED)
	}
}

// mapping is a stretch of addresses.
type mapping struct{ from, to uintptr }

// fileMappings are the mappings of a file, as smaps lists them, that can be read only and of
// which no page differs from the file: what the loader of a program with shared libraries
// has changed would be lost.
func fileMappings(smaps io.Reader, file string) (found []mapping) {
	var m mapping
	ours := false
	for s := bufio.NewScanner(smaps); s.Scan(); {
		f := strings.Fields(s.Text())
		if len(f) < 2 {
			continue
		}
		if f[0] == "Anonymous:" { // the pages that differ
			if ours && f[1] == "0" {
				found = append(found, m)
			}
			ours = false
		}
		from, to, ok := strings.Cut(f[0], "-")
		if !ok || len(f[1]) != 4 {
			continue
		}
		a, errA := strconv.ParseUint(from, 16, strconv.IntSize)
		b, errB := strconv.ParseUint(to, 16, strconv.IntSize)
		m = mapping{uintptr(a), uintptr(b)}
		ours = errA == nil && errB == nil && f[1][:2] == "r-" && strings.HasSuffix(s.Text(), " "+file)
	}
	return found
}
