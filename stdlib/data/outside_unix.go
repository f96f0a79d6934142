//go:build unix

package data

import "syscall"

// outside is n zero bytes that do not belong to Go's heap, and how to give them back; nil
// where the system has no room for them. A byte takes memory once it is written.
func outside(n int) (b []byte, free func([]byte)) {
	b, err := syscall.Mmap(-1, 0, n, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		return nil, nil
	}
	return b, func(b []byte) { syscall.Munmap(b) }
}
