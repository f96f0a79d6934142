package cell

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/andor-kernel/andor/kernel/code"
)

var cdMagic = magic{
	Command: code.Command{Name: "%cd", Args: "[DIR]", Text: "change the working folder, or show it"},
	run:     (*Session).cd,
}

func (s *Session) cd(arg string) error {
	if n := len(arg); n >= 2 && arg[0] == arg[n-1] && (arg[0] == '"' || arg[0] == '\'') {
		arg = arg[1 : n-1] // as a shell takes it
	}
	if arg != "" {
		if rest, ok := strings.CutPrefix(arg, "~"); ok {
			home, err := os.UserHomeDir()
			if err != nil {
				return err
			}
			arg = filepath.Join(home, rest)
		}
		if err := os.Chdir(arg); err != nil {
			return err
		}
	}
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	s.host.Stream("stdout", dir+"\n")
	return nil
}
