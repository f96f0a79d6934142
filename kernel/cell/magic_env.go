package cell

import (
	"fmt"
	"os"
	"sort"
	"strings"

	"github.com/andor-kernel/andor/kernel/code"
)

var envMagic = magic{
	Command: code.Command{Name: "%env", Args: "[NAME[=VALUE]]", Text: "show or set variables of the environment"},
	run:     (*Session).env,
}

func (s *Session) env(arg string) error {
	name, value, set := strings.Cut(arg, "=")
	switch {
	case arg == "":
		all := os.Environ()
		sort.Strings(all)
		s.host.Stream("stdout", strings.Join(all, "\n")+"\n")
	case set:
		return os.Setenv(strings.TrimSpace(name), strings.TrimSpace(value))
	default:
		v, ok := os.LookupEnv(arg)
		if !ok {
			return fmt.Errorf("%s is not set", arg)
		}
		s.host.Stream("stdout", v+"\n")
	}
	return nil
}
