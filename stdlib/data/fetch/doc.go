// Package fetch downloads published files: resuming what was interrupted, and comparing
// with the published checksum before a file gets its name. Sources lists what andor knows
// to find, with the terms under which its authors give it out; whoever calls Get shows
// these first.
//
//	s, _ := fetch.Find("cifar10")
//	for _, f := range s.Files {
//		path, err := fetch.Get(ctx, http.DefaultClient, f, dir, nil)
//	}
package fetch
