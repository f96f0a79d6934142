package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// compile builds the files of a program in a new folder and returns the executable.
func compile(dir string, files map[string]string) (string, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	files["go.mod"] = "module program\n\ngo 1.26\n"
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return "", err
		}
	}
	exe := filepath.Join(dir, "program.exe")
	cmd := exec.Command("go", "build", "-ldflags=-s -w", "-o", exe, ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=-mod=mod", "GOTOOLCHAIN=local")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("the program does not compile: %s", bytes.TrimSpace(out))
	}
	return exe, nil
}

// execute runs a compiled program. Of a panic, the words go to Failure and Text, and the
// rest of the trace is dropped: a cell shows its own.
func execute(exe string, args []string, limit time.Duration) outcome {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, exe, args...)
	cmd.Dir = filepath.Dir(exe)
	cmd.WaitDelay = time.Second
	var o outcome
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	o.Stdout, o.Stderr = out.Bytes(), errOut.Bytes()
	var status *exec.ExitError
	switch {
	case ctx.Err() != nil:
		o.Failure, o.Text, o.Exit = "Interrupted", fmt.Sprintf("over %v", limit), 2
	case errors.As(err, &status):
		o.Exit = status.ExitCode()
	case err != nil:
		o.Failure, o.Text, o.Exit = "Crash", err.Error(), 2
	}
	if m := panicTrace.FindSubmatchIndex(o.Stderr); m != nil && o.Exit == 2 {
		o.Failure = "panic"
		o.Text = strings.TrimSuffix(string(o.Stderr[m[2]:m[3]]), " [recovered, repanicked]")
		o.Stderr = o.Stderr[:m[0]]
	}
	return o
}

// panicTrace finds the trace of a panic at the end of standard error.
var panicTrace = regexp.MustCompile(`(?ms)^(?:panic|fatal error): ([^\n]*(?:\n[^\n]+)*?)(?:\n\[signal [^\n]*)?\n\n(?:goroutine |runtime stack).*\z`)
