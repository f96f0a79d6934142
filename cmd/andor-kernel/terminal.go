package main

import (
	"io"
	"os"
	"regexp"
)

// isTerminal says whether text written to w is seen at once by a person.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

var colours = regexp.MustCompile("\x1b\\[[0-9;]*m")

// uncoloured takes the colours out of text that does not go to a terminal.
func uncoloured(text string, terminal bool) string {
	if terminal {
		return text
	}
	return colours.ReplaceAllString(text, "")
}
