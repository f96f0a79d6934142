package cell

import (
	"crypto/sha256"
	"fmt"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/embedded"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

const embedDirective = "//go:embed"

// embeddedVar is a variable behind go:embed, alone or in a group.
var embeddedVar = regexp.MustCompile(`^(\s*(?:var\s+)?(\pL[\pL\pN_]*)\s+(string|\[\]\s*byte|embed\s*\.\s*FS))\s*;?\s*(?://.*)?$`)

// embed gives the variables behind go:embed directives of a cell their values, in the
// variable's line: lines and columns before stay as they are. Patterns are below the
// working folder.
func (s *Session) embed(src *text.Source) *Error {
	if !strings.Contains(src.Code, embedDirective) {
		return nil
	}
	wrong := func(line int, format string, a ...any) *Error {
		q := text.Problem{Place: text.Place{Src: src, Line: line, Col: 1}, Text: fmt.Sprintf(format, a...)}
		return s.report(src, "CheckError", []text.Problem{q}, nil)
	}
	dir, err := os.Getwd()
	if err != nil {
		return newError("CheckError", err.Error())
	}
	comments := directiveLines(src.Code)
	lines := strings.Split(src.Code, "\n")
	patterns, from := "", 0
	for i, line := range lines {
		trimmed := strings.TrimSpace(line)
		if comments[i+1] {
			rest := strings.TrimPrefix(trimmed, embedDirective)
			if patterns == "" {
				from = i + 1
			}
			patterns += " " + rest
			continue
		}
		if patterns == "" || trimmed == "" || strings.HasPrefix(trimmed, "//") {
			continue
		}
		m := embeddedVar.FindStringSubmatch(line)
		if m == nil {
			return wrong(from, "go:embed cannot apply to this: want one variable in the line behind it, var x string, var x []byte or var x embed.FS, without a value")
		}
		files, err := embedded.Find(dir, patterns)
		if err != nil {
			return wrong(from, "%v", err)
		}
		call := "EmbedFS"
		switch kind := strings.Join(strings.Fields(m[3]), ""); {
		case kind == "embed.FS":
		case len(files) != 1:
			return wrong(from, "invalid go:embed: multiple files for type %s: embed.FS holds more than one", kind)
		case kind == "string":
			call = "EmbedString"
		default:
			call = "EmbedBytes"
		}
		sum := sha256.New()
		for _, name := range files {
			b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
			if err != nil {
				return wrong(from, "%v", err)
			}
			fmt.Fprintf(sum, "%s %d\n", name, len(b))
			sum.Write(b)
		}
		lines[i] = fmt.Sprintf("%s = %s.%s(%q, %q, %q)", m[1], names.HostName, call, dir, strings.TrimSpace(patterns), fmt.Sprintf("%x", sum.Sum(nil)[:8]))
		patterns = ""
	}
	if patterns != "" {
		return wrong(from, "misplaced go:embed directive: want a variable behind it")
	}
	src.Code = strings.Join(lines, "\n")
	return nil
}

// directiveLines are the lines whose comment is a go:embed directive, as Go's scanner sees
// them: not those inside of strings.
func directiveLines(code string) map[int]bool {
	found := map[int]bool{}
	fset := token.NewFileSet()
	file := fset.AddFile("", -1, len(code))
	var sc scanner.Scanner
	sc.Init(file, []byte(code), func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, tok, lit := sc.Scan()
		if tok == token.EOF {
			return found
		}
		rest, ok := strings.CutPrefix(lit, embedDirective)
		if tok == token.COMMENT && ok && (rest == "" || rest[0] == ' ' || rest[0] == '\t') {
			found[file.Line(pos)] = true
		}
	}
}
