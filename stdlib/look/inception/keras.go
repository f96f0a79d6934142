package inception

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// manifest is the part of a TensorFlow.js model.json that describes its weights.
type manifest []struct {
	Paths   []string `json:"paths"`
	Weights []struct {
		Name         string `json:"name"`
		Shape        []int  `json:"shape"`
		Dtype        string `json:"dtype"`
		Quantization *struct {
			Min   float64 `json:"min"`
			Scale float64 `json:"scale"`
			Dtype string  `json:"dtype"`
		} `json:"quantization"`
	} `json:"weights"`
}

// openKeras reads the folder of a Keras model in TensorFlow.js form: model.json beside binary
// shards, or each wrapped in a script, .min.js, as the npm package nsfwjs has it in
// dist/models/inception_v3. Weights of 8 bits become min + scale*v.
func openKeras(dir string) (*Weights, error) {
	w, err := readKeras(func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, name)) })
	if err != nil {
		return nil, fmt.Errorf("inception: weights %s: %w", dir, err)
	}
	w.From = filepath.Base(dir)
	return w, nil
}

// readPackage reads the folder inception_v3 of an npm package, a tar file packed with gzip.
func readPackage(b []byte) (*Weights, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	files, left := map[string][]byte{}, int64(maxFile)
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if path.Base(path.Dir(h.Name)) != "inception_v3" || h.Typeflag != tar.TypeReg || !strings.Contains(h.Name, "/models/") {
			continue
		}
		text, err := io.ReadAll(io.LimitReader(t, left+1))
		if err != nil {
			return nil, err
		}
		if left -= int64(len(text)); left < 0 {
			return nil, fmt.Errorf("holds more than %d MB of weights", maxFile>>20)
		}
		files[path.Base(h.Name)] = text
	}
	return readKeras(func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return text, nil
		}
		return nil, fmt.Errorf("models/inception_v3/%s: %w", name, fs.ErrNotExist)
	})
}

// readKeras reads a model whose files read gives out.
func readKeras(read func(name string) ([]byte, error)) (*Weights, error) {
	var m manifest
	shard := func(name string) ([]byte, error) { return read(path.Base(name)) }
	text, err := read("model.json")
	switch {
	case err == nil:
		var model struct {
			Manifest manifest `json:"weightsManifest"`
		}
		if err := json.Unmarshal(text, &model); err != nil {
			return nil, fmt.Errorf("model.json: %w", err)
		}
		m = model.Manifest
	case errors.Is(err, fs.ErrNotExist):
		script, err := read("model.min.js")
		if err != nil {
			return nil, errors.New("holds neither model.json nor model.min.js of a Keras model in TensorFlow.js form")
		}
		if m, err = scriptManifest(script); err != nil {
			return nil, fmt.Errorf("model.min.js: %w", err)
		}
		shard = func(name string) ([]byte, error) {
			b, err := read(path.Base(name) + ".min.js")
			if err != nil {
				return nil, err
			}
			return scriptShard(b)
		}
	default:
		return nil, err
	}
	tensors, err := m.read(shard)
	if err != nil {
		return nil, err
	}
	return &Weights{Tensors: tensors, keras: true}, nil
}

var (
	bareKey    = regexp.MustCompile(`([{,])([A-Za-z_]\w*):`)
	bareNumber = regexp.MustCompile(`([:\[,]-?)\.(\d)`)
	exported   = regexp.MustCompile(`exports="([A-Za-z0-9+/]+=*)"`)
)

// scriptManifest finds the manifest in a minified script, where keys have no quotes and
// fractions no leading zero.
func scriptManifest(script []byte) (manifest, error) {
	const key = "weightsManifest:"
	loc := regexp.MustCompile(key + `\[`).FindIndex(script)
	if loc == nil {
		return nil, errors.New("holds no weightsManifest")
	}
	from, depth := loc[1]-1, 0
	for i := from; i < len(script); i++ {
		switch script[i] {
		case '[':
			depth++
		case ']':
			depth--
		}
		if depth == 0 {
			text := bareKey.ReplaceAll(script[from:i+1], []byte(`$1"$2":`))
			text = bareNumber.ReplaceAll(text, []byte(`${1}0.$2`))
			var m manifest
			return m, json.Unmarshal(text, &m)
		}
	}
	return nil, errors.New("the weightsManifest is cut off")
}

// scriptShard is the binary shard that a script exports as one base64 text.
func scriptShard(script []byte) ([]byte, error) {
	m := exported.FindSubmatch(script)
	if m == nil {
		return nil, errors.New("the script exports no base64 text")
	}
	return base64.StdEncoding.DecodeString(string(m[1]))
}

// read decodes the weights of all groups.
func (m manifest) read(shard func(string) ([]byte, error)) (map[string]*tensor.Tensor, error) {
	out := map[string]*tensor.Tensor{}
	for _, group := range m {
		var data []byte
		for _, p := range group.Paths {
			b, err := shard(p)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", p, err)
			}
			if len(data)+len(b) > maxFile {
				return nil, fmt.Errorf("the shards hold more than %d MB", maxFile>>20)
			}
			data = append(data, b...)
		}
		for _, w := range group.Weights {
			n, width := 1, 4
			for _, d := range w.Shape {
				if d < 1 || n > maxFile/d {
					return nil, fmt.Errorf("%q: got shape %v, want one that fits", w.Name, w.Shape)
				}
				n *= d
			}
			q := w.Quantization
			if q != nil {
				width = 1
			}
			if w.Dtype != "float32" || q != nil && q.Dtype != "uint8" {
				return nil, fmt.Errorf("%q: got a type other than float32, or float32 in uint8", w.Name)
			}
			if n*width > len(data) {
				return nil, fmt.Errorf("%q: the shards end before its %d values", w.Name, n)
			}
			t := tensor.New(w.Shape...)
			for i := range t.Data {
				if q != nil {
					t.Data[i] = float32(q.Min + q.Scale*float64(data[i]))
				} else {
					t.Data[i] = float32At(data[4*i:])
				}
			}
			data = data[n*width:]
			out[w.Name] = t
		}
	}
	if len(out) == 0 {
		return nil, errors.New("the manifest lists no weights")
	}
	return out, nil
}
