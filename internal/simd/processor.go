package simd

import (
	"strings"
	"sync"
)

// Processor names the processor as closely as the system tells, so that what was measured on
// one is not taken for another: on Linux also family, model and stepping, since virtual
// machines give one name to several generations.
var Processor = sync.OnceValue(func() string {
	if name := strings.TrimSpace(processor()); name != "" {
		return name
	}
	return "unnamed processor"
})
