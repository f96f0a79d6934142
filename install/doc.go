// Package install puts andor's kernelspec where Jupyter looks for it, and takes it away.
//
//	dir, err := install.Install(install.Options{User: true, Executable: "/usr/local/bin/andor-kernel"})
//	dirs, err := install.Uninstall(install.Options{User: true})
//
// With the kernelspec comes a prebuilt JupyterLab extension that colours the cells; its
// source, labextension/static/remoteEntry.js, is what the page loads.
//
// A kernelspec is a folder with kernel.json and logos:
// https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs.
package install

//go:generate go run logo.go
//go:generate go run words.go
