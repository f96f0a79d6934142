package cell

import (
	"strings"
	"unicode/utf8"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/kernel/cell/boxes"
	"github.com/andor-kernel/andor/kernel/cell/check"
	"github.com/andor-kernel/andor/kernel/cell/look"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// Complete proposes what may stand at the cursor, in code points: members of the
// expression before a dot, names in scope, packages, keywords, and what the DSL knows
// inside a block.
func (s *Session) Complete(code string, cursor int) (c Completion) {
	offset := look.ByteOffset(code, cursor)
	c.Start, c.End = cursor, cursor
	defer func() {
		if recover() != nil {
			c.Items = nil // half-written code may be anything
		}
	}()
	s.mu.Lock()
	defer s.mu.Unlock()
	if list, inside := dsl.Complete(dsl.Source{Text: code}, offset, blockEnv{s: s, idle: true}); inside {
		return look.BlockItems(code, cursor, list)
	}
	start := look.WordStart(code, offset)
	c.Start = cursor - utf8.RuneCountInString(code[start:offset])
	line := code[strings.LastIndexByte(code[:offset], '\n')+1 : offset]
	if word := strings.TrimLeft(line, " \t"); strings.HasPrefix(word, "%") && !strings.Contains(word, " ") {
		return magicItems(word, cursor)
	}
	c.Items = s.snapshot().Complete(code, offset, start)
	return c
}

func magicItems(word string, cursor int) Completion {
	c := Completion{Start: cursor - utf8.RuneCountInString(word), End: cursor}
	for _, m := range magics() {
		if strings.HasPrefix(m.Name, word) {
			c.Items = append(c.Items, Item{Text: m.Name, Type: "magic", Signature: m.Args})
		}
	}
	return c
}

// Inspect documents the name at the cursor (in code points), or the func whose arguments
// the cursor stands in. detail 1 adds the source of what cells declared.
func (s *Session) Inspect(code string, cursor, detail int) (bundle map[string][]byte, found bool) {
	offset := look.ByteOffset(code, cursor)
	defer func() {
		if recover() != nil {
			bundle, found = nil, false // half-written code may be anything
		}
	}()
	s.mu.Lock()
	defer s.mu.Unlock()
	if d, ok := dsl.Inspect(dsl.Source{Text: code}, offset, blockEnv{s: s, idle: true}); ok {
		return map[string][]byte{"text/plain": []byte(d.Plain()), "text/markdown": []byte(d.Markdown())}, true
	}
	return s.snapshot().Inspect(code, offset, detail)
}

// IsComplete says whether code can be run as it stands ("complete"), goes on in a next
// line ("incomplete", with the indentation of that line), or has a syntax error
// ("invalid").
func (s *Session) IsComplete(code string) (status, indent string) {
	return text.IsComplete(code, magicText)
}

// snapshot is the session for those who only look at code. It holds while s.mu is locked.
func (s *Session) snapshot() *look.Snapshot {
	return &look.Snapshot{
		Scope: sessionScope{s}, Packages: s.packages,
		Check: func(code string) *check.Checked {
			in := s.reading(&text.Source{Serial: 1<<30 - 1, Name: "input", Code: code, Magic: magicText})
			in.Loose = true
			in.read()
			c, _ := check.Check(sessionScope{s}, s.packages, in.Parsed)
			return c
		},
		Imports: func(yield func(name, path string) bool) {
			for _, names := range []map[string]string{s.wellKnown, s.imports} {
				for name, path := range names {
					if !yield(name, path) {
						return
					}
				}
			}
		},
		Value: func(d *check.Def) string {
			v := s.idleVariable(d.Emit)
			if !v.IsValid() {
				return ""
			}
			return boxes.FormatSilent(d.Obj.Type(), v)
		},
	}
}
