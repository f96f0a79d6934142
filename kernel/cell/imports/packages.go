package imports

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"path"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/traefik/yaegi/interp"

	"github.com/andor-kernel/andor/kernel/cell/internal/apidoc"
	"github.com/andor-kernel/andor/kernel/cell/std"
)

// Packages answers go/types about the packages that cells may import. It builds types
// from the interpreter's own symbols, by reflection, so that what type-checks is what
// can be run; a package is built when it is first imported.
type Packages struct {
	Symbols map[string]map[string]reflect.Value // by import path
	Names   map[string]string                   // import path -> package name
	built   map[string]*types.Package
	named   map[reflect.Type]*types.Named
	Fset    *token.FileSet       // of the interpreter
	Anchor  token.Pos            // a position in it, for trees we make
	Sources map[string]*ast.File // their trees
	Modules map[string]*Module   // packages of other modules, by import path
	lines   []numbered           // of the files of modules
	// replaced are packages that were read before their files changed.
	replaced map[*types.Package]*Module
	docs     map[string]map[string]apidoc.Entry
}

func New() *Packages {
	return &Packages{
		Symbols: map[string]map[string]reflect.Value{},
		Names:   map[string]string{},
		built:   map[string]*types.Package{"unsafe": types.Unsafe},
		named:   map[reflect.Type]*types.Named{},
		Sources: map[string]*ast.File{},
		Modules: map[string]*Module{},

		replaced: map[*types.Package]*Module{},

		docs: map[string]map[string]apidoc.Entry{},
	}
}

// Add registers symbols in yaegi's form, keyed "import/path/name".
func (p *Packages) Add(exports interp.Exports) {
	for key, symbols := range exports {
		dir := path.Dir(key)
		if dir == "." {
			continue
		}
		if p.Symbols[dir] == nil {
			p.Symbols[dir] = map[string]reflect.Value{}
		}
		p.Names[dir] = path.Base(key)
		for name, v := range symbols {
			p.Symbols[dir][name] = v
		}
	}
}

// Remove removes names, "path.Name", that cells do not have.
func (p *Packages) Remove(names map[string]string) {
	for name := range names {
		if i := strings.LastIndexByte(name, '.'); i >= 0 {
			delete(p.Symbols[name[:i]], name[i+1:])
		}
	}
}

// Import is types.Importer.
func (p *Packages) Import(path string) (*types.Package, error) {
	if pkg := p.built[path]; pkg != nil && pkg.Complete() {
		return pkg, nil
	}
	if slices.Contains(GenericPackages, path) {
		return p.importGeneric(p.pkg(path))
	}
	symbols, ok := p.Symbols[path]
	if m := p.Modules[path]; !ok && m != nil {
		return m.load(p)
	}
	if !ok {
		return nil, fmt.Errorf("package %q is not available in cells", path)
	}
	pkg := p.pkg(path)
	names := make([]string, 0, len(symbols))
	for name := range symbols {
		if !strings.HasPrefix(name, "_") {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	pkg.MarkComplete()
	for _, name := range names {
		if obj := p.object(pkg, name, symbols[name]); obj != nil {
			pkg.Scope().Insert(obj)
		}
	}
	if _, ok := genericSource(path); ok {
		return p.importGeneric(pkg)
	}
	return pkg, nil
}

// pkg is the package of a path, complete or not.
func (p *Packages) pkg(at string) *types.Package {
	pkg := p.built[at]
	if pkg == nil {
		name := p.Names[at]
		if name == "" {
			name = path.Base(at)
		}
		pkg = types.NewPackage(at, name)
		p.built[at] = pkg
	}
	return pkg
}

// object is the declaration behind one symbol.
func (p *Packages) object(pkg *types.Package, name string, v reflect.Value) types.Object {
	if !v.IsValid() {
		return nil
	}
	if v.Kind() == reflect.Pointer && v.IsNil() && !v.CanAddr() {
		t := p.Typ(v.Type().Elem())
		if n, ok := t.(*types.Named); ok && n.Obj().Name() == name && n.Obj().Pkg() == pkg {
			return n.Obj()
		}
		return types.NewTypeName(token.NoPos, pkg, name, t)
	}
	if v.CanAddr() {
		return types.NewVar(token.NoPos, pkg, name, p.Typ(v.Type()))
	}
	if v.Kind() == reflect.Func {
		return types.NewFunc(token.NoPos, pkg, name, p.signature(v.Type(), nil, 0))
	}
	if v.CanInterface() {
		if c, ok := v.Interface().(constant.Value); ok {
			t := untyped(c)
			if std.Runes[pkg.Path()+"."+name] {
				t = types.Typ[types.UntypedRune]
			}
			return types.NewConst(token.NoPos, pkg, name, t, c)
		}
	}
	if c := constantOf(v); c != nil {
		return types.NewConst(token.NoPos, pkg, name, p.Typ(v.Type()), c)
	}
	return types.NewVar(token.NoPos, pkg, name, p.Typ(v.Type()))
}

func untyped(c constant.Value) types.Type {
	switch c.Kind() {
	case constant.Bool:
		return types.Typ[types.UntypedBool]
	case constant.String:
		return types.Typ[types.UntypedString]
	case constant.Int:
		return types.Typ[types.UntypedInt]
	case constant.Float:
		return types.Typ[types.UntypedFloat]
	}
	return types.Typ[types.UntypedComplex]
}

func constantOf(v reflect.Value) constant.Value {
	switch {
	case v.Kind() == reflect.Bool:
		return constant.MakeBool(v.Bool())
	case v.Kind() == reflect.String:
		return constant.MakeString(v.String())
	case v.CanInt():
		return constant.MakeInt64(v.Int())
	case v.CanUint():
		return constant.MakeUint64(v.Uint())
	case v.CanFloat():
		return constant.MakeFloat64(v.Float())
	}
	return nil
}

var basicKinds = map[reflect.Kind]types.BasicKind{
	reflect.Bool: types.Bool, reflect.String: types.String, reflect.UnsafePointer: types.UnsafePointer,
	reflect.Int: types.Int, reflect.Int8: types.Int8, reflect.Int16: types.Int16, reflect.Int32: types.Int32, reflect.Int64: types.Int64,
	reflect.Uint: types.Uint, reflect.Uint8: types.Uint8, reflect.Uint16: types.Uint16, reflect.Uint32: types.Uint32, reflect.Uint64: types.Uint64,
	reflect.Uintptr: types.Uintptr, reflect.Float32: types.Float32, reflect.Float64: types.Float64,
	reflect.Complex64: types.Complex64, reflect.Complex128: types.Complex128,
}

var errorType = reflect.TypeFor[error]()

// Typ is the type of a reflected one.
func (p *Packages) Typ(t reflect.Type) types.Type {
	if t == errorType {
		return types.Universe.Lookup("error").Type()
	}
	if t.Kind() == reflect.UnsafePointer && t.PkgPath() == "unsafe" {
		return types.Typ[types.UnsafePointer]
	}
	if t.Name() != "" && t.PkgPath() != "" {
		return p.namedType(t)
	}
	return p.literal(t)
}

func (p *Packages) namedType(t reflect.Type) types.Type {
	if n := p.named[t]; n != nil {
		return n
	}
	if n := p.sequence(t); n != nil {
		p.named[t] = n
		return n
	}
	pkg := p.pkg(t.PkgPath())
	n := types.NewNamed(types.NewTypeName(token.NoPos, pkg, t.Name(), nil), nil, nil)
	p.named[t] = n
	n.SetUnderlying(p.literal(t).Underlying())
	if t.Kind() == reflect.Interface {
		return n
	}
	ptr := reflect.PointerTo(t)
	for i := range ptr.NumMethod() {
		m := ptr.Method(i)
		var recv types.Type = n
		if _, ok := t.MethodByName(m.Name); !ok {
			recv = types.NewPointer(n)
		}
		r := types.NewVar(token.NoPos, pkg, "", recv)
		n.AddMethod(types.NewFunc(token.NoPos, pkg, m.Name, p.signature(m.Type, r, 1)))
	}
	return n
}

// sequence is the type of iter.Seq or iter.Seq2 that t is a copy of, nil if it is none:
// reflection shows the name with the type arguments in it.
func (p *Packages) sequence(t reflect.Type) *types.Named {
	name, _, generic := strings.Cut(t.Name(), "[")
	if t.PkgPath() != "iter" || !generic {
		return nil
	}
	pkg, err := p.Import("iter")
	if err != nil {
		return nil
	}
	yield := t.In(0)
	args := make([]types.Type, yield.NumIn())
	for i := range args {
		args[i] = p.Typ(yield.In(i))
	}
	inst, err := types.Instantiate(nil, pkg.Scope().Lookup(name).Type(), args, false)
	if err != nil {
		return nil
	}
	return inst.(*types.Named)
}

// literal is the type t would have without its name.
func (p *Packages) literal(t reflect.Type) types.Type {
	if k, ok := basicKinds[t.Kind()]; ok {
		return types.Typ[k]
	}
	switch t.Kind() {
	case reflect.Pointer:
		return types.NewPointer(p.Typ(t.Elem()))
	case reflect.Slice:
		return types.NewSlice(p.Typ(t.Elem()))
	case reflect.Array:
		return types.NewArray(p.Typ(t.Elem()), int64(t.Len()))
	case reflect.Map:
		return types.NewMap(p.Typ(t.Key()), p.Typ(t.Elem()))
	case reflect.Chan:
		dir := map[reflect.ChanDir]types.ChanDir{reflect.BothDir: types.SendRecv, reflect.RecvDir: types.RecvOnly, reflect.SendDir: types.SendOnly}
		return types.NewChan(dir[t.ChanDir()], p.Typ(t.Elem()))
	case reflect.Func:
		return p.signature(t, nil, 0)
	case reflect.Struct:
		return p.structType(t)
	case reflect.Interface:
		return p.interfaceType(t)
	}
	return types.Typ[types.Invalid]
}

func (p *Packages) structType(t reflect.Type) types.Type {
	fields := make([]*types.Var, t.NumField())
	tags := make([]string, t.NumField())
	for i := range fields {
		f := t.Field(i)
		at := f.PkgPath
		if at == "" {
			at = t.PkgPath()
		}
		fields[i] = types.NewField(token.NoPos, p.pkg(at), f.Name, p.Typ(f.Type), f.Anonymous)
		tags[i] = string(f.Tag)
	}
	return types.NewStruct(fields, tags)
}

func (p *Packages) interfaceType(t reflect.Type) types.Type {
	methods := make([]*types.Func, t.NumMethod())
	for i := range methods {
		m := t.Method(i)
		at := m.PkgPath
		if at == "" {
			at = t.PkgPath()
		}
		methods[i] = types.NewFunc(token.NoPos, p.pkg(at), m.Name, p.signature(m.Type, nil, 0))
	}
	i := types.NewInterfaceType(methods, nil)
	i.Complete()
	return i
}

// signature is the type of a func whose first skip parameters are left out.
func (p *Packages) signature(t reflect.Type, recv *types.Var, skip int) *types.Signature {
	var in, out []*types.Var
	for i := skip; i < t.NumIn(); i++ {
		in = append(in, types.NewVar(token.NoPos, nil, "", p.Typ(t.In(i))))
	}
	for i := range t.NumOut() {
		out = append(out, types.NewVar(token.NoPos, nil, "", p.Typ(t.Out(i))))
	}
	return types.NewSignatureType(recv, nil, nil, types.NewTuple(in...), types.NewTuple(out...), t.IsVariadic())
}
