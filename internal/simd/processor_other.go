//go:build !linux && !darwin

package simd

import "os"

// processor is what Windows tells: "Intel64 Family 6 Model 106 Stepping 6, GenuineIntel".
func processor() string { return os.Getenv("PROCESSOR_IDENTIFIER") }
