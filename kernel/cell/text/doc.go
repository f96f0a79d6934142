// Package text reads cells as syntax, before anything is known of a session: it cuts their
// Go into items (split.go), parses each (parse.go), and says where a mistake stands, in the
// cell's own lines (problem.go).
//
//	items := text.SplitGo(src.Code, 0, len(src.Code))
//	pieces, problems := text.ParseItems(fset, src, items)
package text
