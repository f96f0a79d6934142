package worker

import (
	"os"
	"runtime/debug"
	"strconv"
	"strings"
)

// memoryEnv sets the limit of a worker's memory: "off", or bytes with K, M, G or T behind.
const memoryEnv = "ANDOR_MEMORY"

// A worker may take this share of the memory that there is; from the smaller one on, it
// collects garbage more eagerly.
const (
	hardShare = 0.9
	softShare = 0.8
)

// limitMemory has a cell that allocates without bound end with an error of its own, before
// the machine begins to swap and the system picks a victim.
func limitMemory() {
	limit, set := parseMemory(os.Getenv(memoryEnv))
	if !set {
		total := machineMemory()
		if total == 0 {
			return // this system does not tell
		}
		limit = int64(hardShare * float64(total))
	}
	if limit <= 0 {
		return
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(int64(softShare / hardShare * float64(limit)))
	}
	// A stack that grows is copied to one of twice the size. It has to be found too large
	// before there is no room for the copy: else the cell would run out of memory instead.
	debug.SetMaxStack(int(min(limit/8, maxStack)))
	limitData(limit)
}

// parseMemory reads a limit; 0 is none. set is false for what is empty or no limit.
func parseMemory(text string) (bytes int64, set bool) {
	if text == "off" {
		return 0, true
	}
	text = strings.TrimSuffix(strings.TrimSuffix(strings.ToUpper(text), "B"), "I")
	unit := 1.0
	for i, u := range "KMGT" {
		if rest, ok := strings.CutSuffix(text, string(u)); ok {
			text, unit = rest, float64(int64(1)<<(10*(i+1)))
		}
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n <= 0 || n*unit > 1<<60 {
		return 0, false
	}
	return int64(n * unit), true
}
