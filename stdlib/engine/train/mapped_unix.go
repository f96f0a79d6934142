//go:build unix

package train

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"unsafe"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// mapped is a zero tensor (n, d) whose numbers lie in a file without a name, so that the
// system may take their memory back when it is short; nil if that is not to be had. Its Data
// must not outlive the tensor.
func mapped(n, d int) *tensor.Tensor {
	dir, err := os.UserCacheDir()
	if err == nil {
		dir = filepath.Join(dir, "andor")
		err = os.MkdirAll(dir, 0o755)
	}
	if err != nil {
		dir = os.TempDir()
	}
	f, err := os.CreateTemp(dir, "chains-")
	if err != nil {
		return nil
	}
	defer f.Close()
	os.Remove(f.Name())
	// Written out, not only made long: a page that the disk has no room for would end the
	// process when it is touched.
	size := n * d * 4
	zeros := make([]byte, 1<<20)
	for left := size; left > 0; left -= len(zeros) {
		if _, err := f.Write(zeros[:min(left, len(zeros))]); err != nil {
			return nil
		}
	}
	b, err := syscall.Mmap(int(f.Fd()), 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return nil
	}
	t := tensor.From(unsafe.Slice((*float32)(unsafe.Pointer(&b[0])), n*d), n, d)
	runtime.AddCleanup(t, func(b []byte) { syscall.Munmap(b) }, b)
	return t
}
