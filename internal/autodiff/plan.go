package autodiff

import "sort"

// alignment of a buffer, in values: one cache line of float32.
const alignment = 16

// buffer is a span of the arena, in use from step start to step end inclusive.
type buffer struct {
	size, start, end int
	offset           int
}

// plan lays out the results of the operations, given in the order of execution, in
// one arena, so that results that never live at the same time share memory. Views and
// in-place operations join the buffer of the input they work on. It returns one
// buffer for each operation and the arena's size.
//
// Buffers are placed largest first, each at the lowest offset that is free during its
// whole life: not optimal, but within a few percent of the largest sum of living
// buffers on the networks here.
func plan[T Float](order []*operation[T], outputs map[*operation[T]]bool) (of map[*operation[T]]*buffer, arena int) {
	last := lastUses(order, outputs)
	of = make(map[*operation[T]]*buffer, len(order))
	var all []*buffer
	for i, o := range order {
		end := last[o]
		if b := joins(o, i, of); b != nil {
			b.end = max(b.end, end)
			of[o] = b
			continue
		}
		if o.view >= 0 { // of an input or a parameter: nothing to place
			continue
		}
		b := &buffer{size: (volume(o.full()) + alignment - 1) / alignment * alignment, start: i, end: end}
		of[o] = b
		all = append(all, b)
	}
	return of, arrange(all)
}

// lastUses is the step at which each operation's result is read for the last time,
// through views too. Outputs are read after the end.
func lastUses[T Float](order []*operation[T], outputs map[*operation[T]]bool) map[*operation[T]]int {
	last := make(map[*operation[T]]int, len(order))
	for i := len(order) - 1; i >= 0; i-- {
		o := order[i]
		end := max(last[o], i)
		if outputs[o] {
			end = len(order)
		}
		last[o] = end
		for j, n := range o.in {
			if n.op == nil {
				continue
			}
			use := i
			if o.view == j {
				use = end
			}
			last[n.op] = max(last[n.op], use)
		}
	}
	return last
}

// joins is the buffer that operation o, at step i, shares with one of its inputs.
func joins[T Float](o *operation[T], i int, of map[*operation[T]]*buffer) *buffer {
	if o.view >= 0 {
		return of[o.in[o.view].op]
	}
	if o.inplace < 0 {
		return nil
	}
	in := o.in[o.inplace]
	b := of[in.op]
	if b == nil || in.op.view >= 0 || b.end > i || volume(in.op.full()) != volume(o.full()) {
		return nil
	}
	for j, other := range o.in { // the same memory must not come in twice
		if j != o.inplace && of[other.op] == b {
			return nil
		}
	}
	return b
}

// arrange sets the offsets and returns the arena's size.
func arrange(all []*buffer) int {
	bySize := append([]*buffer(nil), all...)
	sort.SliceStable(bySize, func(i, j int) bool { return bySize[i].size > bySize[j].size })
	var placed []*buffer // by offset
	arena := 0
	for _, b := range bySize {
		offset := 0
		for _, p := range placed {
			if p.end < b.start || b.end < p.start {
				continue
			}
			if offset+b.size <= p.offset {
				break
			}
			offset = max(offset, p.offset+p.size)
		}
		b.offset = offset
		arena = max(arena, offset+b.size)
		at := sort.Search(len(placed), func(i int) bool { return placed[i].offset > offset })
		placed = append(placed, nil)
		copy(placed[at+1:], placed[at:])
		placed[at] = b
	}
	return arena
}
