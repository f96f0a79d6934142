package dsl

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// envelope is the JSON form of a declaration: the version of the schema and the one
// declaration, under its kind.
type envelope struct {
	Schema int    `json:"schema"`
	Net    *Net   `json:"net,omitempty"`
	Data   *Data  `json:"data,omitempty"`
	Train  *Train `json:"train,omitempty"`
	Let    *Let   `json:"let,omitempty"`
}

// Marshal writes a declaration as JSON with SchemaVersion, for checkpoints and tools:
// {"schema":1,"net":{…}}. It fails for a declaration that is empty or pending.
func Marshal(d Decl) ([]byte, error) {
	if d.Pending {
		return nil, fmt.Errorf("declaration %q has values that are not known yet; check the block when it runs", d.Name())
	}
	if n := d.count(); n != 1 {
		return nil, fmt.Errorf("got %d declarations in one, want 1", n)
	}
	return json.Marshal(envelope{SchemaVersion, d.Net, d.Data, d.Train, d.Let})
}

func (d Decl) count() int {
	n := 0
	for _, set := range []bool{d.Net != nil, d.Data != nil, d.Train != nil, d.Let != nil} {
		if set {
			n++
		}
	}
	return n
}

// Unmarshal reads what Marshal wrote and checks it anew, as the block it stands for: a
// file that was edited by hand gets the same findings as a cell. The names of nets and
// data in a train declaration are not looked up. Unknown members and other versions of
// the schema are errors.
func Unmarshal(b []byte) (Decl, error) {
	var head struct {
		Schema int `json:"schema"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return Decl{}, fmt.Errorf("not the JSON form of a declaration: %w", err)
	}
	if head.Schema != SchemaVersion {
		return Decl{}, fmt.Errorf("schema version %d, want %d; another version of andor wrote this", head.Schema, SchemaVersion)
	}
	var e envelope
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&e); err != nil {
		return Decl{}, fmt.Errorf("not the JSON form of a declaration: %w", err)
	}
	if e.Train != nil {
		save := e.Train.Saving()
		e.Train.Save = &save
	}
	d := Decl{Net: e.Net, Data: e.Data, Train: e.Train, Let: e.Let}
	if n := d.count(); n != 1 {
		return Decl{}, fmt.Errorf("got %d declarations in one, want 1", n)
	}
	return d, d.recheck()
}

// recheck holds a declaration against its own canonical text, checked as a block.
func (d Decl) recheck() error {
	if err := d.printable(); err != nil {
		return err
	}
	var env Env
	if d.Train != nil {
		env = partiesOf{d.Train}
	}
	again, diags := Read(Source{Name: "declaration " + d.Name(), Text: d.text()}, env)
	if len(diags) > 0 {
		return diags
	}
	if len(again) != 1 {
		return fmt.Errorf("declaration %q is not one block", d.Name())
	}
	got, want := again[0].plain(), d.plain()
	if got != want {
		return fmt.Errorf("declaration %q contradicts itself: its layers and settings give\n%s\nbut it says\n%s", d.Name(), got, want)
	}
	return nil
}

// printable guards what the canonical text takes for granted.
func (d Decl) printable() error {
	if !wordLike(d.Name()) {
		return fmt.Errorf("declaration has the name %q, want an identifier", d.Name())
	}
	if d.Let != nil && (d.Let.Den < 1 || gcd(d.Let.Num, d.Let.Den) != 1 || d.Let.Num == math.MinInt64) {
		return fmt.Errorf("let %q is %d/%d, want lowest terms over a positive denominator", d.Let.Name, d.Let.Num, d.Let.Den)
	}
	if d.Net != nil {
		for _, s := range d.Net.Stages {
			if !wordLike(s.Name) {
				return fmt.Errorf("net %q has a stage named %q, want an identifier", d.Net.Name, s.Name)
			}
		}
	}
	return nil
}

// text is the canonical text of whichever is declared.
func (d Decl) text() string {
	switch {
	case d.Net != nil:
		return d.Net.String()
	case d.Data != nil:
		return d.Data.String()
	case d.Train != nil:
		return d.Train.String()
	case d.Let != nil:
		return d.Let.String()
	}
	return ""
}

// plain is the JSON of a declaration without what may rightly differ: topk's text, which
// may name a let.
func (d Decl) plain() string {
	if d.Net != nil {
		n := *d.Net
		n.Stages = append([]Stage(nil), n.Stages...)
		for i, s := range n.Stages {
			if s.TopK != nil {
				k := *s.TopK
				k.Text = ""
				n.Stages[i].TopK = &k
			}
		}
		d.Net = &n
	}
	var b strings.Builder
	if err := json.NewEncoder(&b).Encode(envelope{SchemaVersion, d.Net, d.Data, d.Train, d.Let}); err != nil {
		return err.Error() // NaN: no text of it exists
	}
	return b.String()
}

// partiesOf stands in for the nets and data a train declaration names: they are known,
// and nothing about them is.
type partiesOf struct{ t *Train }

func (p partiesOf) Net(name string) (*Net, bool) {
	return &Net{Name: name}, name == p.t.Actor || name == p.t.Critic
}

func (p partiesOf) Data(name string) (*Data, bool) { return &Data{Name: name}, name == p.t.Data }

func (p partiesOf) Number(string) (num, den int64, value float64, pending, ok bool) {
	return 0, 0, 0, false, false
}

func (p partiesOf) Names() []string { return nil }
