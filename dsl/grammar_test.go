package dsl

import (
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The grammar in grammar.txt is read by this test, turned into a recogniser that knows
// nothing of the parser, and both judge the same random sentences: some made by the
// grammar, some of those with a token lost, doubled or exchanged. They must agree on each.

// node is a part of a production: a terminal or name (word), or a sequence, choice,
// repetition or option of parts.
type node struct {
	kind  byte // 't' terminal, 'n' name, ',' sequence, '|' choice, '{' repetition, '[' option
	word  string
	parts []node
}

var lexical = map[string]bool{"ident": true, "number": true, "shape": true, "string": true, "NL": true}

func readGrammar(t *testing.T) map[string]node {
	t.Helper()
	text, err := os.ReadFile("grammar.txt")
	if err != nil {
		t.Fatal(err)
	}
	body := regexp.MustCompile(`(?m)^#.*$`).ReplaceAllString(string(text), "")
	tokens := regexp.MustCompile(`"[^"]*"|[a-zA-Z]+|[=|{}()\[\].]`).FindAllString(body, -1)
	g := map[string]node{}
	for i := 0; i < len(tokens); {
		name := tokens[i]
		if tokens[i+1] != "=" {
			t.Fatalf("grammar.txt: got %q after %q, want =", tokens[i+1], name)
		}
		var n node
		n, i = readChoice(tokens, i+2)
		if tokens[i] != "." {
			t.Fatalf("grammar.txt: got %q at the end of %q, want a dot", tokens[i], name)
		}
		g[name] = n
		i++
	}
	return g
}

func readChoice(tokens []string, i int) (node, int) {
	choice := node{kind: '|'}
	for {
		seq := node{kind: ','}
		for !strings.Contains("|.)}]", tokens[i]) {
			var part node
			switch tok := tokens[i]; {
			case tok == "{" || tok == "[" || tok == "(":
				part, i = readChoice(tokens, i+1)
				if tok != "(" {
					part = node{kind: tok[0], parts: []node{part}}
				}
			case tok[0] == '"':
				part = node{kind: 't', word: strings.Trim(tok, `"`)}
			default:
				part = node{kind: 'n', word: tok}
			}
			seq.parts = append(seq.parts, part)
			i++
		}
		choice.parts = append(choice.parts, seq)
		if tokens[i] != "|" {
			return choice, i
		}
		i++
	}
}

// recogniser finds the places up to which a node can match from a place.
type recogniser struct {
	g      map[string]node
	tokens []string // terminals as in the grammar: "ident", "{", "NL"
}

func (r *recogniser) ends(n node, from map[int]bool) map[int]bool {
	out := map[int]bool{}
	switch n.kind {
	case 't', 'n':
		if n.kind == 'n' && !lexical[n.word] {
			return r.ends(r.g[n.word], from)
		}
		for i := range from {
			if i < len(r.tokens) && r.tokens[i] == n.word {
				out[i+1] = true
			}
		}
	case ',':
		out = from
		for _, p := range n.parts {
			if len(out) == 0 {
				break // nothing left, and no endless recursion into a production
			}
			out = r.ends(p, out)
		}
	case '|':
		for _, p := range n.parts {
			for i := range r.ends(p, from) {
				out[i] = true
			}
		}
	case '[', '{':
		for i := range from {
			out[i] = true
		}
		for fresh := from; len(fresh) > 0; {
			next := map[int]bool{}
			for i := range r.ends(n.parts[0], fresh) {
				if !out[i] {
					out[i], next[i] = true, true
				}
			}
			fresh = next
			if n.kind == '[' {
				break
			}
		}
	}
	return out
}

func (r *recogniser) accepts() bool {
	return r.ends(r.g["block"], map[int]bool{0: true})[len(r.tokens)]
}

// derive makes a random sentence of a node.
func derive(g map[string]node, n node, rng *rand.Rand, depth int, out *[]string) {
	switch n.kind {
	case 't':
		*out = append(*out, n.word)
	case 'n':
		if lexical[n.word] {
			*out = append(*out, n.word)
			return
		}
		derive(g, g[n.word], rng, depth+1, out)
	case ',':
		for _, p := range n.parts {
			derive(g, p, rng, depth, out)
		}
	case '|':
		i := rng.IntN(len(n.parts))
		if depth > 12 {
			i = 0 // the first alternative of every production ends soonest
		}
		derive(g, n.parts[i], rng, depth, out)
	case '[', '{':
		times := rng.IntN(3)
		if n.kind == '[' {
			times = rng.IntN(2)
		}
		if depth > 12 {
			times = 0
		}
		for range times {
			derive(g, n.parts[0], rng, depth, out)
		}
	}
}

// write turns terminals into text. Names of fields are left out: which word is a field
// is no matter of the grammar (see its note).
func write(tokens []string, rng *rand.Rand) string {
	samples := map[string][]string{
		"ident": {"a", "bb", "c_1", "Déjà"}, "number": {"1", "64", "0.3", "1e-4", "10_000"},
		"shape": {"4x4", "64x64x3"}, "string": {`"p"`, "`q`", `"a\\b"`}, "NL": {"\n", " // note\n"},
	}
	var b strings.Builder
	for _, tok := range tokens {
		if words := samples[tok]; words != nil {
			tok = words[rng.IntN(len(words))]
		}
		b.WriteString(tok + " ")
	}
	return b.String()
}

func TestGrammar(t *testing.T) {
	g := readGrammar(t)
	for name, n := range g {
		checkNames(t, g, name, n)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	accepted, refused := 0, 0
	for range 20000 {
		var tokens []string
		derive(g, g["block"], rng, 0, &tokens)
		if len(tokens) > 60 {
			continue
		}
		mutate(&tokens, rng)
		text := write(tokens, rng)
		want := (&recogniser{g, tokens}).accepts()
		f, diags := Parse(Source{Text: text})
		if len(f.Chunks) == 0 || f.Chunks[0].Block == nil {
			continue // the mutation made Go of it
		}
		if got := len(diags) == 0; got != want {
			t.Fatalf("the parser accepts: %v, grammar.txt: %v\n%s\n%v", got, want, text, diags)
		}
		if want {
			accepted++
		} else {
			refused++
		}
	}
	if accepted < 2000 || refused < 2000 {
		t.Errorf("got %d sentences and %d others, want 2000 of each", accepted, refused)
	}
}

// mutate spoils two of three sentences behind their header.
func mutate(tokens *[]string, rng *rand.Rand) {
	ts := *tokens
	if rng.IntN(3) == 0 || len(ts) < 5 {
		return
	}
	i := 3 + rng.IntN(len(ts)-3)
	if ts[i] == "NL" || ts[i] == "{" || ts[i] == "}" {
		return // where a block ends is the splitter's, not the grammar's
	}
	any := []string{"ident", "number", "shape", "string", "(", ")", ",", ":", "+", "-", "*", "/", ".."}
	switch rng.IntN(3) {
	case 0:
		ts = append(ts[:i:i], ts[i+1:]...)
	case 1:
		ts = append(ts[:i+1:i+1], ts[i:]...)
	case 2:
		ts[i] = any[rng.IntN(len(any))]
	}
	*tokens = ts
}

func checkNames(t *testing.T, g map[string]node, name string, n node) {
	if n.kind == 'n' && !lexical[n.word] {
		if _, ok := g[n.word]; !ok {
			t.Errorf("grammar.txt: %s uses %q, which it does not define", name, n.word)
		}
	}
	for _, p := range n.parts {
		checkNames(t, g, name, p)
	}
}
