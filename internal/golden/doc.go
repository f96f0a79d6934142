// Package golden compares what a test made with a file kept beside it. Only tests
// import it.
//
//	golden.PNG(t, "testdata/tree.png", got)   // another machine's rounding passes, a moved label fails
//	golden.SVG(t, "testdata/tree.svg", got)   // numbers within rounding, images by their pixels
//	golden.Text(t, "testdata/tree.txt", got)  // exactly, but for line ends
//
// `go test ./plots/... -update` writes the files anew instead of comparing; look at the
// difference before committing it. Where packages without golden files are tested in
// the same run, which do not know the flag, set ANDOR_UPDATE=1 instead.
package golden
