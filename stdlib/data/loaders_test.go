package data

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// which tells the number of a sample image by its blue, 20 times it: see
// testdata/samples.py.
func which(t *testing.T, s *Set, i int) int {
	t.Helper()
	x := s.Image(i)
	sum := 0.0
	for p := 2; p < len(x.Data); p += 3 {
		sum += float64(x.Data[p])
	}
	blue := sum / float64(len(x.Data)/3)
	if n := math.Round(blue / 20); math.Abs(blue-20*n) < 4 {
		return int(n)
	}
	t.Errorf("%s: image %d has a blue of %.1f, want a multiple of 20", s.Names[i], i, blue)
	return -1
}

// TestLoaders reads each set from the layout it is published in.
func TestLoaders(t *testing.T) {
	for _, c := range []struct {
		loader, from, split string
		images              string // the number of each, in order
		labels              string
		first               string
	}{
		{"celeba", "celeba", "", "[0 1 2 3 4 5]", "[Smiling Male Smiling Smiling Male  Male]", "img_align_celeba/000001.jpg"},
		{"celeba", "celeba/Img", "train", "[0 1 2]", "[Smiling Male Smiling Smiling]", "img_align_celeba/000001.jpg"},
		{"celeba", "celeba/Img/img_align_celeba.zip", "val", "[3]", "[Male]", "img_align_celeba/000004.jpg"},
		{"celeba", "celeba", "test", "[4 5]", "[ Male]", "img_align_celeba/000005.jpg"},
		{"fashiongan", "fashiongan", "", "[0 1 2 3 4]", "[category 1 category 2 category 1 category 3 category 1]", "img/WOMEN/Dresses/id_00000000/00_1_front.jpg"},
		{"fashiongan", "fashiongan/G2.h5", "train", "[4 0 2]", "[category 1 category 1 category 1]", "img/WOMEN/Dresses/id_00000004/04_1_front.jpg"},
		{"fashiongan", "fashiongan", "test", "[1 3]", "[category 2 category 3]", "img/WOMEN/Dresses/id_00000001/01_1_front.jpg"},
		{"deepfashion", "deepfashion", "", "[2 3 0 1]", "[MEN/Denim MEN/Denim WOMEN/Dresses WOMEN/Dresses]", "img/MEN/Denim/id_00000080/01_1_front.jpg"},
		{"deepfashion", "deepfashion/Img", "train", "[0 1]", "[WOMEN/Dresses WOMEN/Dresses]", "img/WOMEN/Dresses/id_00000002/02_1_front.jpg"},
		{"deepfashion", "deepfashion", "test", "[2]", "[MEN/Denim]", "img/MEN/Denim/id_00000080/01_1_front.jpg"},
		{"cars", "cars", "", "[0 1 2 3 4 5 6]", "[AM General Hummer SUV 2000 Acura RL Sedan 2012 AM General Hummer SUV 2000 Acura RL Sedan 2012   ]", "cars_train/00001.jpg"},
		{"cars", "cars", "test", "[4 5 6]", "[]", "cars_test/00001.jpg"},
		{"cars", "cars/cars_train.tgz", "", "[0 1 2 3]", "[AM General Hummer SUV 2000 Acura RL Sedan 2012 AM General Hummer SUV 2000 Acura RL Sedan 2012]", "cars_train/00001.jpg"},
		{"cars", "cars_combined", "train", "[0 1 2 3]", "[AM General Hummer SUV 2000 Acura RL Sedan 2012 AM General Hummer SUV 2000 Acura RL Sedan 2012]", "car_ims/000001.jpg"},
		{"cars", "cars_combined", "test", "[4 5 6]", "[AM General Hummer SUV 2000 Acura RL Sedan 2012 AM General Hummer SUV 2000]", "car_ims/000005.jpg"},
		// The sample's keys are 9, 3, 7, 1, 5 in the order of the images 0 to 4.
		{"lsun", "lsun/bedroom_train_lmdb", "", "[3 1 4 2 0]", "[]", fmt.Sprintf("%040x", 1)},
		{"lsun", "lsun", "train", "[3 1 4 2 0]", "[]", fmt.Sprintf("%040x", 1)},
		{"cifar10", "cifar10", "", "[0 1 2 3 4 5 6 7 8 9 10 11]", "[airplane automobile bird cat deer dog frog horse ship truck airplane automobile]", "data_batch_1 0"},
		{"cifar10", "cifar10/cifar-10-binary.tar.gz", "test", "[10 11]", "[airplane automobile]", "test_batch 0"},
	} {
		t.Run(c.loader+" "+c.from+" "+c.split, func(t *testing.T) {
			s := open(t, Spec{Loader: c.loader, From: filepath.Join("testdata", filepath.FromSlash(c.from)), Split: c.split, H: 16, W: 16, Lo: 0, Hi: 255})
			var images []int
			for i := range s.Len() {
				images = append(images, which(t, s, i))
			}
			if fmt.Sprint(images) != c.images || fmt.Sprint(s.Labels) != c.labels || s.Names[0] != c.first || len(s.Skipped) != 0 {
				t.Errorf("got images %v, labels %v, first %q, skipped %v; want %s, %s, %q", images, s.Labels, s.Names[0], s.Skipped, c.images, c.labels, c.first)
			}
		})
	}
}

func TestMNIST(t *testing.T) {
	for _, c := range []struct{ split, labels string }{{"", "[0 1 2 3 4 5]"}, {"train", "[0 1 2 3]"}, {"test", "[4 5]"}} {
		s := open(t, Spec{Loader: "mnist", From: "testdata/mnist", Split: c.split, H: 28, W: 28, C: 1, Lo: 0, Hi: 255})
		if fmt.Sprint(s.Labels) != c.labels {
			t.Errorf("split %q: got labels %v, want %s", c.split, s.Labels, c.labels)
		}
		for i := range s.Len() { // image n is n in its first column, n+127 in its last
			n := float32(s.Labels[i][0] - '0')
			if x := s.Image(i).Data; x[0] != n || x[27] != n+127 || x[28*14] != n {
				t.Errorf("split %q: image %d: got %v, %v, want %v, %v", c.split, i, x[0], x[27], n, n+127)
			}
		}
	}
}

// TestFashionMNIST reads the real set where Debian's package has put it.
func TestFashionMNIST(t *testing.T) {
	const dir = "/usr/share/datasets/fashion-mnist"
	if _, err := os.Stat(dir); err != nil {
		if strings.Contains(os.Getenv("ANDOR_REQUIRE"), "datasets") {
			t.Fatal(err)
		}
		t.Skip("no Fashion-MNIST here (Debian: apt-get install dataset-fashion-mnist)")
	}
	src, _, err := source(context.Background(), Spec{Loader: "mnist", From: dir})
	if err != nil {
		t.Fatal(err)
	}
	classes := map[string]int{}
	for i := range src.len() {
		classes[labelOf(src, i)]++
	}
	if src.len() != 70000 || len(classes) != 10 || classes["sneaker"] != 7000 || labelOf(src, 0) != "ankle boot" {
		t.Errorf("got %d images, classes %v", src.len(), classes)
	}
	// The mean of the training images is published as 0.2860 of 255.
	sum := 0
	for _, v := range src.(*records).bytes[:60000*28*28] {
		sum += int(v)
	}
	if mean := float64(sum) / 60000 / 28 / 28 / 255; math.Abs(mean-0.2860) > 5e-5 {
		t.Errorf("got mean %v, want 0.2860", mean)
	}
	s := open(t, Spec{Loader: "mnist", From: dir, Split: "test", Take: 300, H: 28, W: 28, C: 1, Lo: 0, Hi: 255})
	for i := range s.Len() {
		for k, v := range s.Image(i).Data {
			if want := src.(*records).bytes[(60000+i)*28*28+k]; v != float32(want) {
				t.Fatalf("image %d, pixel %d: got %v, want %v", i, k, v, want)
			}
		}
	}
}

// TestMarkedCrops: red tells the column, green the row of what was cut out.
func TestMarkedCrops(t *testing.T) {
	for _, c := range []struct {
		spec           Spec
		width, height  float64 // of the sample image
		x0, x1, y0, y1 float64 // what image 1 must show
	}{
		{Spec{Loader: "celeba", From: "testdata/celeba", H: 64, W: 64}, 178, 218, 24, 152, 56, 184},
		{Spec{Loader: "celeba", From: "testdata/celeba", CropBy: "centre", H: 64, W: 64}, 178, 218, 0, 178, 20, 198},
		// Image 1: eyes (73, 113) and (110, 117), mouth (77, 156) and (112, 158): the middle
		// (92, 136), half the side 44.
		{Spec{Loader: "celeba", From: "testdata/celeba", CropBy: "landmarks", H: 64, W: 64}, 178, 218, 48, 136, 92, 180},
		// The box x 6..44, y 9..40 counted from 1, grown to a square: 39 wide.
		{Spec{Loader: "cars", From: "testdata/cars", H: 64, W: 64}, 64, 48, 5, 44, 4, 43},
		{Spec{Loader: "cars", From: "testdata/cars", CropBy: "centre", H: 64, W: 64}, 64, 48, 8, 56, 0, 48},
		{Spec{Loader: "cars", From: "testdata/cars", CropBy: "whole", H: 64, W: 64}, 64, 48, 0, 64, 0, 48},
		{Spec{Loader: "cars", From: "testdata/cars", Crop: []int{0, 0, 10, 10}, H: 64, W: 64}, 64, 48, 0, 10, 0, 10},
		{Spec{Loader: "deepfashion", From: "testdata/deepfashion", Split: "train", CropBy: "box", H: 96, W: 64}, 48, 64, 5, 37, 8, 56},
	} {
		c.spec.Lo, c.spec.Hi = 0, 255
		s := open(t, c.spec)
		x, h, w := s.Image(1).Data, c.spec.H, c.spec.W
		mid, row := 3*(h/2*w), 3*(w/2)
		got := [4]float64{float64(x[mid]), float64(x[mid+3*(w-1)]), float64(x[row+1]), float64(x[row+3*w*(h-1)+1])}
		pixel := [4]float64{c.x0, c.x1 - 1, c.y0, c.y1 - 1}
		for k, p := range pixel {
			side := c.width
			if k > 1 {
				side = c.height
			}
			if want := 255 * p / (side - 1); math.Abs(got[k]-want) > 8 {
				t.Errorf("%s, crop %q %v: edge %d shows %.0f, want %.0f", c.spec.Loader, c.spec.CropBy, c.spec.Crop, k, got[k], want)
			}
		}
	}
}

// TestFoldersAreClasses: a class is the path below the folders that all images share.
func TestFoldersAreClasses(t *testing.T) {
	png := encode(t, "png", plainImage(4, 4, color.White))
	for _, tt := range []struct {
		files []string
		want  string
	}{
		{[]string{"train/cat/1.png", "train/dog/1.png", "test/cat/2.png"}, "[test/cat train/cat train/dog]"},
		{[]string{"WOMEN/Dresses/1.png", "MEN/Dresses/1.png"}, "[MEN/Dresses WOMEN/Dresses]"},
		{[]string{"img/all/cat/1.png", "img/all/dog/1.png"}, "[cat dog]"},
		{[]string{"img/cat/1.png", "img/cats/1.png"}, "[cat cats]"},
		{[]string{"1.png", "cat/1.png"}, "[ cat]"},
		{[]string{"all/1.png", "all/2.png"}, "[]"},
		{[]string{"1.png", "2.png"}, "[]"},
	} {
		files := map[string][]byte{}
		for _, name := range tt.files {
			files[name] = png
		}
		if got := fmt.Sprint(open(t, Spec{From: folder(t, files), H: 4, W: 4}).Labels); got != tt.want {
			t.Errorf("%q: got classes %s, want %s", tt.files, got, tt.want)
		}
	}
}

// TestPackedDatabases: what comes in a zip file is read from it, where it is stored as it
// is, or from the cache.
func TestPackedDatabases(t *testing.T) {
	mdb, err := os.ReadFile("testdata/lsun/bedroom_train_lmdb/data.mdb")
	if err != nil {
		t.Fatal(err)
	}
	h5, err := os.ReadFile("testdata/fashiongan/G2.h5")
	if err != nil {
		t.Fatal(err)
	}
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		dir := t.TempDir()
		for file, e := range map[string]entry{"bedroom_train_lmdb.zip": {"bedroom_train_lmdb/data.mdb", mdb}, "G2.zip": {"G2.h5", h5}} {
			var b bytes.Buffer
			z := zip.NewWriter(&b)
			w, err := z.CreateHeader(&zip.FileHeader{Name: e.name, Method: method})
			if err == nil {
				_, err = w.Write(e.body)
			}
			if err == nil {
				err = z.Close()
			}
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, file), b.Bytes(), 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct{ loader, from, want string }{
			{"lsun", dir, "[3 1 4 2 0]"}, {"lsun", filepath.Join(dir, "bedroom_train_lmdb.zip"), "[3 1 4 2 0]"}, {"fashiongan", dir, "[0 1 2 3 4]"},
		} {
			s := open(t, Spec{Loader: c.loader, From: c.from, H: 16, W: 16, Lo: 0, Hi: 255})
			var images []int
			for i := range s.Len() {
				images = append(images, which(t, s, i))
			}
			if fmt.Sprint(images) != c.want {
				t.Errorf("method %d, %s: got images %v, want %s", method, c.loader, images, c.want)
			}
		}
	}
}

// TestLoadersStream: a set larger than the memory it may take gives the same images.
func TestLoadersStream(t *testing.T) {
	for _, s := range []Spec{
		{Loader: "cars", From: "testdata/cars", Split: "train"}, {Loader: "lsun", From: "testdata/lsun"}, {Loader: "fashiongan", From: "testdata/fashiongan", Split: "train"},
		{Loader: "celeba", From: "testdata/celeba", CropBy: "landmarks"}, {Loader: "cifar10", From: "testdata/cifar10"},
	} {
		s.H, s.W = 16, 16
		whole := open(t, s)
		s.Memory = 1
		stream := open(t, s)
		if !stream.Streams() || whole.Streams() || fmt.Sprint(stream.Names, stream.Labels) != fmt.Sprint(whole.Names, whole.Labels) {
			t.Errorf("%s: got %s, want a stream of %v", s.Loader, stream, whole.Names)
			continue
		}
		for i := range whole.Len() {
			if fmt.Sprint(stream.Image(i).Data) != fmt.Sprint(whole.Image(i).Data) {
				t.Errorf("%s: image %d is another when streamed", s.Loader, i)
			}
		}
	}
}
