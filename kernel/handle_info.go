package kernel

import (
	"net"
	"runtime"
	"strings"

	"github.com/andor-kernel/andor/kernel/wire"
)

// handleKernelInfo says who we are. The language is "andor": Go with blocks between.
func handleKernelInfo(k *Kernel, r *request) {
	r.reply(wire.KernelInfoReply{
		Status:                "ok",
		ProtocolVersion:       wire.ProtocolVersion,
		Implementation:        "andor",
		ImplementationVersion: k.o.Version,
		LanguageInfo:          languageInfo(k.o.Version),
		Banner:                "andor " + k.o.Version + " (Go " + goVersion() + "): AND-OR generator networks. A cell is Go, with net, data, train and let blocks between.",
		HelpLinks: []wire.HelpLink{
			{Text: "andor", URL: "https://github.com/andor-kernel/andor"},
			{Text: "Go language", URL: "https://go.dev/ref/spec"},
		},
		SupportedFeatures: []string{"kernel subshells"},
	})
}

// Language is the name notebooks and kernelspecs carry.
const Language = "andor"

// languageInfo is also what an executed notebook records. Its mode names the language of our
// JupyterLab extension, and Go's type for pages that do not have it: they look for the name
// first.
func languageInfo(version string) wire.LanguageInfo {
	return wire.LanguageInfo{Name: Language, Version: version, MIMEType: "text/x-go", FileExtension: ".andor",
		PygmentsLexer: "go", CodeMirrorMode: map[string]string{"name": Language, "mime": "text/x-go"}, Exporter: "script"}
}

func goVersion() string { return strings.TrimPrefix(runtime.Version(), "go") }

// handleConnect answers a request that the protocol has deprecated.
func handleConnect(k *Kernel, r *request) {
	port := func(a net.Addr) int {
		if t, ok := a.(*net.TCPAddr); ok {
			return t.Port
		}
		return 0
	}
	r.reply(wire.ConnectReply{Status: "ok", Shell: port(k.shell.Addr()), IOPub: port(k.iopub.Addr()), Stdin: port(k.stdin.Addr()),
		HB: port(k.heartbeat.Addr()), Control: port(k.control.Addr())})
}
