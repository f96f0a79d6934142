package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"
)

// Data is a MIME bundle as Jupyter messages and notebooks hold it: see NewData.
type Data map[string]json.RawMessage

// NewData turns a MIME bundle of raw bytes into what Jupyter messages and notebooks hold:
// text as a JSON string, JSON types as they are, everything else in base64. JSON that is
// not valid is dropped: one bad part must not make the whole message unreadable.
func NewData(bundle map[string][]byte) Data {
	d := make(Data, len(bundle))
	for mime, raw := range bundle {
		if p := newPart(mime, raw); p.kind != badJSON {
			var o output
			p.write(&o)
			d[mime] = o.b
		}
	}
	return d
}

// Bundle is a MIME bundle of raw bytes that becomes what NewData makes of it when its
// message is encoded: a part of a hundred megabytes is then written once.
type Bundle map[string][]byte

func (d Bundle) write(o *output) {
	o.add("{")
	first := true
	for _, mime := range slices.Sorted(maps.Keys(d)) {
		p := newPart(mime, d[mime])
		if p.kind == badJSON {
			continue
		}
		if !first {
			o.add(",")
		}
		first = false
		o.quoted(bytesOf(mime))
		o.add(":")
		p.write(o)
	}
	o.add("}")
}

// part is an entry of a bundle, and how it is written.
type part struct {
	kind kind
	raw  []byte
}

type kind int

const (
	badJSON kind = iota
	goodJSON
	asString
	asBase64
)

func newPart(mime string, raw []byte) part {
	switch {
	case isJSON(mime) && !json.Valid(raw):
		return part{kind: badJSON}
	case isJSON(mime):
		return part{goodJSON, raw}
	case isText(mime):
		return part{asString, raw}
	}
	return part{asBase64, raw}
}

func (p part) write(o *output) {
	switch p.kind {
	case goodJSON:
		o.grow(len(p.raw))
		o.b = append(o.b, p.raw...)
	case asString:
		o.grow(len(p.raw) + len(p.raw)/8) // few have more to escape
		o.quoted(p.raw)
	case asBase64:
		o.grow(base64.StdEncoding.EncodedLen(len(p.raw)))
		o.base64(p.raw)
	}
}

// PictureMetadata adds width and height (CSS pixels) for an image/png that carries its
// resolution in a pHYs chunk, as andor's figures do at twice the screen's 96 dpi; so they
// show sharp and at their intended size. Metadata that already has the entry is kept, and
// the map given is not changed.
func PictureMetadata(bundle map[string][]byte, metadata map[string]any) map[string]any {
	out := make(map[string]any, len(metadata)+1)
	for k, v := range metadata {
		out[k] = v
	}
	if _, has := out["image/png"]; has {
		return out
	}
	if w, h, ok := pngSize(bundle["image/png"]); ok {
		out["image/png"] = map[string]any{"width": w, "height": h}
	}
	return out
}

// pngSize reads IHDR and pHYs. ok is false for pictures without a resolution or at about
// 96 dpi, which need no metadata.
func pngSize(b []byte) (w, h int, ok bool) {
	const magic = "\x89PNG\r\n\x1a\n"
	if !bytes.HasPrefix(b, []byte(magic)) {
		return 0, 0, false
	}
	const dotsPerMetre = 96 / 0.0254
	for p := b[len(magic):]; len(p) >= 12; {
		n := int64(binary.BigEndian.Uint32(p))
		kind := string(p[4:8])
		if int64(len(p)) < 12+n {
			return 0, 0, false
		}
		body := p[8 : 8+n]
		switch {
		case kind == "IHDR" && n >= 8:
			w, h = int(binary.BigEndian.Uint32(body)), int(binary.BigEndian.Uint32(body[4:]))
		case kind == "pHYs" && n == 9 && body[8] == 1:
			scale := float64(binary.BigEndian.Uint32(body)) / dotsPerMetre
			if scale < 1.05 || w == 0 || h == 0 {
				return 0, 0, false
			}
			return int(math.Round(float64(w) / scale)), int(math.Round(float64(h) / scale)), true
		case kind == "IDAT":
			return 0, 0, false
		}
		p = p[12+n:]
	}
	return 0, 0, false
}

func isJSON(mime string) bool {
	return mime == "application/json" || strings.HasSuffix(mime, "+json")
}

func isText(mime string) bool {
	switch {
	case strings.HasPrefix(mime, "text/"), strings.HasSuffix(mime, "+xml"):
		return true
	case mime == "application/javascript", mime == "application/xml", mime == "application/x-latex":
		return true
	}
	return false
}
