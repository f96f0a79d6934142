package kernel

import (
	"regexp"

	"github.com/andor-kernel/andor/kernel/worker"
)

// asks is a cell that wants documentation: name? or ?name, with ?? for all of it. It is no
// legal Go.
var asks = regexp.MustCompile(`^\s*(?:(\?{1,2})\s*([\pL_][\pL\pN_.]*)|([\pL_][\pL\pN_.]*)\s*(\?{1,2}))\s*$`)

// question takes such a cell apart; detail is 0 or 1.
func question(code string) (name string, detail int, asked bool) {
	m := asks.FindStringSubmatch(code)
	if m == nil {
		return "", 0, false
	}
	return m[2] + m[3], len(m[1]+m[4]) - 1, true
}

// page is the documentation of a name.
func (e *Engine) page(r *running, name string, detail int) (map[string][]byte, *worker.Error) {
	bundle, found := e.Inspect(r.ctx, name, len([]rune(name)), detail)
	if !found {
		reason := "nothing is known under the name " + name
		return nil, &worker.Error{Name: "NotFound", Value: reason, Traceback: []string{"\x1b[1;31mNotFound\x1b[0m: " + reason}}
	}
	return bundle, nil
}
