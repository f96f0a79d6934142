package worker

import (
	"bufio"
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// The marks are found however the bytes are cut.
func TestSplitter(t *testing.T) {
	const token = "andor-abc-"
	in := string(appendMark(appendMark([]byte("one\x00two"), token, 7), token, 18446744073709551615)) +
		"\x00" + token + "x\n" + "three" + string(appendMark(nil, token, 9)) + "\x00andor-"
	wantText := "one\x00two\x00" + token + "x\nthree\x00andor-"
	wantMarks := []uint64{7, 18446744073709551615, 9}
	for size := 1; size <= len(in); size++ {
		s := splitter{token: token}
		var text strings.Builder
		var marks []uint64
		for rest := in; rest != ""; rest = rest[min(size, len(rest)):] {
			s.rest = append(s.rest, rest[:min(size, len(rest))]...)
			for {
				piece, mark := s.next()
				text.Write(piece)
				if mark == 0 {
					break
				}
				marks = append(marks, mark)
			}
		}
		text.Write(s.rest)
		if text.String() != wantText || !reflect.DeepEqual(marks, wantMarks) {
			t.Fatalf("pieces of %d: got %q and marks %v, want %q and %v", size, text.String(), marks, wantText, wantMarks)
		}
	}
}

func TestIncompleteRune(t *testing.T) {
	for in, want := range map[string]int{"": 0, "a": 0, "é": 0, "é"[:1]: 1, "a€"[:3]: 2, "𝄞"[:3]: 3, "\x80\x80": 0, "a\xff": 0} {
		if got := incompleteRune([]byte(in)); got != want {
			t.Errorf("incompleteRune(%q) = %d, want %d", in, got, want)
		}
	}
}

func TestFatalTextAcrossPieces(t *testing.T) {
	var h fatalText
	if got := string(h.filter([]byte("user text\nhalf a line "), false)); got != "user text\nhalf a line " {
		t.Errorf("got %q, want all of it", got)
	}
	if got := string(h.filter([]byte("panic: in the middle of a line\n"), false)); !strings.HasPrefix(got, "panic: in") {
		t.Errorf("got %q, want the text, since it does not begin a line", got)
	}
	if got := string(h.filter([]byte("shown\nfatal error: held\n"), false)); got != "shown\n" {
		t.Errorf("got %q, want only the first line", got)
	}
	if got := string(h.filter([]byte("goroutine 1\n"), false)); got != "" {
		t.Errorf("got %q, want nothing", got)
	}
	if got := string(h.filter([]byte("end\n"), true)); got != "fatal error: held\ngoroutine 1\nend\n" {
		t.Errorf("got %q, want what was held", got)
	}
}

func TestFrames(t *testing.T) {
	big := bytes.Repeat([]byte("x"), 3<<20)
	in := pack(kindShow, 5, map[string][]byte{"image/png": big, "text/plain": {}}, bundleBody{ID: "d", Update: true})
	in.Mark = [2]uint64{1, 2}
	var buf bytes.Buffer
	if err := writeFrame(&buf, in); err != nil {
		t.Fatal(err)
	}
	out, err := readFrame(bufio.NewReader(&buf), false)
	if err != nil {
		t.Fatal(err)
	}
	bundle, body, err := out.unpack()
	if err != nil || out.ID != 5 || out.Mark != in.Mark || !body.Update || body.ID != "d" || len(bundle) != 2 || !bytes.Equal(bundle["image/png"], big) {
		t.Errorf("got %+v, %v with %d parts", body, err, len(bundle))
	}
	none, _, err := pack(kindAnswer, 1, nil, bundleBody{}).unpack()
	if err != nil || none != nil {
		t.Errorf("no bundle: got %v, %v, want nil", none, err)
	}
}

func FuzzReadFrame(f *testing.F) {
	var buf bytes.Buffer
	writeFrame(&buf, pack(kindShow, 5, map[string][]byte{"text/plain": []byte("x")}, bundleBody{}))
	f.Add(buf.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if fr, err := readFrame(bufio.NewReader(bytes.NewReader(b)), false); err == nil {
			fr.unpack()
		}
	})
}

// The runtime does not always say that memory has run out.
func TestExplainsFaultsOfTheRuntime(t *testing.T) {
	for _, text := range []string{"runtime/cgo: pthread_create failed: Resource temporarily unavailable\n",
		"SIGSEGV: segmentation violation\nPC=0x43cabd m=4 sigcode=1 addr=0x0\n\ngoroutine 0 gp=0xceff3434a0 m=4 mp=0xceff3a9808 [idle]:\nruntime.(*spanQueue).tryDrain(0x400?)\n"} {
		var h fatalText
		if shown := h.filter([]byte(text), false); len(shown) > 0 {
			t.Errorf("%q is shown", shown)
		}
		if c := explain(nil, h.take(), false); !strings.HasPrefix(c.Reason, "out of memory") {
			t.Errorf("%.40q: got %q, want out of memory", text, c.Reason)
		}
	}
}
