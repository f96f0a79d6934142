package dsl

import "fmt"

// topk checks the annotation that ends a stage ([P] section 3.2). k is an exact rational:
// a whole number is a count, a number between 0 and 1 a ratio of the group; both must
// come to a whole number of the group's n values.
func (n *netChecker) topk(s *stage, o *op, st *Stage, last bool) {
	if st.TopK != nil {
		n.report(codeTopKPlace, o.span, "a second topk in stage "+quote(s.name.text), "a stage keeps its values once", "remove one")
		return
	}
	if len(st.Ops) == 0 && !s.broken && o == s.ops[0] {
		n.report(codeTopKPlace, o.span, "topk has no layer before it in stage "+quote(s.name.text), "it ends the stage whose values it chooses from", "put it at the end of the line above")
	}
	args := n.bindTo(o, &topkLayer.Word)
	st.TopK = &TopK{}
	if args == nil {
		return
	}
	per, ok := n.per(s, args[1])
	k, evaluated := n.numeric(o, args[0], "k")
	if !ok || !evaluated {
		return
	}
	total, unit := n.shape.H*n.shape.W, "positions"
	if per == PerPosition {
		total, unit = n.shape.C, "channels"
	}
	text := args[0].value.expr.String()
	*st.TopK = TopK{N: total, Per: per, Text: text}
	if k.pending {
		return
	}
	st.TopK.K = n.keep(s, args[0].value, k, total, per, unit)
}

// per is the direction: as said, or position after fc and channel elsewhere.
func (n *netChecker) per(s *stage, a *arg) (Per, bool) {
	if a == nil {
		for i := len(s.ops) - 1; i >= 0; i-- {
			if l := layerOf(wordOf(s.ops[i])); l != nil && l.topk != "" {
				return l.topk, true
			}
		}
		return PerChannel, true
	}
	got := a.value.String()
	switch Per(got) {
	case PerPosition, PerChannel:
		return Per(got), true
	}
	n.report(codeTopKPer, a.value.span, "topk competes per "+short(got)+", want position or channel", "per: position keeps k channels at each position, per: channel keeps k positions in each channel",
		"per: "+near(got, []string{string(PerPosition), string(PerChannel)}, "position, or per: channel"))
	return "", false
}

// keep turns k into a count of the group's total values; 0 if it is wrong or unknown.
func (n *netChecker) keep(s *stage, v *value, k number, total int, per Per, unit string) int {
	switch {
	case k.sign() <= 0:
		n.keepsNothing(v, k, total, per)
		return 0
	case !k.exact:
		n.report(codeExact, v.span, "topk's k is "+k.String()+", which is no exact number", "k must be exact, to be a count or a ratio", n.topkHelp(total, per))
		return 0
	case k.d != 1 && k.f > 1:
		n.report(codeTopKWhole, v.span, "topk keeps "+k.String()+" of each group, want a whole number or a ratio below 1", "1/4 is a ratio, 16 a count", roundTopK(k.f, total))
		return 0
	}
	if total == 0 {
		return 0 // the stage has mistakes of its own
	}
	if k.d != 1 {
		share := k.mul(rational(int64(total), 1))
		whole, ok := share.whole()
		if !ok {
			n.report(codeTopKWhole, v.span, fmt.Sprintf("topk keeps %s of %d %s, which is no whole number", share, total, unit), n.state(s), roundTopK(share.f, total))
			return 0
		}
		return int(whole)
	}
	if k.n > int64(total) {
		help := n.topkHelp(total, per)
		if per == PerChannel && total == 1 {
			help = fmt.Sprintf("topk(%d, per: position)", min(k.n, int64(max(n.shape.C, 1))))
		}
		n.report(codeTopKRange, v.span, fmt.Sprintf("topk keeps %d of %s", k.n, plural(total, unit[:len(unit)-1])), n.state(s), help)
		return 0
	}
	return int(k.n)
}

func (n *netChecker) keepsNothing(v *value, k number, total int, per Per) {
	reason := "at least one value of each group stays"
	if v.expr.op == 'a' && k.sign() == 0 {
		reason = quote(v.expr.text) + " is 0; as Go, 1/4 is 0, as let it is a quarter"
	} else if v.expr.op == 'a' {
		reason = quote(v.expr.text) + " is " + k.String()
	}
	help := n.topkHelp(total, per)
	if v.expr.op == 'a' && k.sign() == 0 {
		help = "let " + v.expr.text + " = 1/4"
	}
	n.report(codeTopKZero, v.span, "topk keeps "+k.String()+" values", reason, help)
}

// topkHelp offers a quarter of the group, as [P] does, or what comes near it.
func (n *netChecker) topkHelp(total int, per Per) string {
	switch {
	case total == 0:
		return "for instance topk(1/4)"
	case per == PerPosition:
		return fmt.Sprintf("topk(%d, per: position), or fewer", max(1, min(8, total/4)))
	case total%4 == 0:
		return fmt.Sprintf("topk(%d*%d/4), or as a ratio topk(1/4)", n.shape.H, n.shape.W)
	}
	return fmt.Sprintf("topk(%d), or fewer", max(1, total/4))
}

// roundTopK offers the counts beside k.
func roundTopK(k float64, total int) string {
	low := max(1, int(k))
	if total > 0 {
		low = min(low, total)
	}
	if high := low + 1; total == 0 || high <= total {
		return fmt.Sprintf("topk(%d) or topk(%d)", low, high)
	}
	return fmt.Sprintf("topk(%d)", low)
}
