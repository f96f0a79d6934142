package dsl

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

func codePoint(r rune) string {
	return fmt.Sprintf("U+%04X", r)
}

// lookAlike maps characters to the ASCII that was meant; "" for invisible ones.
var lookAlike = map[rune]string{
	'×': "*", '·': "*", '∗': "*", '⋅': "*", '＊': "*", '÷': "/", '∕': "/", '⁄': "/", '／': "/",
	'−': "-", '–': "-", '—': "-", '‐': "-", '‑': "-", '－': "-", '＋': "+", '＝': "=", '：': ":", '，': ",", '；': ";",
	'（': "(", '）': ")", '｛': "{", '｝': "}", '…': "..", '‥': "..", '→': "..",
	'“': `"`, '”': `"`, '„': `"`, '‟': `"`, '«': `"`, '»': `"`, '‘': `"`, '’': `"`, '″': `"`, '＂': `"`, '\'': `"`,
	'\u00a0': " ", '\u2002': " ", '\u2003': " ", '\u2009': " ", '\u200a': " ", '\u202f': " ", '\u3000': " ", '\u2028': " ",
	'\u200b': "", '\u200c': "", '\u200d': "", '\u2060': "", '\ufeff': "", '\u00ad': "", '\u200e': "", '\u200f': "",
	'０': "0", '１': "1", '２': "2", '３': "3", '４': "4", '５': "5", '６': "6", '７': "7", '８': "8", '９': "9",
}

// letters maps Cyrillic, Greek and full-width letters to the ASCII ones they look like.
var letters = map[rune]rune{
	'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'х': 'x', 'у': 'y', 'і': 'i', 'ѕ': 's', 'ј': 'j', 'к': 'k', 'т': 't', 'п': 'n',
	'А': 'A', 'В': 'B', 'Е': 'E', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'Р': 'P', 'С': 'C', 'Т': 'T', 'Х': 'X', 'ο': 'o',
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Χ': 'X', 'Ζ': 'Z', 'ı': 'i',
}

// skeleton is word with its look-alikes replaced, or word itself if that does not make
// it ASCII: a name in another script is a name; a mixture, or a word of the language in
// foreign letters, is a slip.
func skeleton(word string) string {
	ascii := 0
	for i := 0; i < len(word); i++ {
		if word[i] < utf8.RuneSelf {
			ascii++
		}
	}
	if ascii == len(word) {
		return word
	}
	plain := strings.Map(func(r rune) rune {
		if p, ok := letters[r]; ok {
			return p
		}
		if r >= 'Ａ' && r <= 'ｚ' {
			return r - 'Ａ' + 'A'
		}
		return r
	}, word)
	if strings.IndexFunc(plain, func(r rune) bool { return r > unicode.MaxASCII }) >= 0 {
		return word
	}
	if ascii == 0 && !isWord(plain) {
		return word
	}
	return plain
}

// lookAlikes lists the letters of word that are not what they seem.
func lookAlikes(word string) string {
	var parts []string
	for _, r := range word {
		if r > unicode.MaxASCII && len(parts) < 3 {
			parts = append(parts, quote(string(r))+" is "+codePoint(r))
		}
	}
	return strings.Join(parts, ", ")
}
