package cell

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/andor-kernel/andor/kernel/code"
)

var loadMagic = magic{
	Command: code.Command{Name: "%load", Args: "FILE", Text: "run the code in FILE as this cell"},
	whole:   (*Session).load,
}

func (s *Session) load(arg, rest string) (code, name string, err error) {
	if arg == "" {
		return "", "", errors.New("%load needs the name of a file")
	}
	if strings.TrimSpace(rest) != "" {
		return "", "", errors.New("%load must stand alone in its cell")
	}
	b, err := os.ReadFile(arg)
	return string(b), filepath.Base(arg), err
}
