package std

import "strings"

// absent are the packages and names of the standard library that cells do not have, with
// the reason; a test holds the list against the toolchain's.
var absent = map[string]string{
	"plugin":       "it loads shared objects, which takes cgo, and the kernel is built without it",
	"runtime/cgo":  "it is the part of the runtime that cgo needs, and the kernel is built without it",
	"runtime/race": "it is the race detector's part of the runtime, which interpreted code does not have",
	"syscall/js":   "it is for programs in a browser",
	"testing.Main": "it ends the process that holds the notebook; write the tests into a package, and run go test on it",
}

// Absent returns why cells do not have a package or a name of the standard library,
// "path" or "path.Name"; "" if it gives no reason, which is so for all that they have.
func Absent(name string) string {
	for name != "" {
		if why := absent[name]; why != "" {
			return why
		}
		i := strings.LastIndexByte(name, '.')
		if i < 0 {
			break
		}
		name = name[:i]
	}
	return ""
}

// AbsentNames are the packages and names that Absent knows.
func AbsentNames() map[string]string { return absent }
