//go:build !linux

package worker

// machineMemory is not told here: ANDOR_MEMORY sets the limit at which garbage is collected
// more eagerly, and the system does the rest.
func machineMemory() uint64 { return 0 }

func limitData(int64) {}

func letProgramGo() {}
