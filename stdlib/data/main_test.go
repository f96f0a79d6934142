package data

import (
	"os"
	"testing"
)

// TestMain keeps the cache of the person who runs the tests out of them.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "andor-cache")
	if err != nil {
		panic(err)
	}
	os.Setenv("ANDOR_CACHE", dir)
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}
