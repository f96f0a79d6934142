package kernel

import (
	"context"
	"os"
	"testing"
	"time"
)

// TestAwaitExit: waiting for a parent that lives ends with the context. That it ends with
// the parent is tested where Jupyter is killed.
func TestAwaitExit(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- awaitExit(ctx, os.Getppid()) }()
	select {
	case err := <-done:
		t.Fatalf("while the parent lives: got %v", err)
	case <-time.After(20 * time.Millisecond):
	}
	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("still waiting 10 s after the context has ended")
	}
	if err := awaitExit(context.Background(), os.Getpid()); err != nil {
		t.Errorf("of a process that is not the parent any more: got %v, want an end at once", err)
	}
}
