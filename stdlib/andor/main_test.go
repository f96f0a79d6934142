package andor

import (
	"fmt"
	"os"
	"testing"
)

// TestMain keeps what runs save out of the package's folder.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "andor-runs-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Setenv("ANDOR_RUNS", dir)
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}
