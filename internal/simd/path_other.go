//go:build !amd64

package simd

import "time"

// best is the pure Go path: there is no assembly for this architecture.
func best() Path { return Go }

// Peak is 0: there is no register loop to measure.
func (k Kernels) Peak(time.Duration) float64 { return 0 }
