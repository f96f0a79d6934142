package train

// prefetcher is a set that decodes images before they are asked for; data.Set is one.
type prefetcher interface {
	// Ahead says which images Batch will be asked for next, in order.
	Ahead(index []int)
}

// lookahead is how many minibatches are named to a prefetcher.
const lookahead = 4

// ahead names the minibatches after iteration t to the images, where they care. It has
// an order of its own, so that the end of an epoch does not shuffle back and forth.
func (r *Run) ahead(t int) {
	p, ok := r.images.(prefetcher)
	if !ok {
		return
	}
	var index []int
	for k := 1; k <= lookahead && t+k < r.target; k++ {
		index = append(index, r.coming.at(t+k)...)
	}
	p.Ahead(index)
}
