package wire

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"unicode/utf8"
)

// writer is a content that may be very large. Package json would parse and copy what is
// JSON already.
type writer interface {
	write(o *output) error
}

// output is the content of a message as it is written. The signature comes before it on the
// wire, but the beginning of a large content is signed while its end is being written.
type output struct {
	key    Key
	head   [3][]byte // header, parent header and metadata, which are signed first
	b      []byte    // written so far
	passed int       // bytes of b that have been passed on to be signed
	sign   chan<- []byte
	signed <-chan []byte
}

const (
	// large contents are signed while they are written; for others it is not worth a goroutine.
	large = 1 << 20
	// piece bytes of a part are written between two looks at what can be passed on: they are
	// still in the processor's cache when they are signed. It is a multiple of three, as base64
	// wants it.
	piece = 48 << 10
	// slack is room for what follows a large part in its message, so that it is not copied
	// for a few bytes.
	slack = 4 << 10
)

func (o *output) content(v any) error {
	if w, ok := v.(writer); ok {
		return w.write(o)
	}
	b := []byte("{}")
	if v != nil {
		var err error
		if b, err = marshal(v); err != nil {
			return err
		}
	}
	o.b = b
	return nil
}

// add writes what is short.
func (o *output) add(text string) { o.b = append(o.b, text...) }

// grow makes room for a part of n bytes, or thereabouts.
func (o *output) grow(n int) {
	if cap(o.b)-len(o.b) < n {
		o.b = append(make([]byte, 0, len(o.b)+n+slack), o.b...)
	}
	if n >= large && o.sign == nil && o.key.Signed() {
		o.follow()
	}
}

// follow starts to sign.
func (o *output) follow() {
	pieces, signed := make(chan []byte, 64), make(chan []byte, 1)
	o.sign, o.signed = pieces, signed
	go func() {
		mac := hmac.New(sha256.New, o.key.secret)
		for _, p := range o.head {
			mac.Write(p)
		}
		for p := range pieces {
			mac.Write(p)
		}
		signed <- hexSum(mac)
	}()
}

// pass gives what has been written to the one who signs; it is not changed any more.
func (o *output) pass() {
	if o.sign != nil {
		for p := range slices.Chunk(o.b[o.passed:], signPiece) {
			o.sign <- p
		}
		o.passed = len(o.b)
	}
}

// signature ends the signing, and waits for it.
func (o *output) signature() []byte {
	if o.sign == nil {
		return o.key.sign(o.head[0], o.head[1], o.head[2], o.b)
	}
	o.pass()
	close(o.sign)
	return <-o.signed
}

// quoted writes a string in JSON. Each piece is looked at, copied and signed while it is in the
// processor's cache.
func (o *output) quoted(s []byte) {
	o.b = append(o.b, '"')
	for len(s) > 0 {
		n := min(len(s), piece)
		if n < len(s) {
			n -= incompleteRune(s[:n])
		}
		p := s[:n]
		if s = s[n:]; !utf8.Valid(p) {
			p = bytes.ToValidUTF8(p, []byte("\uFFFD"))
		}
		o.b = appendEscaped(o.b, p)
		o.pass()
	}
	o.b = append(o.b, '"')
}

// incompleteRune is the number of bytes at the end of b that begin a UTF-8 sequence whose
// rest has not come.
func incompleteRune(b []byte) int {
	for n := 1; n <= min(len(b), utf8.UTFMax-1); n++ {
		if c := b[len(b)-n]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}

// base64 writes a string that holds bytes.
func (o *output) base64(s []byte) {
	o.b = append(o.b, '"')
	for p := range slices.Chunk(s, piece) {
		o.b = base64.StdEncoding.AppendEncode(o.b, p)
		o.pass()
	}
	o.b = append(o.b, '"')
}
