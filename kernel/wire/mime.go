package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"strings"
	"unicode/utf8"
)

// NewData turns a MIME bundle of raw bytes into what Jupyter messages and notebooks hold:
// text as a JSON string, JSON types as they are, everything else in base64. JSON that is
// not valid is dropped: one bad part must not make the whole message unreadable.
func NewData(bundle map[string][]byte) Data {
	d := make(Data, len(bundle))
	for mime, b := range bundle {
		switch {
		case isJSON(mime):
			if json.Valid(b) {
				d[mime] = b
			}
		case isText(mime) && utf8.Valid(b):
			d[mime] = quote(b)
		case isText(mime):
			d[mime] = quote(bytes.ToValidUTF8(b, []byte("\uFFFD")))
		default:
			text := make([]byte, 0, base64.StdEncoding.EncodedLen(len(b))+2)
			d[mime] = append(base64.StdEncoding.AppendEncode(append(text, '"'), b), '"')
		}
	}
	return d
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

// plain are the bytes that stand in a JSON string as they are.
var plain = func() (p [256]bool) {
	for c := range p {
		p[c] = c >= ' ' && c != '"' && c != '\\'
	}
	return p
}()

// quote is a string, which must be valid UTF-8, in JSON. Pictures in SVG and pages of HTML
// may have a hundred megabytes: most of a text is copied as it stands.
func quote[T string | []byte](s T) json.RawMessage {
	const hex = "0123456789abcdef"
	b := make([]byte, 0, len(s)+len(s)/16+2)
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if plain[c] {
			continue
		}
		b = append(b, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(append(b, s[from:]...), '"')
}
