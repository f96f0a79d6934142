package simd

import (
	"fmt"
	"os"
	"sync"
)

// Path is one of the implementations of the kernels.
type Path int

const (
	Go Path = iota
	AVX2
	AVX512
)

// String is the name ANDOR_SIMD takes.
func (p Path) String() string {
	switch p {
	case AVX512:
		return "avx512"
	case AVX2:
		return "avx2"
	}
	return "go"
}

// Kernels gives access to one implementation. The zero value is the pure Go one.
type Kernels struct{ path Path }

// For is the implementation p, or an error where this machine cannot run it.
func For(p Path) (Kernels, error) {
	if p < Go || p > AVX512 {
		return Kernels{}, fmt.Errorf("simd: got path %d, want go, avx2 or avx512", int(p))
	}
	if p > best() {
		return Kernels{}, fmt.Errorf("simd: path %q needs a processor this machine does not have; the best here is %q", p, best())
	}
	return Kernels{p}, nil
}

// Paths are the implementations this machine can run, the fastest first.
func Paths() []Path {
	var ps []Path
	for p := best(); p >= Go; p-- {
		ps = append(ps, p)
	}
	return ps
}

// Choose is the implementation named by a value of ANDOR_SIMD; "" means the fastest.
func Choose(name string) (Kernels, error) {
	if name == "" {
		return For(best())
	}
	for p := Go; p <= AVX512; p++ {
		if p.String() == name {
			return For(p)
		}
	}
	return Kernels{}, fmt.Errorf("simd: got ANDOR_SIMD=%q, want avx512, avx2 or go", name)
}

var fromEnvironment = sync.OnceValues(func() (Kernels, error) { return Choose(os.Getenv("ANDOR_SIMD")) })

// Default is the implementation named by ANDOR_SIMD, else the fastest of this machine. A
// name it cannot honour also gives the fastest; Check says what was wrong.
func Default() Kernels {
	k, err := fromEnvironment()
	if err != nil {
		return Kernels{best()}
	}
	return k
}

// Check is nil, or says why ANDOR_SIMD could not be honoured.
func Check() error {
	_, err := fromEnvironment()
	return err
}

// Path tells which implementation this is.
func (k Kernels) Path() Path { return k.path }
