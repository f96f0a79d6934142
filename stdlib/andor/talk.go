package andor

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/andor-kernel/andor/stdlib/outside"
)

// Input asks the user for a line of text, in a notebook by a field below the cell. It fails
// where nobody can be asked, as in a notebook that is executed by a program.
func Input(prompt string) (string, error) { return ask(prompt, false) }

// Password is Input for a line that is not shown while it is typed. Outside of notebooks
// it is read from the standard input as it comes: a terminal shows it.
func Password(prompt string) (string, error) { return ask(prompt, true) }

func ask(prompt string, secret bool) (string, error) {
	if f := outside.Now().Ask; f != nil {
		return f(prompt, secret)
	}
	fmt.Print(prompt)
	var line []byte
	for one := make([]byte, 1); ; { // no more than the line: the rest is for whoever reads next
		n, err := os.Stdin.Read(one)
		if n == 1 && one[0] == '\n' {
			return strings.TrimSuffix(string(line), "\r"), nil
		}
		line = append(line, one[:n]...)
		if err != nil {
			if err == io.EOF && len(line) > 0 {
				return string(line), nil
			}
			return "", fmt.Errorf("andor: input: %w", err)
		}
	}
}

// Display shows v at once, in the middle of a cell, as it would be shown as the cell's value. It
// does nothing where no session shows things.
func Display(v any) {
	if f := outside.Now().Bundle; f != nil {
		outside.Display(f(v), "", false)
		return
	}
	bundle := map[string][]byte{"text/plain": fmt.Append(nil, v)}
	if b, ok := v.(interface{ MIMEBundle() map[string][]byte }); ok {
		bundle = b.MIMEBundle()
	}
	outside.Display(bundle, "", false)
}
