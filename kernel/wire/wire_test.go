package wire

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

func key(t testing.TB, secret string) Key {
	t.Helper()
	k, err := NewKey("hmac-sha256", secret)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func sample(t testing.TB, k Key) [][]byte {
	t.Helper()
	m := &Message{Identities: [][]byte{[]byte("peer")}, Header: NewHeader("execute_request", "s"),
		Content: map[string]any{"code": "1 < 2"}, Buffers: [][]byte{{1, 2}, {}}}
	frames, err := Encode(m, k)
	if err != nil {
		t.Fatal(err)
	}
	return frames
}

func TestEncodeDecode(t *testing.T) {
	for _, secret := range []string{"", "k"} {
		k := key(t, secret)
		m, err := Decode(sample(t, k), k)
		if err != nil {
			t.Fatal(err)
		}
		req := NewExecuteRequest()
		if err := m.Unmarshal(&req); err != nil {
			t.Fatal(err)
		}
		if req.Code != "1 < 2" || !req.StopOnError || !req.StoreHistory || req.Silent {
			t.Errorf("got %+v, want the code and the protocol's defaults", req)
		}
		if m.Header.Type != "execute_request" || string(m.Identities[0]) != "peer" || len(m.Buffers) != 2 || len(m.Buffers[0]) != 2 {
			t.Errorf("got %+v", m)
		}
		r := Reply(m, "execute_reply", "s", OK)
		back, err := Encode(r, k)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Decode(back, k)
		if err != nil || d.ParentID() != m.Header.ID {
			t.Errorf("parent of the reply: got %q, %v, want %q", d.ParentID(), err, m.Header.ID)
		}
	}
}

// A known digest, so that sign and verify cannot be wrong together: computed with
// Python's hmac.new(b"secret", b"{}"*4, "sha256").
func TestSignatureKnown(t *testing.T) {
	e := []byte("{}")
	const want = "34982f0bfec60e7b933ffde06c1ecab0fba073717a95ab943d1dd06f82c2d5e4"
	if got := string(key(t, "secret").sign(e, e, e, e)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDecodeRefuses(t *testing.T) {
	k := key(t, "k")
	good := sample(t, k)
	resign := func(i int, part string) [][]byte {
		f := append([][]byte(nil), good...)
		f[i] = []byte(part)
		f[2] = k.sign(f[3:7]...)
		return f
	}
	forged := append([][]byte(nil), good...)
	forged[6] = []byte(`{"code":"2"}`)
	tests := []struct {
		name   string
		frames [][]byte
		want   error
	}{
		{"nothing", nil, ErrFrames},
		{"no delimiter", [][]byte{{1}, {2}}, ErrFrames},
		{"short", good[:6], ErrFrames},
		{"delimiter behind too many identities", append(bytes.Split(bytes.Repeat([]byte("x,"), 40), []byte(",")), good[1:]...), ErrFrames},
		{"changed content", forged, ErrSignature},
		{"other key", sample(t, key(t, "other")), ErrSignature},
		{"no signature", sample(t, Key{}), ErrSignature},
		{"header is a list", resign(3, "[]"), nil},
		{"header without id", resign(3, `{"msg_type":"x"}`), nil},
		{"parent is null", resign(4, "null"), nil},
		{"metadata is cut", resign(5, "{"), nil},
		{"content is a number", resign(6, "7"), nil},
	}
	for _, tt := range tests {
		_, err := Decode(tt.frames, k)
		if err == nil || tt.want != nil && !errors.Is(err, tt.want) {
			t.Errorf("%s: got error %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestReplays(t *testing.T) {
	k := key(t, "k")
	r := NewReplays(2)
	decode := func(f [][]byte) *Message {
		m, err := Decode(f, k)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	a, b, c := decode(sample(t, k)), decode(sample(t, k)), decode(sample(t, k))
	for i, step := range []struct {
		m    *Message
		want bool
	}{{a, true}, {a, false}, {b, true}, {c, true}, {b, false}, {a, true}} { // a was pushed out by c
		if got := r.Fresh(step.m); got != step.want {
			t.Errorf("step %d: got fresh %v, want %v", i, got, step.want)
		}
	}
}

func TestNewData(t *testing.T) {
	d := NewData(map[string][]byte{"text/plain": []byte("a<b\xff"), "image/svg+xml": []byte("<svg/>"), "image/png": {1, 2, 3},
		"application/json": []byte(`{"a":1}`), "application/vnd.x+json": []byte("{")})
	want := map[string]string{"text/plain": `"a<b` + "\uFFFD" + `"`, "image/svg+xml": `"<svg/>"`, "image/png": `"AQID"`, "application/json": `{"a":1}`}
	if len(d) != len(want) {
		t.Errorf("got %d types, want %d: JSON that is cut is dropped", len(d), len(want))
	}
	for mime, w := range want {
		if string(d[mime]) != w {
			t.Errorf("%s: got %s, want %s", mime, d[mime], w)
		}
	}
	if _, err := json.Marshal(d); err != nil {
		t.Error(err)
	}
}

// What is written by hand is what package json would write.
func TestLargeContents(t *testing.T) {
	count := 3
	for _, text := range []string{"", "plain", "a\n\t\r\"\\\x00\x1f\x7f<é𝄞\u2028", "cut \xff"} {
		data := Bundle(map[string][]byte{"text/plain": []byte(text), "image/png": []byte(text), "application/json": []byte(`{ "a": [1] }`)})
		for _, d := range []DisplayData{
			{Data: data, Metadata: map[string]any{"a": 1}, Transient: map[string]any{}}, {Count: &count, Data: data, Metadata: map[string]any{}}, {},
		} {
			same(t, d, struct {
				Count     *int           `json:"execution_count,omitempty"`
				Data      Data           `json:"data"`
				Metadata  map[string]any `json:"metadata"`
				Transient map[string]any `json:"transient"`
			}{d.Count, NewData(d.Data), d.Metadata, d.Transient})
		}
		type plain Stream
		s := Stream{"stdout", text}
		same(t, s, plain(s))
	}
}

// A large content, which is signed while it is written, has the signature of the whole.
func TestLargeContentsAreSigned(t *testing.T) {
	signed, err := NewKey("hmac-sha256", "secret")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("a\"é\n\x00", large/4) // more escapes than there is room for at first
	for _, key := range []Key{signed, {}} {
		for _, n := range []int{large - 1, large, large + 1, 2*large + 2} {
			raw := bytes.Repeat([]byte{0, 1, 255}, n/3+1)[:n]
			d := DisplayData{Data: Bundle{"image/png": raw, "text/html": []byte(text), "text/plain": []byte("x")}}
			frames, err := Encode(&Message{Header: NewHeader("display_data", "s"), Content: d}, key)
			if err != nil {
				t.Fatal(err)
			}
			m, err := Decode(frames, key)
			if err != nil {
				t.Fatalf("%d bytes: %v", n, err)
			}
			var got struct {
				Data struct {
					PNG   []byte `json:"image/png"`
					HTML  string `json:"text/html"`
					Plain string `json:"text/plain"`
				}
			}
			if err := m.Unmarshal(&got); err != nil || !bytes.Equal(got.Data.PNG, raw) || got.Data.HTML != text || got.Data.Plain != "x" {
				t.Errorf("%d bytes: got %d, %d and %q, %v", n, len(got.Data.PNG), len(got.Data.HTML), got.Data.Plain, err)
			}
		}
	}
	d := DisplayData{Data: Bundle{"image/png": make([]byte, large)}, Metadata: map[string]any{"bad": func() {}}}
	if _, err := Encode(&Message{Header: NewHeader("display_data", "s"), Content: d}, signed); err == nil {
		t.Error("metadata that is no JSON: got no error")
	}
}

// BenchmarkEncodeLarge is a page of 16 MiB.
func BenchmarkEncodeLarge(b *testing.B) {
	key, err := NewKey("hmac-sha256", "secret")
	if err != nil {
		b.Fatal(err)
	}
	page := bytes.Repeat([]byte("<b>andor</b>"), 16<<20/12)
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Encode(&Message{Header: NewHeader("display_data", "s"), Content: DisplayData{Data: Bundle{"text/html": page}}}, key); err != nil {
			b.Fatal(err)
		}
	}
}

// Every byte value at every place in a word, behind what needs no escape and what does.
func TestQuote(t *testing.T) {
	for c := range 128 {
		for at := range 18 {
			text := strings.Repeat("x", at) + string(rune(c)) + "é\"𝄞" + strings.Repeat("y", 9)
			var o output
			o.quoted([]byte(text))
			var back string
			if err := json.Unmarshal(o.b, &back); err != nil || back != text {
				t.Errorf("%q: got %s, %v", text, o.b, err)
			}
		}
	}
}

func same(t *testing.T, ours, theirs any) {
	t.Helper()
	var o output
	if err := o.content(ours); err != nil {
		t.Fatal(err)
	}
	got := o.b
	want, err := json.Marshal(theirs)
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if err := json.Unmarshal(got, &a); err != nil {
		t.Fatalf("%s: %v", got, err)
	}
	json.Unmarshal(want, &b)
	if !reflect.DeepEqual(a, b) {
		t.Errorf("got %s, want %s", got, want)
	}
}

// png makes the head of a picture: IHDR, and pHYs unless perMetre is 0.
func png(w, h, perMetre uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, body []byte) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(body)))
		b = append(append(append(b, kind...), body...), 0, 0, 0, 0)
	}
	chunk("IHDR", append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h), 8, 2, 0, 0, 0))
	if perMetre > 0 {
		chunk("pHYs", append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, perMetre), perMetre), 1))
	}
	chunk("IDAT", nil)
	return b
}

func TestPictureMetadata(t *testing.T) {
	tests := []struct {
		name string
		png  []byte
		w, h int
	}{
		{"192 dpi", png(800, 600, 7559), 400, 300},
		{"96 dpi", png(800, 600, 3780), 0, 0},
		{"no resolution", png(800, 600, 0), 0, 0},
		{"cut", png(800, 600, 7559)[:50], 0, 0},
		{"not a picture", []byte("hello"), 0, 0},
		{"absent", nil, 0, 0},
	}
	for _, tt := range tests {
		m := PictureMetadata(map[string][]byte{"image/png": tt.png}, nil)
		size, _ := m["image/png"].(map[string]any)
		if w, _ := size["width"].(int); w != tt.w {
			t.Errorf("%s: got width %v, want %d", tt.name, size, tt.w)
		}
		if h, _ := size["height"].(int); h != tt.h {
			t.Errorf("%s: got height %v, want %d", tt.name, size, tt.h)
		}
	}
}

func TestParseConnection(t *testing.T) {
	const good = `{"transport":"tcp","ip":"127.0.0.1","shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5,"key":"k","signature_scheme":"hmac-sha256"}`
	c, err := ParseConnection([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if n, a := c.Endpoint("control"); n != "tcp" || a != "127.0.0.1:4" {
		t.Errorf("Endpoint: got %s %s", n, a)
	}
	if _, err := ParseConnection([]byte(strings.ReplaceAll(strings.ReplaceAll(good, "127.0.0.1", "/run/k"), `"tcp"`, `"ipc"`))); err != nil {
		t.Errorf("ipc: %v", err)
	}
	for _, tt := range []struct{ name, old, new, want string }{
		{"other interface", "127.0.0.1", "0.0.0.0", "loopback"},
		{"host name", "127.0.0.1", "example.org", "loopback"},
		{"transport", `"tcp"`, `"udp"`, "transport"},
		{"no port", `"hb_port":5`, `"hb_port":0`, "hb_port: got 0"},
		{"same port", `"hb_port":5`, `"hb_port":4`, "both 4"},
		{"scheme", "hmac-sha256", "hmac-md5", "signature scheme"},
		{"not JSON", `"transport"`, `transport`, "not the JSON"},
	} {
		_, err := ParseConnection([]byte(strings.Replace(good, tt.old, tt.new, 1)))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}

func TestReadConnectionWarns(t *testing.T) {
	if !privateModes {
		t.Skip("permission bits say nothing here")
	}
	const text = `{"ip":"127.0.0.1","shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5,"signature_scheme":"hmac-sha256","key":"%s"}`
	for _, tt := range []struct {
		key  string
		mode os.FileMode
		want string
	}{{"k", 0o600, ""}, {"k", 0o644, "readable by others"}, {"", 0o600, "has no key"}} {
		path := filepath.Join(t.TempDir(), "c.json")
		if err := os.WriteFile(path, []byte(fmt.Sprintf(text, tt.key)), tt.mode); err != nil {
			t.Fatal(err)
		}
		_, warning, err := ReadConnection(path)
		if err != nil || (warning == "") != (tt.want == "") || !strings.Contains(warning, tt.want) {
			t.Errorf("key %q, mode %o: got warning %q, %v, want %q", tt.key, tt.mode, warning, err, tt.want)
		}
	}
}

func TestText(t *testing.T) {
	for _, text := range []string{"", "plain", "a\nb", "\"\\", "é𝄞", "\u2028<>&", "\x00\x1f"} {
		for _, ascii := range []bool{false, true} {
			b, _ := json.Marshal(text)
			if ascii {
				b = []byte(strconv.QuoteToASCII(text))
				if strings.Contains(string(b), `\x`) || strings.Contains(string(b), `\U`) {
					continue // Go's own escapes
				}
			}
			var got struct{ Code Text }
			if err := json.Unmarshal([]byte(`{"code":`+string(b)+`}`), &got); err != nil || string(got.Code) != text {
				t.Errorf("%s: got %q, %v, want %q", b, got.Code, err, text)
			}
		}
	}
	var got Text
	if err := json.Unmarshal([]byte(`"\ud834\udd1e\ud834x\/\n"`), &got); err != nil || got != "𝄞\uFFFDx/\n" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, bad := range []string{`7`, `{}`, `"`, `"\`, `"\"`, `"\u12"`} {
		if err := got.UnmarshalJSON([]byte(bad)); err == nil {
			t.Errorf("%s: got no error", bad)
		}
	}
}

// BenchmarkDisplay encodes 100 MB of HTML.
func BenchmarkDisplay(b *testing.B) {
	key, _ := NewKey("hmac-sha256", "k")
	bundle := map[string][]byte{"text/html": bytes.Repeat([]byte("<b>andor</b>"), 100_000_000/12)}
	b.SetBytes(100e6)
	b.ReportAllocs()
	for b.Loop() {
		m := &Message{Header: NewHeader("display_data", "s"), Content: DisplayData{Data: bundle}}
		if _, err := Encode(m, key); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	k := key(f, "k")
	f.Add(bytes.Join(sample(f, k), []byte{0}), true)
	f.Add([]byte("a\x00<IDS|MSG>\x00\x00{}\x00{}\x00{}\x00{}"), false)
	f.Fuzz(func(t *testing.T, b []byte, signed bool) {
		frames := bytes.Split(b, []byte{0})
		use := Key{}
		if signed {
			use = k
		}
		m, err := Decode(frames, use)
		if err != nil {
			return
		}
		if m.Header.ID == "" || m.Header.Type == "" {
			t.Errorf("accepted a message without id or type: %+v", m.Header)
		}
		var req ExecuteRequest
		m.Unmarshal(&req)
		m.ParentID()
		if _, err := Encode(Reply(m, "x", "s", OK), use); err != nil {
			t.Errorf("reply to an accepted message: %v", err)
		}
	})
}

func FuzzParseConnection(f *testing.F) {
	f.Add([]byte(`{"ip":"127.0.0.1"}`))
	f.Fuzz(func(t *testing.T, b []byte) { ParseConnection(b) })
}

func FuzzPictureMetadata(f *testing.F) {
	f.Add(png(8, 8, 7559))
	f.Fuzz(func(t *testing.T, b []byte) {
		PictureMetadata(map[string][]byte{"image/png": b}, nil)
	})
}
