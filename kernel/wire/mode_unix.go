//go:build !windows

package wire

// privateModes says whether permission bits tell who can read a file.
const privateModes = true
