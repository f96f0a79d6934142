package plots_test

import (
	"fmt"
	"image"
	"log"

	"github.com/andor-kernel/andor/plots"
)

// An AND-OR tree of one image: the parts of a face, the alternatives at each place.
func ExampleTree() {
	fig, err := plots.NewTree(plots.Tree{
		Title: "AND-OR tree of training image 7",
		Root:  faceTree(),
		Whole: face(64, 0, 0.5),
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := plots.Save(fig, "tree.png"); err != nil {
		log.Fatal(err)
	}
	// Output:
}

// faceTree is what interpreting a trained network would find.
func faceTree() *plots.TreeNode {
	img := face(64, 0, 0.5)
	patch := func(x, y, side int) (image.Image, image.Rectangle) {
		r := image.Rect(x, y, x+side, y+side)
		return img.SubImage(r), r
	}
	root := &plots.TreeNode{Kind: plots.And, Label: "face", Level: "object", Image: img, Place: img.Rect,
		Unit: plots.Unit{Stage: "object", Channel: 204, Row: 1, Col: 1}, Activation: 2.1}
	for i, p := range []struct {
		name       string
		x, y       int
		share      float64
		activation float64
	}{{"left eye", 14, 16, 0.31, 1.9}, {"right eye", 32, 16, 0.29, 1.8}, {"nose", 23, 25, 0.12, 0.7}, {"mouth", 23, 36, 0.21, 1.3}} {
		part := &plots.TreeNode{Kind: plots.Or, Label: p.name, Level: "part", Share: p.share,
			Activation: p.activation, Contribution: p.activation * p.share,
			Unit: plots.Unit{Stage: "part", Channel: 12 + i, Row: p.y / 8, Col: p.x / 8}}
		part.Image, part.Place = patch(p.x, p.y, 18)
		for j := range 2 + i%2 {
			sub := &plots.TreeNode{Kind: plots.And, Label: fmt.Sprintf("c%d", 31*i+7*j), Level: "subpart",
				Share: []float64{0.56, 0.3, 0.14}[j], Detail: "used in 412 of 10,000 images", Choices: 16,
				Unit: plots.Unit{Stage: "subpart", Channel: 31*i + 7*j, Row: p.y / 4, Col: p.x/4 + j}}
			sub.Image, sub.Place = patch(p.x+6*j, p.y+4+2*j, 10)
			for k := range 1 + (i+j)%2 {
				prim := &plots.TreeNode{Kind: plots.Terminal, Label: fmt.Sprintf("c%d", 9*i+k), Level: "prim",
					Image: wavelet(8, float64(i+2*j+5*k), 2, 0), Share: 0.7 - 0.4*float64(k)}
				sub.Children = append(sub.Children, prim)
			}
			part.Children = append(part.Children, sub)
		}
		root.Children = append(root.Children, part)
	}
	return root
}
