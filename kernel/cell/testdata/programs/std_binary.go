// encoding/binary and encoding/asn1 with the types of cells.
package main

import (
	"bytes"
	"encoding/asn1"
	"encoding/binary"
	"fmt"
)

type header struct {
	Magic [4]byte
	ver   uint16
	_     [2]byte
	Len   uint32
	flags flags
}
type flags uint8
type pt struct{ x, y int16 }

func main() {
	var b bytes.Buffer
	h := header{Magic: [4]byte{'a', 'b', 'c', 'd'}, ver: 2, Len: 10, flags: 3}
	func() {
		defer func() { fmt.Println("rec", recover()) }()
		fmt.Println(binary.Size(h), binary.Write(&b, binary.LittleEndian, h))
	}()
	fmt.Println(b.Bytes())
	type exp struct {
		A uint16
		_ [2]byte
		B [3]int32
		F flags
		P struct{ X, Y float32 }
	}
	e := exp{A: 1, B: [3]int32{1, -2, 3}, F: 7}
	b.Reset()
	fmt.Println(binary.Size(e), binary.Write(&b, binary.BigEndian, e), b.Bytes())
	fmt.Println(binary.Write(&b, binary.BigEndian, &e), b.Len())
	var e2 exp
	fmt.Println(binary.Read(&b, binary.BigEndian, &e2), e2 == e, e2)
	fmt.Println(binary.Write(&b, binary.LittleEndian, []exp{e, e}), b.Len())
	fmt.Println(binary.Write(&b, binary.LittleEndian, []flags{1, 2}), b.Len())
	fmt.Println(binary.Write(&b, binary.LittleEndian, struct{ A int }{1}))
	fmt.Println(binary.Write(&b, binary.LittleEndian, map[string]pt{}))
	buf, err := binary.Append(nil, binary.LittleEndian, e)
	fmt.Println(buf, err)
	var e3 exp
	n, err := binary.Decode(buf, binary.LittleEndian, &e3)
	fmt.Println(n, err, e3 == e)
	func() {
		defer func() { fmt.Println("rec", recover()) }()
		var q pt
		fmt.Println(binary.Read(bytes.NewReader([]byte{1, 2, 3, 4}), binary.LittleEndian, &q), q)
	}()
	func() {
		defer func() { fmt.Println("rec", recover()) }()
		fmt.Println(binary.Size(pt{}), binary.Size([]pt{{}, {}}), binary.Size("x"))
	}()
	type seq struct {
		A int
		B string `asn1:"utf8"`
		C []flags2
		D asn1.ObjectIdentifier
	}
	der, err := asn1.Marshal(seq{1, "ü", []flags2{1, 2}, asn1.ObjectIdentifier{1, 2, 3}})
	fmt.Printf("%x %v\n", der, err)
	var s seq
	rest, err := asn1.Unmarshal(der, &s)
	fmt.Println(len(rest), err, s)
	type hid struct {
		A int
		b int
	}
	_, err = asn1.Marshal(hid{1, 2})
	fmt.Println(err)
	type set struct{ A, B int }
	type list []set
	type col []int
	der, err = asn1.Marshal(struct {
		L list
		S col `asn1:"set"`
	}{list{{1, 2}}, col{1, 2}})
	fmt.Printf("%x %v\n", der, err)
	_, err = asn1.Marshal(struct{ F func() }{})
	fmt.Println(err)
	var hh hid
	_, err = asn1.Unmarshal([]byte{0x30, 3, 2, 1, 1}, &hh)
	fmt.Println(err)
}

type flags2 int
