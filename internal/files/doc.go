// Package files writes the files that a user names: notebooks, pages, figures, tables and
// checkpoints.
//
// A path means what it means to open(2). Links are followed. A device or a pipe is written
// to. Folders that are missing are made. Only where a regular file stands, or nothing, does
// the new file appear by a rename: then a reader sees the old file or the whole new one, and
// a kill leaves the old one.
//
//	err := files.Write("figures/tree.png", png)
//	err := files.Fill("runs/run1.safetensors", "runs/run1.safetensors.previous", func(w io.Writer) error { ... })
package files
