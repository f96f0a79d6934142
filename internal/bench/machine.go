package bench

import (
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/andor-kernel/andor/internal/simd"
)

// Machine is where a report was made.
type Machine struct {
	CPU     string  `json:"cpu"` // the processor's name, where the system tells
	OS      string  `json:"os"`
	Arch    string  `json:"arch"`
	Go      string  `json:"go"`
	Cores   int     `json:"cores"` // hardware threads
	Threads int     `json:"threads"`
	Load    float64 `json:"load"` // processes at work over the minute before, where Linux tells; 0 elsewhere
	SIMD    string  `json:"simd"` // the path of the kernels: avx512, avx2 or go
	Peak    float64 `json:"peak"` // GF/s of fused multiply-adds on registers, on as many threads at once, median of the rounds; 0 on path go
	Most    float64 `json:"most"` // the most GF/s between two rounds
}

// thisMachine describes the machine; its peak is measured between the rounds.
func thisMachine(threads int) Machine {
	return Machine{
		CPU: simd.Processor(), OS: runtime.GOOS, Arch: runtime.GOARCH, Go: runtime.Version(),
		Cores: runtime.NumCPU(), Threads: threads, Load: load(), SIMD: simd.Default().Path().String(),
	}
}

// peak is what the threads reach together, all of them at work for a tenth of a second.
func peak(k simd.Kernels, threads int) float64 {
	const span = 100 * time.Millisecond
	each := make([]float64, threads)
	var ready, done sync.WaitGroup
	ready.Add(threads)
	for i := range each {
		done.Go(func() {
			ready.Done()
			ready.Wait()
			each[i] = k.Peak(span)
		})
	}
	done.Wait()
	sum := 0.0
	for _, p := range each {
		sum += p
	}
	return sum
}

// load is the mean number of processes at work or waiting for a core in the last minute.
func load() float64 {
	text, _ := os.ReadFile("/proc/loadavg")
	first, _, _ := strings.Cut(string(text), " ")
	v, _ := strconv.ParseFloat(first, 64)
	return v
}

// resident is the memory this process holds, in bytes: what Linux says, elsewhere what
// Go has from the system.
func resident() int64 {
	text, _ := os.ReadFile("/proc/self/status")
	if kb, err := strconv.ParseInt(strings.TrimSuffix(field(string(text), "VmRSS"), " kB"), 10, 64); err == nil {
		return kb << 10
	}
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64() - s[1].Value.Uint64())
}

// field is the value behind the first line "name : value".
func field(text, name string) string {
	for line := range strings.Lines(text) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
