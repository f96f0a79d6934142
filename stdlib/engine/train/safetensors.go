package train

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/andor-kernel/andor/internal/files"
	"github.com/andor-kernel/andor/internal/safetensors"
)

// A checkpoint is a safetensors file whose metadata holds a SHA-256 of the whole file,
// computed with the digits of the sum itself as zeros. Any safetensors reader opens it.

const sumField = "sha256"

// array is one named tensor of a file.
type array = safetensors.Array

// writeArrays writes the file at path so that at every moment path is either the old file
// or the whole new one. An old file is kept as path + previousSuffix.
func writeArrays(path string, meta map[string]string, arrays []array) error {
	return files.Fill(path, path+previousSuffix, func(w io.Writer) error { return encode(w, meta, arrays) })
}

// encode writes header and values. It goes over them twice, since the sum of all stands in
// the header and w may be a pipe.
func encode(w io.Writer, meta map[string]string, arrays []array) error {
	withSum := map[string]string{sumField: strings.Repeat("0", 2*sha256.Size)}
	for k, v := range meta {
		withSum[k] = v
	}
	head, err := safetensors.Head(withSum, arrays)
	if err != nil {
		return err
	}
	sum := sha256.New()
	sum.Write(head)
	if err := safetensors.WriteValues(sum, arrays); err != nil {
		return err
	}
	hex.Encode(head[sumAt(head):], sum.Sum(nil))
	if _, err := w.Write(head); err != nil {
		return err
	}
	return safetensors.WriteValues(w, arrays)
}

// sumAt is where the sum's digits begin in a header or head, -1 if it has none.
func sumAt(header []byte) int {
	key := []byte(`"` + sumField + `":"`)
	i := bytes.Index(header, key)
	if i < 0 || i+len(key)+2*sha256.Size > len(header) {
		return -1
	}
	return i + len(key)
}

// readArrays reads a file and checks its sum; the error says what is wrong with it.
func readArrays(path string) (map[string]string, map[string]array, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	in := bufio.NewReaderSize(f, 1<<16)
	h, err := safetensors.ReadHeader(in, info.Size())
	if err != nil {
		return nil, nil, err
	}
	want := h.Meta[sumField]
	if sumAt(h.Text) < 0 || len(want) != 2*sha256.Size {
		return nil, nil, errors.New("the header has no checksum: not a checkpoint of andor")
	}
	if values := info.Size() - 8 - int64(len(h.Text)); values != int64(h.Size()) {
		return nil, nil, fmt.Errorf("the file holds %d bytes of values, want %d: it was added to", values, h.Size())
	}
	data := make([]byte, h.Size())
	if _, err := io.ReadFull(in, data); err != nil {
		return nil, nil, err
	}
	if got := sumOf(h.Text, data); got != want {
		return nil, nil, fmt.Errorf("the checksum is %.12s..., want %.12s...: the file was damaged", got, want)
	}
	arrays := map[string]array{}
	for name, e := range h.Entries {
		a := array{Name: name, Shape: e.Shape}
		if e.Dtype == "F64" {
			a.F64, err = e.Doubles(data)
		} else {
			a.F32, err = e.Floats(data)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		arrays[name] = a
	}
	return h.Meta, arrays, nil
}

// sumOf is the sum of a file with a header and values as they were read.
func sumOf(header, data []byte) string {
	sum := sha256.New()
	sum.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(header))))
	at := sumAt(header)
	sum.Write(header[:at])
	sum.Write(bytes.Repeat([]byte("0"), 2*sha256.Size))
	sum.Write(header[at+2*sha256.Size:])
	sum.Write(data)
	return hex.EncodeToString(sum.Sum(nil))
}
