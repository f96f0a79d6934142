package notebook

import (
	"strings"
	"testing"
)

func TestSetInScript(t *testing.T) {
	const script = "// n := 1\nlet width = 64 // channels\npath := \"a // b\"\nvar rate float64 = 0.5\nconst k = 2\n\tn := 3\nn := 4\nlist := []int{\n\t1,\n}\nn = 5\nif n == 4 {\n}\n"
	for _, tt := range []struct {
		params []Parameter
		want   string // the lines that change
	}{
		{nil, script},
		{[]Parameter{{"width", "32"}}, strings.Replace(script, "width = 64", "width = 32", 1)},
		{[]Parameter{{"rate", "1e-3"}, {"k", "7"}}, strings.NewReplacer("0.5", "1e-3", "k = 2", "k = 7").Replace(script)},
		{[]Parameter{{"path", "2024"}}, strings.Replace(script, `"a // b"`, `"2024"`, 1)},
		{[]Parameter{{"n", "9"}}, strings.Replace(script, "\nn := 4", "\nn := 9", 1)},
		{[]Parameter{{"list", "9"}}, ""},
		{[]Parameter{{"m", "9"}}, ""},
	} {
		got, err := SetInScript(script, tt.params)
		if tt.want == "" {
			if err == nil || !strings.Contains(err.Error(), "width, path, rate, k, n") {
				t.Errorf("%v: got %q, %v, want an error that names what the script declares", tt.params, got, err)
			}
			continue
		}
		if err != nil || got != tt.want {
			t.Errorf("%v: got\n%s, %v\nwant\n%s", tt.params, got, err, tt.want)
		}
	}
}

// TestSetInScriptKinds: a value of another kind than the script's is refused in words, not
// made a string that fails elsewhere.
func TestSetInScriptKinds(t *testing.T) {
	for _, tt := range []struct{ script, value, want string }{
		{"iters := 8\n", "abc", `parameter "iters": got "abc", want a number as in the script's iters := 8`},
		{"let k = 64\n", "1/4x", `want a number as in the script's let k = 64`},
		{"on := true\n", "1", `want a bool`},
		{"n := 0x10\n", "ten", `want a number`},
		{"iters := 8\n", "1e3", ""},
		{"on := true\n", "false", ""},
		{"name := \"a\"\n", "8", ""},
		{"s := f(8)\n", "abc", ""},
	} {
		name, _, _ := strings.Cut(strings.TrimPrefix(tt.script, "let "), " ")
		_, err := SetInScript(tt.script, []Parameter{{name, tt.value}})
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s with %q: got %v, want %q", tt.script, tt.value, err, tt.want)
		}
	}
}
