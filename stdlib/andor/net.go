package andor

import (
	"fmt"
	"html"
	"strings"

	"github.com/andor-kernel/andor/dsl"
)

// Net is a declared network: a generator (first stage "normal") or an energy (first
// stage "image"). It holds no weights; each Run makes its own.
type Net struct {
	spec   *dsl.Net
	name   string          // of a net being built
	stages []dsl.StageText // its stages so far
	err    error
}

// MustNet reads the JSON form of a checked net block; a cell's net blocks lower to it.
// It panics if the text is not such a form.
func MustNet(spec string) *Net {
	d := mustDecl("MustNet", spec)
	if d.Net == nil {
		panic(fmt.Sprintf("andor: MustNet: got the declaration of %q, want that of a net", d.Name()))
	}
	return &Net{spec: d.Net, name: d.Net.Name}
}

// mustDecl reads what dsl.Marshal wrote.
func mustDecl(caller, spec string) dsl.Decl {
	d, err := dsl.Unmarshal([]byte(spec))
	if err != nil {
		panic(fmt.Sprintf("andor: %s: %v", caller, err))
	}
	return d
}

// Spec is the checked declaration, nil if Err is not.
func (n *Net) Spec() *dsl.Net { return n.spec }

// Err is what is wrong with the declaration, nil if nothing is.
func (n *Net) Err() error {
	if n == nil {
		return fmt.Errorf("the net is nil; declare it with a net block")
	}
	return n.err
}

// String is the canonical DSL of the net.
func (n *Net) String() string {
	if err := n.Err(); err != nil {
		return err.Error()
	}
	return n.spec.String()
}

// Summary is the table of stages: output shape, parameters, multiplications, k of n.
func (n *Net) Summary() string {
	if err := n.Err(); err != nil {
		return err.Error()
	}
	return n.spec.Summary()
}

// MIMEBundle shows the summary as text and as an HTML table.
func (n *Net) MIMEBundle() map[string][]byte {
	if err := n.Err(); err != nil {
		return errorBundle(err)
	}
	return map[string][]byte{
		"text/plain": []byte(n.spec.Summary()),
		"text/html":  []byte(netHTML(n.spec)),
	}
}

// netHTML is the summary as a table that stays readable without styles or scripts.
func netHTML(n *dsl.Net) string {
	cost := n.Cost(1)
	var b strings.Builder
	fmt.Fprintf(&b, `<table><caption style="text-align:left"><b>%s</b> %s: %s &rarr; %s</caption>`,
		html.EscapeString(n.Name), n.Kind, n.Stages[0].Out, n.Stages[len(n.Stages)-1].Out)
	b.WriteString("<thead><tr>")
	for _, h := range []string{"stage", "operations", "output", "parameters", "MACs dense", "MACs done", "topk"} {
		fmt.Fprintf(&b, `<th style="text-align:left">%s</th>`, h)
	}
	b.WriteString("</tr></thead><tbody>")
	for i, s := range n.Stages {
		c := cost.Stages[i]
		tableRow(&b, "td", s.Name, opsText(s.Ops), s.Out.String(), dsl.Count(c.Params), dsl.Count(c.MACs), dsl.Count(c.MACsDone), topKText(s.TopK))
	}
	tableRow(&b, "th", "total", "", "", dsl.Count(cost.Params), dsl.Count(cost.MACs), dsl.Count(cost.MACsDone), "")
	b.WriteString("</tbody></table>")
	return b.String()
}

func tableRow(b *strings.Builder, tag string, cells ...string) {
	b.WriteString("<tr>")
	for i, c := range cells {
		align := "left"
		if i >= 3 && i <= 5 {
			align = "right"
		}
		fmt.Fprintf(b, `<%s style="text-align:%s">%s</%s>`, tag, align, html.EscapeString(c), tag)
	}
	b.WriteString("</tr>")
}

func opsText(ops []dsl.Op) string {
	words := make([]string, len(ops))
	for i, o := range ops {
		words[i] = o.String()
	}
	return strings.Join(words, " ")
}

func topKText(k *dsl.TopK) string {
	if k == nil {
		return ""
	}
	return fmt.Sprintf("%d of %d per %s", k.K, k.N, k.Per)
}

func errorBundle(err error) map[string][]byte {
	return map[string][]byte{"text/plain": []byte("error: " + err.Error())}
}
