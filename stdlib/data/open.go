package data

import "context"

// Open reads the images s asks for. progress, if not nil, is told now and then, from
// one goroutine, how many of how many files are done. Unreadable files are skipped
// and listed in Set.Skipped; it is an error if none, or fewer than half of the files
// tried, can be read. A set larger than s.Memory streams: see Spec.Memory; its files are then
// read as they are wanted, and only a few of them looked at now. A cancelled ctx returns its error within one image's time.
func Open(ctx context.Context, s Spec, progress func(done, total int)) (*Set, error) {
	s, err := s.checked()
	if err != nil {
		return nil, err
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	if s.Loader == "scenes" || s.Loader == "" && s.From == "scenes" {
		return openScenes(ctx, s, progress)
	}
	kept := decodedFile(ctx, s)
	if kept != "" {
		if set := readDecoded(kept, s); set != nil {
			progress(set.Len(), set.Len())
			return set, nil
		}
	}
	src, crop, err := source(ctx, s)
	if err != nil {
		return nil, err
	}
	if src, err = arranged(src, s); err != nil {
		return nil, err
	}
	src = withCopies(src, s)
	s.Take *= copiesOf(src)
	set, err := load(ctx, s, src, crop, progress)
	if err != nil {
		return nil, err
	}
	set.Labels = labelsOf(src, set.Names)
	if l := loaderOf(s.Loader); l.title != "" {
		set.From = l.title + ", " + s.From
	}
	if kept != "" {
		writeDecoded(kept, set) // a full disk costs time, not the set
	}
	return set, nil
}

// labelsOf are the classes of the pictures with these names, nil if the source has none.
func labelsOf(src pictures, names []string) []string {
	if _, ok := src.(labels); !ok {
		return nil
	}
	of, any := make(map[string]string, src.len()), false
	for i := range src.len() {
		class := labelOf(src, i)
		of[src.name(i)], any = class, any || class != ""
	}
	if !any {
		return nil
	}
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = of[name]
	}
	return out
}
