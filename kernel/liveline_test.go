package kernel

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestLiveLineInALog: a display that changes four times a second is told of after a few
// seconds, then ever more rarely, at last once a minute; another one begins anew.
func TestLiveLineInALog(t *testing.T) {
	var b bytes.Buffer
	start := time.Now()
	at := 0.0
	l := liveLine{w: &b, now: func() time.Time { return start.Add(time.Duration(at * float64(time.Second))) }}
	for ; at <= 300; at += 0.25 {
		l.show("a", fmt.Sprintf("%g\nnot this line", at))
	}
	l.show("b", "short")
	at += 5
	l.show("b", "b goes on")
	want := []string{"3", "9", "21", "45", "93", "153", "213", "273", "b goes on"}
	if got := strings.Fields(strings.ReplaceAll(b.String(), "b goes on", "b·goes·on")); !slices.Equal(got, append(want[:8:8], "b·goes·on")) {
		t.Errorf("got %v, want %v", got, want)
	}
}
