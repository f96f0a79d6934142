package worker_test

import (
	"context"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/kernel/worker"
	"github.com/andor-kernel/andor/kernel/worker/workertest"
)

// A cell that allocates without bound, at once or little by little, ends with an error that
// says so; the machine is left alone. A stack without end is found before the memory is gone.
func TestOutOfMemory(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector takes more memory than the limit by itself")
	}
	for code, want := range map[string]string{"allocate 1": "out of memory", "allocate 64": "out of memory", "overflow": "stack overflow"} {
		o := workertest.Options()
		o.Env = append(o.Env, "ANDOR_MEMORY=256M")
		w, err := worker.Start(o, &recorder{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(w.Close)
		_, err = w.Run(context.Background(), worker.Cell{Code: code})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", code, err, want)
		}
	}
}
