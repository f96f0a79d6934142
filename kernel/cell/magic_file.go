package cell

import (
	"errors"
	"fmt"
	"os"

	"github.com/andor-kernel/andor/kernel/code"
)

var fileMagic = magic{
	Command: code.Command{Name: "%%file", Args: "FILE", Text: "write the rest of the cell to FILE"},
	whole:   (*Session).writeFile,
}

func (s *Session) writeFile(arg, rest string) (code, name string, err error) {
	if arg == "" {
		return "", "", errors.New("%%file needs the name of a file")
	}
	if err := os.WriteFile(arg, []byte(rest), 0o644); err != nil {
		return "", "", err
	}
	s.host.Stream("stdout", fmt.Sprintf("wrote %d bytes to %s\n", len(rest), arg))
	return "", "", nil
}
