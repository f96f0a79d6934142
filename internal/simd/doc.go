// Package simd holds the inner loops of andor's numerics: tiles of matrix products, the
// small linear maps of fast convolutions, sparse accumulation, elementwise updates.
//
// Each has three implementations, chosen at run time: AVX-512, AVX2 with FMA, and pure Go.
// The assembly is written by internal/gen; go generate reproduces it byte for byte.
// ANDOR_SIMD=avx512, avx2 or go in the environment forces a path; tests take one with For.
//
//	k := simd.Default()
//	k.Axpy(y, x, 0.5) // y += 0.5*x
//
// Sums are made in an order fixed by the sizes alone, so results depend on the path and
// never on the number of threads. Calls are short (under a millisecond at the sizes used),
// since assembly cannot be preempted.
package simd

//go:generate go run ./internal/gen .
