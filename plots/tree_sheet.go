package plots

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/jpeg"
	"strings"

	"golang.org/x/image/draw"
)

// A tree of thirty units has some hundred and fifty patches. Each as an image of its own
// would cost more in headers than in pixels, so all stand on one sheet, each picture once
// however many nodes show it, and a node names its places on the sheet.
const (
	patchSide  = 40        // larger patches are reduced by a whole factor
	sheetCell  = 16        // cells begin at multiples of it: what JPEG codes together, so that neighbours do not bleed
	sheetWidth = 40 * 16   // pixels
	sheetPNG   = 48 * 1024 // bytes up to which a sheet is stored without loss
	sheetJPEG  = 85        // quality of a larger one
)

// sheet is the patches of a tree in one picture.
type sheet struct {
	img *image.NRGBA
	of  map[*TreeNode][]image.Rectangle // where the node's patches are
}

// placedPatch is a patch and its place on the sheet.
type placedPatch struct {
	img *image.NRGBA
	at  image.Rectangle
}

// newSheet puts the patches of all nodes on one sheet, in rows from left to right; nil if there
// are none.
func newSheet(root *TreeNode) *sheet {
	s := &sheet{of: map[*TreeNode][]image.Rectangle{}}
	known := map[*image.NRGBA]image.Rectangle{}
	var all []placedPatch
	var x, y, row, width int
	place := func(p *image.NRGBA) image.Rectangle {
		size := reducedSize(p.Rect)
		w, h := cells(size.X), cells(size.Y)
		if x > 0 && x+w > sheetWidth {
			x, y, row = 0, y+row, 0
		}
		at := image.Rectangle{Max: size}.Add(image.Pt(x, y))
		all = append(all, placedPatch{p, at})
		x, row = x+w, max(row, h)
		width = max(width, x)
		return at
	}
	var walk func(n *TreeNode)
	walk = func(n *TreeNode) {
		for _, img := range n.Patches {
			if img == nil || img.Bounds().Empty() {
				continue
			}
			p := toNRGBA(img)
			if _, seen := known[p]; !seen {
				known[p] = place(p)
			}
			s.of[n] = append(s.of[n], known[p])
		}
		for _, k := range n.Children {
			walk(k)
		}
	}
	walk(root)
	if len(all) == 0 {
		return nil
	}
	s.img = image.NewNRGBA(image.Rect(0, 0, width, y+row))
	for _, p := range all {
		s.put(p)
	}
	return s
}

// cells is n rounded up to whole cells.
func cells(n int) int { return (n + sheetCell - 1) / sheetCell * sheetCell }

// reducedSize is the size that a patch of that size has on the sheet.
func reducedSize(b image.Rectangle) image.Point {
	by := (max(b.Dx(), b.Dy()) + patchSide - 1) / patchSide
	return image.Pt(max(1, b.Dx()/by), max(1, b.Dy()/by))
}

// put draws a patch in its place, and its edge on to the end of its cells.
func (s *sheet) put(p placedPatch) {
	r := p.at
	if r.Size() == p.img.Rect.Size() {
		draw.Draw(s.img, r, p.img, image.Point{}, draw.Src)
	} else {
		draw.CatmullRom.Scale(s.img, r, p.img, p.img.Rect, draw.Src, nil)
	}
	for y := r.Min.Y; y < r.Min.Y+cells(r.Dy()); y++ {
		for x := r.Min.X; x < r.Min.X+cells(r.Dx()); x++ {
			s.img.SetNRGBA(x, y, s.img.NRGBAAt(min(x, r.Max.X-1), min(y, r.Max.Y-1)))
		}
	}
}

// places is the node's data attribute: "x,y,w,h" on the sheet of each of its patches.
func (s *sheet) places(n *TreeNode) string {
	if s == nil {
		return ""
	}
	var out []string
	for _, r := range s.of[n] {
		out = append(out, fmt.Sprintf("%d,%d,%d,%d", r.Min.X, r.Min.Y, r.Dx(), r.Dy()))
	}
	return strings.Join(out, " ")
}

// markup is the sheet as an element that is not drawn.
func (s *sheet) markup() string {
	if s == nil {
		return ""
	}
	kind, b := "png", encodePNG(s.img)
	if len(b) > sheetPNG {
		var small bytes.Buffer
		if jpeg.Encode(&small, s.img, &jpeg.Options{Quality: sheetJPEG}) == nil { // it has no more than 65,535 lines
			kind, b = "jpeg", small.Bytes()
		}
	}
	return fmt.Sprintf(`<defs><image class="sheet" width="%d" height="%d" href="data:image/%s;base64,%s"/></defs>`+"\n",
		s.img.Rect.Dx(), s.img.Rect.Dy(), kind, base64.StdEncoding.EncodeToString(b))
}
