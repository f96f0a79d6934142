package simd

import (
	"os"
	"strings"
)

// processor is the first one in /proc/cpuinfo.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	return described(string(text))
}

// described puts together what /proc/cpuinfo says first: of x86 and of arm64.
func described(text string) string {
	seen := map[string]string{}
	for one := range strings.Lines(text) {
		key, value, ok := strings.Cut(one, ":")
		if key = strings.TrimSpace(key); ok && seen[key] == "" {
			seen[key] = strings.TrimSpace(value)
		}
	}
	var parts []string
	for _, key := range []string{"model name", "cpu family", "model", "stepping", "CPU implementer", "CPU part", "CPU variant"} {
		switch v := seen[key]; {
		case v == "":
		case key == "model name":
			parts = append(parts, v)
		default:
			parts = append(parts, strings.TrimPrefix(key, "cpu ")+" "+v)
		}
	}
	return strings.Join(parts, ", ")
}
