package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

type node struct {
	N    int32
	Next *node
}

type list struct{ Items []list }

func main() {
	var n node
	n.Next = &n
	err := binary.Read(bytes.NewReader(make([]byte, 64)), binary.LittleEndian, &n)
	fmt.Println(err, n.N)
	_, err = binary.Decode(make([]byte, 64), binary.LittleEndian, &list{})
	fmt.Println(err)
	fmt.Println(binary.Size(&n), binary.Size(list{}))
	var ok struct {
		A int16
		_ int16
		B [2]uint8
	}
	fmt.Println(binary.Read(bytes.NewReader([]byte{1, 2, 3, 4, 5, 6}), binary.LittleEndian, &ok), ok)
}
