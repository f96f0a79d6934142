package bench

import (
	"bufio"
	"fmt"
	"os"
	"testing"
	"time"
)

// fakePeer in the environment makes this test binary play a python that misbehaves: see
// TestBadPeer.
const fakePeer = "ANDOR_BENCH_FAKE_PEER"

func TestMain(m *testing.M) {
	if kind := os.Getenv(fakePeer); kind != "" {
		os.Exit(misbehave(kind))
	}
	os.Exit(m.Run())
}

func misbehave(kind string) int {
	if kind == "without torch" {
		fmt.Fprintln(os.Stderr, "Traceback (most recent call last):\n  ...\nModuleNotFoundError: No module named 'torch'")
		return 1
	}
	in := bufio.NewReader(os.Stdin)
	for {
		if _, err := in.ReadString('\n'); err != nil {
			return 0
		}
		switch kind {
		case "refuses":
			fmt.Println(`{"error": "KeyError: 'fc'"}`)
		case "babbles":
			fmt.Println("hello")
		case "hangs":
			time.Sleep(time.Minute)
		case "dies":
			return 3
		case "wrong tensors": // agrees to everything and computes nothing
			fmt.Println(`{"ms": [1]}`)
		}
	}
}
