package dsl

// Two findings that only the checker of the Go around a block can make. They are worded
// here, so that a mistake in a block reads the same whoever finds it.

// DeclaredInGo finds that Go of the same cell gives the name of a block another meaning.
// It panics if the chunk is not a block.
func DeclaredInGo(f *File, chunk int) Diagnostic {
	b := f.block(chunk)
	return f.diagnostic(codeTwice, b.name, quote(b.Name)+" is declared twice",
		"the Go of this cell has a "+quote(b.Name)+", too; both would be the same variable", "give one of them another name")
}

// UnfitInGo finds that a name a train block uses is a Go value of type goType, neither a
// net nor data, or, if goType is empty, that only Go further down declares it. It panics if
// the chunk is not a block.
func UnfitInGo(f *File, chunk int, name, goType string) Diagnostic {
	b := f.block(chunk)
	at, role := b.name, "actor"
	if b.group != nil {
		for _, x := range b.group.fields {
			if x.value != nil && f.Source.Text[x.value.start:x.value.end] == name {
				at, role = x.value.span, x.name.text
				break
			}
		}
	}
	kind, code := "net", codeNoNet
	if role == "data" {
		kind, code = "data", codeNoData
	}
	if goType == "" {
		return f.diagnostic(code, at, "unknown "+kind+" "+quote(name), "the Go that declares it stands below", "move it above "+b.Kind+" "+b.Name)
	}
	w := fieldWord("train", role)
	want := map[string]string{"net": "a net", "data": "data"}[kind]
	return f.diagnostic(codeRole, at, role+" "+quote(name)+" is a Go value of type "+goType+", want "+want, w.Signature, w.Example)
}

// SpoilsGo says whether the finding is about a block that Go cannot tell from its own text:
// what a Go parser says of the lines from there on follows from it.
func (d Diagnostic) SpoilsGo() bool { return d.Code == codeNested || d.Code == codeHeader }

func (f *File) block(chunk int) *Block {
	if chunk < 0 || chunk >= len(f.Chunks) || f.Chunks[chunk].Block == nil {
		panic("dsl: chunk " + itoa(chunk) + " is not a block")
	}
	return f.Chunks[chunk].Block
}
