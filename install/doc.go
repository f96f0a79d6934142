// Package install puts andor's kernelspec where Jupyter looks for it, and takes it away.
//
//	dir, err := install.Install(install.Options{User: true, Executable: "/usr/local/bin/andor-kernel"})
//	dirs, err := install.Uninstall(install.Options{User: true})
//
// A kernelspec is a folder with kernel.json and logos:
// https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs.
package install

//go:generate go run logo.go
