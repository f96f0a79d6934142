package dsl

import (
	"unicode"
	"unicode/utf8"
)

func isLetter(text string, i int) bool {
	c := text[i]
	if c < utf8.RuneSelf {
		return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z'
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsLetter(r)
}

// wordEnd is the offset just past the identifier at i.
func wordEnd(text string, i int) int {
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			if !(c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9') {
				break
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) {
			break
		}
		i += n
	}
	return i
}

func skipBlank(text string, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\t') {
		i++
	}
	return i
}

func skipSpace(text string, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r' || text[i] == '\n') {
		i++
	}
	return i
}

// lineEnd is the offset of the newline that ends the line of i, or the text's length.
func lineEnd(text string, i int) int {
	for i < len(text) && text[i] != '\n' {
		i++
	}
	return i
}

// nextLine is the offset of the line after the one of i.
func nextLine(text string, i int) int { return min(lineEnd(text, i)+1, len(text)) }

// after is the offset just past the next mark at or after i, or the text's length.
func after(text string, i int, mark string) int {
	for ; i < len(text); i++ {
		if len(text)-i >= len(mark) && text[i:i+len(mark)] == mark {
			return i + len(mark)
		}
	}
	return len(text)
}

// quoted is the offset just past the string or rune literal that starts at i; it ends at
// the line's end at the latest.
func quoted(text string, i int) int {
	mark := text[i]
	for i++; i < len(text) && text[i] != '\n'; i++ {
		switch text[i] {
		case mark:
			return i + 1
		case '\\':
			if i+1 < len(text) && text[i+1] != '\n' {
				i++
			}
		}
	}
	return i
}
