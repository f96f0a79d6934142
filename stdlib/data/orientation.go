package data

import (
	"bytes"
	"encoding/binary"
)

// orientationOf is the EXIF orientation of an image file, 1 (upright) to 8; 1 if there is none or
// it makes no sense. CIPA DC-008 (Exif 2.3), tag 0x0112 of IFD 0: in JPEG's APP1, PNG's eXIf, WebP's EXIF,
// and in TIFF itself.
func orientationOf(format string, b []byte) int {
	switch format {
	case "JPEG":
		return orientation(b)
	case "TIFF":
		return tiffOrientation(b)
	case "PNG":
		for at := 8; at+12 <= len(b); {
			size := int64(binary.BigEndian.Uint32(b[at:]))
			if int64(at)+12+size > int64(len(b)) {
				break
			}
			if string(b[at+4:at+8]) == "eXIf" {
				return tiffOrientation(b[at+8 : at+8+int(size)])
			}
			at += 12 + int(size)
		}
	case "WebP":
		for at := 12; at+8 <= len(b); {
			size := int64(binary.LittleEndian.Uint32(b[at+4:]))
			if int64(at)+8+size > int64(len(b)) {
				break
			}
			if string(b[at:at+4]) == "EXIF" {
				return tiffOrientation(bytes.TrimPrefix(b[at+8:at+8+int(size)], []byte("Exif\x00\x00")))
			}
			at += 8 + int(size+size%2)
		}
	}
	return 1
}

// orientation reads it from a JPEG file.
func orientation(b []byte) int {
	for at := 2; at+4 <= len(b) && b[at] == 0xff; {
		size := int(binary.BigEndian.Uint16(b[at+2:]))
		if b[at+1] == 0xda || size < 2 || at+2+size > len(b) { // the scan begins, or nonsense
			return 1
		}
		body := b[at+4 : at+2+size]
		if b[at+1] == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			return tiffOrientation(body[6:])
		}
		at += 2 + size
	}
	return 1
}

// tiffOrientation reads it from the first directory of a TIFF file.
func tiffOrientation(b []byte) int {
	if v := tiffTag(b, 0x0112); v >= 1 && v <= 8 {
		return v
	}
	return 1
}

// tiffTag is a short number of the first directory of a TIFF file, -1 if it is not there.
func tiffTag(b []byte, tag uint16) int {
	if len(b) < 8 {
		return -1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if b[0] == 'M' {
		order = binary.BigEndian
	}
	ifd := int64(order.Uint32(b[4:]))
	if ifd+2 > int64(len(b)) {
		return -1
	}
	entries := b[ifd+2:]
	for n := int(order.Uint16(b[ifd:])); n > 0 && len(entries) >= 12; n, entries = n-1, entries[12:] {
		if order.Uint16(entries) == tag {
			return int(order.Uint16(entries[8:]))
		}
	}
	return -1
}
