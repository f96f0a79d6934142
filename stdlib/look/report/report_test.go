package report

import "testing"

func TestForms(t *testing.T) {
	r := Table{Caption: "run_1", Columns: []Column{{Name: "metric"}, {Name: "value", Number: true}}, Notes: []string{"N = 10 & more"}}
	r.Add("a|b <c>", "0.5 ± 0.1")
	r.Add("50 %", "−7")
	for _, tt := range []struct{ name, got, want string }{
		{"text", r.Text(), "run_1\n  metric       value\n  a|b <c>  0.5 ± 0.1\n  50 %            −7\nN = 10 & more\n"},
		{"html", r.HTML(), `<table style="border-collapse:collapse"><caption style="text-align:left;font-weight:bold">run_1</caption>
<tr><th style="text-align:left;padding:1px 8px">metric</th><th style="text-align:right;padding:1px 8px">value</th></tr>
<tr><td style="text-align:left;padding:1px 8px">a|b &lt;c&gt;</td><td style="text-align:right;padding:1px 8px">0.5 ± 0.1</td></tr>
<tr><td style="text-align:left;padding:1px 8px">50 %</td><td style="text-align:right;padding:1px 8px">−7</td></tr>
</table>
<div><small>N = 10 &amp; more</small></div>
`},
		{"markdown", r.Markdown(), "**run\\_1**\n\n| metric | value |\n|---|---:|\n| a\\|b &lt;c> | 0.5 ± 0.1 |\n| 50 % | −7 |\n\nN = 10 & more\n"},
		{"csv", r.CSV(), "metric,value\na|b <c>,0.5 ± 0.1\n50 %,−7\n"},
		{"latex", r.LaTeX(), `\begin{table}
\centering
\caption{run\_1}
\begin{tabular}{lr}
\toprule
metric & value \\
\midrule
a|b $<$c$>$ & 0.5 $\pm$ 0.1 \\
50 \% & $-$7 \\
\bottomrule
\end{tabular}

\smallskip{\footnotesize N = 10 \& more}
\end{table}
`},
	} {
		if tt.got != tt.want {
			t.Errorf("%s:\ngot\n%s\nwant\n%s", tt.name, tt.got, tt.want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a row of another length: got no panic")
		}
	}()
	r.Add("one")
}
