package wire

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// appendEscaped appends what stands between the quotes of a JSON string, for s in UTF-8. Pictures in SVG and
// pages of HTML may have a hundred megabytes: what needs no escape is copied as it stands.
func appendEscaped(b, s []byte) []byte {
	const hex = "0123456789abcdef"
	for {
		n := unescaped(s)
		b = append(b, s[:n]...)
		if n == len(s) {
			return b
		}
		switch c := s[n]; c {
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
		s = s[n+1:]
	}
}

// unescaped is how many bytes at the beginning of s stand in a JSON string as they are. It
// looks at eight at a time: the lowest byte whose top bit is set in the mask is the first
// that is less than a space, a quote or a backslash.
func unescaped(s []byte) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(s); i += 8 {
		w := binary.LittleEndian.Uint64(s[i:])
		quote, slash := w^ones*'"', w^ones*'\\'
		if mask := ((w-ones*' ')&^w | (quote-ones)&^quote | (slash-ones)&^slash) & tops; mask != 0 {
			return i + bits.TrailingZeros64(mask)/8
		}
	}
	for ; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			return i
		}
	}
	return i
}

// bytesOf is a string's bytes without a copy: nobody may change them.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
