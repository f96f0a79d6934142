package yaegi

import (
	"embed"
	"reflect"
	"slices"
	"strings"
	"unsafe"
)

// EmbedFS makes a file system of go:embed from files by their slashed paths. The compiler
// makes them from the private fields of embed.FS, and so does this: a list of files and
// folders, by folder and then by name.
func EmbedFS(files map[string]string) embed.FS {
	all := map[string]string{} // names of folders end in a slash
	for name, data := range files {
		all[name] = data
		for dir, _ := splitName(name); dir != "."; dir, _ = splitName(dir) {
			all[dir+"/"] = ""
		}
	}
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		da, na := splitName(a)
		db, nb := splitName(b)
		if da != db {
			return strings.Compare(da, db)
		}
		return strings.Compare(na, nb)
	})
	var out embed.FS
	field := reflect.ValueOf(&out).Elem().FieldByName("files") // *[]file
	list := reflect.MakeSlice(field.Type().Elem(), len(names), len(names))
	for i, name := range names {
		set := func(field, value string) {
			f := list.Index(i).FieldByName(field)
			reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem().SetString(value)
		}
		set("name", name)
		set("data", all[name])
	}
	p := reflect.New(list.Type())
	p.Elem().Set(list)
	reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem().Set(p)
	return out
}

func splitName(name string) (dir, elem string) {
	name = strings.TrimSuffix(name, "/")
	if i := strings.LastIndex(name, "/"); i >= 0 {
		return name[:i], name[i+1:]
	}
	return ".", name
}
