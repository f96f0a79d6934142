package randgo

import "fmt"

// kind is what a type is made of.
type kind int

const (
	intKind kind = iota
	floatKind
	stringKind
	boolKind
	structKind
	arrayKind
	sliceKind
	mapKind
	pointerKind
	funcKind
	anyKind
	ifaceKind
)

// typ is a type of the program.
type typ struct {
	name      string // as it is written
	kind      kind
	bits      int  // of an integer; negative: unsigned
	isNamed   bool // declared by the program
	elem, key *typ
	n         int // length of an array
	fields    []field
	methods   []method
	params    []*typ
	results   []*typ
}

type field struct {
	name     string
	typ      *typ
	embedded bool
}

// method is func (recv) name(int) result. Those of pointers change their receiver.
type method struct {
	name    string
	pointer bool
	result  *typ
}

var (
	intType    = &typ{name: "int", kind: intKind, bits: 64}
	stringType = &typ{name: "string", kind: stringKind}
	boolType   = &typ{name: "bool", kind: boolKind}
	floatType  = &typ{name: "float64", kind: floatKind}
	anyType    = &typ{name: "any", kind: anyKind}
	byteType   = &typ{name: "byte", kind: intKind, bits: -8}
	runeType   = &typ{name: "rune", kind: intKind, bits: 32}
)

var basicTypes = []*typ{
	intType, intType, intType, stringType, stringType, boolType, floatType, byteType, runeType,
	{name: "int8", kind: intKind, bits: 8}, {name: "uint16", kind: intKind, bits: -16}, {name: "int64", kind: intKind, bits: 64},
	{name: "uint32", kind: intKind, bits: -32}, {name: "uint", kind: intKind, bits: -64}, {name: "float32", kind: floatKind},
}

func sliceOf(t *typ) *typ { return &typ{name: "[]" + t.name, kind: sliceKind, elem: t} }
func arrayOf(n int, t *typ) *typ {
	return &typ{name: fmt.Sprintf("[%d]%s", n, t.name), kind: arrayKind, n: n, elem: t}
}
func mapOf(k, t *typ) *typ {
	return &typ{name: "map[" + k.name + "]" + t.name, kind: mapKind, key: k, elem: t}
}
func pointerTo(t *typ) *typ { return &typ{name: "*" + t.name, kind: pointerKind, elem: t} }
func funcOf(p, r *typ) *typ {
	return &typ{name: "func(" + p.name + ") " + r.name, kind: funcKind, params: []*typ{p}, results: []*typ{r}}
}

// plain reports whether a value of the type prints without addresses and needs no care:
// its zero value is as good as any.
func (t *typ) plain() bool {
	switch t.kind {
	case intKind, floatKind, stringKind, boolKind:
		return true
	case arrayKind:
		return t.elem.plain()
	case structKind:
		for _, f := range t.fields {
			if !f.typ.plain() {
				return false
			}
		}
		return true
	}
	return false
}

// printable reports whether fmt prints values of the type without addresses.
func (t *typ) printable() bool {
	switch t.kind {
	case sliceKind:
		return t.elem.printable()
	case mapKind:
		return t.key.plain() && t.elem.printable()
	case pointerKind, funcKind:
		return false
	case structKind:
		for _, f := range t.fields {
			if !f.typ.printable() {
				return false
			}
		}
		return true
	case arrayKind:
		return t.elem.printable()
	}
	return true
}

// flat is a type without slices, maps, pointers, funcs or interfaces in it.
func (g *gen) flat(depth int) *typ {
	switch k := g.r.Intn(10); {
	case k < 6 || depth <= 0:
		return basicTypes[g.r.Intn(len(basicTypes))]
	case k < 8:
		if t := g.namedWhere((*typ).plain); t != nil {
			return t
		}
		return intType
	default:
		return arrayOf(2+g.r.Intn(3), g.flat(depth-1))
	}
}

// anyOf is any type of a variable.
func (g *gen) anyTyp() *typ {
	switch k := g.r.Intn(20); {
	case k < 9:
		return g.flat(2)
	case k < 11:
		if t := g.namedWhere(func(*typ) bool { return true }); t != nil {
			return t
		}
		return intType
	case k < 14:
		return sliceOf(g.flat(1))
	case k < 15:
		return sliceOf(sliceOf(g.flat(0)))
	case k < 17:
		return mapOf(g.mapKey(), g.flat(1))
	case k < 18:
		return pointerTo(g.flat(1))
	case k < 19:
		return funcOf(g.flat(0), g.flat(0))
	default:
		return anyType
	}
}

func (g *gen) mapKey() *typ {
	if t := g.namedWhere((*typ).plain); t != nil && g.chance(4) {
		return t
	}
	return []*typ{intType, stringType, byteType, boolType, arrayOf(2, intType)}[g.r.Intn(5)]
}

// namedWhere is a type of the program's own that fits, nil if there is none.
func (g *gen) namedWhere(fits func(*typ) bool) *typ {
	var all []*typ
	for _, t := range g.types {
		if fits(t) {
			all = append(all, t)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all[g.r.Intn(len(all))]
}
