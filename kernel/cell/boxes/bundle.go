package boxes

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/png"
	"reflect"
)

// displayable is a value that says itself how it is shown. Our own types have the
// method; any compiled value may.
type displayable interface {
	MIMEBundle() map[string][]byte
}

// BundleOf is what a compiled value shows itself as, nil if it does not.
func BundleOf(v reflect.Value) map[string][]byte {
	if !v.IsValid() || !v.CanInterface() {
		return nil
	}
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return nil
	}
	switch x := v.Interface().(type) {
	case displayable:
		return x.MIMEBundle()
	case image.Image:
		return imageBundle(x)
	}
	bundle := map[string][]byte{}
	if x, ok := v.Interface().(interface{ HTML() string }); ok {
		bundle["text/html"] = []byte(x.HTML())
	}
	if x, ok := v.Interface().(interface{ SVG() string }); ok {
		bundle["image/svg+xml"] = []byte(x.SVG())
	}
	if x, ok := v.Interface().(interface{ PNG() []byte }); ok {
		bundle["image/png"] = x.PNG()
	}
	if len(bundle) == 0 {
		return nil
	}
	bundle["text/plain"] = []byte(formatPlain(v))
	return bundle
}

func imageBundle(img image.Image) map[string][]byte {
	var b bytes.Buffer
	if img.Bounds().Empty() || png.Encode(&b, img) != nil {
		return nil
	}
	size := img.Bounds().Size()
	text := reflect.TypeOf(img).String() + " " + size.String()
	return map[string][]byte{"image/png": b.Bytes(), "text/plain": []byte(text)}
}

// Metadata tells Jupyter the size of pictures made for screens of twice the density: a
// PNG that says it has 192 dpi is shown at half its pixels.
func Metadata(bundle map[string][]byte) map[string]any {
	w, h, dense := pngSize(bundle["image/png"])
	if !dense {
		return nil
	}
	return map[string]any{"image/png": map[string]any{"width": w / 2, "height": h / 2}}
}

// pngSize reads the size of a PNG, and whether its pHYs chunk says 192 dpi.
func pngSize(b []byte) (w, h int, dense bool) {
	const signature = "\x89PNG\r\n\x1a\n"
	if len(b) < len(signature) || string(b[:len(signature)]) != signature {
		return 0, 0, false
	}
	for b = b[len(signature):]; len(b) >= 12; {
		n := int(binary.BigEndian.Uint32(b))
		if n < 0 || len(b) < 12+n {
			break
		}
		data := b[8 : 8+n]
		switch string(b[4:8]) {
		case "IHDR":
			if n >= 8 {
				w, h = int(binary.BigEndian.Uint32(data)), int(binary.BigEndian.Uint32(data[4:]))
			}
		case "pHYs":
			if n == 9 && data[8] == 1 {
				perMetre := binary.BigEndian.Uint32(data)
				dense = perMetre > 7480 && perMetre < 7640 // 192 dpi is 7559
			}
		case "IDAT":
			return w, h, dense
		}
		b = b[12+n:]
	}
	return w, h, dense
}
