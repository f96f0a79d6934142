// text/template and html/template with the types of cells.
package main

import (
	"errors"
	"fmt"
	htmltemplate "html/template"
	"strings"
	"text/template"
	"time"
)

type person struct {
	First, Last string
	Age         int
	Mood        mood
	Boss        *person
	Tags        []string
	Scores      map[string]score
	Born        time.Time
	secret      string
}

func (p person) Full() string { return p.First + " " + p.Last }
func (p *person) Greet(word string, n int) string {
	return strings.Repeat(word+" ", n) + p.First
}
func (p person) Check(min int) (bool, error) {
	if min < 0 {
		return false, errors.New("negative age")
	}
	return p.Age >= min, nil
}
func (p person) Friends() []person { return []person{{First: "F1"}, {First: "F2", Last: "L2"}} }
func (p person) Sum(xs ...int) (n int) {
	for _, x := range xs {
		n += x
	}
	return n
}

type mood int

func (m mood) String() string { return [...]string{"calm", "glad"}[m] }

type score float64

func (s score) Grade() string {
	if s > 5 {
		return "good"
	}
	return "bad"
}

type team struct {
	person
	Name    string
	Members []person
	Leads   map[string]*person
	Any     any
	Fn      func(int) int
}

func show(text string, data any) {
	t, err := template.New("t").Funcs(template.FuncMap{
		"upper": strings.ToUpper,
		"older": func(p person, by int) person { p.Age += by; return p },
		"names": func(ps []person) string { return fmt.Sprint(len(ps), ps[0].First) },
		"kind":  func(x any) string { return fmt.Sprintf("%T", x) },
	}).Parse(text)
	if err != nil {
		fmt.Println("parse:", err)
		return
	}
	var b strings.Builder
	if err = t.Execute(&b, data); err != nil {
		fmt.Println(b.String(), "error:", err)
		return
	}
	fmt.Println(b.String())
}

func main() {
	ada := person{First: "Ada", Last: "L", Age: 36, Mood: 1, Tags: []string{"x", "y"}, Scores: map[string]score{"a": 7, "b": 2.5}, Born: time.Date(1815, 12, 10, 0, 0, 0, 0, time.UTC)}
	bob := &person{First: "Bob", Age: 4, Boss: &ada}
	show(`{{.Full}} {{.First}} {{.Age}} {{.Mood}}`, ada)
	show(`{{.Full}} {{.Greet "hi" 2}} {{.Boss.Full}} {{.Boss.Boss}}`, bob)
	show(`{{if .Boss}}{{.Boss.Full}}{{else}}none{{end}}`, ada)
	show(`{{if .Check 18}}adult{{else}}child{{end}} {{with .Boss}}{{.Full}}, {{.Age}}{{end}}`, bob)
	show(`{{.Check -1}}`, bob)
	show(`{{range $i, $t := .Tags}}{{$i}}={{$t}} {{end}}{{len .Tags}} {{index .Tags 1}}`, ada)
	show(`{{range $k, $v := .Scores}}{{$k}}:{{$v}}:{{$v.Grade}} {{end}}{{.Scores.a}} {{(index .Scores "b").Grade}}`, ada)
	show(`{{.Born.Year}} {{.Born.Format "2006-01"}} {{.Sum 1 2 3}} {{.Sum}}`, ada)
	show(`{{range .Friends}}[{{.Full}}]{{end}}{{len .Friends}} {{(index .Friends 1).Full}}`, ada)
	show(`{{eq .Age 36}} {{lt .Age 40}} {{eq .Mood 1}} {{ne .First "Bob"}} {{and .Age .First}} {{or .Boss "no boss"}} {{not .Age}}`, ada)
	show(`{{printf "%s is %d %v" .Full .Age .Mood}} {{.Full | upper | printf "%q"}} {{3 | .Check}}`, ada)
	show(`{{(older . 4).Age}} {{kind .}} {{kind .Age}} {{kind .Boss}}`, ada)
	show(`{{$p := .}}{{$p.Full}} {{$p.Age}} {{with $x := .Full}}{{$x}}{{end}}`, ada)
	show(`{{.}}`, struct{ A int }{3})
	show(`{{.Nope}}`, ada)
	show(`{{.Boss.First}}`, ada)
	show(`{{.Name}}: {{range .Members}}{{.Full}}; {{end}}{{range .Leads}}{{.Full}}{{end}} {{.Full}} {{.First}} {{.Any.Full}} {{call .Fn 4}} {{names .Members}}`,
		team{ada, "T", []person{ada, *bob}, map[string]*person{"l": bob}, ada, func(n int) int { return n * 2 }})
	show(`{{range .}}{{.Greet "yo" 1}}, {{end}}`, []person{ada, *bob})
	show(`{{range $i, $p := .}}{{$i}}{{$p.Full}} {{end}}`, []*person{&ada, bob})
	show(`{{.u.Full}} {{.n}} {{.missing}} {{range .list}}{{.Full}}{{end}}`, map[string]any{"u": ada, "n": 3, "list": []any{ada, bob}})
	show(`{{.ada.Full}} {{.ada.Mood}}`, map[string]person{"ada": ada})
	show(`{{range .}}{{if gt .Age 10}}{{.First}} {{else}}young {{end}}{{end}}`, []person{ada, *bob})
	show(`{{.a}} {{range $k, $v := .}}{{$k}}{{$v}}{{end}}`, map[string]int{"a": 1})
	show(`{{template "row" .}}{{define "row"}}<{{.Full}}>{{template "in" .Boss}}{{end}}{{define "in"}}{{with .}}{{.Age}}{{end}}{{end}}`, bob)
	show(`{{block "b" .Tags}}{{range .}}{{.}}{{end}}{{end}} {{break}}`, ada)
	show(`{{range .Tags}}{{if eq . "y"}}{{break}}{{end}}{{.}}{{else}}none{{end}}`, ada)
	show(`{{.Scores}} {{.Tags}} {{.Boss}}`, ada)

	h := htmltemplate.Must(htmltemplate.New("h").Parse(`<p title="{{.Full}}">{{.Full}}</p>{{range .Tags}}<i>{{.}}</i>{{end}}<script>var x = {{.Scores}}</script>`))
	ada.Last = "<L>"
	var buf strings.Builder
	for range 2 {
		if err := h.Execute(&buf, ada); err != nil {
			fmt.Println(err)
		}
		var b strings.Builder
		if err := h.ExecuteTemplate(&b, "h", &ada); err != nil {
			fmt.Println(err)
		}
		fmt.Println(buf.String(), b.String())
	}
}
