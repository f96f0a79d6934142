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

// DeclaredNet returns the net of a checked declaration. Cells do not see it: their net
// blocks lower to it.
func DeclaredNet(d *dsl.Net) *Net { return &Net{spec: d, name: d.Name} }

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

// Summary is the table of stages for one image: operations, output shape, parameters,
// multiplications, k of n and the share active, memory, field.
func (n *Net) Summary() string { return n.SummaryAt(1) }

// SummaryAt is the summary with the multiplications and the memory of a whole batch.
func (n *Net) SummaryAt(batch int) string {
	if err := n.Err(); err != nil {
		return err.Error()
	}
	return n.spec.Table(batch).String()
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
	t := n.Table(1)
	var b strings.Builder
	fmt.Fprintf(&b, `<table><caption style="text-align:left"><b>%s</b></caption><thead>`, html.EscapeString(t.Title))
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	row := func(tag string, cells []string) {
		b.WriteString("<tr>")
		for i, cell := range cells {
			align := "left"
			if t.Columns[i].Right {
				align = "right; white-space:nowrap"
			}
			fmt.Fprintf(&b, `<%s style="text-align:%s">%s</%[1]s>`, tag, align, html.EscapeString(cell))
		}
		b.WriteString("</tr>")
	}
	row("th", names)
	b.WriteString("</thead><tbody>")
	for _, r := range t.Rows {
		row("td", r)
	}
	row("th", t.Totals)
	fmt.Fprintf(&b, "</tbody></table><p>%s</p>", html.EscapeString(t.Note))
	return b.String()
}

func errorBundle(err error) map[string][]byte {
	return map[string][]byte{"text/plain": []byte("error: " + err.Error())}
}
