package install

import (
	"embed"
	"io/fs"
	"os"
	"path/filepath"
)

// labExtension colours andor's cells in JupyterLab 4 and Notebook 7. It is prebuilt: what
// lies here is what the page loads.
//
//go:embed labextension
var labExtension embed.FS

// labExtensionName is the extension's package name, and its folder.
const labExtensionName = "andor-kernel"

// labExtensionDir is where Jupyter looks for it, beside the folder of the kernelspecs.
func labExtensionDir(kernels string) string {
	return filepath.Join(filepath.Dir(kernels), "labextensions", labExtensionName)
}

// installLabExtension writes the extension whole, made beside its place and moved in.
func installLabExtension(kernels string) error {
	dir := labExtensionDir(kernels)
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	// Not in labextensions itself: a server that starts now would take it for an extension.
	made, err := os.MkdirTemp(filepath.Dir(filepath.Dir(dir)), ".andor-install-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(made)
	files, err := fs.Sub(labExtension, "labextension")
	if err != nil {
		return err
	}
	if err := os.CopyFS(made, files); err != nil {
		return err
	}
	if err := os.Chmod(made, 0o755); err != nil {
		return err
	}
	return replace(dir, made)
}

// removeLabExtension takes the extension away, and the folder around it if it was alone.
func removeLabExtension(kernels string) error {
	dir := labExtensionDir(kernels)
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	os.Remove(filepath.Dir(dir)) // fails where others are
	return nil
}

// anyOurs says whether an andor kernelspec of any name is left in a kernels folder.
func anyOurs(kernels string) bool {
	all, _ := os.ReadDir(kernels)
	for _, e := range all {
		if ours(filepath.Join(kernels, e.Name())) {
			return true
		}
	}
	return false
}
