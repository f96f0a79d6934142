package dsl

import "strings"

// Incomplete says whether a cell ends inside a block, so that a front end should offer
// another line, and the indentation of that line. It goes by braces and by a let
// without value alone; what the Go text needs is not its business.
func Incomplete(src Source) (incomplete bool, indent string) {
	pieces := split(src.Text, nil)
	if len(pieces) == 0 {
		return false, ""
	}
	p := pieces[len(pieces)-1]
	switch {
	case p.form == noHeader:
		return false, ""
	case p.kind == "let" && p.form == strict:
		value, _, _ := strings.Cut(src.Text[p.next+1:p.end], "//")
		value = strings.TrimSpace(value)
		return value == "" || strings.ContainsAny(value[len(value)-1:], "+-*/("), ""
	case p.open >= 0 && p.close < 0 && p.atEOF:
		return true, strings.Repeat("  ", p.braces)
	}
	return false, ""
}
