package notebook

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// scriptLine is a declaration of one name at the start of a line: what stands before the
// value, the name in one of two places, the value, and a comment behind it.
var scriptLine = regexp.MustCompile(`^((?:(?:let|var|const)\s+(\pL[\pL\pN_]*)\s*[^=:]*=|(\pL[\pL\pN_]*)\s*:=)\s*)("(?:[^"\\]|\\.)*"|\x60[^\x60]*\x60|[^=\s].*?)(\s*//.*?)?(\r?\n)?$`)

// SetInScript gives names of a script new values: the first line that declares a name, not
// indented and with its value on that line, gets the value in place of its own. All lines
// keep their numbers. A value is read as Inject reads it. A name that no such line declares
// is an error.
func SetInScript(source string, params []Parameter) (string, error) {
	var names []string // that the script declares
	left := slices.Clone(params)
	var out strings.Builder
	for line := range strings.Lines(source) {
		m := scriptLine.FindStringSubmatch(line)
		if m == nil || strings.ContainsAny(m[4][len(m[4])-1:], "([{,+-*/") || strings.Count(m[4], "`") == 1 {
			out.WriteString(line)
			continue
		}
		name := m[2] + m[3]
		if slices.Contains(names, name) {
			out.WriteString(line)
			continue
		}
		names = append(names, name)
		if i := slices.IndexFunc(left, func(p Parameter) bool { return p.Name == name }); i >= 0 {
			line = m[1] + literal(left[i].Value, isText(m[4])) + m[5] + m[6]
			if want := kindOf(m[4]); want != "" && kindOf(literal(left[i].Value, isText(m[4]))) != want {
				return "", fmt.Errorf("parameter %q: got %q, want a %s as in the script's %s", name, left[i].Value, want, strings.TrimSpace(m[1]+m[4]))
			}
			left = slices.Delete(left, i, i+1)
		}
		out.WriteString(line)
	}
	if len(left) > 0 {
		can := "no line does"
		if len(names) > 0 {
			can = "the lines that do declare " + strings.Join(names, ", ")
		}
		return "", fmt.Errorf("parameter %q: no line of the script begins with %[1]s := VALUE or let %[1]s = VALUE; %s", left[0].Name, can)
	}
	return out.String(), nil
}

// kindOf is what a value written in a script is: a number, a bool, or "" for all else.
func kindOf(value string) string {
	if value == "true" || value == "false" {
		return "bool"
	}
	if _, err := strconv.ParseFloat(value, 64); err == nil {
		return "number"
	}
	if _, err := strconv.ParseInt(value, 0, 64); err == nil {
		return "number"
	}
	return ""
}
