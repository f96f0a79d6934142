package worker

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const smaps = `00400000-01bd4000 r-xp 00000000 fe:00 1837                               /opt/a b/andor-kernel
Size:              24400 kB
Rss:               12000 kB
Anonymous:             0 kB
VmFlags: rd ex mr mw me
01bd4000-03e00000 r--p 017d4000 fe:00 1837                               /opt/a b/andor-kernel
Rss:               11000 kB
Anonymous:             8 kB
FilePmdMapped:         0 kB
03e00000-04000000 r--p 017d4000 fe:00 1837                               /opt/a b/andor-kernel
Rss:               11000 kB
Anonymous:             0 kB
04000000-04200000 rw-p 03a00000 fe:00 1837                               /opt/a b/andor-kernel
Anonymous:             0 kB
7f0000000000-7f0000001000 r-xp 00000000 fe:00 99                         /lib/libc.so.6
Anonymous:             0 kB
7fff00000000-7fff00001000 r--p 00000000 00:00 0                          [vvar]
Anonymous:             0 kB
`

// Only what can be read again from the file is let go.
func TestFileMappings(t *testing.T) {
	got := fileMappings(strings.NewReader(smaps), "/opt/a b/andor-kernel")
	if want := []mapping{{0x400000, 0x1bd4000}, {0x3e00000, 0x4000000}}; !slices.Equal(got, want) {
		t.Errorf("got %x, want %x", got, want)
	}
}

// A program whose pages were let go runs on, on fewer of them.
func TestLetProgramGo(t *testing.T) {
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		t.Skip(err)
	}
	b, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Skip(err)
	}
	if len(fileMappings(strings.NewReader(string(b)), program)) == 0 {
		t.Errorf("found no mapping of %s in\n%s", program, b)
	}
	before := fileRSS(t)
	letProgramGo()
	if after := fileRSS(t); after >= before {
		t.Errorf("got %d kB of files, %d kB before", after, before)
	}
}

// fileRSS is what this process holds of files, in kB.
func fileRSS(t *testing.T) int {
	t.Helper()
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(b), "RssFile:")
	n, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return n
}
