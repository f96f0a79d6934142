package boxes

import (
	"io"
	"io/fs"
	mathrand "math/rand"
	"net/http"
	"reflect"
)

// Methods that compiled code looks for.
//
// Compiled code that is given a value as an io.Reader may ask it for more: io.Copy for a
// method WriteTo, package flate for ReadByte, math/rand for Uint64. The interpreter's
// implementation of an interface has the methods of that interface alone. So what a cell's
// value has of those that are asked for is put around it here.

// held is what stands around a value in compiled code, by which its box is found.
type held struct{ box boxed }

func (h held) inner() boxed { return h.box }

type (
	writeTo    func(io.Writer) (int64, error)
	readFrom   func(io.Reader) (int64, error)
	writeText  func(string) (int, error)
	closing    func() error
	readByte   func() (byte, error)
	unreadByte func() error
	readDir    func(int) ([]fs.DirEntry, error)
	seeking    func(int64, int) (int64, error)
	uint64s    func() uint64
	unwrapping func() http.ResponseWriter
	flushing   func()
	dirFS      func(string) ([]fs.DirEntry, error)
	fileFS     func(string) ([]byte, error)
	statFS     func(string) (fs.FileInfo, error)
)

func (f writeTo) WriteTo(w io.Writer) (int64, error)           { return f(w) }
func (f readFrom) ReadFrom(r io.Reader) (int64, error)         { return f(r) }
func (f writeText) WriteString(s string) (int, error)          { return f(s) }
func (f closing) Close() error                                 { return f() }
func (f readByte) ReadByte() (byte, error)                     { return f() }
func (f unreadByte) UnreadByte() error                         { return f() }
func (f readDir) ReadDir(n int) ([]fs.DirEntry, error)         { return f(n) }
func (f seeking) Seek(offset int64, whence int) (int64, error) { return f(offset, whence) }
func (f uint64s) Uint64() uint64                               { return f() }
func (f unwrapping) Unwrap() http.ResponseWriter               { return f() }
func (f flushing) Flush()                                      { f() }
func (f dirFS) ReadDir(name string) ([]fs.DirEntry, error)     { return f(name) }
func (f fileFS) ReadFile(name string) ([]byte, error)          { return f(name) }
func (f statFS) Stat(name string) (fs.FileInfo, error)         { return f(name) }

// optional is w, a cell's value as an interface of compiled code, with the methods that such
// code may look for.
func (b boxed) optional(want reflect.Type, w any) any {
	switch want {
	case reflect.TypeFor[io.Reader]():
		return b.reader(w.(io.Reader))
	case reflect.TypeFor[io.Writer]():
		return b.writer(w.(io.Writer))
	case reflect.TypeFor[mathrand.Source]():
		if f, ok := b.Method("Uint64").(func() uint64); ok {
			return struct {
				held
				mathrand.Source
				uint64s
			}{held{b}, w.(mathrand.Source), f}
		}
	case reflect.TypeFor[fs.File]():
		return b.file(w.(fs.File))
	case reflect.TypeFor[fs.FS]():
		return b.fileSystem(w.(fs.FS))
	case reflect.TypeFor[http.ResponseWriter]():
		return b.response(w.(http.ResponseWriter))
	}
	return w
}

func (b boxed) reader(r io.Reader) any {
	to, _ := b.Method("WriteTo").(func(io.Writer) (int64, error))
	one, _ := b.Method("ReadByte").(func() (byte, error))
	back, _ := b.Method("UnreadByte").(func() error)
	end, _ := b.Method("Close").(func() error)
	type scan struct {
		readByte
		unreadByte
	}
	h := held{b}
	switch {
	case to != nil && one != nil && back != nil && end != nil:
		return struct {
			held
			io.Reader
			writeTo
			scan
			closing
		}{h, r, to, scan{one, back}, end}
	case to != nil && one != nil && back != nil:
		return struct {
			held
			io.Reader
			writeTo
			scan
		}{h, r, to, scan{one, back}}
	case to != nil && one != nil && end != nil:
		return struct {
			held
			io.Reader
			writeTo
			readByte
			closing
		}{h, r, to, one, end}
	case to != nil && one != nil:
		return struct {
			held
			io.Reader
			writeTo
			readByte
		}{h, r, to, one}
	case to != nil && end != nil:
		return struct {
			held
			io.Reader
			writeTo
			closing
		}{h, r, to, end}
	case to != nil:
		return struct {
			held
			io.Reader
			writeTo
		}{h, r, to}
	case one != nil && back != nil && end != nil:
		return struct {
			held
			io.Reader
			scan
			closing
		}{h, r, scan{one, back}, end}
	case one != nil && back != nil:
		return struct {
			held
			io.Reader
			scan
		}{h, r, scan{one, back}}
	case one != nil && end != nil:
		return struct {
			held
			io.Reader
			readByte
			closing
		}{h, r, one, end}
	case one != nil:
		return struct {
			held
			io.Reader
			readByte
		}{h, r, one}
	case end != nil:
		return struct {
			held
			io.Reader
			closing
		}{h, r, end}
	}
	return r
}

func (b boxed) writer(w io.Writer) any {
	from, _ := b.Method("ReadFrom").(func(io.Reader) (int64, error))
	text, _ := b.Method("WriteString").(func(string) (int, error))
	end, _ := b.Method("Close").(func() error)
	h := held{b}
	switch {
	case from != nil && text != nil && end != nil:
		return struct {
			held
			io.Writer
			readFrom
			writeText
			closing
		}{h, w, from, text, end}
	case from != nil && text != nil:
		return struct {
			held
			io.Writer
			readFrom
			writeText
		}{h, w, from, text}
	case from != nil && end != nil:
		return struct {
			held
			io.Writer
			readFrom
			closing
		}{h, w, from, end}
	case from != nil:
		return struct {
			held
			io.Writer
			readFrom
		}{h, w, from}
	case text != nil && end != nil:
		return struct {
			held
			io.Writer
			writeText
			closing
		}{h, w, text, end}
	case text != nil:
		return struct {
			held
			io.Writer
			writeText
		}{h, w, text}
	case end != nil:
		return struct {
			held
			io.Writer
			closing
		}{h, w, end}
	}
	return w
}

func (b boxed) file(f fs.File) any {
	dir, _ := b.Method("ReadDir").(func(int) ([]fs.DirEntry, error))
	seek, _ := b.Method("Seek").(func(int64, int) (int64, error))
	h := held{b}
	switch {
	case dir != nil && seek != nil:
		return struct {
			held
			fs.File
			readDir
			seeking
		}{h, f, dir, seek}
	case dir != nil:
		return struct {
			held
			fs.File
			readDir
		}{h, f, dir}
	case seek != nil:
		return struct {
			held
			fs.File
			seeking
		}{h, f, seek}
	}
	return f
}

func (b boxed) fileSystem(f fs.FS) any {
	dir, _ := b.Method("ReadDir").(func(string) ([]fs.DirEntry, error))
	file, _ := b.Method("ReadFile").(func(string) ([]byte, error))
	stat, _ := b.Method("Stat").(func(string) (fs.FileInfo, error))
	h := held{b}
	switch {
	case dir != nil && file != nil && stat != nil:
		return struct {
			held
			fs.FS
			dirFS
			fileFS
			statFS
		}{h, f, dir, file, stat}
	case dir != nil && file != nil:
		return struct {
			held
			fs.FS
			dirFS
			fileFS
		}{h, f, dir, file}
	case dir != nil && stat != nil:
		return struct {
			held
			fs.FS
			dirFS
			statFS
		}{h, f, dir, stat}
	case file != nil && stat != nil:
		return struct {
			held
			fs.FS
			fileFS
			statFS
		}{h, f, file, stat}
	case dir != nil:
		return struct {
			held
			fs.FS
			dirFS
		}{h, f, dir}
	case file != nil:
		return struct {
			held
			fs.FS
			fileFS
		}{h, f, file}
	case stat != nil:
		return struct {
			held
			fs.FS
			statFS
		}{h, f, stat}
	}
	return f
}

func (b boxed) response(w http.ResponseWriter) any {
	unwrap, _ := b.Method("Unwrap").(func() http.ResponseWriter)
	flush, _ := b.Method("Flush").(func())
	h := held{b}
	switch {
	case unwrap != nil && flush != nil:
		return struct {
			held
			http.ResponseWriter
			unwrapping
			flushing
		}{h, w, unwrap, flush}
	case unwrap != nil:
		return struct {
			held
			http.ResponseWriter
			unwrapping
		}{h, w, unwrap}
	case flush != nil:
		return struct {
			held
			http.ResponseWriter
			flushing
		}{h, w, flush}
	}
	return w
}
