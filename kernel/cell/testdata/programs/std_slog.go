// Values of cells' types in logs and in templates of HTML.
package main

import (
	"context"
	"fmt"
	"html/template"
	"log"
	"log/slog"
	"strings"
	"time"
)

type u struct {
	Name, pass string
	Age        int
}

func (u u) LogValue() slog.Value {
	return slog.GroupValue(slog.String("name", u.Name), slog.Any("age", age(u.Age)))
}

type age int

func (a age) String() string { return fmt.Sprintf("%dy", int(a)) }

type pl struct {
	A int `json:"a"`
	b int
	C age
	D []age
}
type er struct{ msg string }

func (e *er) Error() string { return e.msg }

type tm struct{ x int }

func (t tm) MarshalText() ([]byte, error) { return []byte("text!"), nil }

type jm struct{ x int }

func (t jm) MarshalJSON() ([]byte, error) { return []byte(`{"j":1}`), nil }

type hnd struct{ slog.Handler }

func (h hnd) Handle(ctx context.Context, r slog.Record) error {
	r.AddAttrs(slog.Any("id", ctx.Value(ck{})))
	return h.Handler.Handle(ctx, r)
}

type ck struct{}

type lv struct{}

func (lv) Level() slog.Level { return slog.LevelWarn }

var out strings.Builder

func main() {
	opt := &slog.HandlerOptions{ReplaceAttr: func(g []string, a slog.Attr) slog.Attr {
		if a.Key == "time" {
			return slog.Attr{}
		}
		return a
	}}
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, opt), slog.NewJSONHandler(&out, opt)} {
		l := slog.New(h)
		l.Info("m", "u", u{"n", "p", 3}, "a", age(4), "pl", pl{1, 2, 3, []age{4}}, "err", error(&er{"bad"}), "tm", tm{1}, "jm", jm{1}, "nil", (*er)(nil) == nil)
		l.Warn("m", slog.Group("g", "u", &u{"q", "p", 1}), slog.Any("list", []age{1, 2}), slog.Any("m", map[string]pl{"x": {}}))
		l.With("u", u{"w", "", 1}).WithGroup("gr").Error("e", "p", &pl{A: 5})
		l.Log(context.Background(), slog.LevelInfo, "x", "dur", time.Second, "any", any(age(1)), "s", struct{ X age }{1})
		l.LogAttrs(context.Background(), slog.LevelInfo, "y", slog.Any("u", u{"z", "", 0}))
		slog.New(hnd{h}).InfoContext(context.WithValue(context.Background(), ck{}, age(9)), "ctx")
	}
	l2 := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: lv{}, ReplaceAttr: opt.ReplaceAttr}))
	l2.Info("no")
	l2.Warn("yes", slog.Any("v", slog.AnyValue(age(3))))
	t := template.Must(template.New("t").Parse(`<a href="{{.URL}}" title={{.Age}}>{{.}} {{range .L}}{{.}},{{end}}</a><script>var x = {{.J}};</script>` + "\n"))
	t.Execute(&out, struct {
		URL string
		Age age
		L   []age
		J   pl
	}{"http://x/?a=1&b=<2>", 3, []age{1, 2}, pl{1, 2, 3, nil}})
	lg := log.New(&out, "p ", 0)
	lg.Print(age(1), u{"a", "b", 2}, &er{"e"})
	lg.Printf("%v %d %+v", age(1), age(1), pl{})
	fmt.Print(out.String())
}
