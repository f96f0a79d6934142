# Needs Go and nothing else; `make lab` also needs Python 3.
GO ?= go
export CGO_ENABLED = 0

.PHONY: build demo test quick lab pictures generate clean

build:
	$(GO) build -trimpath -o bin/andor-kernel ./cmd/andor-kernel

# Trains on the shipped data and leaves an executed notebook and page in out/.
demo: build
	bin/andor-kernel run notebooks/01_first_tree.ipynb --out out/01_first_tree.ipynb --html out/01_first_tree.html

test:
	$(GO) run ./internal/testlog -slow 10 ./...

# The tests that end soon, for every change.
quick:
	$(GO) run ./internal/testlog -short ./...

# A private JupyterLab in .venv with the kernel in it.
lab: build
	.ci/venv
	bin/andor-kernel install --prefix .venv
	.venv/bin/jupyter lab --notebook-dir notebooks

# The pictures of README.md.
pictures: build
	bin/andor-kernel run docs/pictures.andor

generate:
	$(GO) generate ./...

clean:
	$(GO) clean
	rm -rf bin out
